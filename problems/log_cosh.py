"""(g^2/L) log cosh(L t/g): a smooth slope, convex."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr.linalg import Array
from problems.scalar import Scalar, parameter


@dataclass(frozen=True, eq=False)
class LogCosh(Scalar):
    """phi(t) = (g^2/L) log cosh(L t/g): curvature L at 0, slope g far out. `LogCosh()` is log cosh t.

    Parameters
    ----------
    curvature : float or array
        L > 0.
    slope : float or array
        g > 0; inf gives the quadratic L t^2/2.

    Notes (theory.md 13.4)
    ----------------------
    phi' = g tanh(u), phi'' = L/cosh(u)^2, phi''' = -2 (L^2/g) tanh(u)/cosh(u)^2 with u = L t/g. sup |phi''| = L at 0;
    |phi'''| is largest at tanh(u)^2 = 1/3: (L^2/g) 4/(3 sqrt 3); |phi'| increases to g. Convex.
    """

    curvature: Any = 1.0
    slope: Any = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "curvature", parameter(self.curvature, "curvature"))
        object.__setattr__(self, "slope", parameter(self.slope, "slope", infinite=True))

    def value(self, t: Array) -> Array:
        """(g^2/L) log cosh(L t/g): |u| + log((1 + exp(-2|u|))/2) does not overflow; near 0 log1p(2 sinh(u/2)^2) is exact."""
        quadratic = np.isinf(self.slope)
        g = np.where(quadratic, 1.0, self.slope)
        u = np.abs(self.curvature / g * t)
        near = np.minimum(u, 1.0)
        far = u + np.log1p(np.exp(-2 * u)) - np.log(2)
        soft = g / self.curvature * g * np.where(u <= 1, np.log1p(2 * np.sinh(near / 2) ** 2), far)
        return np.where(quadratic, 0.5 * self.curvature * t * t, soft)

    def derivative(self, t: Array) -> Array:
        """g tanh(L t/g)."""
        quadratic = np.isinf(self.slope)
        g = np.where(quadratic, 1.0, self.slope)
        return np.where(quadratic, self.curvature * t, g * np.tanh(self.curvature / g * t))

    def smoothness(self) -> Any:
        """L, at t = 0."""
        return self.curvature

    def second_smoothness(self) -> Any:
        """(L^2/g) 4/(3 sqrt 3)."""
        return 4 / (3 * np.sqrt(3)) * self.curvature**2 / self.slope

    def steepest(self) -> float:
        """inf: |phi'| increases."""
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

    def parameters(self) -> tuple[Any, ...]:
        """L and g."""
        return self.curvature, self.slope

    def kernel(self) -> Callable[..., None]:
        """See `Scalar.kernel`."""
        return log_cosh_gradient


def log_cosh_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = [centers, L, g], one of each per coordinate; u and exp(-2|u|) give both f and its derivative."""
    size, lanes = x.shape
    f[:] = 0.0
    for i in range(size):
        c, curvature, limit = problem[i], problem[size + i], problem[2 * size + i]
        if np.isinf(limit):
            for lane in range(lanes):
                t = x[i, lane] - c
                g[i, lane] = curvature * t
                f[lane] += 0.5 * curvature * t * t
        else:
            inner, outer = curvature / limit, limit / curvature * limit
            for lane in range(lanes):
                u = abs(inner * (x[i, lane] - c))
                tail = np.expm1(-2.0 * u)  # exp(-2u) - 1, in (-1, 0]
                tanh = -tail / (2.0 + tail)
                g[i, lane] = limit * tanh if x[i, lane] > c else -(limit * tanh)
                # log cosh u = -log(1 - tanh(u)^2)/2 = u + log(1 + tail/2): the first is accurate near 0, the second far
                f[lane] += outer * (-0.5 * np.log1p(-tanh * tanh) if u < 1.0 else u + np.log1p(0.5 * tail))
