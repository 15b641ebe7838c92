"""|t| (1 - exp(-|t|)): star-convex, not convex."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr.linalg import Array
from problems.scalar import Scalar


@dataclass(frozen=True)
class StarExponential(Scalar):
    """phi(t) = |t| (1 - exp(-|t|)).

    Notes (theory.md 13.4)
    ----------------------
    For t > 0: phi' = 1 - e^-t + t e^-t, phi'' = (2-t) e^-t, phi''' = (t-3) e^-t. sup |phi''| = 2 at 0 (its minimum,
    -e^-3, is at 3); phi'' is continuous and even, with Lipschitz constant 3, the one-sided |phi'''(0)|. phi' grows up to
    1 + e^-2 at t = 2. phi/|t| is nondecreasing, so t phi' >= phi: star-convex about 0 everywhere; not convex beyond 2.
    """

    def value(self, t: Array) -> Array:
        """|t| (1 - exp(-|t|)), without cancellation near 0."""
        size = np.abs(t)
        return -size * np.expm1(-size)

    def derivative(self, t: Array) -> Array:
        """sign(t) (1 - exp(-|t|) + |t| exp(-|t|))."""
        size = np.abs(t)
        return np.sign(t) * (size * np.exp(-size) - np.expm1(-size))

    def smoothness(self) -> float:
        """2, at t = 0."""
        return 2.0

    def second_smoothness(self) -> float:
        """3, at t -> 0."""
        return 3.0

    def steepest(self) -> float:
        """2."""
        return 2.0

    def lipschitz(self) -> float:
        """1 + exp(-2)."""
        return float(1 + np.exp(-2))

    def star_radius(self) -> float:
        """inf."""
        return np.inf

    def is_convex(self) -> bool:
        """False."""
        return False

    def parameters(self) -> tuple[Any, ...]:
        """None."""
        return ()

    def kernel(self) -> Callable[..., None]:
        """See `Scalar.kernel`."""
        return star_exponential_gradient


def star_exponential_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = the centers."""
    f[:] = 0.0
    for i in range(x.shape[0]):
        c = problem[i]
        for lane in range(x.shape[1]):
            t = x[i, lane] - c
            size = abs(t)
            part = -np.expm1(-size)
            slope = part + size * np.exp(-size)
            g[i, lane] = slope if t > 0.0 else (-slope if t < 0.0 else 0.0)
            f[lane] += size * part
