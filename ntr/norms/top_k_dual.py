"""The dual of the sum of the k largest magnitudes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.linalg import Array, largest, total
from ntr.norm import Norm
from ntr.norms.ordering import top, top_mask
from ntr.norms.sorted_kernel import WEIGHTS, top_kernel


@dataclass(frozen=True)
class TopKDual(Norm):
    """||x|| = max(||x||_inf, ||x||_1 / k); its dual is the sum of the k largest |g_i|, which is `TopK`.

    l_1 for k = 1, l_inf for k = d. lmo(g) = -sign(g) on k largest |g_i|, of equal ones on the first, 0 elsewhere: a
    sign update of k entries.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point with d entries; any number of axes, the norm is entrywise.
    k : int
        1 <= k <= d; `ValueError` otherwise.
    """

    shape: tuple[int, ...]
    k: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        object.__setattr__(self, "k", validation.count(self.k, "k", math.prod(self.shape)))

    def __call__(self, x: Array) -> Array:
        x, ndim = validation.point(x, self.shape, "x"), len(self.shape)
        return np.maximum(largest(x, ndim), total(np.abs(x), ndim) / self.k)

    def dual(self, g: Array) -> Array:
        return total(top(validation.point(g, self.shape, "g"), self.k, len(self.shape)), 1)

    def lmo(self, g: Array) -> Array:
        g = validation.point(g, self.shape, "g")
        return np.where(top_mask(g, self.k, len(self.shape)), np.sign(-g), 0.0)

    def embedding(self, p: float) -> Bound:
        """k^{1/p}: the extreme points have k entries +-1."""
        return Bound(self.k ** (1 / validation.exponent(p)), exact=True)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.maximum(cp.norm_inf(x), cp.norm1(x) / self.k), []

    def kernel(self) -> MaximizerKernel:
        """That of `SortedL1Dual` with k ones."""
        return top_kernel(WEIGHTS, self.k, math.prod(self.shape))
