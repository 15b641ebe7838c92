"""The spectral norm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.engine.polar import polar_kernel
from ntr.linalg import Array, compose, decompose, scaled, singular_values
from ntr.norm import Norm
from ntr.norms.powers import schatten_embedding


@dataclass(frozen=True)
class Spectral(Norm):
    """||X||_op = s_1(X), the largest singular value; its dual is the nuclear norm sum_i s_i(G).

    lmo(G) = -U V^T for G = U diag(s) V^T: minus the polar factor. In directions whose singular value is 0 to rounding,
    s_i <= max(m, n) 2^-52 s_1, the result is 0.

    Parameters
    ----------
    shape : (int, int)
        Shape of a matrix.
    """

    shape: tuple[int, int]
    p: ClassVar[float] = np.inf

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))

    def __call__(self, x: Array) -> Array:
        unit, size = scaled(validation.point(x, self.shape, "x"), 2)
        return np.asarray(size * singular_values(unit)[..., 0])

    def dual(self, g: Array) -> Array:
        unit, size = scaled(validation.point(g, self.shape, "g"), 2)
        return np.asarray(size * singular_values(unit).sum(axis=-1))

    def lmo(self, g: Array) -> Array:
        unit, _ = scaled(validation.point(g, self.shape, "g"), 2)
        u, s, vh = decompose(unit)
        return compose(u, np.sign(-s), vh)

    def embedding(self, p: float) -> Bound:
        return schatten_embedding(np.inf, p, self.shape)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.sigma_max(x), []

    def kernel(self) -> MaximizerKernel:
        """The polar factor, by another road than `lmo`: see `ntr.engine.polar`."""
        return polar_kernel(*self.shape)
