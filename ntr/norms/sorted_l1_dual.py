"""The dual of the sorted l_1 norm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.linalg import Array, flat, total
from ntr.norm import Norm
from ntr.norms.ordering import decreasing_weights, ranks, top_ratios
from ntr.norms.powers import power_norm
from ntr.norms.sorted_kernel import WEIGHTS, sorted_kernel


@dataclass(frozen=True)
class SortedL1Dual(Norm):
    """||x|| = max_j T_j/W_j, T_j the sum of the j largest |x_i|, W_j = w_1 + ... + w_j; its dual is `SortedL1`.

    The extreme points of the ball are the signed permutations of w: lmo(g)_i = -sign(g_i) w_j where |g_i| is the j-th
    largest magnitude, equal ones in C order.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point with d entries; any number of axes, the norm is entrywise.
    weights : array (d,)
        w_1 >= ... >= w_d >= 0, w_1 > 0; `ValueError` otherwise. Kept as a tuple.
    """

    shape: tuple[int, ...]
    weights: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        object.__setattr__(self, "weights", decreasing_weights(self.weights, self.shape))

    def __call__(self, x: Array) -> Array:
        return np.asarray(top_ratios(validation.point(x, self.shape, "x"), self.weights, len(self.shape)).max(axis=-1))

    def dual(self, g: Array) -> Array:
        magnitude = np.sort(np.abs(flat(validation.point(g, self.shape, "g"), len(self.shape))), axis=-1)
        return total(magnitude * self.weights[::-1], 1)

    def lmo(self, g: Array) -> Array:
        g = validation.point(g, self.shape, "g")
        return np.asarray(np.sign(-g) * np.array(self.weights)[ranks(g, len(self.shape))])

    def embedding(self, p: float) -> Bound:
        """||w||_p: ||u||_p is largest at an extreme point (theory.md section 13.1)."""
        return Bound(float(power_norm(np.array(self.weights), validation.exponent(p), 1)), exact=True)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        magnitude = cp.abs(cp.vec(x, order="C"))
        sums = np.cumsum(self.weights)
        return cp.max(cp.hstack([cp.sum_largest(magnitude, j + 1) / sums[j] for j in range(len(sums))])), []

    def kernel(self) -> MaximizerKernel:
        """`ntr.norms.sorted_kernel`."""
        return sorted_kernel(WEIGHTS, self.weights)
