"""Indicators: what the indicators of sets share."""

from __future__ import annotations

from ntr.bound import Bound
from ntr.norm import Norm
from ntr.regularizer import Regularizer


class Indicator(Regularizer):
    """R(x) = 0 on a closed convex set, +inf outside."""

    infimum = 0.0

    def subgradient_bound(self, norm: Norm) -> Bound | None:
        """None: the normal cones are unbounded."""
        return None

    def lipschitz(self, norm: Norm) -> Bound:
        """0: R is constant on its domain."""
        return Bound(0.0, exact=True)
