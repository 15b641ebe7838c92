"""The infimal convolution of norms: the convex hull of their balls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array, expand
from ntr.norm import Norm
from ntr.norms.closed_dual import closed_dual
from ntr.norms.combination import Combination
from ntr.norms.dual import Dual
from ntr.norms.max import Max


@dataclass(frozen=True)
class InfimalConvolution(Combination):
    """min {||x_1||_1 + ... + ||x_n||_n : x_1 + ... + x_n = x}, whose unit ball is the convex hull of those of the norms.

    Its dual is max_i ||g||_i*. Closed form: lmo(g) is the LMO of the first norm with the largest ||g||_i*. The value is
    the dual of that maximum, by a convex program over the intersection of the dual balls (`Max` of `Dual` norms).

    Parameters
    ----------
    norms : sequence of Norm
        The norms, of one shape.

    Attributes
    ----------
    shape : tuple of int
        That of the norms.
    """

    @property
    def tolerance(self) -> float:
        return self._polar.tolerance

    def __call__(self, x: Array) -> Array:
        return self._polar.dual(validation.point(x, self.shape, "x"))

    def dual(self, g: Array) -> Array:
        return np.asarray(np.max([norm.dual(g) for norm in self.norms], axis=0))

    def lmo(self, g: Array) -> Array:
        g = validation.point(g, self.shape, "g")
        best = np.argmax([norm.dual(g) for norm in self.norms], axis=0)
        u = np.zeros_like(g)
        for i, norm in enumerate(self.norms):
            u = np.where(expand(best == i, len(self.shape)), norm.lmo(g), u)
        return u

    def embedding(self, p: float) -> Bound:
        """The largest of those of the norms: a convex function on a convex hull (theory.md 13.1)."""
        bounds = [norm.embedding(p) for norm in self.norms]
        value = max(bound.value for bound in bounds)
        return Bound(value, any(bound.exact for bound in bounds if bound.value == value))

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        parts = [x, *(cp.Variable(self.shape) for _ in self.norms[1:])]
        parts[0] = x - sum(parts[1:])
        pairs = [norm.cvx(part) for norm, part in zip(self.norms, parts, strict=True)]
        return sum(value for value, _ in pairs), [c for _, constraints in pairs for c in constraints]

    @cached_property
    def _polar(self) -> Max:
        return Max(tuple(Dual(norm) for norm in self.norms))


@closed_dual.register
def _(norm: InfimalConvolution) -> Norm:
    return Max(tuple(Dual(one) for one in norm.norms))


@closed_dual.register
def _(norm: Max) -> Norm:
    return InfimalConvolution(tuple(Dual(one) for one in norm.norms))
