"""The l_1 norm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import NormKernel
from ntr.linalg import Array, flat, largest, total
from ntr.norm import Norm
from ntr.norms.powers import vertex


@dataclass(frozen=True)
class L1(Norm):
    """||x||_1 = sum_i |x_i|; its dual is max_i |g_i|.

    lmo(g) = -sign(g_j) e_j where j is the first coordinate (C order) with the largest |g_j|.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point; any number of axes, the norm is entrywise.
    """

    shape: tuple[int, ...]
    p: ClassVar[float] = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))

    def __call__(self, x: Array) -> Array:
        return total(np.abs(validation.point(x, self.shape, "x")), len(self.shape))

    def dual(self, g: Array) -> Array:
        return largest(validation.point(g, self.shape, "g"), len(self.shape))

    def lmo(self, g: Array) -> Array:
        g = validation.point(g, self.shape, "g")
        return vertex(flat(g, len(self.shape))).reshape(g.shape)

    def embedding(self, p: float) -> Bound:
        """1: the vertices e_i have ||e_i||_p = 1, and a convex function is largest at a vertex."""
        validation.exponent(p)
        return Bound(1.0, exact=True)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.norm1(x), []

    def kernel(self) -> NormKernel:
        return NormKernel(l1_dual, l1_step, work_rows=2)


# Kernels: see ntr.engine.kernels. NaN must reach the result, or a run that went wrong would go on unnoticed.


def l1_dual(g: Any, params: Any, work: Any, out: Any) -> None:
    """out <- max |g_i|."""
    size, lanes = g.shape
    out[:] = 0.0
    for i in range(size):
        for j in range(lanes):
            a = abs(g[i, j])
            out[j] = a if (a > out[j] or a != a) else out[j]


def l1_step(m: Any, params: Any, keep: Any, eta: Any, work: Any, x: Any) -> None:
    """x <- keep x - eta sign(m_i) e_i, i the first largest |m_i|."""
    size, lanes = m.shape
    most, first = work[0], work[1]
    most[:] = -1.0
    for i in range(size):
        for j in range(lanes):
            a = abs(m[i, j])
            larger = a > most[j] or a != a
            most[j] = a if larger else most[j]
            first[j] = i if larger else first[j]
            x[i, j] = keep * x[i, j]
    for j in range(lanes):
        i = int(first[j])
        a = m[i, j]
        x[i, j] -= eta if a > 0.0 else (-eta if a < 0.0 else a)
