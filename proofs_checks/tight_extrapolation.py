"""Cases on which T5 is nearly tight: what a wrong noise, curvature or drift term, L, sigma, rho or H is refuted on."""

from __future__ import annotations

import numpy as np

from ntr.case import Case
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from problems import CosineQuadratic, LogCosh, Rademacher, Separable
from proofs_checks.tight_cases import NOISELESS, QUADRATIC, SEEDS


def tight_noise() -> Case:
    """T5 within 10 %: `tight_cases.tight_noise` on a slope with a second-order smooth bottom, which the walk does not reach."""
    size, slope = 16, 0.1
    problem = Separable(LogCosh(0.2, slope), np.zeros(size))
    noise = Rademacher(1.1 * slope * np.sqrt(size))
    method = TrustRegion(LInf((size,)), 0.01, 1.0, extrapolate=True)
    return Case(problem, noise, method, np.full(size, 10.0), 40000, range(SEEDS))


def two_cycle() -> Case:
    """x^2/2 from eta/2 with momentum 1/2: extrapolation makes the momentum exact; the iterates alternate, floor L eta/2."""
    return Case(
        QUADRATIC, NOISELESS, TrustRegion(L2((1,)), 0.1, 0.5, extrapolate=True), np.array([0.05]), 1000, range(1)
    )


def long_two_cycle() -> Case:
    """The same with a long memory, from farther away: with another extrapolation the iterates would overshoot and swing."""
    method = TrustRegion(L2((1,)), 0.1, 0.02, extrapolate=True)
    return Case(QUADRATIC, NOISELESS, method, np.array([1.05]), 1000, range(1))


def oscillation() -> Case:
    """Ripples and a long memory: the extrapolated points lie in other ripples; the drift term pays, two fifths of it at least."""
    problem = Separable(CosineQuadratic(-1.8636, 0.8968), np.zeros(1))
    method = TrustRegion(L2((1,)), 0.0098244, 0.019412, extrapolate=True)
    return Case(problem, NOISELESS, method, np.array([0.036511]), 2000, range(1))
