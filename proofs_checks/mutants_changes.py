"""Changes of a bound that are planted in the checks of a theorem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ntr.case import Case
from ntr.inexact_lmo import Accuracy, certified_accuracy
from ntr.methods import SmoothClipped
from proofs_checks.check import Check
from proofs_checks.mutants_terms import Believing, Certifying, Forgetting, Later, Terms, Times, Without, believing


@dataclass(frozen=True)
class WrongTerms:
    """A check whose theorem has terms made wrong by `change`."""

    change: Callable[[Terms], Terms]

    def __call__(self, check: Check) -> Check:
        """The check of the wrong bound."""
        theorem = check.theorem
        return replace(check, theorem=replace(theorem, terms=self.change(theorem.terms)))


@dataclass(frozen=True)
class Drop:
    """Leaves out a term."""

    name: str

    def __call__(self, terms: Terms) -> Terms:
        """The other terms."""
        return Without(terms, (self.name,))


@dataclass(frozen=True)
class Scale:
    """Multiplies terms."""

    names: tuple[str, ...]
    factor: float | Callable[[Case], float]

    def __call__(self, terms: Terms) -> Terms:
        """All terms."""
        return Times(terms, self.names, self.factor)


@dataclass(frozen=True)
class Square:
    """Takes a term at K^2."""

    name: str

    def __call__(self, terms: Terms) -> Terms:
        """All terms."""
        return Later(terms, (self.name,), 2.0)


@dataclass(frozen=True)
class Steady:
    """Takes sqrt(alpha) for s_k in the noise: as if the momentum had always been there, roughly."""

    def __call__(self, terms: Terms) -> Terms:
        """All terms."""
        return Forgetting(terms)


@dataclass(frozen=True)
class Suppose:
    """States the bound for a case of which something else is believed."""

    belief: Callable[[Case], Case]

    def __call__(self, terms: Terms) -> Terms:
        """The terms of that case."""
        return Believing(terms, self.belief)


def exact_direction(case: Case) -> Case:
    """delta = 0: the oracle is believed to lose nothing."""
    return _certified(case, Accuracy(0.0, certified_accuracy(case.setting.lmo, case.method.norm).tau))


def unit_step(case: Case) -> Case:
    """tau = 1: the oracle is believed to make unit steps; D = eta/beta stays."""
    return _certified(case, Accuracy(certified_accuracy(case.setting.lmo, case.method.norm).delta, 1.0))


def _certified(case: Case, accuracy: Accuracy) -> Case:
    lmo, domain = case.setting.lmo, case.setting.domain_radius
    if lmo is None:
        return case
    if domain is not None:
        domain *= accuracy.tau / lmo.certified(case.method.norm).tau
    return believing(case, lmo=Certifying(lmo, accuracy), domain_radius=domain)


def no_growth(case: Case) -> Case:
    """L_1 = 0: q is ignored."""
    pair = case.setting.generalized_smoothness
    assert pair is not None
    return believing(case, generalized_smoothness=(pair[0], 0.0))


@dataclass(frozen=True)
class LessSmooth:
    """T10's smooth clipping with a method that believes in a share of L_0 and L_1: longer steps, and a smaller bound."""

    share: float

    def __call__(self, check: Check) -> Check | None:
        """The check of the wrong method, which no hypothesis stops."""
        method = check.case.method
        if not isinstance(method, SmoothClipped):
            return None
        less = replace(method, constant=self.share * method.constant, linear=self.share * method.linear)
        case = replace(check.case, method=less)
        return replace(check, case=case, theorem=replace(check.theorem, violated=no_hypothesis))


def no_hypothesis(case: Case) -> list[str]:
    """Nothing is asked."""
    return []
