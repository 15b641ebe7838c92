"""Timing: the same processors for all, rivals in turns, the least of the rounds.

The machine may have other work, which the wall clock would count. So the clock is the processor's: on one thread the time of
this process; on more, that time over the number of threads, or the time of the busiest thread if that is longer. On an idle
machine this is the wall clock of one thread, and of more threads less than it by what they wait for each other, which is
in favour of the peers: our blocks of seeds do not wait. The wall clock is stored beside it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from threadpoolctl import threadpool_limits

from benchmarks.peers import FLOOR, OURS
from benchmarks.work import Peer, Run, Work

TASKS = Path("/proc/self/task")  # of Linux; elsewhere the threads of libraries are not restricted
LEAST, MOST = 20, 200_000  # iterations: what is done once per run, and once more at the end, must not count
LONGER = 5  # for ours and the noise alone, which would have the fewest


class Timing(NamedTuple):
    """Of one contender.

    Attributes
    ----------
    seconds : float
        Per seed and iteration, the least of the rounds.
    ratio : float
        Seconds over ours.
    iterations : int
        Of a run.
    wall : float
        As `seconds`, by the wall clock.
    """

    seconds: float
    ratio: float
    iterations: int
    wall: float


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


class Spent(NamedTuple):
    """Of a run: seconds of the wall clock, and of the processors as described above."""

    wall: float
    processor: float


def spent(run: Run, threads: int) -> Spent:
    """How long a run takes."""
    before, wall, total = _of_threads(), time.perf_counter(), time.process_time()
    run()
    wall, total = time.perf_counter() - wall, time.process_time() - total
    busiest = max(taken - before.get(thread, 0.0) for thread, taken in _of_threads().items()) if threads > 1 else 0.0
    return Spent(wall, max(total / threads, busiest))


def _of_threads() -> dict[str, float]:
    """The seconds that each living thread has been on a processor; empty where the system does not tell."""
    found = {"": 0.0}
    for task in TASKS.iterdir() if TASKS.exists() else ():
        try:
            found[task.name] = 1e-9 * int((task / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):  # a thread that has ended meanwhile
            continue
    return found


def calibrated(peer: Peer, work: Work, threads: int, budget: float) -> tuple[Run, int]:
    """A run of about `budget` seconds that has been called before, and its iterations."""
    iterations = LEAST
    while True:
        run = peer.prepare(work, iterations, threads)
        run()  # compiles
        taken = spent(run, threads).processor
        if taken > budget / 4 or iterations >= MOST:
            return run, iterations
        wanted = int(iterations * budget / max(taken, 1e-4))
        iterations = min(MOST, max(4 * iterations, wanted))


def measure(work: Work, threads: int, peers: Sequence[Peer], rounds: int, budget: float) -> Row:
    """Ours, the noise alone and the peers that can do the work, in turns."""
    contenders = [OURS, FLOOR, *(peer for peer in peers if peer.can(work))]
    with processors(threads):
        runs = {
            peer.name: calibrated(peer, work, threads, budget * (LONGER if peer in (OURS, FLOOR) else 1))
            for peer in contenders
        }
        samples: dict[str, list[Spent]] = {name: [] for name in runs}
        for _ in range(rounds):
            for name, (run, _) in runs.items():
                samples[name].append(spent(run, threads))
    each = {name: work.seeds * iterations for name, (_, iterations) in runs.items()}
    least = {name: min(one.processor for one in taken) / each[name] for name, taken in samples.items()}
    walls = {name: min(one.wall for one in taken) / each[name] for name, taken in samples.items()}
    timings = {
        name: Timing(least[name], least[name] / least[OURS.name], runs[name][1], walls[name]) for name in samples
    }
    return Row(work, threads, timings)
