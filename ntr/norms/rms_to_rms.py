"""The spectral norm between root mean squares."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.engine.polar import polar_kernel
from ntr.linalg import Array, compose, decompose, scaled, singular_values, total
from ntr.norm import Norm
from ntr.norms.closed_dual import closed_dual
from ntr.norms.nuclear import Nuclear
from ntr.norms.powers import schatten_embedding
from ntr.norms.scaled import Scaled


@dataclass(frozen=True)
class RMSToRMS(Norm):
    """||X|| = sqrt(n_in / n_out) s_1(X) for X of shape (n_out, n_in); its dual is sqrt(n_out / n_in) sum_i s_i(G).

    The operator norm of X from R^n_in to R^n_out where both have the root mean square as their norm,
    ||v||_RMS = ||v||_2 / sqrt(n). lmo(G) = -sqrt(n_out / n_in) U V^T for G = U diag(s) V^T; in directions whose singular
    value is 0 to rounding, s_i <= max(m, n) 2^-52 s_1, the result is 0. Source: Bernstein and Newhouse, Modular Duality
    in Deep Learning (the atom Linear); Pethick et al., Training Deep Learning Models with Norm-Constrained LMOs (Scion).

    Parameters
    ----------
    shape : (int, int)
        Shape (n_out, n_in) of a matrix; for layers stored as (n_in, n_out), take ``Transposed(RMSToRMS((out, in)))``.
    """

    shape: tuple[int, int]

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))

    @property
    def factor(self) -> float:
        """sqrt(n_in / n_out), the multiple of the spectral norm."""
        return math.sqrt(self.shape[1] / self.shape[0])

    def __call__(self, x: Array) -> Array:
        unit, size = scaled(validation.point(x, self.shape, "x"), 2)
        return np.asarray(self.factor * size * singular_values(unit)[..., 0])

    def dual(self, g: Array) -> Array:
        unit, size = scaled(validation.point(g, self.shape, "g"), 2)
        return np.asarray(size * total(singular_values(unit), 1) / self.factor)

    def lmo(self, g: Array) -> Array:
        unit, _ = scaled(validation.point(g, self.shape, "g"), 2)
        u, s, vh = decompose(unit)
        return compose(u, -np.sign(s) / self.factor, vh)

    def embedding(self, p: float) -> Bound:
        """That of the spectral norm, divided by sqrt(n_in / n_out); for p = 2, sqrt(min(m, n) n_out / n_in)."""
        value, exact = schatten_embedding(np.inf, p, self.shape)
        return Bound(value / self.factor, exact)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return self.factor * cp.sigma_max(x), []

    def kernel(self) -> MaximizerKernel:
        """That of `Spectral`, for a larger ball."""
        return polar_kernel(*self.shape)._replace(scale=1 / self.factor)


@closed_dual.register
def _(norm: RMSToRMS) -> Norm:
    return Scaled(Nuclear(norm.shape), 1 / norm.factor)
