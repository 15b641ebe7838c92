"""How the cost of our engine grows with seeds, iterations, dimension and threads, beside batched NumPy's."""

from __future__ import annotations

import os
from typing import NamedTuple

from benchmarks.measure import processors, spent
from benchmarks.peers import OURS
from benchmarks.peers.numpy_batched import PEER as NUMPY
from benchmarks.work import Peer, Work

SEEDS = (1, 8, 64, 512, 4096)
ITERATIONS = (10, 100, 1000, 10_000, 100_000)
DIMENSIONS = (1, 10, 100, 1000, 10_000)


class Cost(NamedTuple):
    """What a run cost: nanoseconds per seed, iteration and coordinate, ours and of batched NumPy (None: not measured)."""

    axis: str
    at: int
    ours: float
    numpy: float | None


def growth(quick: bool, rounds: int) -> list[Cost]:
    """One axis at a time, from 64 seeds, 1000 iterations (10 where d = 10^4), d = 100, one thread."""
    cut = -1 if quick else None
    found = [_cost("seeds", seeds, 100, seeds, 1000, 1, rounds) for seeds in SEEDS[:cut]]
    found += [_cost("iterations", k, 100, 64, k, 1, rounds) for k in ITERATIONS[:cut]]
    found += [_cost("dimension", d, d, 64, 100_000 // max(d, 10), 1, rounds) for d in DIMENSIONS[:cut]]
    counts = [n for n in (1, 2, 4, 8, 16, 32) if n <= (os.cpu_count() or 1)]
    return found + [_cost("threads", n, 100, 64 * max(counts), 1000, n, rounds) for n in counts]


def _cost(axis: str, at: int, d: int, seeds: int, iterations: int, threads: int, rounds: int) -> Cost:
    work = Work("l2", (d,), seeds)
    fewer = max(2, min(iterations, 2_000_000 // (seeds * d)))  # its cost per iteration does not depend on their number
    with processors(threads):
        ours = _nanoseconds(OURS, work, iterations, threads, rounds)
        theirs = (
            _nanoseconds(NUMPY, work, fewer, threads, rounds) if axis != "iterations" or iterations == fewer else None
        )
    return Cost(axis, at, ours, theirs)


def _nanoseconds(peer: Peer, work: Work, iterations: int, threads: int, rounds: int) -> float:
    run = peer.prepare(work, iterations, threads)
    run()
    taken = min(spent(run, threads).processor for _ in range(rounds))
    return 1e9 * taken / (work.seeds * iterations * work.size)
