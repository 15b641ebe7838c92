"""cosh(t) - 1 with linear ends: (L_0, L_1)-smooth with constants that do not depend on how far it reaches."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr.linalg import Array
from problems.scalar import Scalar, parameter


@dataclass(frozen=True, eq=False)
class Cosh(Scalar):
    """phi(t) = cosh(t) - 1 for |t| <= T, (cosh(T) - 1) + sinh(T)(|t| - T) beyond.

    Parameters
    ----------
    limit : float or array
        T in (0, 300].

    Notes
    -----
    phi' = sinh(clip(t, -T, T)). sup |phi''| = cosh(T) is approached at T, where phi'' jumps; sup |phi'| = sinh(T).
    Convex. Generalized smoothness: with s = clip(t), h = clip(t + h') - s, |h| <= |h'|, and cosh s <= 1 + |sinh s|,

        |sinh(s + h) - sinh s| <= |sinh s|(cosh h - 1) + cosh(s) sinh|h| <= |sinh s|(e^|h| - 1) + sinh|h|;

    for |h| <= log 2 both are at most their chords, (e^|h| - 1) <= |h|/log 2 and sinh|h| <= (3/4)|h|/log 2:
    (l_0, l_1) = (3/(4 log 2), 1/log 2), and the first is reached in the limit t -> inf, |h| = log 2 (theory.md section 11).
    """

    limit: Any = 5.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "limit", parameter(self.limit, "limit"))
        if np.max(self.limit) > 300:
            raise ValueError(f"limit must be at most 300, or cosh overflows, got {self.limit!r}")

    def value(self, t: Array) -> Array:
        """2 sinh(s/2)^2 + sinh(T)(|t| - T)+ with s = min(|t|, T): accurate near 0."""
        inside = np.minimum(np.abs(t), self.limit)
        return np.asarray(2 * np.sinh(inside / 2) ** 2 + np.sinh(self.limit) * (np.abs(t) - inside))

    def derivative(self, t: Array) -> Array:
        """sinh(clip(t, -T, T))."""
        return np.sinh(np.clip(t, -self.limit, self.limit))

    def smoothness(self) -> Any:
        """cosh(T)."""
        return np.cosh(self.limit)

    def second_smoothness(self) -> Any:
        """inf: phi'' jumps at T."""
        return np.inf * np.asarray(self.limit)

    def steepest(self) -> float:
        """inf: |phi'| does not decrease."""
        return np.inf

    def lipschitz(self) -> Any:
        """sinh(T)."""
        return np.sinh(self.limit)

    def star_radius(self) -> float:
        """inf."""
        return np.inf

    def is_convex(self) -> bool:
        """True."""
        return True

    def generalized(self) -> tuple[float, float]:
        """(3/(4 log 2), 1/log 2)."""
        return 0.75 / math.log(2), 1 / math.log(2)

    def parameters(self) -> tuple[Any, ...]:
        """T."""
        return (self.limit,)

    def kernel(self) -> Callable[..., None]:
        """See `Scalar.kernel`."""
        return cosh_gradient


def cosh_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = [centers, T], one of each per coordinate."""
    size, lanes = x.shape
    f[:] = 0.0
    for i in range(size):
        c, limit = problem[i], problem[size + i]
        top = np.sinh(limit)
        for lane in range(lanes):
            t = x[i, lane] - c
            inside = min(abs(t), limit)
            half = np.sinh(0.5 * inside)
            slope = np.sinh(inside)
            g[i, lane] = slope if t > 0.0 else -slope
            f[lane] += 2.0 * half * half + top * (abs(t) - inside)
