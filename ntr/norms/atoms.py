"""The gauge of a symmetric polytope given by its vertices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array, apply, flat, largest, scaled
from ntr.norm import Norm
from ntr.norms.polytope import ACCURACY, Polytope, best, spanning
from ntr.norms.powers import power_norm


@dataclass(frozen=True)
class Atoms(Norm):
    """||x|| = min {||c||_1 : sum_i c_i v_i = x}, the norm whose ball is conv{+-v_1, ..., +-v_n} (an atomic norm).

    Dual: max_i |<v_i, g>|, which is `Inequalities` with these rows. lmo(g) = -sign(<v_i, g>) v_i for the first i with
    the largest |<v_i, g>|. Value: a linear program for each x (HiGHS, its result certified from both sides); for few
    vertices in few dimensions max_f |<f, x>| over the facets, which Qhull enumerates once.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point with d entries.
    vertices : array (n, *shape)
        The v_i; -v_i is implied. `ValueError` if they do not span the space. Kept as a tuple of rows in C order.
    """

    shape: tuple[int, ...]
    vertices: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        object.__setattr__(self, "vertices", spanning(self.vertices, "vertices", self.shape))

    @cached_property
    def _polytope(self) -> Polytope:
        return Polytope(np.array(self.vertices))

    @property
    def tolerance(self) -> float:
        return ACCURACY

    def __call__(self, x: Array) -> Array:
        unit, size = scaled(validation.point(x, self.shape, "x"), len(self.shape))
        return size * self._polytope.gauge(flat(unit, len(self.shape)))

    def dual(self, g: Array) -> Array:
        unit, size = scaled(validation.point(g, self.shape, "g"), len(self.shape))
        return size * largest(apply(self._polytope.points, flat(unit, len(self.shape))), 1)

    def lmo(self, g: Array) -> Array:
        unit, _ = scaled(validation.point(g, self.shape, "g"), len(self.shape))
        return best(self._polytope.points, flat(unit, len(self.shape))).reshape(unit.shape)

    def embedding(self, p: float) -> Bound:
        """max_i ||v_i||_p: a convex function is largest at a vertex."""
        return Bound(float(power_norm(self._polytope.points, validation.exponent(p), 1).max()), exact=True)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """||c||_1 with sum_i c_i v_i = x."""
        c = cp.Variable(len(self.vertices))
        return cp.norm1(c), [self._polytope.points.T @ c == cp.vec(x, order="C")]
