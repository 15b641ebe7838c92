"""Doubling: a function whose slope grows as fast as its generalized smoothness allows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ntr.bound import Bound
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.problem import Constants, Problem, Region, fallback
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero

SLOPE = float(np.sqrt(3))
CORNER = (1 + SLOPE) / 2  # where the slope is reached: 1 + 2(t - 1) = sqrt 3


@dataclass(frozen=True, eq=False)
class Doubling(Problem):
    """f(x) = phi(x) in one dimension, phi even, phi'(t) = t on [0, 1], 1 + 2(t - 1) on [1, c], sqrt 3 from c = (1 + sqrt 3)/2 on.

    Notes
    -----
    Convex, minimum 0 at 0, L_2 = 2. **(L_0, L_1) = (1, 1)**, that is |phi'(y) - phi'(x)| <= (1 + |phi'(x)|)|y - x| for
    |y - x| <= 1: let x >= 0. For x >= 1 the right-hand side is at least 2|y - x|, and 2 bounds the curvature. For x < 1
    and y <= 1 we have y >= -1, and between them the curvature is at most 1. For x < 1 < y = x + h it is

        phi'(y) - phi'(x) <= (1 - x) + 2(x + h - 1) = h + (x + h - 1) <= h + x h,   as (1 - x)(1 - h) >= 0.

    phi(c) = 1/2 + (c - 1) + (c - 1)^2 = (sqrt(3)^2 + 1)/4 = 1: a slope of sqrt 3 with only 1 to fall. With L_1 t ||G||
    for the step t = 1 left out, the descent lemma would promise a fall of sqrt 3 - 1/2 = 1.23; it has to be 1 at most,
    and with a share s of L_1 it is not before s = 2 - sqrt 3 = .268.
    """

    shape: tuple[int, ...] = field(default=(1,), init=False, repr=False)
    infimum_f: float = field(default=0.0, init=False, repr=False)
    regularizer: Regularizer = field(default=Zero(), init=False, repr=False)

    def value(self, x: Array) -> Array:
        """phi(x), shape (*batch,)."""
        t = np.abs(x[..., 0])
        inner, outer = np.minimum(t, 1.0), np.clip(t - 1, 0.0, CORNER - 1)
        return np.asarray(inner**2 / 2 + outer + outer**2 + SLOPE * np.maximum(t - CORNER, 0.0))

    def gradient(self, x: Array) -> Array:
        """phi'(x), shape of x."""
        t = np.abs(x)
        return np.sign(x) * np.minimum(np.maximum(t, 2 * t - 1), SLOPE)

    def euclidean(self) -> tuple[Bound, None]:
        """L_2 = 2, exact; phi'' jumps."""
        return Bound(2.0, exact=True), None

    def constants(self, norm: Norm) -> Constants:
        """L <= 2 rho^2 and what is known of the minimum: 0 at 0, f convex."""
        found = fallback(self, norm)
        return found._replace(infimum=(0.0, 0.0), minimizer=np.zeros(1), star_convex="f", convex=True)

    def region(self, norm: Norm, radius: float) -> Region:
        """The minimum is in every ball."""
        return Region(infimum=(0.0, 0.0), comparator=np.zeros(1), gradient=None)

    def generalized_smoothness(self, norm: Norm) -> tuple[float, float]:
        """(rho^2, rho): (1, 1) where ||1|| = 1, and ||x|| = |x|/rho in one dimension."""
        return norm.rho**2, norm.rho
