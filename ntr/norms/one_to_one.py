"""The largest sum of magnitudes in a column: the operator norm l_1 -> l_1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array, largest, total
from ntr.norm import Norm
from ntr.norms.closed_dual import closed_dual
from ntr.norms.mixed_lpq import MixedLpq
from ntr.norms.powers import vertex


@dataclass(frozen=True)
class OneToOne(Norm):
    """||X||_{1->1} = max_j sum_i |x_ij|, the largest column sum; its dual is sum_j max_i |g_ij|.

    lmo(G) has one entry per column, -sign(g_ij) at the first i with the largest |g_ij|.

    Parameters
    ----------
    shape : (int, int)
        Shape (m, n) of a matrix.
    """

    shape: tuple[int, int]

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))

    def __call__(self, x: Array) -> Array:
        return largest(total(np.abs(validation.point(x, self.shape, "x").swapaxes(-1, -2)), 1), 1)

    def dual(self, g: Array) -> Array:
        return total(largest(validation.point(g, self.shape, "g").swapaxes(-1, -2), 1), 1)

    def lmo(self, g: Array) -> Array:
        columns = np.ascontiguousarray(validation.point(g, self.shape, "g").swapaxes(-1, -2))
        return np.ascontiguousarray(vertex(columns).swapaxes(-1, -2))

    def embedding(self, p: float) -> Bound:
        """n^{1/p}, reached at one entry 1 in every column: theory.md 13.1."""
        return Bound(float(self.shape[1]) ** (1 / validation.exponent(p)), exact=True)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.max(cp.sum(cp.abs(x), axis=0)), []


@closed_dual.register
def _(norm: OneToOne) -> Norm:
    return MixedLpq(norm.shape, np.inf, 1)
