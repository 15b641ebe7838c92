"""(1 + t^2)^(-s/2) - 1: a hill whose slope dies out slowly, with no minimizer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr.linalg import Array
from problems.scalar import Scalar, parameter


@dataclass(frozen=True, eq=False)
class PowerTail(Scalar):
    """phi(t) = (1 + t^2)^(-s/2) - 1, in (-1, 0]: |phi'| falls as s |t|^(-1-s).

    Parameters
    ----------
    power : float or array
        s > 0.

    Notes
    -----
    With w = t^2: phi' = -s t (1+w)^(-s/2-1), phi'' = s (1+w)^(-s/2-2) ((1+s) w - 1),
    phi''' = s (s+2) t (1+w)^(-s/2-3) (3 - (s+1) w). phi'' is -s at 0; its largest value, where phi''' = 0 at
    w = 3/(s+1), is 2s (1+w)^(-s/2-2) < s: sup |phi''| = s, reached where phi is concave, unlike in other classes. |phi'| is
    largest at w = 1/(1+s). phi''' vanishes at 0 and far out, so |phi'''| is largest at a root of
    (s+1)(s+3) w^2 - 6(s+3) w + 3, where |3 - (s+1) w| = sqrt(6(s+4)/(s+3)). The infimum -1 is approached far out.
    """

    power: Any = 0.25

    def __post_init__(self) -> None:
        object.__setattr__(self, "power", parameter(self.power, "power"))

    def value(self, t: Array) -> Array:
        """(1 + t^2)^(-s/2) - 1, accurate near 0."""
        return np.asarray(np.expm1(-self.power / 2 * _log_distance(t)))

    def derivative(self, t: Array) -> Array:
        """-s t (1 + t^2)^(-s/2-1)."""
        return np.asarray(-self.power * t * np.exp(-(self.power / 2 + 1) * _log_distance(t)))

    def smoothness(self) -> Any:
        """s, at t = 0."""
        return self.power

    def second_smoothness(self) -> Any:
        """The larger |phi'''| at w = (3 +- sqrt(6(s+4)/(s+3)))/(s+1); .3962 for s = 1/4."""
        s = np.asarray(self.power)
        bracket = np.sqrt(6 * (s + 4) / (s + 3))
        first, second = ((3 + sign * bracket) / (s + 1) for sign in (-1, 1))
        rest = np.maximum(*(np.sqrt(w) * (1 + w) ** (-s / 2 - 3) for w in (first, second)))
        return s * (s + 2) * bracket * rest

    def steepest(self) -> Any:
        """1/sqrt(1+s)."""
        return 1 / np.sqrt(1 + np.asarray(self.power))

    def lipschitz(self) -> Any:
        """|phi'| there."""
        return np.abs(self.derivative(self.steepest()))

    def star_radius(self) -> float:
        """0: phi falls as |t| grows."""
        return 0.0

    def is_convex(self) -> bool:
        """False."""
        return False

    def infimum(self) -> float:
        """-1, approached far out."""
        return -1.0

    def nondecreasing(self) -> bool:
        """False."""
        return False

    def parameters(self) -> tuple[Any, ...]:
        """s."""
        return (self.power,)

    def kernel(self) -> Callable[..., None]:
        """See `Scalar.kernel`."""
        return power_tail_gradient


def _log_distance(t: Array) -> Array:
    """log(1 + t^2), inf where t^2 is."""
    with np.errstate(over="ignore"):
        return np.log1p(t * t)


def power_tail_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = [centers, s], one of each per coordinate."""
    size, lanes = x.shape
    f[:] = 0.0
    for i in range(size):
        c, power = problem[i], problem[size + i]
        for lane in range(lanes):
            t = x[i, lane] - c
            q = t * t
            root = np.log1p(q) * (-0.5 * power)
            g[i, lane] = -power * t * (np.exp(root) / (1.0 + q))
            f[lane] += np.expm1(root)
