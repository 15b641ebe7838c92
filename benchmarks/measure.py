"""Timing: the same processors for all, rivals in turns, medians.

The machine may have other work. On one thread the processor time of this process is taken, which on an idle machine is the
wall clock; on more it is the wall clock. Ratios are formed within a round, where both sides met the same load.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.peers import FLOOR, OURS
from benchmarks.work import Peer, Run, Work

TASKS = Path("/proc/self/task")  # of Linux; elsewhere the threads of libraries are not restricted
MOST = 200_000  # iterations


class Timing(NamedTuple):
    """Of one contender.

    Attributes
    ----------
    seconds : float
        Per seed and iteration, the median over the rounds.
    ratio : float
        The median of seconds over ours in the same round.
    iterations : int
        Of a run.
    """

    seconds: float
    ratio: float
    iterations: int


class Row(NamedTuple):
    """All contenders, by name, on one work."""

    work: Work
    threads: int
    timings: dict[str, Timing]

    @property
    def ours(self) -> Timing:
        """This project."""
        return self.timings[OURS.name]

    @property
    def floor(self) -> Timing:
        """The noise alone."""
        return self.timings[FLOOR.name]


@contextmanager
def processors(count: int) -> Iterator[None]:
    """Only the first `count` of the processors of this process, for all its threads."""
    if not TASKS.exists():
        yield
        return
    allowed = os.sched_getaffinity(0)
    _restrict(set(sorted(allowed)[:count]))
    try:
        with threadpool_limits(1):
            yield
    finally:
        _restrict(allowed)


def _restrict(allowed: set[int]) -> None:
    for task in TASKS.iterdir():
        try:
            os.sched_setaffinity(int(task.name), allowed)
        except ProcessLookupError:  # a thread that has ended meanwhile
            continue


def clock(threads: int) -> float:
    """Seconds: of the processor for one thread, else of the wall."""
    return time.process_time() if threads == 1 else time.perf_counter()


def seconds(run: Run, threads: int) -> float:
    """How long a run takes."""
    start = clock(threads)
    run()
    return clock(threads) - start


def calibrated(peer: Peer, work: Work, threads: int, budget: float) -> tuple[Run, int]:
    """A run of about `budget` seconds that has been called before, and its iterations."""
    iterations = 3
    while True:
        run = peer.prepare(work, iterations, threads)
        run()  # compiles
        taken = seconds(run, threads)
        if taken > budget / 4 or iterations >= MOST:
            return run, iterations
        wanted = int(iterations * budget / max(taken, 1e-4))
        iterations = min(MOST, max(4 * iterations, wanted))


def measure(work: Work, threads: int, peers: Sequence[Peer], rounds: int, budget: float) -> Row:
    """Ours, the noise alone and the peers that can do the work, in turns."""
    contenders = [OURS, FLOOR, *(peer for peer in peers if peer.can(work))]
    with processors(threads):
        runs = {peer.name: calibrated(peer, work, threads, budget) for peer in contenders}
        samples: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(rounds):
            for name, (run, iterations) in runs.items():
                samples[name].append(seconds(run, threads) / (work.seeds * iterations))
    ours = np.array(samples[OURS.name])
    timings = {
        name: Timing(float(np.median(taken)), float(np.median(np.array(taken) / ours)), runs[name][1])
        for name, taken in samples.items()
    }
    return Row(work, threads, timings)
