"""check_theorem: a theorem of the user, on every case of the catalogue that meets its hypotheses, or on the user's own cases.

from proofs_checks.own_theorem import check_theorem
results = check_theorem(THEOREM)        # the same as `ntr verify module:THEOREM`
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from ntr.canonical import Undescribable, canonical
from ntr.case import Case, Setting
from ntr.norm import Norm
from ntr.simulate import simulate
from ntr.theorem import Theorem
from proofs_checks import (
    catalogue,
    constrained_gap,
    dual_noise,
    generalized_smoothness,
    inexact_lmo,
    nonconvex_extrapolation,
    star_convex_clipping,
    star_convex_extrapolation,
    user_norm,
)
from proofs_checks.catalogue import Named
from proofs_checks.check import Check
from proofs_checks.run import Plan, Results, run
from proofs_checks.verify import VACUOUS

LONGEST = 20_000  # iterations of a tuned run on the catalogue; what asks for more is listed as left
PROBE = 1.0  # an epsilon, to see which method a tuning makes
SEEDS = range(8)  # to see what is measured at the start


class Own(NamedTuple):
    """What a theorem is checked on, and what is left out.

    Attributes
    ----------
    checks : list of Check
    left : list of str
        A line for each kind of tuned run that cannot be made, with how many there are and why.
    """

    checks: list[Check]
    left: list[str]


def check_theorem(
    theorem: Theorem,
    cases: Iterable[Case | Named] | None = None,
    *,
    norm: str | Norm | None = None,
    jobs: int = 1,
    most: int = 4096,
) -> Results:
    """Check a theorem wherever its hypotheses hold.

    Parameters
    ----------
    theorem : Theorem
    cases : iterable of Case or Named, optional
        The cases; each must meet the hypotheses. Default: see `checks`.
    norm : str or Norm, optional
        The class name of a norm, to keep the catalogue's cases in it only; or a norm, in place of the catalogue's.
    jobs : int
        Worker processes.
    most : int
        The most seeds of a check.

    Returns
    -------
    Results
        `exit_code` is 0 if all is verified, 1 if something is refuted (a true theorem is with probability below 1e-3), 3 if
        something is undecided; `proofs_checks.table.lines` prints them.

    Raises
    ------
    TypeError
        If `theorem` or one of the cases is of another type.
    ValueError
        If there is no case, or none of the catalogue meets the hypotheses; `UnmetHypotheses` if one of `cases` does not.
    """
    return run(Plan(checks(theorem, cases, norm).checks, []), jobs, most)


def checks(theorem: Theorem, cases: Iterable[Case | Named] | None = None, norm: str | Norm | None = None) -> Own:
    """The bound on every case, and where the theorem has a tuning, its own parameters on every setting of these cases.

    A tuned run is made for epsilon = half of what would be vacuous. It is the way to the cases of a method that the catalogue
    does not hold: both the bound along the run and the claim "measured <= epsilon at its end" are checked. With noise and
    without a certified maximum a case can be refuted, but is `inconclusive` otherwise.

    Parameters and errors: see `check_theorem`.
    """
    if not isinstance(theorem, Theorem):
        raise TypeError(f"theorem must be a Theorem, got {theorem!r}")
    if cases is not None:
        named = [_named(case, index) for index, case in enumerate(cases, start=1)]
        for item in named:
            theorem.require(item.case)
        if not named:
            raise ValueError("cases must hold at least one case, got none")
        return Own([Check(theorem, *item) for item in named], [])
    found = _on_catalogue(theorem, norm)
    if not found.checks:
        raise ValueError(
            f"{theorem.name}: no case to check it on: {_reasons(theorem, norm)}; give cases that meet its hypotheses, or a "
            f"tuning that makes them" + "".join(f"; left: {line}" for line in found.left)
        )
    return found


def everything() -> list[Named]:
    """The cases of all theorems: all methods that the paper's theorems are about, with and without a regularizer."""
    return [
        *catalogue.everything(),
        *star_convex_clipping.cases(),
        *nonconvex_extrapolation.cases(),
        *star_convex_extrapolation.cases(),
        *constrained_gap.cases(),
        *dual_noise.cases(),
        *inexact_lmo.stochastic(False),
        *inexact_lmo.decayed(False),
        *inexact_lmo.tight(),
        *generalized_smoothness.stochastic(False),
        *generalized_smoothness.deterministic(),
        *generalized_smoothness.tight(),
    ]


def _named(case: Case | Named, index: int) -> Named:
    if isinstance(case, Case):
        return Named(f"case {index}", case)
    if not isinstance(case, Named):
        raise TypeError(f"cases must be Case or Named, got {case!r}")
    return case


def _pool(norm: str | Norm | None) -> list[Named]:
    if isinstance(norm, Norm):
        return user_norm.on_norm(norm)
    named = everything()
    if norm is None:
        return named
    names = sorted({type(item.case.method.norm).__name__ for item in named})
    if norm not in names:
        raise ValueError(f"norm must be one of {', '.join(names)}, or a norm of your own, got {norm!r}")
    return [item for item in named if type(item.case.method.norm).__name__ == norm]


def _on_catalogue(theorem: Theorem, norm: str | Norm | None) -> Own:
    pool = _pool(norm)
    bounds = [Check(theorem, *item) for item in pool if not theorem.violated(item.case)]
    if theorem.tuned is None:
        return Own(bounds, [])
    left: Counter[str] = Counter()
    for problem, setting in _distinct(pool):
        tuned = _tuned(theorem, setting)
        if isinstance(tuned, Check):
            bounds += [replace(tuned, problem=problem, target=None), replace(tuned, problem=problem)]
        elif tuned is not None:
            left[tuned] += 1
    return Own(bounds, [f"{count} tuned runs: {reason}" for reason, count in left.items()])


def _distinct(pool: list[Named]) -> list[tuple[str, Setting]]:
    """The settings of the cases, each once: many cases differ in the method only, which a tuning replaces."""
    found: dict[object, tuple[str, Setting]] = {}
    for problem, case in pool:
        setting = case.setting
        try:
            key: object = canonical(setting, "setting").key
        except Undescribable:  # a norm made of a lambda, say: it may be one of its kind
            key = id(setting)
        found.setdefault(key, (problem, setting))
    return list(found.values())


def _tuned(theorem: Theorem, setting: Setting) -> Check | str | None:
    """A tuned run; or why there is none; or None where the hypotheses do not hold."""
    assert theorem.tuned is not None
    try:
        probe = theorem.tuned(setting, PROBE)
    except ValueError as error:  # such as an infinite K
        return f"the tuning says: {str(error).partition(', got ')[0]}"
    if theorem.violated(probe):
        return None
    start = replace(probe, iterations=1, seeds=SEEDS)
    measured = float(theorem.measured(start, simulate(start, record=theorem.record(start)))[0].mean())
    if measured == 0:
        return "what is measured is 0 at the start, so that every epsilon is vacuous"
    epsilon = VACUOUS / 2 * measured
    case = theorem.tuned(setting, epsilon)
    if case.iterations > LONGEST:
        return f"they ask for more than {LONGEST} iterations"
    return Check(theorem, "", case, target=epsilon)


def _reasons(theorem: Theorem, norm: str | Norm | None) -> str:
    """The hypothesis that is violated most often on the catalogue."""
    lines = [line for item in _pool(norm) for line in theorem.violated(item.case)]
    most = Counter(lines).most_common(1)
    return (
        f"{most[0][1]} cases of the catalogue violate {most[0][0]!r}"
        if most
        else "the catalogue has no case of this norm"
    )
