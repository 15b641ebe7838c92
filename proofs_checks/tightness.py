"""How tight the theorems are: a search for the smallest bound/measured over problems and parameters.

The catalogue comes first, with the extremal cases of theory.md among it; then the numbers of the best case are varied, at random
and coordinate by coordinate. The search is deterministic, its last word is `verify` with seeds that it has not seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ntr import validation
from ntr.canonical import Undescribable, canonical
from ntr.case import Case
from ntr.cvx import ACCURACY
from ntr.simulate import simulate
from ntr.theorem import Theorem
from ntr.trajectory import NonFiniteIterate
from proofs_checks.catalogue import Named
from proofs_checks.check import Check, Row, run_check
from proofs_checks.memo import Memo
from proofs_checks.variation import parameters, varied

SEEDS = 32  # of an evaluation with noise
FRESH = range(10**6, 10**6 + SEEDS)  # the seeds of the last word start here
REACH = math.log(100.0)  # a number is varied by at most this factor either way: beyond, rounding would be measured
STEP, LEAST_STEP = math.log(1.5), math.log(1.02)  # of the search along coordinates
SPREAD = 0.3  # deviation of the logs of a random variation
TRIES = 3  # the best cases of the catalogue that are varied
COMPILED, PLAIN = 100_000, 1000  # the most iterations of a varied case, by engine


class Evaluation(NamedTuple):
    """The largest measured/bound over the checkpoints of a case, after which iteration, and whether compiled lanes ran."""

    ratio: float
    iterations: int
    compiled: bool


class Tightest(NamedTuple):
    """The tightest case that a search found.

    Attributes
    ----------
    theorem : Theorem
    row : Row
        The verdict on it, with fresh seeds.
    origin : str
        What the case is called in the catalogue.
    how : {"catalogue", "random", "coordinates"}
    factors : dict of str to float
        By what its numbers differ from the catalogue's.
    ratio : float
        measured/bound, as the search saw it.
    iterations : int
        After how many iterations.
    evaluations : int
        How many were made.
    """

    theorem: Theorem
    row: Row
    origin: str
    how: str
    factors: dict[str, float]
    ratio: float
    iterations: int
    evaluations: int


def evaluate(theorem: Theorem, case: Case, memo: Memo | None = None) -> Evaluation:
    """measured/bound of a case; the ratio is 0 where the theorem says nothing: a hypothesis, or the run itself, fails."""
    case = replace(case, seeds=range(1 if case.setting.sigma == 0 else SEEDS))
    try:
        key = None if memo is None else canonical([theorem, case], "case").key
    except Undescribable:  # made of a lambda, say: evaluated anew every time
        key = None
    known = None if memo is None or key is None else memo.get(key)
    if known is not None and len(known) == len(Evaluation._fields) and np.isfinite(known).all():
        return Evaluation(known[0], int(known[1]), bool(known[2]))
    found = _evaluate(theorem, case)
    if memo is not None and key is not None:
        memo.put(key, *found)
    return found


def _evaluate(theorem: Theorem, case: Case) -> Evaluation:
    nothing = Evaluation(0.0, case.iterations, False)
    if theorem.violated(case):
        return nothing
    try:
        trajectory = simulate(case, record=theorem.record(case))
    except NonFiniteIterate:
        return nothing
    bound = theorem.bound(case, trajectory.iterations)
    if not ((bound > 0) & (bound < np.inf)).all():
        return nothing
    ratios = theorem.measured(case, trajectory).mean(axis=1) / bound
    worst = int(np.argmax(ratios))
    return Evaluation(float(ratios[worst]), int(trajectory.iterations[worst]), trajectory.engine == "compiled")


class _Best:
    """The best point so far, and how many evaluations are left."""

    def __init__(self, theorem: Theorem, budget: int, memo: Memo | None, told: Callable[[], None]) -> None:
        self.theorem, self.left, self.memo, self.told = theorem, budget, memo, told
        self.made = 0
        self.case: Case | None = None
        self.origin, self.how, self.found = "", "", Evaluation(0.0, 0, False)
        self.logs: Mapping[str, float] = {}

    def start(self, named: Named) -> Evaluation:
        """A case of the catalogue; it costs nothing of the budget."""
        found = evaluate(self.theorem, named.case, self.memo)
        self._take(named, named.case, "catalogue", {}, found)
        return found

    def attempt(self, named: Named, how: str, logs: Mapping[str, float], longest: int) -> float:
        """A variation; 0 where it cannot be made."""
        self.left -= 1
        try:
            case = varied(named.case, logs, longest)
            found = evaluate(self.theorem, case, self.memo)
        except (ValueError, OverflowError):  # numbers that the objects, or their constants, do not take
            return 0.0
        finally:
            self.told()
        self._take(named, case, how, logs, found)
        return found.ratio

    def _take(self, named: Named, case: Case, how: str, logs: Mapping[str, float], found: Evaluation) -> None:
        self.made += 1
        if found.ratio > self.found.ratio:
            self.origin, self.case, self.how, self.logs, self.found = named.problem, case, how, dict(logs), found


def search(
    theorem: Theorem,
    starts: Sequence[Named],
    budget: int = 60,
    seed: int = 0,
    memo: Memo | None = None,
    level: float = 1e-3,
    told: Callable[[], None] = lambda: None,
) -> Tightest:
    """The case with the largest measured/bound that can be found.

    Parameters
    ----------
    theorem : Theorem
    starts : sequence of Named
        Cases that meet the hypotheses; all are evaluated.
    budget : int
        Evaluations of varied cases, at least 0; a third of them at random.
    seed : int
        Of the random variations.
    memo : Memo, optional
        Evaluations that are known; new ones are kept in it.
    level : float
        A true theorem is refuted by the last word with at most this probability.
    told : callable
        Called after every variation.

    Raises
    ------
    ValueError
        If there are no starts, or the bound of none is positive and finite.
    """
    budget = validation.integer(budget, "budget", least=0)
    if not starts:
        raise ValueError(f"{theorem.name}: starts must hold at least one case")
    best = _Best(theorem, budget, memo, told)
    found = [(best.start(named), named) for named in starts]
    if best.case is None:
        raise ValueError(
            f"{theorem.name}: on none of the {len(starts)} cases is the bound positive and anything measured"
        )
    found = sorted((item for item in found if _cheap(*item)), key=lambda item: -item[0].ratio)[:TRIES]
    rng = np.random.default_rng(seed)
    for place, (evaluation, named) in enumerate(found):
        _vary(best, evaluation, named, best.left // (len(found) - place), rng)
    return _last_word(best, level)


def _cheap(evaluation: Evaluation, named: Named) -> bool:
    """Whether a case is worth varying: some hundred runs of it take seconds."""
    case = named.case
    limit = COMPILED if evaluation.compiled else PLAIN
    solved = not evaluation.compiled and case.method.norm.tolerance >= ACCURACY
    return evaluation.ratio > 0 and not solved and case.x0.size <= 64 and case.iterations <= limit


def _vary(best: _Best, evaluation: Evaluation, named: Named, budget: int, rng: np.random.Generator) -> None:
    """A third at random about the start, the rest along coordinates from the best of these."""
    names, longest = parameters(named.case), COMPILED if evaluation.compiled else PLAIN
    here, value = np.zeros(len(names)), evaluation.ratio
    end = best.left - budget
    while best.left > end + budget - budget // 3:
        trial = np.clip(here + SPREAD * rng.normal(size=len(names)), -REACH, REACH)
        ratio = best.attempt(named, "random", _logs(names, trial), longest)
        if ratio > value:
            here, value = trial, ratio
    step = STEP
    while best.left > end and step >= LEAST_STEP and len(names):
        improved = False
        for index in range(len(names)):
            for sign in (1.0, -1.0):
                if best.left <= end:
                    return
                trial = here.copy()
                trial[index] = np.clip(trial[index] + sign * step, -REACH, REACH)
                ratio = best.attempt(named, "coordinates", _logs(names, trial), longest)
                if ratio > value:
                    here, value, improved = trial, ratio, True
                    break
        if not improved:
            step /= 2


def _logs(names: Sequence[str], values: np.ndarray) -> dict[str, float]:
    return {name: float(value) for name, value in zip(names, values, strict=True) if value}


def _last_word(best: _Best, level: float) -> Tightest:
    assert best.case is not None
    check = Check(best.theorem, best.origin, replace(best.case, seeds=FRESH))
    return Tightest(
        theorem=best.theorem,
        row=run_check(check, level, most=1024),
        origin=best.origin,
        how=best.how,
        factors={name: math.exp(log) for name, log in best.logs.items()},
        ratio=best.found.ratio,
        iterations=best.found.iterations,
        evaluations=best.made,
    )
