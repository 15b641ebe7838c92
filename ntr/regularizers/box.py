"""The indicator of a box (weight clipping)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr.linalg import Array, flat, total
from ntr.regularizers.indicator import Indicator
from ntr.separable import Separable


@dataclass(frozen=True, eq=False)
class Box(Indicator):
    """R(x) = 0 if lower_i <= x_i <= upper_i for all i, +inf otherwise; the comparison is exact.

    Parameters
    ----------
    lower, upper : float or array
        The bounds: one for all entries, or one for each (then the shape of a point is fixed). lower <= upper; a side
        may be infinite, but -inf above and +inf below would leave nothing: `ValueError`, as for NaN.
    """

    lower: Any
    upper: Any

    def __post_init__(self) -> None:
        lower, upper = _bound(self.lower, "lower"), _bound(self.upper, "upper")
        if lower.ndim and upper.ndim and lower.shape != upper.shape:
            raise ValueError(f"lower and upper must have one shape, got {lower.shape} and {upper.shape}")
        if not (lower <= upper).all():
            raise ValueError(f"lower must be at most upper, got lower={lower!r} and upper={upper!r}")
        if np.isposinf(lower).any() or np.isneginf(upper).any():
            raise ValueError(f"lower must be below inf and upper above -inf, got lower={lower!r} and upper={upper!r}")
        object.__setattr__(self, "lower", lower)
        object.__setattr__(self, "upper", upper)

    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """0 inside, +inf outside (and where x is NaN), shape (*batch,)."""
        axes = x.ndim if ndim is None else ndim
        self.check_shape(x.shape[x.ndim - axes :])
        return np.where(flat((x >= self.lower) & (x <= self.upper), axes).all(axis=-1), 0.0, np.inf)

    def fenchel_gap(self, x: Array, r: Array, ndim: int | None = None) -> Array:
        """R*(r) = sum_i max(lower_i r_i, upper_i r_i): sum_i |r_i| times the distance of x_i to its end."""
        axes = x.ndim if ndim is None else ndim
        distance = np.where(r > 0, self.upper - x, np.where(r < 0, x - self.lower, 0.0))
        with np.errstate(invalid="ignore"):  # 0 * inf
            terms = np.where(r == 0, 0.0, np.abs(r) * distance)
        return np.where(self(x, axes) == 0, total(terms, axes), np.inf)

    def separable(self) -> Separable:
        """The bounds."""
        return Separable(lower=self.lower, upper=self.upper)

    def into_domain(self, x: Array, ndim: int) -> Array:
        """Clipped."""
        return self.separable().clip(x)

    def into_conjugate_domain(self, r: Array, ndim: int) -> Array:
        """Coordinates clipped where a side is infinite."""
        return self.separable().clip_conjugate(r)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """0, and a constraint for each finite bound."""
        self.check_shape(x.shape)
        lower, upper = np.broadcast_to(self.lower, x.shape), np.broadcast_to(self.upper, x.shape)
        below, above = np.nonzero(np.isfinite(lower)), np.nonzero(np.isfinite(upper))
        constraints = [x[below] >= lower[below]] if below[0].size else []
        return cp.Constant(0.0), constraints + ([x[above] <= upper[above]] if above[0].size else [])

    def check_shape(self, shape: tuple[int, ...]) -> None:
        """`ValueError` if points of this shape have no place in the box."""
        for name, bound in (("lower", self.lower), ("upper", self.upper)):
            if bound.ndim and bound.shape != shape:
                raise ValueError(f"x must be a point of the shape of {name}, {bound.shape}, got {shape}")


def _bound(value: Any, name: str) -> Array:
    """A read-only copy; infinite entries are allowed, NaN is not."""
    try:
        result = np.array(value, dtype=np.float64, order="C")
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} must be a number or an array of numbers, got {value!r}") from error
    if np.isnan(result).any():
        raise ValueError(f"{name} must not be NaN, got {value!r}")
    result.flags.writeable = False
    return result
