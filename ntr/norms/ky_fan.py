"""The Ky Fan k-norm."""

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
from ntr.norms.powers import schatten_embedding
from ntr.norms.singular_kernel import TOP_OR_ALL, singular_kernel


@dataclass(frozen=True)
class KyFan(Norm):
    """||X|| = s_1(X) + ... + s_k(X), the sum of the k largest singular values; its dual is max(s_1(G), sum_i s_i(G)/k).

    k = 1 is the spectral norm, k = min(m, n) the nuclear norm. The unit ball is the convex hull of the matrices u v^T
    with unit vectors u, v and of the partial isometries divided by k, so for G = U diag(s) V^T

        lmo(G) = -u_1 v_1^T  if s_1 >= sum_i s_i / k,  else -U V^T / k,

    where singular values that are 0 to rounding, s_i <= max(m, n) 2^-52 s_1, count as 0. Source: Bhatia, Matrix
    Analysis, section IV.2 (norm and dual); theory.md 13.1 and 13.2 (embeddings).

    Parameters
    ----------
    shape : (int, int)
        Shape (m, n) of a matrix.
    k : int
        How many singular values count, 1 <= k <= min(m, n).
    """

    shape: tuple[int, int]
    k: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))
        object.__setattr__(self, "k", validation.count(self.k, "k", most=min(self.shape)))

    def __call__(self, x: Array) -> Array:
        unit, size = scaled(validation.point(x, self.shape, "x"), 2)
        return np.asarray(size * total(singular_values(unit)[..., : self.k], 1))

    def dual(self, g: Array) -> Array:
        unit, size = scaled(validation.point(g, self.shape, "g"), 2)
        s = singular_values(unit)
        return np.asarray(size * np.maximum(s[..., 0], total(s, 1) / self.k))

    def lmo(self, g: Array) -> Array:
        unit, _ = scaled(validation.point(g, self.shape, "g"), 2)
        u, s, vh = decompose(unit)
        first = np.sign(s) * (np.arange(s.shape[-1]) == 0)
        single = s[..., :1] >= total(s, 1)[..., None] / self.k
        return compose(u, -np.where(single, first, np.sign(s) / self.k), vh)

    def embedding(self, p: float) -> Bound:
        """The larger supremum of the two kinds of extreme points; exact for p >= 2: max(1, min(m, n)^(1/p) / k)."""
        single = schatten_embedding(1.0, p, self.shape)
        isometry = schatten_embedding(np.inf, p, self.shape)
        if single.value >= isometry.value / self.k:
            return single
        return Bound(isometry.value / self.k, isometry.exact)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """min k t + (tr W_1 + tr W_2)/2 over t >= 0 and positive semidefinite [[W_1 + t I, X], [X^T, W_2 + t I]], W_1, W_2.

        For the pair of a singular value, (w_1 + t)(w_2 + t) >= s_i^2 leaves k t + sum_i (s_i - t)_+, least at t = s_k.
        For k = min(m, n) it is the nuclear norm. (On the k largest eigenvalues of [[0, X], [X^T, 0]] Clarabel is half as
        fast and stalls with 8 x 8 matrices and k = 7, 8.)
        """
        m, n = self.shape
        if self.k == min(m, n):
            return cp.normNuc(x), []
        t, left, right = cp.Variable(nonneg=True), cp.Variable((m, m), PSD=True), cp.Variable((n, n), PSD=True)
        whole = cp.bmat([[left + t * np.eye(m), x], [x.T, right + t * np.eye(n)]])
        return self.k * t + (cp.trace(left) + cp.trace(right)) / 2, [whole >> 0]

    def kernel(self) -> MaximizerKernel | None:
        """For a smaller side up to 24."""
        return singular_kernel(self.shape, TOP_OR_ALL, self.k)
