"""How long the checks of a run take: a rough cost of each, and from it the time that is left."""

from __future__ import annotations

import time

from proofs_checks.algebra import Claim
from proofs_checks.check import Check, RateCheck
from proofs_checks.explanation import Explanation
from proofs_checks.lemma import LemmaCheck


class Clock:
    """How much is left, by the estimated costs and the time that the finished ones took."""

    def __init__(self, costs: list[float]) -> None:
        self._costs, self._begin = costs, time.monotonic()
        self._started, self._finished = set[int](), set[int]()

    def start(self, n: int) -> None:
        """Task n is given to the workers."""
        self._started.add(n)

    def finish(self, n: int) -> None:
        """Task n is done."""
        self._finished.add(n)

    def note(self, failed: int, workers: int) -> str:
        """What is running, failed, waiting, and the minutes left, in words."""
        left = len(self._costs) - len(self._finished)
        running = min(len(self._started - self._finished), workers)
        done = sum(self._costs[n] for n in self._finished)
        seconds = (sum(self._costs) - done) / done * (time.monotonic() - self._begin) if done else 0.0
        return f"{running} running, {failed} failed, {left - running} waiting, about {seconds / 60:.0f} min left"


TYPICAL_SEEDS = 256  # that a check with noise takes until it is decided
FLOOR = 2e6  # what the smallest check costs: 30 ms


def cost(task: Check | RateCheck | LemmaCheck | Claim | Explanation) -> float:
    """A rough estimate of the time in units of 15 ns: seeds x iterations x coordinates. The longest are started first."""
    if isinstance(task, Claim):
        return 0.0
    if isinstance(task, Explanation):
        return 1e8  # some seconds
    if isinstance(task, RateCheck):
        return task.seeds * task.epsilons[-1] ** -task.theorem.rate[0] * 1e3
    case = task.case
    slow = 1.0 if case.method.norm.kernel() is not None and case.problem.kernel() is not None else 100.0
    seeds = TYPICAL_SEEDS if case.setting.sigma > 0 else 1
    return FLOOR + seeds * case.iterations * case.x0.size * slow
