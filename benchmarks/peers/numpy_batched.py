"""NumPy, vectorised over the seeds: what a good script looks like."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from benchmarks.work import MOMENTUM, RADIUS, Peer, Record, Run, Work, joined, parts


def prepare(work: Work, iterations: int, threads: int) -> Run:
    """One array (seeds, *shape), a loop over iterations; with more threads, each takes a part of the seeds."""
    center, scale = work.center(), work.sigma / np.sqrt(work.size)
    axes = tuple(range(1, 1 + len(work.shape)))

    def some(seeds: int) -> Record:
        random = np.random.default_rng(seeds)
        x, m = np.zeros((seeds, *work.shape)), np.zeros((seeds, *work.shape))
        total, value = np.zeros(seeds), np.zeros(seeds)
        for k in range(iterations):
            t = x - center
            square = t * t
            value = (square / (1 + square)).sum(axis=axes)
            g = 2 * t / (1 + square) ** 2
            if work.geometry == "l2":
                total += np.sqrt((g * g).sum(axis=axes))
            elif work.geometry == "linf":
                total += np.abs(g).sum(axis=axes)
            else:
                total += np.linalg.svd(g, compute_uv=False).sum(axis=1)
            if work.noise == "gaussian":
                g += scale * random.standard_normal(g.shape)
            else:
                g += scale * (2.0 * random.integers(0, 2, size=g.shape, dtype=np.int8) - 1.0)
            m = g if k == 0 else m + MOMENTUM * (g - m)
            if work.geometry == "l2":
                x -= RADIUS / np.sqrt((m * m).sum(axis=axes, keepdims=True)) * m
            elif work.geometry == "linf":
                x -= RADIUS * np.sign(m)
            else:
                u, _, vh = np.linalg.svd(m, full_matrices=False)
                x -= RADIUS * (u @ vh)
        return Record(value, total / iterations)

    def run() -> Record:
        with ThreadPoolExecutor(threads) as pool:
            return joined(list(pool.map(some, parts(work.seeds, threads))))

    return run


PEER = Peer("NumPy, batched", prepare)
