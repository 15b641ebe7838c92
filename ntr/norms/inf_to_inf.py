"""The largest sum of magnitudes in a row: the operator norm l_inf -> l_inf."""

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
from ntr.norms.transposed import Transposed


@dataclass(frozen=True)
class InfToInf(Norm):
    """||X||_{inf->inf} = max_i sum_j |x_ij|, the largest row sum; its dual is sum_i max_j |g_ij|.

    lmo(G) has one entry per row, -sign(g_ij) at the first j with the largest |g_ij|.

    Parameters
    ----------
    shape : (int, int)
        Shape (m, n) of a matrix.
    """

    shape: tuple[int, int]

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))

    def __call__(self, x: Array) -> Array:
        return largest(total(np.abs(validation.point(x, self.shape, "x")), 1), 1)

    def dual(self, g: Array) -> Array:
        return total(largest(validation.point(g, self.shape, "g"), 1), 1)

    def lmo(self, g: Array) -> Array:
        return vertex(np.ascontiguousarray(validation.point(g, self.shape, "g")))

    def embedding(self, p: float) -> Bound:
        """m^{1/p}, reached at one entry 1 in every row: theory.md 13.1."""
        return Bound(float(self.shape[0]) ** (1 / validation.exponent(p)), exact=True)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.max(cp.sum(cp.abs(x), axis=1)), []


@closed_dual.register
def _(norm: InfToInf) -> Norm:
    return Transposed(MixedLpq(norm.shape[::-1], np.inf, 1))
