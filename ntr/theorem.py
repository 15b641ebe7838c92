"""The theorem: hypotheses that can be asked, a bound split into named terms, the quantity it bounds, its tuning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.trajectory import Observable, Trajectory


class UnmetHypotheses(ValueError):
    """A theorem was applied to a case that violates, or cannot certify, some of its hypotheses.

    Attributes
    ----------
    name : str
        The theorem.
    violated : list of str
        One line each.
    """

    def __init__(self, name: str, violated: list[str]) -> None:
        self.name, self.violated = name, violated
        super().__init__(f"{name} does not apply: " + "; ".join(violated))

    def __reduce__(self) -> tuple[type[UnmetHypotheses], tuple[str, list[str]]]:
        return type(self), (self.name, self.violated)


@dataclass(frozen=True)
class Theorem:
    """A statement E[measured] <= bound, for every case that meets the hypotheses.

    Every field is a value, a module-level function or a `partial` of one: worker processes receive names, not closures.

    Attributes
    ----------
    stem : str
        The name of its file in every room of the house.
    form : str
        Which form of the statement: "paper", "sharp", "gap", ...
    statement : str
        In math, with source.
    kind : {"upper", "tight"}
        "upper": E[measured] <= bound. "tight": E[measured] = bound.
    rate : (float, int)
        The tuned number of iterations grows as (1/eps)^rate[0] log(1/eps)^rate[1].
    violated : callable
        (case) -> hypotheses that do not hold or are not certified, a line each.
    record : callable
        (case) -> {name: Observable}: what `measured` needs.
    measured : callable
        (case, trajectory) -> (C, seeds): the quantity that is bounded in expectation, at each checkpoint; non-negative.
    terms : callable
        (case, iterations) -> {name: (C,) or scalar}: what the bound is the sum of; iterations are floats.
    maximum : callable or None
        (case, iterations) -> (C,): certified pathwise maximum of `measured`, inf where unknown. Never from the theorem.
    tuned : callable or None
        (setting, epsilon) -> Case at the theorem's own parameters, for which the bound is at most epsilon.
    """

    stem: str
    form: str
    statement: str
    kind: Literal["upper", "tight"]
    rate: tuple[float, int]
    violated: Callable[[Case], list[str]]
    record: Callable[[Case], dict[str, Observable]]
    measured: Callable[[Case, Trajectory], Array]
    terms: Callable[[Case, Array], Mapping[str, Array | float]]
    maximum: Callable[[Case, Array], Array] | None = None
    tuned: Callable[[Setting, float], Case] | None = None

    @property
    def name(self) -> str:
        """stem/form."""
        return f"{self.stem}/{self.form}"

    def require(self, case: Case) -> None:
        """Raise `UnmetHypotheses` with the list of what `case` violates."""
        violated = self.violated(case)
        if violated:
            raise UnmetHypotheses(self.name, violated)

    def bound(self, case: Case, iterations: Array) -> Array:
        """The sum of the terms, shape (C,)."""
        points = np.atleast_1d(np.asarray(iterations, dtype=np.float64))
        return np.broadcast_to(sum(self.terms(case, points).values(), np.zeros(())), points.shape).copy()


class Verdict(NamedTuple):
    """The outcome of a check; arrays are over checkpoints.

    Attributes
    ----------
    theorem : str
        stem/form.
    status : {"verified", "refuted", "inconclusive"}
    iterations : int array
        The checkpoints.
    measured : Array
        Mean over seeds.
    lower, upper : Array
        Confidence limits of the expectation, at the levels of the check. Without a certified maximum `upper` is
        Student's t-limit and the basis "asymptotic": it guarantees nothing, and nothing is verified by it.
    bound : Array
        What the theorem claims (or the target of a tuned run).
    basis : {"certified", "asymptotic", "pathwise", "deterministic"}
        What the status rests on: e-processes with a certified range; (inconclusive only) Student's t, which has no
        error guarantee; every seed below the bound by a certified maximum; or a run without noise.
    seeds : int
        How many were used.
    """

    theorem: str
    status: Literal["verified", "refuted", "inconclusive"]
    iterations: np.ndarray
    measured: Array
    lower: Array
    upper: Array
    bound: Array
    basis: Literal["certified", "asymptotic", "pathwise", "deterministic"]
    seeds: int
