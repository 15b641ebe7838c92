"""The l1 penalty (lasso)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array, largest, total
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.separable import Separable


@dataclass(frozen=True)
class L1Penalty(Regularizer):
    """R(x) = weight * sum_i |x_i|, for points of any shape.

    Parameters
    ----------
    weight : float
        In (0, inf); `ValueError` otherwise.
    """

    weight: float
    infimum = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", validation.positive(self.weight, "weight"))

    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """weight * ||x||_1, shape (*batch,)."""
        return self.weight * total(np.abs(x), x.ndim if ndim is None else ndim)

    def subgradient_bound(self, norm: Norm) -> Bound:
        """weight * sup {||u||_1 : ||u|| <= 1}, exact if and only if that supremum is.

        The subgradients at 0 are the cube |r_i| <= weight, and contain all others. The maximum of <r, u> over the cube
        and the unit ball, taken over u first, is the maximum of ||r||_*; taken over r first, weight * max ||u||_1.
        """
        embedding = norm.embedding(1)
        return Bound(self.weight * embedding.value, embedding.exact)

    def fenchel_gap(self, x: Array, r: Array, ndim: int | None = None) -> Array:
        """R* is the indicator of the cube |r_i| <= weight; summed by coordinates: an exact r gives an exact 0."""
        axes = x.ndim if ndim is None else ndim
        return np.where(largest(r, axes) <= self.weight, total(self.weight * np.abs(x) - r * x, axes), np.inf)

    def separable(self) -> Separable:
        """The l1 part."""
        return Separable(l1=self.weight)

    def into_conjugate_domain(self, r: Array, ndim: int) -> Array:
        """Clipped to [-weight, weight]."""
        return np.clip(r, -self.weight, self.weight)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """weight * ||x||_1 over the entries."""
        return self.weight * cp.sum(cp.abs(x)), []
