"""The k-support norm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.linalg import Array, norm2, scaled
from ntr.norm import Norm
from ntr.norms.ordering import support_level, top, top_mask
from ntr.norms.powers import power_lmo
from ntr.norms.sorted_kernel import SUPPORT, top_kernel


@dataclass(frozen=True)
class KSupport(Norm):
    """The norm whose ball is the convex hull of the k-sparse vectors of Euclidean length 1; its dual is `TopKL2`.

    Dual: the Euclidean length of the k largest |g_i|. Value: with |x| sorted downwards and S_r = |x|_{k-r} + ... +
    |x|_d, sqrt(|x|_1^2 + ... + |x|_{k-r-1}^2 + S_r^2/(r + 1)), where r in {0, ..., k - 1} is the largest with
    |x|_{k-r} <= S_r/(r + 1); O(d log d). Argyriou, Foygel, Srebro 2012 (Sparse prediction with the k-support norm,
    Proposition 2.1). l_1 for k = 1, l_2 for k = d.
    lmo(g) = -h / ||h||_2, h = g on k largest |g_i|, of equal ones on the first, and 0 elsewhere.

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
        unit, size = scaled(validation.point(x, self.shape, "x"), len(self.shape))
        return size * support_level(unit, self.k, len(self.shape))[0]

    def dual(self, g: Array) -> Array:
        return norm2(top(validation.point(g, self.shape, "g"), self.k, len(self.shape)), 1)

    def lmo(self, g: Array) -> Array:
        g, ndim = validation.point(g, self.shape, "g"), len(self.shape)
        return power_lmo(np.where(top_mask(g, self.k, ndim), g, 0.0), 2.0, ndim)

    def embedding(self, p: float) -> Bound:
        """k^{(1/p - 1/2)+}: that of l_2 in dimension k, since the extreme points are k-sparse."""
        return Bound(float(self.k) ** max(0.0, 1 / validation.exponent(p) - 0.5), exact=True)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """min (s + sum y)/2 over x_i^2 <= y_i t_i, 0 <= t <= s, sum t <= k s.

        The squared norm is min sum x_i^2/t_i over 0 <= t <= 1, sum t <= k (the same source); s makes it homogeneous.
        """
        entries = cp.vec(x, order="C")
        y, t, s = cp.Variable(entries.size), cp.Variable(entries.size), cp.Variable()
        cones = cp.SOC(y + t, cp.vstack([2 * entries, y - t]), axis=0)
        return (s + cp.sum(y)) / 2, [cones, t <= s, cp.sum(t) <= self.k * s]

    def kernel(self) -> MaximizerKernel:
        """A sort."""
        return top_kernel(SUPPORT, self.k, math.prod(self.shape))
