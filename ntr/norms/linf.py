"""The l_inf norm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import NormKernel
from ntr.linalg import Array, largest, total
from ntr.norm import Norm
from ntr.norms.powers import lp_embedding


@dataclass(frozen=True)
class LInf(Norm):
    """||x||_inf = max_i |x_i|; its dual is sum_i |g_i|. lmo(g) = -sign(g), 0 at zero coordinates.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point; any number of axes, the norm is entrywise.
    """

    shape: tuple[int, ...]
    p: ClassVar[float] = np.inf

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))

    def __call__(self, x: Array) -> Array:
        return largest(validation.point(x, self.shape, "x"), len(self.shape))

    def dual(self, g: Array) -> Array:
        return total(np.abs(validation.point(g, self.shape, "g")), len(self.shape))

    def lmo(self, g: Array) -> Array:
        return np.asarray(np.sign(-validation.point(g, self.shape, "g")))

    def embedding(self, p: float) -> Bound:
        return lp_embedding(np.inf, p, self.shape)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.norm_inf(x), []

    def kernel(self) -> NormKernel:
        return NormKernel(linf_dual, linf_step)


# Kernels: see ntr.engine.kernels.


def linf_dual(g: Any, params: Any, work: Any, out: Any) -> None:
    """out <- sum |g_i|."""
    size, lanes = g.shape
    out[:] = 0.0
    for i in range(0, size - 3, 4):  # four rows at a time: the sums travel through memory once
        for j in range(lanes):
            out[j] += (abs(g[i, j]) + abs(g[i + 1, j])) + (abs(g[i + 2, j]) + abs(g[i + 3, j]))
    for i in range(size - size % 4, size):
        for j in range(lanes):
            out[j] += abs(g[i, j])


def linf_step(m: Any, params: Any, keep: Any, eta: Any, work: Any, x: Any) -> None:
    """x <- keep x - eta sign(m); the last case is 0 at 0 and lets NaN through."""
    size, lanes = m.shape
    for i in range(size):
        for j in range(lanes):
            a = m[i, j]
            x[i, j] = keep * x[i, j] - (eta if a > 0.0 else (-eta if a < 0.0 else a))
