"""f(x) = H |x|^3/6 in one dimension: equality in what second-order smoothness gives along a straight way to 0."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.problem import Constants, Problem, Region
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero


@dataclass(frozen=True)
class Cubic(Problem):
    """f(x) = H |x|^3/6, shape (1,). f'' = H |x| has the Lipschitz constant H and no bound.

    Parameters
    ----------
    curvature : float
        H > 0.
    regularizer : Regularizer, keyword only
        R.
    """

    curvature: float = 1.0
    shape: tuple[int, ...] = field(default=(1,), init=False, repr=False)
    infimum_f: float = field(default=0.0, init=False, repr=False)
    regularizer: Regularizer = field(default=Zero(), kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "curvature", validation.positive(self.curvature, "curvature"))

    def value(self, x: Any) -> Array:
        """f(x), shape (*batch,)."""
        return np.asarray(self.curvature / 6 * np.abs(validation.point(x, self.shape, "x")[..., 0]) ** 3)

    def gradient(self, x: Any) -> Array:
        """H x |x|/2, shape of x."""
        point = validation.point(x, self.shape, "x")
        return np.asarray(self.curvature / 2 * point * np.abs(point))

    def euclidean(self) -> tuple[None, Bound]:
        """No L_2; H_2 = H, exact."""
        return None, Bound(self.curvature, exact=True)

    def constants(self, norm: Norm) -> Constants:
        """H ||1||_*^3, exact, as ||y|| = |y|/||1||_*. F is convex; its minimizer is 0 where that minimizes R."""
        unit = float(norm.dual(np.ones(1)))
        at_zero = float(self.regularizer(np.zeros(1)))
        return Constants(
            L=None,
            H=Bound(self.curvature * unit**3, exact=True),
            gradient=None,
            infimum=(self.regularizer.infimum, at_zero),
            minimizer=np.zeros(1) if at_zero == self.regularizer.infimum else None,
            star_convex="f",
            convex=True,
        )

    def region(self, norm: Norm, radius: float) -> Region:
        """On ||x|| <= radius, |x| <= radius ||1||_* =: t: |f'| <= H t^2/2 and f'' <= H t. Comparator 0 if it minimizes R."""
        unit = float(norm.dual(np.ones(1)))
        reach = validation.positive(radius, "radius") * unit
        constants = self.constants(norm)
        return Region(
            infimum=constants.infimum,
            comparator=constants.minimizer,
            gradient=Bound(unit * self.curvature * reach**2 / 2, exact=True),
            L=Bound(unit**2 * self.curvature * reach, exact=True),
        )
