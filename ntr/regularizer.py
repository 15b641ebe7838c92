"""The regularizer R of F = f + R: proper, closed, convex; infinite outside its domain."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from ntr.bound import Bound
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.separable import Separable


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

    def lipschitz(self, norm: Norm) -> Bound | None:
        """sup |R(x) - R(y)| / ||x - y|| over the domain, or None if unknown. At most the subgradient bound; 0 for indicators."""
        return self.subgradient_bound(norm)

    @abstractmethod
    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """R(x) for a CVXPY expression x: (convex expression, constraints that hold exactly on the domain)."""

    def fenchel_gap(self, x: Array, r: Array, ndim: int | None = None) -> Array | None:
        """R(x) + R*(r) - <r, x>, shape (*batch,): at least 0, and 0 if and only if r is a subgradient at x.

        Then R(y) >= R(x) + <r, y - x> - gap for every y. None where no closed form is known (the default): the
        inequality is then checked by CVXPY (`ntr.step.certificate`).
        """
        return None

    def separable(self) -> Separable | None:
        """R by coordinates, if it is such a sum (the default is None): the steps in l_1, l_2 and l_inf are then closed."""
        return None

    def prox(self, y: Array, step: Array, ndim: int) -> Array | None:
        """argmin_x R(x) + ||x - y||_2^2 / (2 step), y of shape (*batch, *shape), step positive of shape (*batch,).

        None where no closed form is known (the default). With it, the Euclidean step is one root. For an indicator it
        is the projection onto dom R, whatever the step.
        """
        return None

    def into_domain(self, x: Array, ndim: int) -> Array:
        """x, moved into dom R where a solver's rounding left it just outside; the default is x."""
        return x

    def into_conjugate_domain(self, r: Array, ndim: int) -> Array:
        """r, moved into dom R* (all subgradients lie there) where rounding left it just outside; the default is r."""
        return r

    def into_subdifferential(self, x: Array, r: Array, ndim: int) -> Array:
        """r, moved onto dR(x) where rounding left it next to it; the default is r. x lies in dom R."""
        return r
