"""A separable penalty on a box."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ntr.bound import Bound
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.separable import Separable


@dataclass(frozen=True)
class Sum(Regularizer):
    """R(x) = penalty(x) + box(x): a penalty that acts coordinate by coordinate, on a box.

    Parameters
    ----------
    penalty : Regularizer
        A finite one with `separable`: `L1Penalty`, `SquaredL2`, `ElasticNet`, or of your own; `TypeError` otherwise.
    box : Regularizer
        `Box` or `Nonnegative`: no l1 and no l2 part. If 0 lies outside, its bounds must be arrays, since inf R depends
        on the number of coordinates; `ValueError` otherwise.
    """

    penalty: Regularizer
    box: Regularizer
    infimum: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        parts: dict[str, Any] = {"penalty": self.penalty, "box": self.box}
        for name, part in parts.items():
            if not isinstance(part, Regularizer) or part.separable() is None:
                raise TypeError(f"{name} must be a separable Regularizer, got {part!r}")
        first, second = _terms(self.penalty), _terms(self.box)
        if np.isfinite(first.lower).any() or np.isfinite(first.upper).any():
            raise ValueError(f"penalty must be finite everywhere, got {self.penalty!r}")
        if second.l1 or second.l2:
            raise ValueError(f"box must be an indicator, got {self.box!r}")
        terms = self.separable()
        lowest = terms.minimizer(np.zeros(np.broadcast_shapes(terms.lower.shape, terms.upper.shape)))
        if lowest.shape == () and lowest != 0:
            raise ValueError(f"box must have arrays as bounds where it does not contain 0, got {self.box!r}")
        object.__setattr__(self, "infimum", float(terms.value(lowest, lowest.ndim)))

    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """penalty(x) inside the box, +inf outside, shape (*batch,)."""
        axes = x.ndim if ndim is None else ndim
        return np.asarray(self.penalty(x, axes) + self.box(x, axes))

    def subgradient_bound(self, norm: Norm) -> None:
        """None: the normal cones of the box are unbounded."""
        return

    def lipschitz(self, norm: Norm) -> Bound | None:
        """That of the penalty on the whole space: an upper bound."""
        bound = self.penalty.lipschitz(norm)
        return None if bound is None else Bound(bound.value, exact=False)

    def fenchel_gap(self, x: Array, r: Array, ndim: int | None = None) -> Array:
        """Coordinate by coordinate, see `Separable.gap`."""
        return self.separable().gap(x, r, x.ndim if ndim is None else ndim)

    def separable(self) -> Separable:
        """The l1 and l2 parts of the penalty and the bounds of the box."""
        penalty, box = _terms(self.penalty), _terms(self.box)
        return Separable(penalty.l1, penalty.l2, box.lower, box.upper)

    def into_domain(self, x: Array, ndim: int) -> Array:
        """Clipped."""
        return self.separable().clip(x)

    def into_conjugate_domain(self, r: Array, ndim: int) -> Array:
        """Coordinates clipped where a side is infinite."""
        return self.separable().clip_conjugate(r)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """The sum of both, and the constraints of both."""
        (penalty, first), (_, second) = self.penalty.cvx(x), self.box.cvx(x)
        return penalty, [*first, *second]


def _terms(part: Regularizer) -> Separable:
    terms = part.separable()
    if terms is None:
        raise TypeError(f"{part!r} must be separable")
    return terms
