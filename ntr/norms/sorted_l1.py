"""The sorted l_1 norm (OWL)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.linalg import Array, expand, flat, total
from ntr.norm import Norm
from ntr.norms.ordering import decreasing_weights, ranks, top_ratios
from ntr.norms.sorted_kernel import RATIO, sorted_kernel


@dataclass(frozen=True)
class SortedL1(Norm):
    """||x|| = sum_i w_i |x|_(i), |x|_(1) >= ... >= |x|_(d) the sorted magnitudes (ordered weighted l_1, OWL, SLOPE).

    Dual: max_j T_j/W_j, with T_j the sum of the j largest |g_i| and W_j = w_1 + ... + w_j; this is `SortedL1Dual`.
    The extreme points of the ball have j entries +-1/W_j: lmo(g) = -sign(g)/W_j on j largest |g_i|, of equal ones the
    first, for the first j with the largest T_j/W_j. (Zeng, Figueiredo 2014, The ordered weighted l_1 norm.)
    l_1 for equal weights 1, l_inf for (1, 0, ..., 0), `TopK` for k ones.

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
        magnitude = np.sort(np.abs(flat(validation.point(x, self.shape, "x"), len(self.shape))), axis=-1)
        return total(magnitude * self.weights[::-1], 1)

    def dual(self, g: Array) -> Array:
        return np.asarray(top_ratios(validation.point(g, self.shape, "g"), self.weights, len(self.shape)).max(axis=-1))

    def lmo(self, g: Array) -> Array:
        g, ndim = validation.point(g, self.shape, "g"), len(self.shape)
        last = top_ratios(g, self.weights, ndim).argmax(axis=-1)
        size = np.cumsum(self.weights)[last]
        return np.where(ranks(g, ndim) <= expand(last, ndim), np.sign(-g) / expand(size, ndim), 0.0)

    def embedding(self, p: float) -> Bound:
        """max_j j^{1/p} / W_j: ||u||_p is largest at an extreme point (theory.md section 13.1)."""
        p = validation.exponent(p)
        sums = np.cumsum(self.weights)
        return Bound(float((np.arange(1.0, len(sums) + 1) ** (1 / p) / sums).max()), exact=True)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.dotsort(cp.abs(cp.vec(x, order="C")), np.array(self.weights)), []

    def kernel(self) -> MaximizerKernel:
        """`ntr.norms.sorted_kernel`."""
        return sorted_kernel(RATIO, self.weights)
