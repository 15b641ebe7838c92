"""The Huber function: quadratic near 0, a slope far out. Convex, without second-order smoothness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr.linalg import Array
from problems.scalar import Scalar, parameter


@dataclass(frozen=True, eq=False)
class Huber(Scalar):
    """phi(t) = L t^2/2 for |t| <= g/L, g |t| - g^2/(2L) beyond.

    Parameters
    ----------
    curvature : float or array
        L > 0.
    slope : float or array
        g > 0; inf gives the quadratic L t^2/2.

    Notes
    -----
    phi' = clip(L t, -g, g): sup |phi''| = L, sup |phi'| = g; phi'' jumps, so it has no Lipschitz constant unless g is
    inf, where it is 0. Convex. Fixed-slope instances: x_0 - x* = Delta/g + g/(2L) gives f(x_0) - inf f = Delta.
    """

    curvature: Any = 1.0
    slope: Any = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "curvature", parameter(self.curvature, "curvature"))
        object.__setattr__(self, "slope", parameter(self.slope, "slope", infinite=True))

    def value(self, t: Array) -> Array:
        """phi(t) = |phi'| (|t| - |phi'|/(2L)) in both branches."""
        size = np.abs(t)
        slope = np.minimum(self.curvature * size, self.slope)
        return np.asarray(slope * (size - slope / (2 * self.curvature)))

    def derivative(self, t: Array) -> Array:
        """clip(L t, -g, g)."""
        return np.clip(self.curvature * t, -self.slope, self.slope)

    def smoothness(self) -> Any:
        """L, for |t| < g/L."""
        return self.curvature

    def second_smoothness(self) -> Any:
        """inf, or 0 where g is inf."""
        return np.where(np.isinf(self.slope), 0.0, np.inf)

    def steepest(self) -> float:
        """inf: |phi'| does not decrease."""
        return np.inf

    def lipschitz(self) -> Any:
        """g."""
        return self.slope

    def star_radius(self) -> float:
        """inf."""
        return np.inf

    def is_convex(self) -> bool:
        """True."""
        return True

    def strong_convexity(self) -> Any:
        """L where g is inf, else 0."""
        return np.where(np.isinf(self.slope), self.curvature, 0.0)

    def parameters(self) -> tuple[Any, ...]:
        """L and g."""
        return self.curvature, self.slope

    def kernel(self) -> Callable[..., None]:
        """See `Scalar.kernel`."""
        return huber_gradient


def huber_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = [centers, L, g], one of each per coordinate."""
    size, lanes = x.shape
    f[:] = 0.0
    for i in range(size):
        c, curvature, limit = problem[i], problem[size + i], problem[2 * size + i]
        half = 0.5 / curvature
        for lane in range(lanes):
            t = x[i, lane] - c
            slope = min(max(curvature * t, -limit), limit)
            g[i, lane] = slope
            f[lane] += slope * (t - half * slope)
