"""Cases on which T3, T4 and T6 are nearly tight, beside those of `tight_cases`: what a wrong term is refuted on."""

from __future__ import annotations

import numpy as np

from ntr.case import Case
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from ntr.regularizers import Box, Zero
from problems import Linear, LogCosh, Quadratic, Rademacher, Separable, TwoPoint
from proofs_checks.tight_cases import NOISELESS, SEEDS

UNIT_BOX = Box(-1.0, 1.0)
MARGIN = 0.005  # how far the minimizer of `edge_to_edge` lies from the edge: the momentum there must not be 0
SHARE = 0.99  # eta/D there; at 1 nothing of Phi_0 is left, and a bound without its curvature term would be 0


def tight_noise_clipping() -> Case:
    """T3 within 10 %: a linear function on a box; the noise reverses its sign with probability .54 (theory.md section 4).

    The iterates sit in the corner opposite to the minimizer, up to a few steps: E F(x_K) - F* is nearly d g D, D = 2, and
    the bound D rho sigma = 1.095 d g D.
    """
    size, slope, reversed_share = 16, 0.1, 0.54
    ratio = reversed_share / (1 - reversed_share)
    skew = (ratio - 1) / np.sqrt(ratio)  # the rarer value, of probability .46, is the larger one: sqrt(ratio) sigma
    noise = TwoPoint(1.01 * slope * np.sqrt(size * ratio), float(skew), np.ones(size))
    problem = Linear(np.full(size, slope), curvature=1e-3, regularizer=UNIT_BOX)
    return Case(problem, noise, TrustRegion(LInf((size,)), 0.004, 1.0), np.ones(size), 2000, range(SEEDS))


def edge_to_edge_clipping() -> Case:
    """T3 within 2 %: eta = .99 D, from one end of a box nearly to the other: F(x_1) - F* is nearly the floor L D eta/2."""
    problem = Quadratic(np.eye(1), np.array([MARGIN - 1]), regularizer=UNIT_BOX)
    return Case(problem, NOISELESS, TrustRegion(LInf((1,)), SHARE * (2 - MARGIN)), -np.ones(1), 50, range(1))


def edge_to_edge_decay() -> Case:
    """T4 within 2 %: beta = .99, from one end of the ball nearly to the other: F(x_1) - F* is nearly the floor 2 L D eta."""
    method = TrustRegion(L2((1,)), SHARE, 1.0, SHARE)
    return Case(Quadratic(np.eye(1), np.array([MARGIN - 1])), NOISELESS, method, -np.ones(1), 50, range(1))


def edge_to_edge_extrapolation() -> Case:
    """T6 within 2 %: the same with momentum 1/2, which extrapolation makes exact on a quadratic function."""
    method = TrustRegion(L2((1,)), SHARE, 0.5, SHARE, extrapolate=True)
    return Case(Quadratic(np.eye(1), np.array([MARGIN - 1])), NOISELESS, method, -np.ones(1), 50, range(1))


def overshoot_clipping() -> Case:
    """T3 with a long memory: the iterates cross the minimizer and go on to the end of the box; the drift term pays."""
    problem = Quadratic(np.eye(1), regularizer=UNIT_BOX)
    return Case(problem, NOISELESS, TrustRegion(LInf((1,)), 0.01, 0.002), np.ones(1), 500, range(1))


def overshoot_extrapolation() -> Case:
    """T6: the extrapolated points lie far out on the slope, where the gradient says little about x_k; the drift term pays."""
    problem = Separable(LogCosh(1.0, 0.128), np.array([0.094]))
    method = TrustRegion(L2((1,)), 0.001, 0.004, 0.01, extrapolate=True)
    return Case(problem, NOISELESS, method, np.array([0.064]), 2000, range(1))


def long_memory(*, decay: bool, extrapolate: bool = False) -> Case:
    """T3 (on a box), or T4 and T6 (with decay): the noise of g_0 stays in the momentum: half of the seeds walk uphill for long.

    On average nothing is gained while (1 - l)^K Phi_0 falls: the transient of the noise pays.
    """
    slope, momentum, radius = 0.1, 1e-5, 0.002
    method = TrustRegion(LInf((1,)), radius, momentum, radius if decay else 0.0, extrapolate)
    problem = Linear(np.array([slope]), curvature=1e-7, regularizer=Zero() if decay else UNIT_BOX)
    return Case(problem, Rademacher(1.5 * slope), method, np.zeros(1), 450, range(SEEDS))


def tight_noise_extrapolation() -> Case:
    """T6 within 10 %: `tight_cases.tight_noise_decay`; without momentum the extrapolated point is x_k itself."""
    size, slope = 16, 0.1
    noise = Rademacher(1.1 * slope * np.sqrt(size))
    method = TrustRegion(LInf((size,)), 0.01, 1.0, 0.01, extrapolate=True)
    return Case(Linear(np.full(size, slope), curvature=1e-3), noise, method, np.zeros(size), 1500, range(SEEDS))
