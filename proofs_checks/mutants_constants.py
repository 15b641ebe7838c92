"""Mutants of the family `constants`: L, H, rho sigma, Delta_0, D, ... too small, and by how little they may be to be caught."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ntr.case import Case
from ntr.theorem import Theorem
from proofs_checks.check import Check, Row, run_check
from proofs_checks.mutant import Mutant, fresh
from proofs_checks.mutants_changes import LessSmooth
from proofs_checks.mutants_reasons import REASONS
from proofs_checks.mutants_terms import Believing, Times, believing

Wrong = Callable[[Theorem, float], Theorem]
MOST = 256  # seeds
PARTS = (0.999, 0.97, 0.93, 0.85, 0.7, 0.5)  # of the share at which it shows in the mean: noise needs a margin


@dataclass(frozen=True)
class Constant:
    """A constant of theorems.

    Attributes
    ----------
    symbol : str
    forms : tuple of str
        stem/form, or stem for all forms.
    wrong : callable
        (theorem, factor) -> the theorem stated with `factor` times the constant.
    """

    symbol: str
    forms: tuple[str, ...]
    wrong: Wrong

    def concerns(self, theorem: Theorem) -> bool:
        """Whether the theorem has the constant."""
        return theorem.name in self.forms or theorem.stem in self.forms


class Factor(NamedTuple):
    """The largest share of a constant with which the theorem is still refuted: 1 would be the right constant.

    Attributes
    ----------
    theorem, symbol : str
    share : float
        Three digits; 0 if no share down to 1/64 is refuted.
    killer : Row or None
        The check that refuted it.
    seconds : float
    """

    theorem: str
    symbol: str
    share: float
    killer: Row | None
    seconds: float

    @property
    def reason(self) -> str | None:
        """Why half of the constant is not refuted, where it is not."""
        return None if self.share >= 0.5 else REASONS.get((self.theorem, self.symbol))

    @property
    def status(self) -> str:
        """killed: half of the constant, or a smaller share, is refuted; open: nothing is, for a reason; survived."""
        if self.killer is not None:
            return "killed"
        return "survived" if self.reason is None else "open"


@dataclass(frozen=True)
class Share:
    """A belief: `amount` returns the case with `factor` times a constant."""

    amount: Callable[[Case, float], Case]
    factor: float

    def __call__(self, case: Case) -> Case:
        """The case that is believed in."""
        return self.amount(case, self.factor)


def smoothness(case: Case, factor: float) -> Case:
    """L."""
    return believing(case, smoothness=factor * case.setting.smoothness)


def second_smoothness(case: Case, factor: float) -> Case:
    """H."""
    constants = case.setting.constants
    assert constants.H is not None
    less = constants._replace(H=constants.H._replace(value=factor * constants.H.value))
    return believing(case, second_smoothness=factor * constants.H.value, constants=less)


def deviation(case: Case, factor: float) -> Case:
    """rho sigma."""
    return believing(case, dual_deviation=factor * case.setting.dual_deviation)


def initial_gap(case: Case, factor: float) -> Case:
    """Delta_0."""
    return believing(case, initial_gap=factor * case.setting.initial_gap)


def constant_part(case: Case, factor: float) -> Case:
    """L_0."""
    pair = case.setting.generalized_smoothness
    assert pair is not None
    return believing(case, generalized_smoothness=(factor * pair[0], pair[1]))


def linear_part(case: Case, factor: float) -> Case:
    """L_1."""
    pair = case.setting.generalized_smoothness
    assert pair is not None
    return believing(case, generalized_smoothness=(pair[0], factor * pair[1]))


@dataclass(frozen=True)
class Believed:
    """A constant of the setting."""

    amount: Callable[[Case, float], Case]

    def __call__(self, theorem: Theorem, factor: float) -> Theorem:
        """The wrong theorem."""
        return replace(theorem, terms=Believing(theorem.terms, Share(self.amount, factor)))


@dataclass(frozen=True)
class Linear:
    """A constant that stands in front of some terms."""

    names: tuple[str, ...]

    def __call__(self, theorem: Theorem, factor: float) -> Theorem:
        """The wrong theorem."""
        return replace(theorem, terms=Times(theorem.terms, self.names, factor))


_T8 = ("inexact_lmo/zero", "inexact_lmo/replaced", "inexact_lmo/extrapolation")
_T9 = ("dual_noise/weighted", "dual_noise/type_two", "dual_noise/gaussian")
_LAST = ("star_convex_clipping", "star_convex_decay", "star_convex_extrapolation", "inexact_lmo/decay")
_NOISY = tuple(f"nonconvex_momentum/{form}" for form in ("paper", "sharp", "gap", "zero"))
CONSTANTS = (
    Constant(
        "L",
        (
            "nonconvex_deterministic",
            "nonconvex_momentum",
            "nonconvex_extrapolation",
            "constrained_gap",
            *_LAST,
            *_T8,
            *_T9,
        ),
        Believed(smoothness),
    ),
    Constant(
        "H",
        (
            "nonconvex_extrapolation",
            "star_convex_extrapolation",
            "constrained_gap/extrapolated",
            "inexact_lmo/extrapolation",
        ),
        Believed(second_smoothness),
    ),
    Constant(
        "rho sigma",
        (*_NOISY, "nonconvex_extrapolation", "constrained_gap", *_LAST, *_T8, "generalized_smoothness/stochastic"),
        Believed(deviation),
    ),
    Constant("level", (*_T9, "dual_noise/error"), Linear(("noise",))),
    Constant(
        "Delta_0",
        (
            "nonconvex_deterministic",
            "nonconvex_momentum",
            "nonconvex_extrapolation",
            "generalized_smoothness",
            *_T8,
            *_T9,
        ),
        Believed(initial_gap),
    ),
    Constant("Delta_0", ("constrained_gap",), Linear(("descent",))),
    Constant("Phi_0", _LAST, Linear(("initial",))),
    Constant("D", _LAST, Linear(("noise", "drift", "curvature"))),
    Constant("D", ("constrained_gap",), Linear(("noise", "initial noise", "drift", "curvature"))),
    Constant("L_0", ("generalized_smoothness/stochastic", "generalized_smoothness/clipping"), Believed(constant_part)),
    Constant("L_1", ("generalized_smoothness/stochastic", "generalized_smoothness/clipping"), Believed(linear_part)),
)


def mutants() -> list[Mutant]:
    """What a share of a constant in the bound alone does not show: a method that is built on it."""
    hints = ("quadratic, smooth clipping", "Huber slope, smooth clipping, descent")
    return [
        Mutant(
            "constants",
            "generalized_smoothness/smooth",
            f"{word} of L_0 and L_1 in method and bound",
            LessSmooth(share),
            hints,
        )
        for word, share in (("half", 0.5), ("a third", 1 / 3))
    ]


def factors(theorem: Theorem, checks: Iterable[Check], level: float, symbols: Iterable[str] = ()) -> list[Factor]:
    """The share of every constant of a theorem that is still refuted, over its checks.

    The honest measurements say on which check a smaller constant shows first, and at which share; `verify` then has to
    refute the theorem with that share, or the next smaller one. Without noise one run decides.

    Parameters
    ----------
    theorem : Theorem
    checks : iterable of Check
        Of its bound.
    level : float
        The level of each check.
    symbols : iterable of str
        Which constants; all if empty.
    """
    mine = [check for check in checks if check.theorem.name == theorem.name]
    rows = [run_check(fresh(check), level, MOST) for check in mine]
    chosen = set(symbols)
    return [
        _factor(theorem, constant, rows, level)
        for constant in CONSTANTS
        if constant.concerns(theorem) and (not chosen or constant.symbol in chosen)
    ]


def _factor(theorem: Theorem, constant: Constant, rows: list[Row], level: float) -> Factor:
    start = time.perf_counter()
    shares = sorted(((_where_it_shows(constant, row), n) for n, row in enumerate(rows)), reverse=True)
    best, killer = 0.0, None
    for shown, n in shares[:2]:  # with much noise on the first, the second may be seen sooner
        for part in PARTS if rows[n].check.case.setting.sigma == 0 else PARTS[2:]:
            share = float(f"{part * shown:.3g}")
            if share <= best:
                break
            check = fresh(rows[n].check)
            row = run_check(replace(check, theorem=constant.wrong(check.theorem, share)), level, MOST)
            if row.status == "refuted":
                best, killer = share, row
                break
    return Factor(theorem.name, constant.symbol, best, killer, time.perf_counter() - start)


def _where_it_shows(constant: Constant, row: Row) -> float:
    """The largest share in [1/64, 1] at which the measured mean exceeds the bound somewhere; 0 if there is none."""
    if row.verdict is None:
        return 0.0
    check, verdict = row.check, row.verdict
    stops = verdict.iterations.astype(np.float64)

    def exceeds(share: float) -> bool:
        bound = constant.wrong(check.theorem, share).bound(check.case, stops)
        return bool((bound > 0).all() and (verdict.measured > bound).any())

    low, high = 1 / 64, 1.0
    if not exceeds(low):
        return 0.0
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if exceeds(middle) else (low, middle)
    return low
