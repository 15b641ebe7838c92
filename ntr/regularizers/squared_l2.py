"""The squared Euclidean norm (ridge, l2 regularization)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.linalg import Array, expand
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.separable import Separable


@dataclass(frozen=True)
class SquaredL2(Regularizer):
    """R(x) = (weight / 2) sum_i x_i^2, for points of any shape; for matrices the Frobenius norm.

    Parameters
    ----------
    weight : float
        In (0, inf); `ValueError` otherwise.
    """

    weight: float
    infimum = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", validation.positive(self.weight, "weight"))

    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """(weight / 2) ||x||_2^2, shape (*batch,)."""
        return self.separable().value(x, x.ndim if ndim is None else ndim)

    def subgradient_bound(self, norm: Norm) -> None:
        """None: the gradient weight * x is unbounded."""
        return

    def fenchel_gap(self, x: Array, r: Array, ndim: int | None = None) -> Array:
        """R*(r) = ||r||_2^2 / (2 weight), so the gap is (weight / 2) ||x - r / weight||_2^2."""
        axes = x.ndim if ndim is None else ndim
        return self(x - r / self.weight, axes)

    def separable(self) -> Separable:
        """No l1 part, no bounds."""
        return Separable(l2=self.weight)

    def prox(self, y: Array, step: Array, ndim: int) -> Array:
        """y / (1 + step * weight)."""
        return np.asarray(y / expand(1 + step * self.weight, ndim))

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """(weight / 2) times the sum of squares over the entries."""
        return self.weight / 2 * cp.sum_squares(x), []
