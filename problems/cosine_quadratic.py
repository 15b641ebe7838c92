"""t^2/2 + A (1 - cos(w t)): a quadratic with ripples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr.linalg import Array
from problems.scalar import Scalar, grid_minimum, parameter

# The minimum of (s^2/2) / (1 - cos s - s sin s) where the denominator is positive, 1.7048313 at s = 4.0856, rounded down
STAR_LIMIT = 1.70483


@dataclass(frozen=True, eq=False)
class CosineQuadratic(Scalar):
    """phi(t) = t^2/2 + A (1 - cos(w t)).

    Parameters
    ----------
    amplitude : float or array
        A, any sign.
    frequency : float or array
        w > 0.

    Notes (theory.md 13.4)
    ----------------------
    phi' = t + A w sin(wt), phi'' = 1 + A w^2 cos(wt), phi''' = -A w^3 sin(wt): sup |phi''| = 1 + |A| w^2 and
    sup |phi'''| = |A| w^3, both reached. Convex iff |A| w^2 <= 1. With s = wt, t phi' - phi =
    (1/w^2) [s^2/2 - A w^2 (1 - cos s - s sin s)], so star-convex about 0 iff A w^2 <= 1.70483 for A > 0 (the minimum of
    s^2/2 over the bracket, rounded down), and iff |A| w^2 <= 1 for A < 0. |phi'| <= |t| + |A| w min(1, w |t|).
    """

    amplitude: Any
    frequency: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "amplitude", parameter(self.amplitude, "amplitude", signed=True))
        object.__setattr__(self, "frequency", parameter(self.frequency, "frequency"))

    def value(self, t: Array) -> Array:
        """t^2/2 + 2A sin(wt/2)^2."""
        return np.asarray(0.5 * t * t + 2 * self.amplitude * np.sin(0.5 * self.frequency * t) ** 2)

    def derivative(self, t: Array) -> Array:
        """t + A w sin(wt)."""
        return np.asarray(t + self.amplitude * self.frequency * np.sin(self.frequency * t))

    def smoothness(self) -> Any:
        """1 + |A| w^2."""
        return 1 + np.abs(self.amplitude) * self.frequency**2

    def second_smoothness(self) -> Any:
        """|A| w^3."""
        return np.abs(self.amplitude) * self.frequency**3

    def steepest(self) -> float:
        """inf: |phi'| is unbounded."""
        return np.inf

    def lipschitz(self) -> float:
        """inf."""
        return np.inf

    def star_radius(self) -> Any:
        """inf or 0."""
        strength = self.amplitude * self.frequency**2
        return np.where((strength <= STAR_LIMIT) & (strength >= -1), np.inf, 0.0)

    def is_convex(self) -> bool:
        """|A| w^2 <= 1."""
        return bool(np.all(np.abs(self.amplitude) * self.frequency**2 <= 1))

    def strong_convexity(self) -> Any:
        """max{0, 1 - |A| w^2}."""
        return np.maximum(0.0, 1 - np.abs(self.amplitude) * self.frequency**2)

    def parameters(self) -> tuple[Any, ...]:
        """A and w."""
        return self.amplitude, self.frequency

    def kernel(self) -> Callable[..., None]:
        """See `Scalar.kernel`."""
        return cosine_quadratic_gradient

    def lipschitz_exact(self) -> bool:
        """False: `lipschitz_on` is an upper bound."""
        return False

    def infimum(self) -> Any:
        """0 where A w^2 >= -1 (then phi >= 0); otherwise phi < 0 only for t^2 < 4|A|, searched there by a grid."""
        amplitude, frequency = np.broadcast_arrays(self.amplitude, self.frequency)
        reach = 2 * np.sqrt(np.maximum(-amplitude, 0.0))
        bottom, _ = grid_minimum(self.value, self.smoothness(), -reach, reach, np.zeros_like(reach))
        return np.where(amplitude * frequency**2 >= -1, 0.0, np.minimum(bottom, 0.0))

    def nondecreasing(self) -> bool:
        """Star-convexity: phi' t >= phi >= 0."""
        return bool(np.all(np.isinf(self.star_radius())))

    def sublevel(self, level: Array) -> Array:
        """phi(t) >= t^2/2 + min(2A, 0)."""
        return np.sqrt(np.maximum(2 * (level - np.minimum(2 * self.amplitude, 0.0)), 0.0))

    def lipschitz_on(self, lower: Array, upper: Array) -> Array:
        """|t| + |A| w min(1, w |t|) at the largest |t|."""
        farthest = np.maximum(np.abs(lower), np.abs(upper))
        return np.asarray(
            farthest + np.abs(self.amplitude) * self.frequency * np.minimum(1.0, self.frequency * farthest)
        )


def cosine_quadratic_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = [centers, A, w], one of each per coordinate."""
    size, lanes = x.shape
    f[:] = 0.0
    for i in range(size):
        c, amplitude, frequency = problem[i], problem[size + i], problem[2 * size + i]
        for lane in range(lanes):
            t = x[i, lane] - c
            half = np.sin(0.5 * frequency * t)
            g[i, lane] = t + amplitude * frequency * np.sin(frequency * t)
            f[lane] += 0.5 * t * t + 2.0 * amplitude * half * half
