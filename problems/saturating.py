"""t^2 / (1 + t^2): non-convex, saturating."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr.linalg import Array
from problems.scalar import Scalar


@dataclass(frozen=True)
class Saturating(Scalar):
    """phi(t) = t^2 / (1 + t^2), in [0, 1).

    Notes (theory.md 13.4)
    ----------------------
    phi' = 2t/(1+t^2)^2, phi'' = 2(1-3t^2)/(1+t^2)^3, phi''' = 24 t (t^2-1)/(1+t^2)^4.
    sup |phi''| = 2 at 0 (its minimum, -1/2, is at |t| = 1). phi''' is extremal where its derivative vanishes,
    5t^4 - 10t^2 + 1 = 0; the larger value is at t^2 = 1 - 2/sqrt(5). |phi'| grows up to |t| = 1/sqrt(3) and falls
    beyond. t phi' >= phi iff t^2 <= 1: star-convex about 0 on [-1, 1] only.
    """

    def value(self, t: Array) -> Array:
        """t^2/(1+t^2); also for t^2 beyond the largest float."""
        small = np.abs(t) <= 1
        inverse = 1 / np.where(small, 1.0, t)
        square = np.where(small, t, inverse) ** 2
        return np.where(small, square, 1.0) / (1 + square)

    def derivative(self, t: Array) -> Array:
        """2t/(1+t^2)^2."""
        with np.errstate(over="ignore"):
            factor = 1 / (1 + t * t)
        return 2 * t * factor * factor

    def smoothness(self) -> float:
        """2, at t = 0."""
        return 2.0

    def second_smoothness(self) -> float:
        """|phi'''| at t^2 = 1 - 2/sqrt(5): 4.6685592843."""
        square = 1 - 2 / np.sqrt(5)
        return float(24 * np.sqrt(square) * (1 - square) / (1 + square) ** 4)

    def steepest(self) -> float:
        """1/sqrt(3)."""
        return float(1 / np.sqrt(3))

    def lipschitz(self) -> float:
        """3 sqrt(3)/8 = .6495, at |t| = 1/sqrt(3)."""
        return float(3 * np.sqrt(3) / 8)

    def star_radius(self) -> float:
        """1."""
        return 1.0

    def is_convex(self) -> bool:
        """False."""
        return False

    def parameters(self) -> tuple[Any, ...]:
        """None."""
        return ()

    def kernel(self) -> Callable[..., None]:
        """See `Scalar.kernel`."""
        return saturating_gradient


def saturating_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = the centers."""
    f[:] = 0.0
    for i in range(x.shape[0]):
        c = problem[i]
        for lane in range(x.shape[1]):
            t = x[i, lane] - c
            q = t * t
            r = 1.0 / (1.0 + q)
            g[i, lane] = (t + t) * (r * r)
            f[lane] += 1.0 - r if q > 1.0 else q * r
