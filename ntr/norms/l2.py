"""The l_2 norm (for matrices: the Frobenius norm)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import NormKernel, helper
from ntr.linalg import Array, expand, inner, norm2, scaled
from ntr.norm import Norm
from ntr.norms.powers import lp_embedding


@dataclass(frozen=True)
class L2(Norm):
    """||x||_2 = (sum_i x_i^2)^(1/2), its own dual. lmo(g) = -g / ||g||_2.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point; any number of axes, the norm is entrywise.
    """

    shape: tuple[int, ...]
    p: ClassVar[float] = 2.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))

    def __call__(self, x: Array) -> Array:
        return norm2(validation.point(x, self.shape, "x"), len(self.shape))

    def dual(self, g: Array) -> Array:
        return norm2(validation.point(g, self.shape, "g"), len(self.shape))

    def lmo(self, g: Array) -> Array:
        ndim = len(self.shape)
        unit, _ = scaled(validation.point(g, self.shape, "g"), ndim)
        # The largest entry of unit is 1, so its length is at least 1, except at g = 0.
        return np.asarray(unit / expand(-np.maximum(np.sqrt(inner(unit, unit, ndim)), 1.0), ndim))

    def embedding(self, p: float) -> Bound:
        return lp_embedding(2.0, p, self.shape)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.norm2(cp.vec(x, order="C")), []

    def kernel(self) -> NormKernel:
        return NormKernel(l2_dual, l2_step, work_rows=1)


# Kernels: see ntr.engine.kernels.


@helper
def lengths(g: Any, out: Any) -> None:
    """out <- ||g||_2 per lane: plain squares, and again with scaling in the lanes where these overflow or underflow."""
    size, lanes = g.shape
    out[:] = 0.0
    for i in range(0, size - 3, 4):  # four rows at a time: the sums travel through memory once
        for j in range(lanes):
            out[j] += (g[i, j] * g[i, j] + g[i + 1, j] * g[i + 1, j]) + (
                g[i + 2, j] * g[i + 2, j] + g[i + 3, j] * g[i + 3, j]
            )
    for i in range(size - size % 4, size):
        for j in range(lanes):
            out[j] += g[i, j] * g[i, j]
    # A lane decides alone, so that it does not depend on its neighbours. Above 1e-280 the squares that were lost to underflow
    # are below rounding for any size up to 1e12; NaN fails the comparison and is found again below.
    odd = 0
    for j in range(lanes):
        odd += 0 if 1e-280 < out[j] < 1e300 else 1
    if odd == 0:  # without a branch in it, the loop is vectorized
        for j in range(lanes):
            out[j] = np.sqrt(out[j])
        return
    for j in range(lanes):
        if 1e-280 < out[j] < 1e300:
            out[j] = np.sqrt(out[j])
        else:
            most = 0.0
            for i in range(size):
                a = abs(g[i, j])
                most = a if (a > most or a != a) else most
            squares = 0.0
            if most != 0.0:
                for i in range(size):
                    squares += (g[i, j] / most) * (g[i, j] / most)
            out[j] = most * np.sqrt(squares)


def l2_dual(g: Any, params: Any, work: Any, out: Any) -> None:
    """out <- ||g||_2."""
    lengths(g, out)


def l2_step(m: Any, params: Any, keep: Any, eta: Any, work: Any, x: Any) -> None:
    """x <- keep x - eta m / ||m||_2."""
    size, lanes = m.shape
    factor = work[0]
    lengths(m, factor)
    for j in range(lanes):  # NaN stays NaN; a length whose inverse loses digits or overflows is seen to below
        factor[j] = 0.0 if factor[j] < 1e-290 or factor[j] > 1e290 else eta / factor[j]
    for i in range(size):
        for j in range(lanes):
            x[i, j] = keep * x[i, j] - factor[j] * m[i, j]
    for j in range(lanes):
        if factor[j] == 0.0:
            most = squares = 0.0
            for i in range(size):
                most = max(most, abs(m[i, j]))
            if 0.0 < most < np.inf:
                for i in range(size):
                    squares += (m[i, j] / most) * (m[i, j] / most)
                for i in range(size):
                    x[i, j] -= eta * ((m[i, j] / most) / np.sqrt(squares))
