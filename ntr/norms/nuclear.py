"""The nuclear norm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.linalg import Array, decompose, scaled, singular_values
from ntr.norm import Norm
from ntr.norms.powers import schatten_embedding
from ntr.norms.singular_kernel import POWER, singular_kernel


@dataclass(frozen=True)
class Nuclear(Norm):
    """||X||_nuc = sum_i s_i(X), the sum of the singular values; its dual is the spectral norm s_1(G).

    lmo(G) = -u_1 v_1^T, the first singular pair that LAPACK returns.

    Parameters
    ----------
    shape : (int, int)
        Shape of a matrix.
    """

    shape: tuple[int, int]
    p: ClassVar[float] = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))

    def __call__(self, x: Array) -> Array:
        unit, size = scaled(validation.point(x, self.shape, "x"), 2)
        return np.asarray(size * singular_values(unit).sum(axis=-1))

    def dual(self, g: Array) -> Array:
        unit, size = scaled(validation.point(g, self.shape, "g"), 2)
        return np.asarray(size * singular_values(unit)[..., 0])

    def lmo(self, g: Array) -> Array:
        unit, _ = scaled(validation.point(g, self.shape, "g"), 2)
        u, s, vh = decompose(unit)
        return np.asarray(u[..., :, :1] * np.sign(-s[..., :1, None]) * vh[..., :1, :])

    def embedding(self, p: float) -> Bound:
        return schatten_embedding(1.0, p, self.shape)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.normNuc(x), []

    def kernel(self) -> MaximizerKernel | None:
        """For a smaller side up to 24; the first singular pair may be another one where s_1 = s_2."""
        return singular_kernel(self.shape, POWER, 1.0)
