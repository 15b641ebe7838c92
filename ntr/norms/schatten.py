"""The Schatten-p norms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cvxpy as cp
import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array, compose, decompose, scaled, singular_values
from ntr.norm import Norm
from ntr.norms.powers import dual_exponent, power_cvx, power_lmo, power_norm, schatten_embedding


@dataclass(frozen=True)
class Schatten(Norm):
    """||X||_{S_p} = (sum_i s_i(X)^p)^(1/p), the l_p norm of the singular values; its dual is S_q, 1/p + 1/q = 1.

    lmo(G) = U diag(lmo_p(s)) V^T for G = U diag(s) V^T, with the LMO of l_p; singular values that are 0 to rounding,
    s_i <= max(m, n) 2^-52 s_1, count as 0.

    Parameters
    ----------
    shape : (int, int)
        Shape of a matrix.
    p : float
        The exponent, in [1, inf].
    """

    shape: tuple[int, int]
    p: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))
        object.__setattr__(self, "p", validation.exponent(self.p))

    def __call__(self, x: Array) -> Array:
        return power_norm(_spectrum(validation.point(x, self.shape, "x")), self.p, 1)

    def dual(self, g: Array) -> Array:
        return power_norm(_spectrum(validation.point(g, self.shape, "g")), dual_exponent(self.p), 1)

    def lmo(self, g: Array) -> Array:
        unit, _ = scaled(validation.point(g, self.shape, "g"), 2)
        u, s, vh = decompose(unit)
        return compose(u, power_lmo(s, self.p, 1), vh)

    def embedding(self, p: float) -> Bound:
        return schatten_embedding(self.p, p, self.shape)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """||t||_p over decreasing t >= 0 whose first k entries sum to at least the k largest singular values, all k.

        Such a t majorises s(X) weakly, so ||s||_p <= ||t||_p, with equality at t = s. The sums of singular values are
        those of the eigenvalues of [[0, X], [X^T, 0]], which are +-s_i.
        """
        if self.p == 1:
            return cp.normNuc(x), []
        if self.p == 2:
            return cp.norm(x, "fro"), []
        if self.p == np.inf:
            return cp.sigma_max(x), []
        (m, n), r = self.shape, min(self.shape)
        both = cp.bmat([[np.zeros((m, m)), x], [x.T, np.zeros((n, n))]])
        t = cp.Variable(r, nonneg=True)
        sums = [cp.lambda_sum_largest(both, k) <= cp.sum(t[:k]) for k in range(1, r + 1)]
        return power_cvx(t, self.p), [*sums, *([cp.diff(t) <= 0] if r > 1 else [])]


def _spectrum(x: Array) -> Array:
    """Singular values, without overflow or underflow."""
    unit, size = scaled(x, 2)
    return np.asarray(size[..., None] * singular_values(unit))
