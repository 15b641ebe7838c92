"""Cases on which the theorems are nearly tight: a wrong noise, drift or curvature term, L, sigma or rho is refuted here.

`ntr mutants` plants such errors and asks `verify` to refute them.
"""

from __future__ import annotations

import numpy as np

from ntr.case import Case
from ntr.methods import TrustRegion
from ntr.norms import L1, L2, LInf, Spectral
from ntr.problem import Problem
from problems import Gaussian, Huber, Linear, LogCosh, Quadratic, Rademacher, Separable, TwoPoint

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


def tight_structured_noise() -> Case:
    """T9 within 20 %: `tight_noise` with one coin for 4 of 16 coordinates.

    E ||grad f||_1 = .4, ||n||_1 = .44 always, and rho sigma = .88.
    """
    size, slope, rough = 16, 0.1, np.arange(16) < 4
    problem = Separable(Huber(0.2, slope), np.zeros(size))
    noise = TwoPoint(1.1 * slope * 2, 0.0, rough.astype(np.float64))
    return Case(
        problem, noise, TrustRegion(LInf((size,)), 0.01, 1.0), 20.0 * rough.astype(np.float64), 50000, range(SEEDS)
    )


def tight_low_rank_noise() -> Case:
    """T9 within 20 %: one coin in one entry of a matrix, in the spectral norm.

    E ||grad f||_nuc = .1, ||n||_nuc = .11 always, and rho sigma = .11 sqrt 2.
    """
    slope, corner = 0.1, np.array([[1.0, 0.0], [0.0, 0.0]])
    problem = Separable(Huber(0.2, slope), np.zeros((2, 2)))
    return Case(problem, TwoPoint(1.1 * slope, 0.0, corner), TrustRegion(Spectral((2, 2)), 0.01, 1.0), 2 * corner, 2500,
                range(SEEDS))  # fmt: skip


def tight_type_two() -> Case:
    """T9 (b) within 10 %: in one dimension T = 1."""
    problem, noise = Separable(Huber(0.2, 0.1), np.zeros(1)), Rademacher(0.11)
    return Case(problem, noise, TrustRegion(L1((1,)), 0.01, 1.0), np.full(1, 20.0), 50000, range(SEEDS))


def slow_descent() -> Case:
    """T9 (c): slopes of .75 Gaussian deviations without momentum: the sign of m is wrong 22.7 % of the time.

    The iterates come down by .547 eta a step, not eta, and Delta_0/(eta K) is .56 d g: the noise has to pay for .44 d g, which
    is .41 of its level. No other t = g/s makes t(2 - 2 Phi(t))/E|N(0, 1)| larger.
    """
    size, slope, radius, iterations = 16, 0.1, 0.01, 40_000
    problem, noise = Separable(Huber(0.2, slope), np.zeros(size)), Gaussian(slope / 0.75 * np.sqrt(size))
    start = np.full(size, 0.56 * radius * iterations)
    return Case(problem, noise, TrustRegion(LInf((size,)), radius, 1.0), start, iterations, range(SEEDS))
