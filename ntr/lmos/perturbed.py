"""The exact oracle, spoilt: shortened, stretched, or turned away by a known amount, in any norm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import validation
from ntr.engine.kernels import SpoiltKernel
from ntr.inexact_lmo import Accuracy, InexactLMO
from ntr.linalg import Array, expand, inner
from ntr.norm import Norm
from ntr.norms.closed_dual import closed_dual

DIRECTED = 1e-9  # of ||e||


def accuracy(delta: float, tau: float) -> Accuracy:
    """(delta, tau), checked: delta in [0, 1), tau >= 1 - delta."""
    lost, length = validation.nonnegative(delta, "delta"), validation.positive(tau, "tau")
    if lost >= 1:
        raise ValueError(f"delta must lie in [0, 1), got {delta!r}")
    if length < 1 - lost:
        raise ValueError(f"tau must be at least 1 - delta = {1 - lost:g}, got {tau!r}")
    return Accuracy(lost, length)


@dataclass(frozen=True)
class Perturbed(InexactLMO):
    """d = along u + (tau - along) z with u = lmo(g) and <g, z> = 0, ||z|| <= 1: <g, d> = -along ||g||_*, ||d|| <= tau.

    z is the unit vector in the direction of e + (<e, g>/||g||_*) u, e = (1, ..., 1); 0 where this is 0, as it is in one
    dimension. A function of g alone, positively homogeneous of degree 0.

    Parameters
    ----------
    delta : float
        In [0, 1).
    tau : float
        At least 1 - delta.
    along : float, optional
        In [1 - delta, tau]: 1 - delta (the default) loses as much as is allowed, tau only stretches.
    """

    delta: float
    tau: float
    along: float | None = None

    def __post_init__(self) -> None:
        delta, tau = accuracy(self.delta, self.tau)
        along = 1 - delta if self.along is None else validation.positive(self.along, "along")
        if not 1 - delta <= along <= tau:
            raise ValueError(f"along must lie in [1 - delta, tau] = [{1 - delta:g}, {tau:g}], got {self.along!r}")
        for name, value in (("delta", delta), ("tau", tau), ("along", along)):
            object.__setattr__(self, name, value)

    def direction(self, norm: Norm, g: Array) -> Array:
        """along u + (tau - along) z; 0 at g = 0."""
        assert self.along is not None
        u, dual, ndim = norm.lmo(g), norm.dual(g), len(norm.shape)
        nonzero = dual > 0
        slope = inner(np.ones(norm.shape), g, ndim) / np.where(nonzero, dual, 1.0)
        side = 1.0 + expand(slope, ndim) * u
        size = norm(side)
        # what is left of e when it is a multiple of u is rounding, and has no direction
        share = np.where(nonzero & (size > DIRECTED * norm(np.ones(norm.shape))), 1.0, 0.0)
        z = expand(share / np.where(size > 0, size, 1.0), ndim) * side
        return np.asarray(self.along * u + (self.tau - self.along) * z)

    def certified(self, norm: Norm) -> Accuracy:
        """(delta, tau), and rounding."""
        return Accuracy(self.delta + 1e-12, self.tau + 1e-12)

    def kernel(self, norm: Norm) -> SpoiltKernel | None:
        """Where the norm is the dual of one with a kernel."""
        assert self.along is not None
        dual = closed_dual(norm)
        length = None if dual is None else dual.kernel()
        if length is None:
            return None
        shortest = DIRECTED * float(norm(np.ones(norm.shape)))
        return SpoiltKernel(sideways, turned, np.array([self.along, self.tau - self.along, shortest]), length)


# Kernels: see ntr.engine.kernels; params = [along, tau - along, the least ||s|| that has a direction].


def sideways(m: Any, u: Any, dual: Any, params: Any, s: Any) -> None:
    """s <- e - (<e, m>/||m||_*) u, 0 at m = 0; u is minus the exact oracle."""
    for lane in range(m.shape[1]):
        slope = 0.0
        for i in range(m.shape[0]):
            slope += m[i, lane]
        slope = slope / dual[lane] if dual[lane] > 0.0 else slope
        for i in range(m.shape[0]):
            s[i, lane] = 1.0 - slope * u[i, lane] if dual[lane] > 0.0 else 0.0


def turned(s: Any, length: Any, params: Any, u: Any) -> None:
    """u <- along u - (tau - along) s/||s||."""
    along, across, shortest = params[0], params[1], params[2]
    for lane in range(s.shape[1]):
        share = across / length[lane] if length[lane] > shortest else 0.0
        for i in range(s.shape[0]):
            u[i, lane] = along * u[i, lane] - share * s[i, lane]
