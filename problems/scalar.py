"""The scalar function phi of a separable problem f(x) = sum_i phi(x_i - c_i)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np

from ntr.linalg import Array


class Scalar(ABC):
    """An even function phi with phi(0) = 0, and its constants. Final classes are frozen dataclasses.

    All methods work entrywise; a parameter may be an array that broadcasts against a point, and then so do the
    constants. Unless a class says otherwise, phi is nondecreasing and |phi'| unimodal in |t|, and the suprema below are
    least ones.
    """

    @abstractmethod
    def value(self, t: Array) -> Array:
        """phi(t)."""

    @abstractmethod
    def derivative(self, t: Array) -> Array:
        """phi'(t)."""

    @abstractmethod
    def smoothness(self) -> Any:
        """sup |phi''|, finite, reached (in the limit at least) where phi'' > 0."""

    @abstractmethod
    def second_smoothness(self) -> Any:
        """The Lipschitz constant of phi'', inf if there is none."""

    @abstractmethod
    def steepest(self) -> Any:
        """The |t| at which |phi'| is largest; inf if it is nondecreasing."""

    @abstractmethod
    def lipschitz(self) -> Any:
        """sup |phi'| over all t, inf if unbounded."""

    @abstractmethod
    def star_radius(self) -> Any:
        """An r such that t phi'(t) >= phi(t) for |t| <= r: star-convexity about 0 there. inf: everywhere."""

    @abstractmethod
    def is_convex(self) -> bool:
        """Whether phi is convex (for every entry)."""

    @abstractmethod
    def parameters(self) -> tuple[Any, ...]:
        """What `kernel` needs, after the centers: numbers or arrays, one value per entry."""

    @abstractmethod
    def kernel(self) -> Callable[..., None]:
        """gradient(x, problem, work, g, f) of `ntr.engine.kernels`, with parameters [centers, *parameters]."""

    def strong_convexity(self) -> Any:
        """inf phi'' where that is positive; 0 where phi is not strongly convex, or not known to be."""
        return 0.0

    def lipschitz_exact(self) -> bool:
        """Whether `lipschitz_on` gives the supremum itself."""
        return True

    def generalized(self) -> tuple[float, float] | None:
        """(l_0, l_1) with |phi'(t + h) - phi'(t)| <= (l_0 + l_1 |phi'(t)|)|h| for |h| <= 1/l_1 and all t; None if unknown."""
        return None

    def infimum(self) -> Any:
        """A lower bound of phi."""
        return 0.0

    def nondecreasing(self) -> bool:
        """Whether phi(t) is nondecreasing in |t|: its minimum on an interval is then at the point nearest to 0."""
        return True

    def sublevel(self, level: Array) -> Any:
        """An r such that phi(t) > level for |t| > r; inf if none is offered. Needed where phi is not nondecreasing."""
        return np.inf

    def lipschitz_on(self, lower: Array, upper: Array) -> Array:
        """sup |phi'| over [lower, upper]: |phi'| is unimodal in |t|, so it is taken as near the steepest |t| as possible."""
        nearest, farthest = closest_to_zero(lower, upper), np.maximum(np.abs(lower), np.abs(upper))
        with np.errstate(invalid="ignore"):
            at = np.clip(self.steepest(), np.abs(nearest), farthest)
        return np.where(np.isfinite(at), np.abs(self.derivative(np.where(np.isfinite(at), at, 0.0))), self.lipschitz())


def closest_to_zero(lower: Array, upper: Array) -> Array:
    """The point of [lower, upper] nearest to 0."""
    return np.clip(0.0, lower, upper)


def grid_minimum(
    function: Callable[[Array], Array], smoothness: Array, lower: Array, upper: Array, kink: Array
) -> tuple[Array, Array]:
    """A lower bound of min function over [lower, upper], and the best point found; entry by entry.

    function = phi + (convex, piecewise linear with its only kink at `kink`), |phi''| <= smoothness. On a grid of mesh h
    that contains the kink, phi lies above the chord by no less than -smoothness h^2/8, and the rest of function is
    linear, so min over a cell >= min over its ends - smoothness h^2/8.
    """
    steps = np.linspace(0.0, 1.0, 2049).reshape(-1, *(1,) * lower.ndim)
    middle = np.clip(kink, lower, upper)
    points = np.concatenate([lower + (middle - lower) * steps, middle + (upper - middle) * steps])
    values = function(points)
    best = np.argmin(values, axis=0)[None]
    mesh = np.maximum(middle - lower, upper - middle) / 2048
    bottom = np.take_along_axis(values, best, axis=0)[0]
    rounding = 1e-15 * (1 + np.abs(bottom))
    return bottom - smoothness * mesh**2 / 8 - rounding, np.take_along_axis(points, best, axis=0)[0]


def parameter(value: Any, name: str, *, signed: bool = False, infinite: bool = False) -> Any:
    """A float, or a read-only array, positive unless `signed`, finite unless `infinite`; `ValueError` otherwise."""
    result = np.array(value, dtype=np.float64)
    if np.isnan(result).any() or (not infinite and np.isinf(result).any()) or (not signed and (result <= 0).any()):
        allowed = ("" if signed else "positive, ") + ("not NaN" if infinite else "finite")
        raise ValueError(f"{name} must be {allowed}, got {value!r}")
    if result.ndim == 0:
        return float(result)
    result.flags.writeable = False
    return result
