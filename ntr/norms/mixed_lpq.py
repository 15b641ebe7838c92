"""The mixed norms l_{p,q} of matrices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms.closed_dual import closed_dual
from ntr.norms.group_kernel import group_kernel
from ntr.norms.powers import dual_exponent, lp_embedding, power_cvx, power_lmo, power_norm


@dataclass(frozen=True)
class MixedLpq(Norm):
    """||X||_{p,q} = (sum_j ||x_j||_p^q)^(1/q) over the columns x_j; the dual exponents give the dual norm.

    lmo(G)_j = -w_j lmo_p(g_j): per column the LMO of l_p, with the weights w = lmo_q(||g_j||_p*)_j, so that
    <G, lmo(G)> = sum_j w_j ||g_j||_p* is minimal over ||w||_q <= 1. For the rows in place of the columns, see
    `Transposed`. Special cases: `MaxColumn` (2, inf), `OneToOne` (1, inf), `MaxEntry` (inf, inf), entrywise l_p (p, p).

    Parameters
    ----------
    shape : (int, int)
        Shape (m, n) of a matrix.
    inner : float
        p, the exponent over the m entries of a column, in [1, inf].
    outer : float
        q, the exponent over the n columns, in [1, inf].
    """

    shape: tuple[int, int]
    inner: float
    outer: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))
        object.__setattr__(self, "inner", validation.exponent(self.inner, "inner"))
        object.__setattr__(self, "outer", validation.exponent(self.outer, "outer"))

    def __call__(self, x: Array) -> Array:
        columns = validation.point(x, self.shape, "x").swapaxes(-1, -2)
        return power_norm(power_norm(columns, self.inner, 1), self.outer, 1)

    def dual(self, g: Array) -> Array:
        columns = validation.point(g, self.shape, "g").swapaxes(-1, -2)
        return power_norm(power_norm(columns, dual_exponent(self.inner), 1), dual_exponent(self.outer), 1)

    def lmo(self, g: Array) -> Array:
        columns = validation.point(g, self.shape, "g").swapaxes(-1, -2)
        weights = -power_lmo(power_norm(columns, dual_exponent(self.inner), 1), self.outer, 1)
        return np.ascontiguousarray((weights[..., None] * power_lmo(columns, self.inner, 1)).swapaxes(-1, -2))

    def embedding(self, p: float) -> Bound:
        """m^{(1/p - 1/inner)+} n^{(1/p - 1/outer)+}, reached where both factors are: theory.md 13.1."""
        m, n = self.shape
        return Bound(lp_embedding(self.inner, p, (m,)).value * lp_embedding(self.outer, p, (n,)).value, exact=True)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        norms = [power_cvx(x[:, j], self.inner) for j in range(self.shape[1])]
        return power_cvx(cp.hstack(norms), self.outer), []

    def kernel(self) -> MaximizerKernel:
        """The columns are groups."""
        return group_kernel(np.arange(np.prod(self.shape)) % self.shape[1], self.inner, self.outer)


@closed_dual.register
def _(norm: MixedLpq) -> Norm:
    return MixedLpq(norm.shape, dual_exponent(norm.inner), dual_exponent(norm.outer))
