"""Mutants of the family `code`: noise that is drawn wrongly, and records of something else than what is bounded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ntr.bound import Bound
from ntr.case import Case
from ntr.linalg import Array, norm2
from ntr.noise import DualNoise, Key, Noise
from ntr.norm import Norm
from ntr.problem import Problem
from ntr.trajectory import Observable, Point
from proofs_checks import mutants_problems as problems
from proofs_checks.check import Check
from proofs_checks.mutant import Mutant
from proofs_checks.mutants_changes import Drop, Scale, WrongTerms


@dataclass(frozen=True)
class Redrawn(Noise):
    """Noise that is drawn with another key than the one it is asked for. It has no kernel: the NumPy engine runs."""

    noise: Noise
    key: Callable[[Key], Key]

    def gradient(self, problem: Problem, x: Array, key: Key, exact: Array | None = None) -> Array:
        return self.noise.gradient(problem, x, self.key(key), exact)

    def deviation(self, problem: Problem) -> Bound:
        return self.noise.deviation(problem)

    def in_norm(self, problem: Problem, norm: Norm) -> DualNoise | None:
        return self.noise.in_norm(problem, norm)


def first_draw(key: Key) -> Key:
    """Every iteration draws the same."""
    return key._replace(k=0)


def one_seed(key: Key) -> Key:
    """Every seed draws what seed 0 draws."""
    return key._replace(seeds=np.zeros_like(key.seeds))


@dataclass(frozen=True)
class Redrawing:
    """A check whose noise is drawn wrongly; None without noise."""

    key: Callable[[Key], Key]

    def __call__(self, check: Check) -> Check | None:
        """The check with that noise."""
        case = check.case
        return (
            None if case.setting.sigma == 0 else replace(check, case=replace(case, noise=Redrawn(case.noise, self.key)))
        )


@dataclass(frozen=True)
class Records:
    """What a theorem records, changed."""

    record: Callable[[Case], dict[str, Observable]]
    change: Callable[[Case, Observable], Observable]

    def __call__(self, case: Case) -> dict[str, Observable]:
        """The same names, other observables."""
        return {name: self.change(case, observable) for name, observable in self.record(case).items()}


@dataclass(frozen=True)
class Recording:
    """A check that records wrongly."""

    change: Callable[[Case, Observable], Observable]

    def __call__(self, check: Check) -> Check:
        """The check with those records."""
        theorem = check.theorem
        return replace(check, theorem=replace(theorem, record=Records(theorem.record, self.change)))


def least(case: Case, observable: Observable) -> Observable:
    """The minimum over k instead of the mean."""
    return observable._replace(reduce="min")


def one_later(case: Case, observable: Observable) -> Observable:
    """k = 1..K instead of k = 0..K-1."""
    return observable._replace(first=1)


def average(case: Case, observable: Observable) -> Observable:
    """The mean over k = 0..K-1 instead of the value at K: the iterates before count too."""
    return observable._replace(reduce="mean", kernel=None)


def at_query(case: Case, observable: Observable) -> Observable:
    """Evaluated at the point where the next gradient is taken."""

    def function(point: Point) -> Array:
        state = point.state._replace(x=point.state.query)
        return observable.function(point._replace(state=state, gradient=case.problem.gradient(state.query)))

    return observable._replace(function=function, kernel=None)


def euclidean(case: Case, observable: Observable) -> Observable:
    """||grad f||_2 instead of the dual norm."""

    def function(point: Point) -> Array:
        return norm2(point.gradient, len(case.problem.shape))

    return observable._replace(function=function, kernel=None)


NOISE = (
    "linear, skewed noise",
    "linear + box, skewed noise",
    "slope, skewed noise",
    "linear, tight noise of g_0",
    "linear + box, tight noise of g_0",
    "kink, memory of g_0",
    "linear",
)
MEANS = (
    "nonconvex_momentum",
    "nonconvex_extrapolation",
    "constrained_gap",
    "inexact_lmo",
    "generalized_smoothness",
    "dual_noise",
)
LAST = ("star_convex_clipping", "star_convex_decay", "star_convex_extrapolation")


def mutants() -> list[Mutant]:
    """All of the family."""
    no_drift, half_descent = WrongTerms(Drop("drift")), WrongTerms(Scale(("descent",), 0.5))
    means = ("nonconvex_deterministic", *MEANS)
    zero = tuple(name for name in means if name != "constrained_gap")
    found = [
        Mutant("code", stem, "every iteration draws the same noise", Redrawing(first_draw), NOISE)
        for stem in (*MEANS, *LAST)
    ]
    found += [
        Mutant("code", "dual_noise", "every seed draws the same noise", Redrawing(one_seed), NOISE[::-1])
    ]  # one-sided bounds do not see it: it is T9's equality, judged on both sides, that does
    found += [
        Mutant("code", stem, "off by one: k = 1..K for k < K", Recording(one_later), ("quadratic, first step",))
        for stem in zero
    ]
    found += [
        Mutant("code", stem, "mean over k < K for the last iterate", Recording(average), problems.DESCENT)
        for stem in LAST
    ]
    found += [
        Mutant("code", stem, "recorded at the query", Recording(at_query), problems.DRIFT)
        for stem in ("nonconvex_extrapolation", "star_convex_extrapolation")
    ]
    found += [
        Mutant(
            "code",
            stem,
            "minimum for mean (hides: no term of drift)",
            Recording(least),
            problems.DRIFT,
            masked=no_drift,
        )
        for stem in MEANS
    ]
    found += [
        Mutant("code", stem, "||.||_2 for the dual norm (hides: half of the descent)", Recording(euclidean), problems.DESCENT,
               masked=half_descent)
        for stem in zero
    ]  # fmt: skip
    return found
