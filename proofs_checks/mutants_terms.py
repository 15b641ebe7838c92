"""Wrong bounds, made of right ones: terms that are missing or scaled, constants that are believed to be smaller.

Each is a callable (case, iterations) -> terms, as `Theorem.terms` is, and wraps the honest one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ntr.case import Case, Setting
from ntr.inexact_lmo import Accuracy, InexactLMO
from ntr.linalg import Array
from ntr.methods import Clipped, TrustRegion
from ntr.methods.state import fixed
from ntr.momentum_error import noise_scale
from ntr.norm import Norm

Terms = Callable[[Case, Array], Mapping[str, Array | float]]
Amount = Callable[[Case], float]


@dataclass(frozen=True)
class Without:
    """Some terms are left out."""

    terms: Terms
    names: tuple[str, ...]

    def __call__(self, case: Case, iterations: Array) -> Mapping[str, Array | float]:
        """The other terms."""
        return {name: term for name, term in self.terms(case, iterations).items() if name not in self.names}


@dataclass(frozen=True)
class Times:
    """Some terms are multiplied by a number, or by one that depends on the case."""

    terms: Terms
    names: tuple[str, ...]
    factor: float | Amount

    def __call__(self, case: Case, iterations: Array) -> Mapping[str, Array | float]:
        """All terms."""
        factor = self.factor(case) if callable(self.factor) else self.factor
        terms = self.terms(case, iterations)
        return {name: factor * term if name in self.names else term for name, term in terms.items()}


@dataclass(frozen=True)
class Later:
    """Some terms are taken at a power of K, such as K^2."""

    terms: Terms
    names: tuple[str, ...]
    power: float

    def __call__(self, case: Case, iterations: Array) -> Mapping[str, Array | float]:
        """All terms."""
        later = self.terms(case, iterations**self.power)
        terms = self.terms(case, iterations)
        return {name: later[name] if name in self.names else term for name, term in terms.items()}


@dataclass(frozen=True)
class Forgetting:
    """The noise of m_K as if s_k were sqrt(alpha), without the sample of g_0."""

    terms: Terms

    def __call__(self, case: Case, iterations: Array) -> Mapping[str, Array | float]:
        """All terms."""
        terms, a = self.terms(case, iterations), alpha(case)
        return {**terms, "noise": terms["noise"] * np.sqrt(a) / noise_scale(a, iterations - 1)}


@dataclass(frozen=True)
class Believing:
    """The bound of somebody who believes something else of the case."""

    terms: Terms
    belief: Callable[[Case], Case]

    def __call__(self, case: Case, iterations: Array) -> Mapping[str, Array | float]:
        """The terms for what is believed."""
        return self.terms(self.belief(case), iterations)


def believing(case: Case, **beliefs: Any) -> Case:
    """A copy of a case whose setting remembers other constants than it would compute, or has other fields.

    Only what states a bound is asked about such a case; it is never run.
    """
    fields = {name: value for name, value in beliefs.items() if name in Setting.__dataclass_fields__}
    setting = replace(case.setting, **fields)
    # what a cached property remembers lies in the object's own dictionary
    known = {name: value for name, value in vars(case.setting).items() if name not in Setting.__dataclass_fields__}
    vars(setting).update(known)
    vars(setting).update({name: value for name, value in beliefs.items() if name not in fields})
    copy = replace(case)
    vars(copy)["setting"] = setting
    return copy


def alpha(case: Case) -> float:
    """The momentum."""
    method = case.method
    assert isinstance(method, TrustRegion | Clipped)
    return fixed(method.momentum, "momentum")


def root_alpha(case: Case) -> float:
    """The square root of the momentum."""
    return float(np.sqrt(alpha(case)))


def eta(case: Case) -> float:
    """The radius."""
    method = case.method
    assert isinstance(method, TrustRegion | Clipped)
    return fixed(method.radius, "radius")


def without_rho(case: Case) -> float:
    """1/rho."""
    return 1 / case.method.norm.rho


@dataclass(frozen=True)
class Certifying(InexactLMO):
    """An oracle with another certificate."""

    lmo: InexactLMO
    accuracy: Accuracy

    def direction(self, norm: Norm, g: Array) -> Array:
        return self.lmo.direction(norm, g)

    def certified(self, norm: Norm) -> Accuracy:
        return self.accuracy
