"""The norm of a symmetric polytope given by its inequalities."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array, apply, flat, largest, scaled
from ntr.norm import Norm
from ntr.norms.polytope import ACCURACY, Polytope, spanning
from ntr.norms.powers import power_norm


@dataclass(frozen=True)
class Inequalities(Norm):
    """||x|| = max_i |<a_i, x>|, the norm whose ball is {x : |<a_i, x>| <= 1 for all i}.

    Dual: min {||c||_1 : sum_i c_i a_i = g}, which is `Atoms` with these vertices. lmo(g) minimises <g, u> over the
    ball. Both by one linear program for each g (HiGHS): the dual is its primal solution ||c||_1, the LMO its dual one,
    checked against each other; for few rows in few dimensions by comparison of the vertices, which Qhull enumerates
    once. At ties the solver's choice, or the first vertex: deterministic.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point with d entries.
    rows : array (n, *shape)
        The a_i. `ValueError` if they do not span the space: ||x|| = 0 for some x != 0. Kept as a tuple of rows.
    """

    shape: tuple[int, ...]
    rows: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        object.__setattr__(self, "rows", spanning(self.rows, "rows", self.shape))

    @cached_property
    def _polar(self) -> Polytope:
        return Polytope(np.array(self.rows))

    @property
    def tolerance(self) -> float:
        return ACCURACY

    def __call__(self, x: Array) -> Array:
        unit, size = scaled(validation.point(x, self.shape, "x"), len(self.shape))
        return size * largest(apply(self._polar.points, flat(unit, len(self.shape))), 1)

    def dual(self, g: Array) -> Array:
        unit, size = scaled(validation.point(g, self.shape, "g"), len(self.shape))
        return size * self._polar.gauge(flat(unit, len(self.shape)))

    def lmo(self, g: Array) -> Array:
        unit, _ = scaled(validation.point(g, self.shape, "g"), len(self.shape))
        return -self._polar.support(flat(unit, len(self.shape))).reshape(unit.shape)

    def embedding(self, p: float) -> Bound:
        """max ||u||_p over the vertices of the ball where they are known: exact. To maximise over them is NP-hard.

        Otherwise the lesser of two upper bounds: (sum_i ||e_i||_*^p)^{1/p} of the default; and, as sum_i <a_i, u>^2 <= n,
        d^{(1/p - 1/2)+} sqrt(n) / s with s the least singular value of the matrix with the rows a_i.
        """
        p = validation.exponent(p)
        if self._polar.facets is not None:
            return Bound(float(power_norm(self._polar.facets, p, 1).max()), exact=True)
        count, size = self._polar.points.shape
        least = float(np.linalg.svd(self._polar.points, compute_uv=False)[-1])
        other = size ** max(0.0, 1 / p - 0.5) * math.sqrt(count) / least
        return Bound(min(Norm.embedding(self, p).value, other) * (1 + ACCURACY), exact=False)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.norm_inf(self._polar.points @ cp.vec(x, order="C")), []
