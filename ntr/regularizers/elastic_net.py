"""The elastic net."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.linalg import Array, total
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.separable import Separable


@dataclass(frozen=True)
class ElasticNet(Regularizer):
    """R(x) = l1 sum_i |x_i| + (l2 / 2) sum_i x_i^2, for points of any shape.

    Source: Zou and Hastie, "Regularization and variable selection via the elastic net", 2005.

    Parameters
    ----------
    l1, l2 : float
        In (0, inf); `ValueError` otherwise. With one of them 0 it is `L1Penalty` or `SquaredL2`.
    """

    l1: float
    l2: float
    infimum = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "l1", validation.positive(self.l1, "l1"))
        object.__setattr__(self, "l2", validation.positive(self.l2, "l2"))

    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """l1 ||x||_1 + (l2 / 2) ||x||_2^2, shape (*batch,)."""
        return self.separable().value(x, x.ndim if ndim is None else ndim)

    def subgradient_bound(self, norm: Norm) -> None:
        """None: the gradient of the square is unbounded."""
        return

    def fenchel_gap(self, x: Array, r: Array, ndim: int | None = None) -> Array:
        """With q_i = r_i clipped to [-l1, l1] and t = (r - q) / l2: sum_i (l1 |x_i| - q_i x_i) + (l2/2) (x_i - t_i)^2.

        For R*(r) = sum_i (|r_i| - l1)_+^2 / (2 l2) = (l2/2) ||t||_2^2, and q_i t_i = l1 |t_i|. No term is negative.
        """
        q = np.clip(r, -self.l1, self.l1)
        terms = (self.l1 * np.abs(x) - q * x) + self.l2 / 2 * np.square(x - (r - q) / self.l2)
        return total(terms, x.ndim if ndim is None else ndim)

    def separable(self) -> Separable:
        """Both parts, no bounds."""
        return Separable(self.l1, self.l2)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """l1 times the sum of magnitudes and l2 / 2 times the sum of squares over the entries."""
        return self.l1 * cp.sum(cp.abs(x)) + self.l2 / 2 * cp.sum_squares(x), []
