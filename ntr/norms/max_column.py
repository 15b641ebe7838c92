"""The largest Euclidean norm of a column: the operator norm l_1 -> l_2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.linalg import Array, largest, norm2, total
from ntr.norm import Norm
from ntr.norms.closed_dual import closed_dual
from ntr.norms.group_kernel import group_kernel
from ntr.norms.mixed_lpq import MixedLpq
from ntr.norms.powers import lp_embedding, power_lmo


@dataclass(frozen=True)
class MaxColumn(Norm):
    """||X||_{1->2} = max_j ||x_j||_2 over the columns; its dual is sum_j ||g_j||_2.

    lmo(G)_j = -g_j / ||g_j||_2: every column normalized, and 0 where g_j is. The norm of a layer whose input is one-hot.

    Parameters
    ----------
    shape : (int, int)
        Shape (m, n) of a matrix.
    """

    shape: tuple[int, int]

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))

    def __call__(self, x: Array) -> Array:
        return largest(norm2(validation.point(x, self.shape, "x").swapaxes(-1, -2), 1), 1)

    def dual(self, g: Array) -> Array:
        return total(norm2(validation.point(g, self.shape, "g").swapaxes(-1, -2), 1), 1)

    def lmo(self, g: Array) -> Array:
        columns = validation.point(g, self.shape, "g").swapaxes(-1, -2)
        return np.ascontiguousarray(power_lmo(columns, 2.0, 1).swapaxes(-1, -2))

    def embedding(self, p: float) -> Bound:
        """m^{(1/p - 1/2)+} n^{1/p}: every column reaches the supremum of ||u||_p over ||u||_2 <= 1; theory.md 13.1."""
        m, n = self.shape
        return Bound(lp_embedding(2.0, p, (m,)).value * float(n) ** (1 / p), exact=True)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.max(cp.norm(x, 2, axis=0)), []

    def kernel(self) -> MaximizerKernel:
        """The columns are groups."""
        return group_kernel(np.arange(np.prod(self.shape)) % self.shape[1], 2.0, np.inf)


@closed_dual.register
def _(norm: MaxColumn) -> Norm:
    return MixedLpq(norm.shape, 2, 1)
