"""The dual of the Ky Fan k-norm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.linalg import Array, compose, decompose, scaled, singular_values, total
from ntr.norm import Norm
from ntr.norms.closed_dual import mutual
from ntr.norms.ky_fan import KyFan
from ntr.norms.powers import schatten_embedding
from ntr.norms.singular_kernel import TOP, singular_kernel


@dataclass(frozen=True)
class KyFanDual(Norm):
    """||X|| = max(s_1(X), sum_i s_i(X) / k); its dual is the Ky Fan k-norm s_1(G) + ... + s_k(G).

    k = 1 is the nuclear norm, k = min(m, n) the spectral norm. The singular values of a point of the unit ball are at
    most 1 and sum to at most k, so the LMO is a linear program over them, which the first k solve:

        lmo(G) = -(u_1 v_1^T + ... + u_k v_k^T)  for G = U diag(s) V^T,

    where singular values that are 0 to rounding, s_i <= max(m, n) 2^-52 s_1, are left out. Source: Bhatia, Matrix
    Analysis, section IV.2 (duality); theory.md 13.1 and 13.2 (embeddings).

    Parameters
    ----------
    shape : (int, int)
        Shape (m, n) of a matrix.
    k : int
        The rank of the extreme points of the unit ball, 1 <= k <= min(m, n).
    """

    shape: tuple[int, int]
    k: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))
        object.__setattr__(self, "k", validation.count(self.k, "k", most=min(self.shape)))

    def __call__(self, x: Array) -> Array:
        unit, size = scaled(validation.point(x, self.shape, "x"), 2)
        s = singular_values(unit)
        return np.asarray(size * np.maximum(s[..., 0], total(s, 1) / self.k))

    def dual(self, g: Array) -> Array:
        unit, size = scaled(validation.point(g, self.shape, "g"), 2)
        return np.asarray(size * total(singular_values(unit)[..., : self.k], 1))

    def lmo(self, g: Array) -> Array:
        unit, _ = scaled(validation.point(g, self.shape, "g"), 2)
        u, s, vh = decompose(unit)
        return compose(u[..., :, : self.k], -np.sign(s[..., : self.k]), vh[..., : self.k, :])

    def embedding(self, p: float) -> Bound:
        """sup ||U||_p over the partial isometries of rank k.

        p >= 2: ||U||_p <= ||U||_{S_p} = k^(1/p), reached at the partial identity (see `schatten_embedding`).
        p < 2: ||U||_p <= (mn)^(1/p - 1/2) ||U||_2 = (mn)^(1/p - 1/2) k^(1/2), reached at a constant matrix if k = 1; for
        k > 1 it would need a partial isometry with entries of equal magnitudes, so it is only an upper bound.
        """
        single = schatten_embedding(1.0, p, self.shape).value
        return Bound(single * float(self.k) ** min(1 / p, 0.5), exact=p >= 2 or self.k == 1)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """min max(s_1(W)/2, tr(W)/(2k)) over positive semidefinite W with the off-diagonal block X.

        With unit u, v and X v = s_1 u: <(u, v), W (u, v)> = u'W_11 u + v'W_22 v + 2 s_1, and with (u, -v) it is >= 0, so
        s_1(W) >= 2 s_1(X); likewise tr(W) >= 2 sum_i s_i(X). Equality at W_11 = (X X^T)^{1/2}, W_22 = (X^T X)^{1/2}, for
        both at once. (On the maximum of `sigma_max` and `normNuc` Clarabel stalls in one case of twenty.)
        """
        m, n = self.shape
        whole = cp.Variable((m + n, m + n), PSD=True)
        return cp.maximum(cp.lambda_max(whole), cp.trace(whole) / self.k) / 2, [whole[:m, m:] == x]

    def kernel(self) -> MaximizerKernel | None:
        """For a smaller side up to 24."""
        return singular_kernel(self.shape, TOP, self.k)


mutual(KyFan, KyFanDual, "k")
