"""The regularizer R of F = f + R: proper, closed, convex; infinite outside its domain."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from ntr.bound import Bound
from ntr.linalg import Array
from ntr.norm import Norm


class Regularizer(ABC):
    """A proper closed convex function R.

    Attributes
    ----------
    infimum : float
        inf R, finite.
    """

    infimum: float

    @abstractmethod
    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """R(x), +inf outside the domain. The last `ndim` axes are the point (None: all of them); shape (*batch,)."""

    @abstractmethod
    def subgradient_bound(self, norm: Norm) -> Bound | None:
        """sup ||r||_* over all subgradients r of R at all points, or None if it is infinite or unknown."""

    @abstractmethod
    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """R(x) for a CVXPY expression x: (convex expression, constraints that hold exactly on the domain)."""
