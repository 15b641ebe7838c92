"""Scion's two methods, and NIGT: each is the trust-region method with other names for its parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ntr import validation
from ntr.methods.trust_region import TrustRegion
from ntr.norm import Norm
from ntr.norms import L2


@dataclass(frozen=True)
class ScaledSchedule:
    """k -> factor * schedule(k): a schedule that can be sent to a worker where `schedule` can."""

    schedule: Callable[[int], float]
    factor: float

    def __call__(self, k: int) -> float:
        """factor * schedule(k)."""
        return self.factor * self.schedule(k)


def uscg(
    norm: Norm,
    step: float | Callable[[int], float],
    radius: float = 1.0,
    momentum: float | Callable[[int], float] = 0.1,
) -> TrustRegion:
    """Unconstrained stochastic conditional gradient (unconstrained Scion): x <- x + step radius lmo(m).

    `TrustRegion` with eta = step radius. Source: Pethick et al., Training Deep Learning Models with Norm-Constrained
    LMOs (2025), Algorithm 1: gamma is `step`, rho is `radius`, alpha is `momentum`.
    """
    return TrustRegion(norm, _times(step, radius), momentum)


def scg(
    norm: Norm,
    step: float | Callable[[int], float],
    radius: float = 1.0,
    momentum: float | Callable[[int], float] = 0.1,
) -> TrustRegion:
    """Stochastic conditional gradient (constrained Scion): x <- (1 - step) x + step radius lmo(m), in the ball of `radius`.

    `TrustRegion` with eta = step radius and beta = step, so that eta/beta = radius. Source: as `uscg`, Algorithm 2;
    Mokhtari, Hassani, Karbasi, Stochastic Conditional Gradient Methods (2020).
    """
    return TrustRegion(norm, _times(step, radius), momentum, step)


def nigt(
    shape: tuple[int, ...], radius: float | Callable[[int], float], momentum: float | Callable[[int], float] = 0.1
) -> TrustRegion:
    """Normalized SGD with implicit gradient transport: Algorithm 3 in the Euclidean norm.

    y = x + (b/(1-b)) (x - x_previous), m <- b m + (1-b) g(y), x <- x - eta m/||m||_2 with b = 1 - alpha.
    Source: Cutkosky and Mehta, Momentum Improves Normalized SGD (2020), Algorithm 1.
    """
    return TrustRegion(L2(shape), radius, momentum, extrapolate=True)


def _times(step: float | Callable[[int], float], radius: float) -> float | Callable[[int], float]:
    factor = validation.positive(radius, "radius")
    return ScaledSchedule(step, factor) if callable(step) else factor * validation.positive(step, "step")
