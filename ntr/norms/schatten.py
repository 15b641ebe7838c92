"""The Schatten-p norms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel, NormKernel
from ntr.engine.polar import polar_kernel
from ntr.linalg import Array, compose, decompose, scaled, singular_values
from ntr.norm import Norm
from ntr.norms.l2 import L2
from ntr.norms.powers import dual_exponent, power_cvx, power_lmo, power_norm, schatten_embedding
from ntr.norms.singular_kernel import POWER, singular_kernel


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
        """min (||W||_{S_p} + ||Z||_{S_p})/2 over positive semidefinite [[W, X], [X^T, Z]].

        X = W^{1/2} K Z^{1/2} with s_1(K) <= 1, so by Hoelder ||X||_{S_p}^2 <= ||W||_{S_p} ||Z||_{S_p}; equality at
        W = (X X^T)^{1/2}, Z = (X^T X)^{1/2}. Of W >= 0 (and Z alike), ||W||_{S_p} is the least ||t||_p over decreasing
        t whose first k entries sum to at least the k largest eigenvalues, for every k: t majorises them weakly. With
        the eigenvalues of [[0, X], [X^T, 0]], which are +-s_i, it takes half as long, but Clarabel stalls at p near 1.
        """
        if self.p == 1:
            return cp.normNuc(x), []
        if self.p == 2:
            return cp.norm(x, "fro"), []
        if self.p == np.inf:
            return cp.sigma_max(x), []
        m, n = self.shape
        whole = cp.Variable((m + n, m + n), PSD=True)
        left, left_constraints = _psd_norm(whole[:m, :m], self.p)
        right, right_constraints = _psd_norm(whole[m:, m:], self.p)
        return (left + right) / 2, [whole[:m, m:] == x, *left_constraints, *right_constraints]

    def kernel(self) -> NormKernel | MaximizerKernel | None:
        """p = 2 and p = inf: those of `L2` and `Spectral`; else for a smaller side up to 24."""
        if self.p == 2:
            return L2(self.shape).kernel()
        return polar_kernel(*self.shape) if self.p == np.inf else singular_kernel(self.shape, POWER, self.p)


def _psd_norm(w: Any, p: float) -> tuple[Any, list[Any]]:
    """||w||_{S_p} of a positive semidefinite CVXPY expression: see `Schatten.cvx`."""
    size = w.shape[0]
    t = cp.Variable(size, nonneg=True)
    sums = [cp.lambda_sum_largest(w, k) <= cp.sum(t[:k]) for k in range(1, size)]
    decreasing = [cp.diff(t) <= 0] if size > 1 else []
    return power_cvx(t, p), [cp.trace(w) <= cp.sum(t), *sums, *decreasing]


def _spectrum(x: Array) -> Array:
    """Singular values, without overflow or underflow."""
    unit, size = scaled(x, 2)
    return np.asarray(size[..., None] * singular_values(unit))
