"""The weighted l_p norms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array, scaled
from ntr.norm import Norm
from ntr.norms.powers import diagonal_embedding, dual_exponent, power_cvx, power_lmo, power_norm


@dataclass(frozen=True)
class WeightedLp(Norm):
    """||x|| = ||w * x||_p, * entrywise: the weights stand inside the power. Its dual is ||g / w||_q, 1/p + 1/q = 1.

    lmo(g) = lmo_p(g / w) / w with the LMO of `Lp`.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point; any number of axes, the norm is entrywise.
    p : float
        The exponent, in [1, inf].
    weights : array of that shape
        w, positive and finite; kept as a tuple in C order.
    """

    shape: tuple[int, ...]
    p: float
    weights: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        object.__setattr__(self, "p", validation.exponent(self.p))
        weights = validation.positive_array(self.weights, "weights", self.shape)
        object.__setattr__(self, "weights", tuple(weights.ravel().tolist()))

    @cached_property
    def _factors(self) -> Array:
        return np.array(self.weights).reshape(self.shape)

    def __call__(self, x: Array) -> Array:
        unit, size = scaled(validation.point(x, self.shape, "x"), len(self.shape))
        return size * power_norm(self._factors * unit, self.p, len(self.shape))

    def dual(self, g: Array) -> Array:
        unit, size = scaled(validation.point(g, self.shape, "g"), len(self.shape))
        return size * power_norm(unit / self._factors, dual_exponent(self.p), len(self.shape))

    def lmo(self, g: Array) -> Array:
        unit, _ = scaled(validation.point(g, self.shape, "g"), len(self.shape))
        return np.asarray(power_lmo(unit / self._factors, self.p, len(self.shape)) / self._factors)

    def embedding(self, p: float) -> Bound:
        return diagonal_embedding(1 / np.array(self.weights), self.p, p)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return power_cvx(cp.multiply(np.array(self.weights), cp.vec(x, order="C")), self.p), []
