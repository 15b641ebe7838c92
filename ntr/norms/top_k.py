"""The sum of the k largest magnitudes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.linalg import Array, expand, flat, largest, total
from ntr.norm import Norm
from ntr.norms.ordering import top
from ntr.norms.powers import vertex
from ntr.norms.sorted_kernel import RATIO, top_kernel


@dataclass(frozen=True)
class TopK(Norm):
    """||x|| = the sum of the k largest |x_i|; its dual is max(||g||_inf, ||g||_1 / k), which is `TopKDual`.

    l_inf for k = 1, l_1 for k = d. The Ky Fan k-norm of a matrix is this norm of its singular values.
    The extreme points of the ball are +-e_i and the vectors with all entries +-1/k: lmo(g) is -sign(g_j) e_j for the
    first largest |g_j| if ||g||_inf >= ||g||_1 / k, else -sign(g) / k.

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
        return total(top(validation.point(x, self.shape, "x"), self.k, len(self.shape)), 1)

    def dual(self, g: Array) -> Array:
        g, ndim = validation.point(g, self.shape, "g"), len(self.shape)
        return np.maximum(largest(g, ndim), total(np.abs(g), ndim) / self.k)

    def lmo(self, g: Array) -> Array:
        g, ndim = validation.point(g, self.shape, "g"), len(self.shape)
        spike = expand(largest(g, ndim), ndim) >= expand(total(np.abs(g), ndim) / self.k, ndim)
        return np.where(spike, vertex(flat(g, ndim)).reshape(g.shape), np.sign(-g) / self.k)

    def embedding(self, p: float) -> Bound:
        """max(1, d^{1/p} / k): ||u||_p is largest at an extreme point."""
        return Bound(max(1.0, math.prod(self.shape) ** (1 / validation.exponent(p)) / self.k), exact=True)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.sum_largest(cp.abs(cp.vec(x, order="C")), self.k), []

    def kernel(self) -> MaximizerKernel:
        """That of `SortedL1` with k ones."""
        return top_kernel(RATIO, self.k, math.prod(self.shape))
