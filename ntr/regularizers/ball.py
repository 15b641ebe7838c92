"""The indicator of a norm ball."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.linalg import Array, expand, inner
from ntr.norm import Norm
from ntr.norms import LInf, Lp
from ntr.regularizers.indicator import Indicator
from ntr.regularizers.projection import onto_ball, onto_normal_cone
from ntr.separable import Separable

# The relative margin of the domain: norms are computed with rounding, and the results of a step must lie inside.
MARGIN = 1e-12


@dataclass(frozen=True)
class Ball(Indicator):
    """R(x) = 0 if ||x|| <= radius, +inf otherwise; a computed ||x|| up to radius * (1 + 1e-12) counts as inside.

    Parameters
    ----------
    norm : Norm
        ||.||; it fixes the shape of a point.
    radius : float
        In (0, inf); `ValueError` otherwise.
    """

    norm: Norm
    radius: float

    def __post_init__(self) -> None:
        validation.norm(self.norm)
        object.__setattr__(self, "radius", validation.positive(self.radius, "radius"))

    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """0 inside, +inf outside (and where x is not finite), shape (*batch,)."""
        axes = x.ndim if ndim is None else ndim
        if x.shape[x.ndim - axes :] != self.norm.shape:
            raise ValueError(f"x must be a point of shape {self.norm.shape}, got {x.shape[x.ndim - axes :]}")
        finite = np.isfinite(x)
        inside = self.norm(np.where(finite, x, 0.0)) <= self.radius * (1 + MARGIN)
        return np.where(inside & finite.all(axis=tuple(range(-axes, 0))), 0.0, np.inf)

    def fenchel_gap(self, x: Array, r: Array, ndim: int | None = None) -> Array:
        """R*(r) = radius * ||r||_*."""
        axes = x.ndim if ndim is None else ndim
        return np.where(self(x, axes) == 0, self.radius * self.norm.dual(r) - inner(r, x, axes), np.inf)

    def separable(self) -> Separable | None:
        """The ball of the maximum norm is a box, without the margin."""
        box = isinstance(self.norm, LInf) or (isinstance(self.norm, Lp) and self.norm.p == np.inf)
        return Separable(lower=np.array(-self.radius), upper=np.array(self.radius)) if box else None

    def prox(self, y: Array, step: Array, ndim: int) -> Array | None:
        """The projection; None where `ntr.regularizers.projection` knows none for the norm."""
        return onto_ball(self.norm, self.radius, y)

    def into_domain(self, x: Array, ndim: int) -> Array:
        """Scaled into the ball."""
        return x / expand(np.maximum(1.0, self.norm(x) / self.radius), ndim)

    def into_subdifferential(self, x: Array, r: Array, ndim: int) -> Array:
        """Onto the normal cone where `ntr.regularizers.projection` knows it; inside the ball it is {0}."""
        surface = self.norm(x) >= self.radius * (1 - MARGIN)
        return np.where(expand(surface, ndim), onto_normal_cone(self.norm, x, r), 0.0)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """0, and ||x|| <= radius without the margin."""
        value, constraints = self.norm.cvx(x)
        return cp.Constant(0.0), [*constraints, value <= self.radius]
