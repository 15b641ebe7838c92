"""The Euclidean length of the k largest magnitudes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.linalg import Array, expand, norm2, scaled
from ntr.norm import Norm
from ntr.norms.ordering import support_level, top
from ntr.norms.sorted_kernel import LEVEL, top_kernel


@dataclass(frozen=True)
class TopKL2(Norm):
    """||x|| = the Euclidean length of the k largest |x_i|; its dual is `KSupport`. l_inf for k = 1, l_2 for k = d.

    lmo(g)_i = -sign(g_i) max(|g_i|, c) / ||max(|g|, c)||, with the level c = S_r/(r + 1) of the formula of `KSupport`:
    the k - r - 1 largest entries keep their ratios, all others are made equal.

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
        return norm2(top(validation.point(x, self.shape, "x"), self.k, len(self.shape)), 1)

    def dual(self, g: Array) -> Array:
        unit, size = scaled(validation.point(g, self.shape, "g"), len(self.shape))
        return size * support_level(unit, self.k, len(self.shape))[0]

    def lmo(self, g: Array) -> Array:
        ndim = len(self.shape)
        unit, _ = scaled(validation.point(g, self.shape, "g"), ndim)
        level = expand(support_level(unit, self.k, ndim)[1], ndim)
        raised = np.maximum(np.abs(unit), level)
        length = norm2(top(raised, self.k, ndim), 1)  # at least 1, except at g = 0
        return np.asarray(np.sign(-unit) * raised / expand(np.maximum(length, 1.0), ndim))

    def embedding(self, p: float) -> Bound:
        """max(1, d^{1/p} / sqrt(k)), reached at e_1 or at a constant vector.

        In v = u^2, sorted, with sum_{i<=k} v_i = 1 and v_i <= v_k = t for i > k, maximise sum v_i^{p/2}. p <= 2: it is
        concave and symmetric in the first k, so all v_i = 1/k. p > 2: it is convex in them, so v = (1 - (k-1)t, t, ...),
        and convex in t, so t = 0 or 1/k.
        """
        value = math.prod(self.shape) ** (1 / validation.exponent(p)) / math.sqrt(self.k)
        return Bound(max(1.0, value), exact=True)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """min (t + (sum of the k largest y_i))/2 over x_i^2 <= y_i t: for t = ||x|| both terms are ||x||."""
        entries = cp.vec(x, order="C")
        y, t = cp.Variable(entries.size), cp.Variable()
        return (t + cp.sum_largest(y, self.k)) / 2, [cp.SOC(y + t, cp.vstack([2 * entries, y - t]), axis=0)]

    def kernel(self) -> MaximizerKernel:
        """A sort, and the level."""
        return top_kernel(LEVEL, self.k, math.prod(self.shape))
