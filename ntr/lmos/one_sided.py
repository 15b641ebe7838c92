"""The exact oracle, shortened on one side and stretched on the other: what an adversary would choose against noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr.engine.kernels import SpoiltKernel
from ntr.inexact_lmo import Accuracy, InexactLMO
from ntr.linalg import Array, expand, total
from ntr.lmos.perturbed import accuracy
from ntr.norm import Norm


@dataclass(frozen=True)
class OneSided(InexactLMO):
    """d = (1 - delta) lmo(g) if sum g_i > 0, tau lmo(g) otherwise: <g, d> <= -(1 - delta)||g||_* and ||d|| <= tau.

    With noise it turns the walk against the gradient: a step up is longer than a step down.

    Parameters
    ----------
    delta : float
        In [0, 1).
    tau : float
        At least 1 - delta.
    """

    delta: float
    tau: float

    def __post_init__(self) -> None:
        for name, value in accuracy(self.delta, self.tau)._asdict().items():
            object.__setattr__(self, name, value)

    def direction(self, norm: Norm, g: Array) -> Array:
        """(1 - delta) lmo(g) or tau lmo(g)."""
        factor = np.where(total(g, len(norm.shape)) > 0, 1 - self.delta, self.tau)
        return np.asarray(expand(factor, len(norm.shape)) * norm.lmo(g))

    def certified(self, norm: Norm) -> Accuracy:
        """(delta, tau), and rounding."""
        return Accuracy(self.delta + 1e-12, self.tau + 1e-12)

    def kernel(self, norm: Norm) -> SpoiltKernel:
        """In any norm with a kernel."""
        return SpoiltKernel(side, stretched, np.array([1 - self.delta, self.tau]))


# Kernels: see ntr.engine.kernels; params = [1 - delta, tau].


def side(m: Any, u: Any, dual: Any, params: Any, s: Any) -> None:
    """The first row of s <- 1 - delta or tau, by the sign of the sum of m."""
    s[0] = 0.0
    for i in range(m.shape[0]):
        for lane in range(m.shape[1]):
            s[0, lane] += m[i, lane]
    for lane in range(m.shape[1]):
        s[0, lane] = params[0] if s[0, lane] > 0.0 else params[1]


def stretched(s: Any, length: Any, params: Any, u: Any) -> None:
    """u <- as many times u."""
    for i in range(u.shape[0]):
        for lane in range(u.shape[1]):
            u[i, lane] *= s[0, lane]
