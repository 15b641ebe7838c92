"""The indicator of a simplex."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.linalg import Array, flat, total
from ntr.regularizers.ball import MARGIN
from ntr.regularizers.indicator import Indicator
from ntr.regularizers.projection import onto_simplex


@dataclass(frozen=True)
class Simplex(Indicator):
    """R(x) = 0 if x_i >= 0 for all i and sum_i x_i = total, +inf otherwise; for points of any shape.

    The signs are compared exactly; a computed sum may differ from `total` by 1e-12 of it.

    Parameters
    ----------
    total : float
        In (0, inf); `ValueError` otherwise.
    """

    total: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", validation.positive(self.total, "total"))

    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """0 inside, +inf outside (and where x is NaN), shape (*batch,)."""
        axes = x.ndim if ndim is None else ndim
        right = np.abs(total(x, axes) - self.total) <= MARGIN * self.total
        return np.where(right & (flat(x, axes) >= 0).all(axis=-1), 0.0, np.inf)

    def fenchel_gap(self, x: Array, r: Array, ndim: int | None = None) -> Array:
        """R*(r) = total * max r, so the gap is sum_i x_i (max r - r_i)."""
        axes = x.ndim if ndim is None else ndim
        most = flat(r, axes).max(axis=-1, keepdims=True)
        terms = flat(x, axes) * (most - flat(r, axes))
        return np.where(self(x, axes) == 0, total(terms, 1), np.inf)

    def prox(self, y: Array, step: Array, ndim: int) -> Array:
        """The projection: (y - t)_+ with the t that makes the sum right."""
        return onto_simplex(flat(y, ndim), self.total).reshape(y.shape)

    def into_domain(self, x: Array, ndim: int) -> Array:
        """Projected."""
        return self.prox(x, np.ones(x.shape[: x.ndim - ndim]), ndim)

    def into_subdifferential(self, x: Array, r: Array, ndim: int) -> Array:
        """The mean of r_i over x_i > 0, where r_i must be equal, and at most that elsewhere.

        x_i below 1e-12 of `total` may be rounding; they leave r_i where it is, which costs x_i times its difference.
        """
        entries, held = flat(r, ndim), flat(x, ndim) > MARGIN * self.total
        level = np.where(held, entries, 0.0).sum(axis=-1, keepdims=True) / held.sum(axis=-1, keepdims=True)
        return np.where(held, level, np.minimum(entries, level)).reshape(r.shape)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """0, x >= 0 and the sum."""
        return cp.Constant(0.0), [x >= 0, cp.sum(x) == self.total]
