"""The largest magnitude of an entry: the operator norm l_1 -> l_inf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import NormKernel
from ntr.linalg import Array, largest, total
from ntr.norm import Norm
from ntr.norms.closed_dual import closed_dual
from ntr.norms.l1 import L1
from ntr.norms.linf import LInf
from ntr.norms.powers import lp_embedding


@dataclass(frozen=True)
class MaxEntry(Norm):
    """||X||_{1->inf} = max_ij |x_ij|; its dual is sum_ij |g_ij|.

    lmo(G)_ij = -sign(g_ij), and 0 where g_ij is: `LInf` for matrices, under its name as an operator norm.

    Parameters
    ----------
    shape : (int, int)
        Shape (m, n) of a matrix.
    """

    shape: tuple[int, int]

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))

    def __call__(self, x: Array) -> Array:
        return largest(validation.point(x, self.shape, "x"), 2)

    def dual(self, g: Array) -> Array:
        return total(np.abs(validation.point(g, self.shape, "g")), 2)

    def lmo(self, g: Array) -> Array:
        return np.asarray(np.sign(-validation.point(g, self.shape, "g")))

    def embedding(self, p: float) -> Bound:
        """(mn)^{1/p}, reached at every matrix of signs: theory.md 13.1."""
        return lp_embedding(np.inf, p, self.shape)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.max(cp.abs(x)), []

    def kernel(self) -> NormKernel:
        """That of `LInf`."""
        return LInf(self.shape).kernel()


@closed_dual.register
def _(norm: MaxEntry) -> Norm:
    return L1(norm.shape)
