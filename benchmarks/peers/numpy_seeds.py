"""NumPy, one seed at a time: what a first script looks like."""

from __future__ import annotations

import numpy as np

from benchmarks.work import MOMENTUM, RADIUS, Peer, Record, Run, Work


def prepare(work: Work, iterations: int, threads: int) -> Run:
    """A loop over seeds around a loop over iterations; one thread."""
    center, scale = work.center(), work.sigma / np.sqrt(work.size)

    def one(seed: int) -> tuple[float, float]:
        random = np.random.default_rng(seed)
        x, m, total, value = np.zeros(work.shape), np.zeros(work.shape), 0.0, 0.0
        for k in range(iterations):
            t = x - center
            value = float(np.sum(t**2 / (1 + t**2)))
            g = 2 * t / (1 + t**2) ** 2
            if work.geometry == "l2":
                total += float(np.linalg.norm(g))
            elif work.geometry == "linf":
                total += float(np.abs(g).sum())
            else:
                total += float(np.linalg.svd(g, compute_uv=False).sum())
            if work.noise == "gaussian":
                g = g + scale * random.normal(size=work.shape)
            else:
                g = g + scale * (2 * random.integers(0, 2, size=work.shape) - 1)
            m = g if k == 0 else m + MOMENTUM * (g - m)
            if work.geometry == "l2":
                x = x - RADIUS * m / np.linalg.norm(m)
            elif work.geometry == "linf":
                x = x - RADIUS * np.sign(m)
            else:
                u, _, vh = np.linalg.svd(m, full_matrices=False)
                x = x - RADIUS * (u @ vh)
        return value, total / iterations

    return lambda: Record(*(np.array(series) for series in zip(*map(one, range(work.seeds)), strict=True)))


PEER = Peer("NumPy, per seed", prepare)
