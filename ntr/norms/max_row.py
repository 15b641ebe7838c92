"""The largest Euclidean norm of a row: the operator norm l_2 -> l_inf."""

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
from ntr.norms.transposed import Transposed


@dataclass(frozen=True)
class MaxRow(Norm):
    """||X||_{2->inf} = max_i ||x_i||_2 over the rows; its dual is sum_i ||g_i||_2.

    lmo(G)_i = -g_i / ||g_i||_2: every row normalized, and 0 where g_i is.

    Parameters
    ----------
    shape : (int, int)
        Shape (m, n) of a matrix.
    """

    shape: tuple[int, int]

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))

    def __call__(self, x: Array) -> Array:
        return largest(norm2(validation.point(x, self.shape, "x"), 1), 1)

    def dual(self, g: Array) -> Array:
        return total(norm2(validation.point(g, self.shape, "g"), 1), 1)

    def lmo(self, g: Array) -> Array:
        return power_lmo(validation.point(g, self.shape, "g"), 2.0, 1)

    def embedding(self, p: float) -> Bound:
        """m^{1/p} n^{(1/p - 1/2)+}: every row reaches the supremum of ||u||_p over ||u||_2 <= 1; theory.md 13.1."""
        m, n = self.shape
        return Bound(float(m) ** (1 / p) * lp_embedding(2.0, p, (n,)).value, exact=True)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.max(cp.norm(x, 2, axis=1)), []

    def kernel(self) -> MaximizerKernel:
        """The rows are groups."""
        return group_kernel(np.arange(np.prod(self.shape)) // self.shape[1], 2.0, np.inf)


@closed_dual.register
def _(norm: MaxRow) -> Norm:
    return Transposed(MixedLpq(norm.shape[::-1], 2, 1))
