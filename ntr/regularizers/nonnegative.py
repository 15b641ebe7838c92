"""The indicator of the nonnegative orthant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr.linalg import Array
from ntr.regularizers.indicator import Indicator
from ntr.separable import Separable


@dataclass(frozen=True)
class Nonnegative(Indicator):
    """R(x) = 0 if x_i >= 0 for all i, +inf otherwise; for points of any shape, and the comparison is exact."""

    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """0 inside, +inf outside (and where x is NaN), shape (*batch,)."""
        return self.separable().value(x, x.ndim if ndim is None else ndim)

    def fenchel_gap(self, x: Array, r: Array, ndim: int | None = None) -> Array:
        """R* is the indicator of r <= 0; the gap is -<r, x>."""
        return self.separable().gap(x, r, x.ndim if ndim is None else ndim)

    def separable(self) -> Separable:
        """Bounds 0 and inf."""
        return Separable(lower=np.zeros(()))

    def into_domain(self, x: Array, ndim: int) -> Array:
        """Clipped."""
        return self.separable().clip(x)

    def into_conjugate_domain(self, r: Array, ndim: int) -> Array:
        """Coordinates clipped where a side is infinite."""
        return self.separable().clip_conjugate(r)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """0, and x >= 0."""
        return cp.Constant(0.0), [x >= 0]
