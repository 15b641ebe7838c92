"""The nuclear-norm penalty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array, compose, decompose, expand, inner
from ntr.norm import Norm
from ntr.norms import L1, L2, Nuclear, Schatten, Spectral
from ntr.regularizer import Regularizer
from ntr.regularizers.ball import MARGIN


@dataclass(frozen=True)
class NuclearPenalty(Regularizer):
    """R(X) = weight * sum_i s_i(X), for matrices of any shape.

    Parameters
    ----------
    weight : float
        In (0, inf); `ValueError` otherwise.
    """

    weight: float
    infimum = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", validation.positive(self.weight, "weight"))

    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """weight * ||X||_nuc, shape (*batch,)."""
        return self.weight * self._norm(x, ndim)(x)

    def subgradient_bound(self, norm: Norm) -> Bound:
        """weight * sup {||U||_nuc : ||U|| <= 1}, as for `L1Penalty`.

        Exact for Schatten-p, the Frobenius norm (p = 2) among them: r^(1 - 1/p) with r = min(m, n), at the partial
        identity; and for l_1: 1, at its vertices. Else rho r^(1/2), an upper bound.
        """
        if isinstance(norm, L1):
            return Bound(self.weight, exact=True)
        rank = float(min(norm.shape))
        if isinstance(norm, L2 | Nuclear | Schatten | Spectral):
            return Bound(self.weight * rank ** (1 - 1 / norm.p), exact=True)
        return Bound(self.weight * rank**0.5 * norm.rho, exact=False)

    def fenchel_gap(self, x: Array, r: Array, ndim: int | None = None) -> Array:
        """R* is the indicator of s_1(r) <= weight, where a computed s_1 may be weight * (1 + 1e-12)."""
        norm = self._norm(x, ndim)
        inside = norm.dual(r) <= self.weight * (1 + MARGIN)
        return np.where(inside, self.weight * norm(x) - inner(r, x, 2), np.inf)

    def prox(self, y: Array, step: Array, ndim: int) -> Array:
        """U (S - step * weight)_+ V^T for y = U S V^T."""
        u, s, vh = decompose(y)
        return compose(u, np.maximum(s - expand(step, 1) * self.weight, 0.0), vh)

    def into_conjugate_domain(self, r: Array, ndim: int) -> Array:
        """The singular values clipped to weight."""
        u, s, vh = decompose(r)
        return compose(u, np.minimum(s, self.weight), vh)

    def into_subdifferential(self, x: Array, r: Array, ndim: int) -> Array:
        """weight * U V^T + W for X = U diag(s) V^T with s > 0, and W the part of r orthogonal to both sides, clipped."""
        u, s, vh = decompose(x)
        held = np.where(s > 0, 1.0, 0.0)
        left, right = u * held[..., None, :], vh * held[..., :, None]
        away = r - np.matmul(left, np.matmul(left.swapaxes(-1, -2), r))
        away = away - np.matmul(np.matmul(away, right.swapaxes(-1, -2)), right)
        return np.asarray(self.weight * np.matmul(left, vh) + self.into_conjugate_domain(away, ndim))

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """weight * normNuc."""
        if x.ndim != 2:
            raise ValueError(f"x must be a matrix, got shape {x.shape}")
        return self.weight * cp.normNuc(x), []

    def _norm(self, x: Array, ndim: int | None) -> Nuclear:
        if (x.ndim if ndim is None else ndim) != 2:
            raise ValueError(f"x must be a matrix, got a point with {x.ndim if ndim is None else ndim} axes")
        return Nuclear((x.shape[-2], x.shape[-1]))
