"""Cases on which the theorems are nearly tight: a wrong noise, drift or curvature term, L, sigma or rho is refuted here.

tests/proofs_checks/test_mutants.py plants such errors and asks `verify` to refute them.
"""

from __future__ import annotations

import numpy as np

from ntr.case import Case
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from ntr.problem import Problem
from problems import Gaussian, Huber, Linear, LogCosh, Quadratic, Rademacher, Separable

SEEDS = 32
NOISELESS = Gaussian(0.0)
QUADRATIC = Quadratic(np.eye(1))


def tight_noise() -> Case:
    """T2 within 10 %: a slope in every coordinate, signs 1.1 times as large, no momentum: the sign of m is a coin.

    E ||grad f||_* = d g and rho sigma = 1.1 d g; the walk does not reach the bottom of the Huber function.
    """
    size, slope = 16, 0.1
    problem = Separable(Huber(0.2, slope), np.zeros(size))
    noise = Rademacher(1.1 * slope * np.sqrt(size))
    method = TrustRegion(LInf((size,)), 0.01, 1.0)
    return Case(problem, noise, method, np.full(size, 20.0), 100000, range(SEEDS))


def tight_noise_decay() -> Case:
    """T4 within 10 %: the same with a linear function and weight decay; E F(x_K) - F* = d g D, the bound 1.1 d g D."""
    size, slope = 16, 0.1
    noise = Rademacher(1.1 * slope * np.sqrt(size))
    method = TrustRegion(LInf((size,)), 0.01, 1.0, 0.01)
    return Case(Linear(np.full(size, slope), curvature=1e-3), noise, method, np.zeros(size), 1500, range(SEEDS))


def two_cycle(problem: Problem) -> Case:
    """x^2/2 near 0 in one coordinate, from eta/2: the iterates alternate, and the floor L eta/2 is attained."""
    return Case(problem, NOISELESS, TrustRegion(L2((1,)), 0.1), np.array([0.05]), 1000, range(1))


def oscillation() -> Case:
    """x^2/2 with a long memory: the momentum overshoots, which the drift term has to pay for."""
    return Case(QUADRATIC, NOISELESS, TrustRegion(L2((1,)), 0.1, 0.02), np.array([0.05]), 20000, range(1))


def overshoot() -> Case:
    """Weight decay with a memory longer than 1/beta: from D the iterates cross the minimizer and go on."""
    return Case(QUADRATIC, NOISELESS, TrustRegion(L2((1,)), 0.01, 0.002, 0.01), np.ones(1), 1000, range(1))


def alternation() -> Case:
    """Weight decay without momentum: the iterates alternate about the minimizer, the curvature term pays."""
    return Case(QUADRATIC, NOISELESS, TrustRegion(L2((1,)), 0.05, 1.0, 0.05), np.ones(1), 1000, range(1))


def tight_noise_gap() -> Case:
    """T7 within 10 %: `tight_noise_decay` for long; the mean of gap_D = <c, x> + D ||c||_* is d g D, the bound 1.1 d g D."""
    size, slope = 16, 0.1
    noise = Rademacher(1.1 * slope * np.sqrt(size))
    method = TrustRegion(LInf((size,)), 0.1, 1.0, 0.1)
    return Case(Linear(np.full(size, slope), curvature=1e-3), noise, method, np.zeros(size), 1000, range(SEEDS))


def antipodal() -> Case:
    """T7 exactly: beta = 1 moves from D to -D and back on x^2/2; gap_D = 2 L D^2 = 2 L D eta, the curvature term."""
    return Case(QUADRATIC, NOISELESS, TrustRegion(L2((1,)), 1.0, 1.0, 1.0), np.ones(1), 200, range(1))


def edge_descent() -> Case:
    """T7 exactly: on a linear function the gaps sum to Delta_0 (1 - (1-beta)^K)/beta, the descent term pays."""
    problem = Linear(np.array([0.5]), curvature=1e-3)
    return Case(problem, NOISELESS, TrustRegion(L2((1,)), 0.01, 1.0, 0.01), np.ones(1), 500, range(1))


def far_query() -> Case:
    """Extrapolation with a long memory: the gradient is taken so far off that the iterates swing, the H term pays."""
    problem, method = Separable(LogCosh(), np.array([0.4])), TrustRegion(L2((1,)), 0.005, 0.004, 0.005, True)
    return Case(problem, NOISELESS, method, np.array([0.6]), 400, range(1))
