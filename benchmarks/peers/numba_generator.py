"""Numba with `numpy.random.Generator`: the loop over seeds and iterations, compiled; every thread owns a generator."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numba import njit

from benchmarks.work import MOMENTUM, RADIUS, Peer, Record, Run, Work, joined, parts


@njit(nogil=True, cache=True, error_model="numpy")
def vectors(
    random: Any, center: Any, iterations: Any, scale: Any, signs: Any, euclidean: Any, value: Any, norm: Any
) -> None:
    """l_2 or l_inf."""
    size = center.shape[0]
    g, x, m = np.empty(size), np.empty(size), np.empty(size)
    for seed in range(value.shape[0]):
        x[:] = 0.0
        m[:] = 0.0
        total = 0.0
        for k in range(iterations):
            f, length = 0.0, 0.0
            for i in range(size):
                t = x[i] - center[i]
                q = 1.0 / (1.0 + t * t)
                f += t * t * q
                g[i] = 2.0 * t * q * q
                length += g[i] * g[i] if euclidean else abs(g[i])
            value[seed] = f
            total += np.sqrt(length) if euclidean else length
            a, squares = 1.0 if k == 0 else MOMENTUM, 0.0
            for i in range(size):
                n = 2.0 * random.integers(0, 2) - 1.0 if signs else random.standard_normal()
                m[i] += a * (g[i] + scale * n - m[i])
                squares += m[i] * m[i]
            factor = RADIUS / np.sqrt(squares)
            for i in range(size):
                x[i] -= factor * m[i] if euclidean else RADIUS * np.sign(m[i])
        norm[seed] = total / iterations


@njit(nogil=True, cache=True, error_model="numpy")
def matrices(random: Any, center: Any, iterations: Any, scale: Any, signs: Any, value: Any, norm: Any) -> None:
    """The spectral norm, by `numpy.linalg.svd`."""
    for seed in range(value.shape[0]):
        x, m = np.zeros(center.shape), np.zeros(center.shape)
        total = 0.0
        for k in range(iterations):
            t = x - center
            q = 1.0 / (1.0 + t * t)
            value[seed] = np.sum(t * t * q)
            g = 2.0 * t * q * q
            total += np.sum(np.linalg.svd(g, full_matrices=False)[1])
            a = 1.0 if k == 0 else MOMENTUM
            for i in range(g.shape[0]):
                for j in range(g.shape[1]):
                    n = 2.0 * random.integers(0, 2) - 1.0 if signs else random.standard_normal()
                    m[i, j] += a * (g[i, j] + scale * n - m[i, j])
            u, _, vh = np.linalg.svd(m, full_matrices=False)
            x -= RADIUS * np.dot(u, vh)
        norm[seed] = total / iterations


def prepare(work: Work, iterations: int, threads: int) -> Run:
    """Compiled by the first call."""
    center, scale, signs = work.center(), work.sigma / np.sqrt(work.size), work.noise == "rademacher"

    def some(seeds: int, random: np.random.Generator) -> Record:
        value, norm = np.empty(seeds), np.empty(seeds)
        if work.geometry == "spectral":
            matrices(random, center, iterations, scale, signs, value, norm)
        else:
            vectors(random, center, iterations, scale, signs, work.geometry == "l2", value, norm)
        return Record(value, norm)

    def run() -> Record:
        generators = np.random.default_rng(0).spawn(threads)
        with ThreadPoolExecutor(threads) as pool:
            return joined(list(pool.map(some, parts(work.seeds, threads), generators)))

    return run


PEER = Peer("Numba + Generator", prepare)
