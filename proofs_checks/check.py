"""Check and RateCheck: one thing that `ntr verify` runs, and what comes out of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ntr import debug
from ntr.case import Case, Setting
from ntr.observables import gradient_norm
from ntr.simulate import simulate
from ntr.theorem import Theorem, Verdict
from ntr.trajectory import Observable, log_spaced
from proofs_checks.best_constant import BestPoint, best_constants, best_exponent
from proofs_checks.logarithm import carried, contraction
from proofs_checks.rates import Exponent, Grid, RatePoint, arithmetic_exponent
from proofs_checks.slope import Slope
from proofs_checks.verify import verify


@dataclass(frozen=True, eq=False)
class Check:
    """A theorem on a case.

    Attributes
    ----------
    theorem : Theorem
    problem : str
        What the problem is called in the table.
    case : Case
    target : float or None
        The epsilon that the case was tuned for: then the claim is "measured <= epsilon after K iterations".
    """

    theorem: Theorem
    problem: str
    case: Case
    target: float | None = None


class Row(NamedTuple):
    """A line of the table: a check and its verdict, or the error that stopped it."""

    check: Check
    verdict: Verdict | None
    error: str | None
    seconds: float

    @property
    def status(self) -> str:
        """The status of the verdict, or "failed" where an error stopped the check."""
        return "failed" if self.verdict is None else self.verdict.status

    @property
    def worst(self) -> int:
        """The checkpoint shown in the table: the last of a tuned run, else the one with the largest measured/bound."""
        if self.verdict is None or self.check.target is not None:
            return -1
        return int(np.argmax(self.verdict.measured / self.verdict.bound))


def run_check(check: Check, level: float, most: int = 4096) -> Row:
    """Run a check; `level` is its share of the error probability of the whole run. A run that breaks off is an error."""
    start = time.perf_counter()
    try:
        verdict = verify(check.theorem, check.case, target=check.target, level=level, most=most)
    except (Exception, SystemExit) as error:  # a user's norm may raise anything: the rows that are done stay
        debug.tell()
        return Row(check, None, f"{type(error).__name__}: {error}", time.perf_counter() - start)
    return Row(check, verdict, None, time.perf_counter() - start)


@dataclass(frozen=True, eq=False)
class RateCheck:
    """The exponents of a theorem's iterations on a family of instances, at its own parameters.

    Attributes
    ----------
    theorem : Theorem
    problem : str
        What the family is called in the table.
    setting : callable
        epsilon -> Setting, module-level (or a partial of one). Its root seed is replaced: every epsilon has its own.
    current : callable or None
        Case -> Observable, reduced "last": the bounded quantity at the current iterate, without averaging. None: what is
        bounded is of the last iterate already.
    epsilons : tuple of float
        The grid; 8 points are the recipe (statistics.md section 4).
    seeds : int
    hard : bool
        Whether the instance attains the prescribed iterations by construction: only then is the excess judged.
    best : tuple of float
        The grid for the best constant parameters; empty: they are not searched for.
    """

    theorem: Theorem
    problem: str
    setting: Callable[[float], Setting]
    current: Callable[[Case], Observable] | None
    epsilons: tuple[float, ...]
    seeds: int
    hard: bool
    best: tuple[float, ...] = ()


class RateRow(NamedTuple):
    """What came out of a RateCheck.

    Attributes
    ----------
    check : RateCheck
    exponents : tuple of Exponent
        Under the labels `prescribed`, `iterations needed at the prescribed parameters`, `iterations needed, current
        iterate`, and `best constant parameters` where they were searched for.
    iterations : tuple of int
        K(eps) over the grid.
    ratios : tuple of float
        measured / eps at K over the grid.
    needed : tuple of float
        N(eps) over the grid: the iterations needed at the prescribed parameters.
    seconds : float
    error : str or None
        What stopped the check, if anything did.
    best : tuple of BestPoint
        The best constant parameters over their grid.
    logarithm : Slope or None
        For a rate with a logarithm, how much of it N carries (`proofs_checks.logarithm.carried`); without a verdict.
    """

    check: RateCheck
    exponents: tuple[Exponent, ...]
    iterations: tuple[int, ...]
    ratios: tuple[float, ...]
    needed: tuple[float, ...]
    seconds: float
    error: str | None = None
    best: tuple[BestPoint, ...] = ()
    logarithm: Slope | None = None


def run_rate_check(check: RateCheck) -> RateRow:
    """Run a rate check: every epsilon with seeds of its own, at checkpoints of ratio 1.01."""
    start = time.perf_counter()
    try:
        cases = [_tuned(check, index, epsilon) for index, epsilon in enumerate(check.epsilons)]
        points = [_point(check, epsilon, case) for epsilon, case in zip(check.epsilons, cases, strict=True)]
        exponents: tuple[Exponent, ...] = Grid(tuple(points), hard=check.hard).exponents()
        best = best_constants(check.theorem, check.setting, check.best)
        if best:
            exponents += (best_exponent(best),)
        logarithm = _logarithm(check.theorem, cases, points)
    except (Exception, SystemExit) as error:  # as in run_check
        debug.tell()
        return RateRow(check, (), (), (), (), time.perf_counter() - start, f"{type(error).__name__}: {error}")
    return RateRow(
        check=check,
        exponents=exponents,
        iterations=tuple(int(point.prescribed) for point in points),
        ratios=tuple(point.ratio for point in points),
        needed=tuple(float(np.exp(point.needed(point.averaged)[0])) for point in points),
        seconds=time.perf_counter() - start,
        best=best,
        logarithm=logarithm,
    )


def _logarithm(theorem: Theorem, cases: list[Case], points: list[RatePoint]) -> Slope | None:
    """For bounds with a logarithm, where D is known."""
    if not theorem.rate[1]:
        return None
    shares = [share for share in map(contraction, cases) if share is not None]
    return carried(points, shares) if len(shares) == len(points) else None


def _tuned(check: RateCheck, index: int, epsilon: float) -> Case:
    theorem = check.theorem
    setting = replace(check.setting(epsilon), root_seed=index + 1, seeds=range(check.seeds))
    assert theorem.tuned is not None
    case = theorem.tuned(setting, epsilon)
    if setting.sigma == 0:
        case = replace(case, seeds=range(1))
    theorem.require(case)
    return case


def _point(check: RateCheck, epsilon: float, case: Case) -> RatePoint:
    theorem = check.theorem
    record = theorem.record(case)
    if check.current is not None:
        record = {**record, "current iterate": check.current(case)}
    stops = log_spaced(case.iterations, per_decade=231)  # ratio 1.01
    trajectory = simulate(case, checkpoints=stops, record=record)
    averaged = theorem.measured(case, trajectory)
    current = averaged if check.current is None else trajectory.series["current iterate"]
    return RatePoint(epsilon, case.iterations, stops.astype(np.float64), averaged, current)


def arithmetic(theorem: Theorem, setting: Setting, log_factor: Callable[[float], float]) -> float:
    """The exponent of the tuned K(eps), by arithmetic alone, with `log_factor` divided out if the rate has a log."""
    tuned = theorem.tuned
    assert tuned is not None

    def iterations(epsilon: float) -> float:
        return tuned(setting, epsilon).iterations

    return arithmetic_exponent(iterations, log_factor if theorem.rate[1] else None)


def current_gradient(case: Case) -> Observable:
    """||grad f(x_k)||_* at the checkpoint: what a rate check calls the current iterate for T1, T2 and T5."""
    return gradient_norm(case.method.norm, "last")


def geometric(first: float, last: float, count: int) -> tuple[float, ...]:
    """`count` numbers from `first` to `last` in geometric progression."""
    return tuple(np.geomspace(first, last, count).tolist())


def tuned_checks(
    theorems: Iterable[Theorem], settings: Iterable[tuple[str, Setting]], epsilons: Iterable[float]
) -> list[Check]:
    """Every theorem that has a tuning and whose hypotheses hold, at its own parameters for every setting and epsilon."""
    checks = []
    for theorem in theorems:
        if theorem.tuned is None:
            continue
        for problem, setting in settings:
            for epsilon in epsilons:
                case = theorem.tuned(setting, epsilon)
                if not theorem.violated(case):
                    checks.append(Check(theorem, problem, case, target=epsilon))
    return checks
