"""No regularizer: R = 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr.bound import Bound
from ntr.linalg import Array, largest
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.separable import Separable


@dataclass(frozen=True)
class Zero(Regularizer):
    """R(x) = 0, for points of any shape."""

    infimum = 0.0

    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """0, shape (*batch,)."""
        return np.zeros(x.shape[: x.ndim - (x.ndim if ndim is None else ndim)])

    def subgradient_bound(self, norm: Norm) -> Bound:
        """0: the only subgradient is 0."""
        return Bound(0.0, exact=True)

    def fenchel_gap(self, x: Array, r: Array, ndim: int | None = None) -> Array:
        """R* is the indicator of {0}."""
        return np.where(largest(r, r.ndim if ndim is None else ndim) == 0, 0.0, np.inf)

    def separable(self) -> Separable:
        """Nothing."""
        return Separable()

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """The constant 0."""
        return cp.Constant(0.0), []
