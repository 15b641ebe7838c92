"""The instances of docs/statistics.md section 2: hard ones that attain the prescribed iterations, and benign ones.

L = sigma = Delta_0 = 1 unless said. Two functions are twice those of the table there, under twice its noise: at twice its
epsilon that is the same experiment, with the same eta, alpha, K and iterates. Every instance is a function
epsilon -> Setting; rate checks set seeds and roots.
"""

from __future__ import annotations

import numpy as np

from ntr.case import Setting
from ntr.norms import L2, LInf, Spectral
from problems import (
    Gaussian,
    Huber,
    Linear,
    LogCosh,
    PowerTail,
    Quadratic,
    Rademacher,
    Saturating,
    Separable,
    StarExponential,
)

SEEDS = range(1)
NOISE = Rademacher(1.0)
TWICE = Rademacher(2.0)
NOISELESS = Gaussian(0.0)


def _start(epsilon: float) -> float:
    """Where the Huber function with L = 1 and slope g = 2 eps is 1: 1/g + g/2."""
    return 1 / (2 * epsilon) + epsilon


def slope(epsilon: float) -> Setting:
    """Hard for T1 and T2: a slope of 2 eps, so that descent costs as much as the theorem allows."""
    problem = Separable(Huber(1.0, 2 * epsilon), np.zeros(1))
    return Setting(problem, L2((1,)), NOISE, np.array([_start(epsilon)]), SEEDS)


def slope_noiseless(epsilon: float) -> Setting:
    """`slope` without noise; the phase of x_0 within a step varies over the grid, in place of seeds."""
    problem = Separable(Huber(1.0, 2 * epsilon), np.zeros(1))
    phase = np.random.default_rng(round(1e9 * epsilon)).uniform(0, epsilon)
    return Setting(problem, L2((1,)), NOISELESS, np.array([_start(epsilon) - phase]), SEEDS)


def slope_linf(epsilon: float) -> Setting:
    """`slope` in one coordinate, x^2/2 in the other; l_inf with d = 2: L = 2, rho = sqrt 2."""
    problem = Separable(Huber(1.0, np.array([2 * epsilon, np.inf])), np.zeros(2))
    return Setting(problem, LInf((2,)), NOISE, np.array([_start(epsilon), 0.0]), SEEDS)


def slope_l2(epsilon: float) -> Setting:
    """`slope` in one coordinate, x^2/2 in three; l_2 with d = 4: L = rho = 1."""
    problem = Separable(Huber(1.0, np.array([2 * epsilon, np.inf, np.inf, np.inf])), np.zeros(4))
    return Setting(problem, L2((4,)), NOISE, np.array([_start(epsilon), 0.0, 0.0, 0.0]), SEEDS)


def slope_spectral(epsilon: float) -> Setting:
    """`slope` in the first entry of a 2 x 2 matrix, x^2/2 in the others, full matrix noise: L = 2, rho = sqrt 2."""
    problem = Separable(Huber(1.0, np.array([[2 * epsilon, np.inf], [np.inf, np.inf]])), np.zeros((2, 2)))
    return Setting(problem, Spectral((2, 2)), NOISE, np.array([[_start(epsilon), 0.0], [0.0, 0.0]]), SEEDS)


def log_cosh(epsilon: float) -> Setting:
    """Benign for T1 and T2: log cosh from f(x_0) = 1."""
    return Setting(Separable(LogCosh(), np.zeros(1)), L2((1,)), NOISE, np.arccosh(np.array([np.e])), SEEDS)


def log_cosh_noiseless(epsilon: float) -> Setting:
    """`log_cosh` without noise; the phase of x_0 within a step varies over the grid, in place of seeds."""
    phase = np.random.default_rng(round(1e9 * epsilon)).uniform(0, epsilon)
    start = np.arccosh(np.array([np.e])) - phase
    return Setting(Separable(LogCosh(), np.zeros(1)), L2((1,)), NOISELESS, start, SEEDS)


def saturating(epsilon: float) -> Setting:
    """Benign for T2 and T5: t^2/(1 + t^2) from 1, L = sigma = 2."""
    return Setting(Separable(Saturating(), np.zeros(1)), L2((1,)), TWICE, np.ones(1), SEEDS)


def power_tail_noiseless(epsilon: float) -> Setting:
    """Benign for T1, one function for every eps: (1 + t^2)^(-1/8) - 1 from 1 on, L = 1/4.

    Its slope falls as t^(-5/4), so that the current iterate needs eps^-1.8: between 1 and 2. The phase of x_0 within a step
    of 4 eps varies over the grid, in place of seeds.
    """
    phase = np.random.default_rng(round(1e9 * epsilon)).uniform(0, 4 * epsilon)
    return Setting(Separable(PowerTail(0.25), np.zeros(1)), L2((1,)), NOISELESS, np.array([1 + phase]), SEEDS)


def edge(epsilon: float) -> Setting:
    """Hard for T4: slope 2 eps, minimizer -D at the edge of the ball, D = 1, L = 1 declared. Phi_0 = 4 eps: no log."""
    problem = Linear(np.array([2 * epsilon]))
    return Setting(problem, L2((1,)), NOISE, np.ones(1), SEEDS, domain_radius=1.0)


def edge_fixed(epsilon: float) -> Setting:
    """The same with slope 1/2 for every eps: Phi_0 = 1, so N carries log(1/eps) in full."""
    return Setting(Linear(np.array([0.5])), L2((1,)), NOISE, np.ones(1), SEEDS, domain_radius=1.0)


def edge_linf(epsilon: float) -> Setting:
    """`edge` spread over d = 4 coordinates in l_inf: rho = 2."""
    return Setting(Linear(np.full(4, epsilon / 2)), LInf((4,)), NOISE, np.ones(4), SEEDS, domain_radius=1.0)


def edge_linf_fixed(epsilon: float) -> Setting:
    """`edge_fixed` spread over d = 4 coordinates in l_inf: rho = 2."""
    return Setting(Linear(np.full(4, 0.125)), LInf((4,)), NOISE, np.ones(4), SEEDS, domain_radius=1.0)


def interior(epsilon: float) -> Setting:
    """Benign for T4: a Huber function of slope .4 about -1/2, inside the ball, D = 1, from x_0 = D; Phi_0 = .52."""
    problem = Separable(Huber(1.0, 0.4), np.array([-0.5]))
    return Setting(problem, L2((1,)), NOISE, np.ones(1), SEEDS, domain_radius=1.0)


def quadratic(epsilon: float) -> Setting:
    """Benign for T4: x^2/2 about -1/2, D = 1, from x_0 = D."""
    problem = Quadratic(np.eye(1), np.array([-0.5]))
    return Setting(problem, L2((1,)), NOISE, np.ones(1), SEEDS, domain_radius=1.0)


def star_exponential(epsilon: float) -> Setting:
    """Benign for T4 and T6: |t|(1 - exp(-|t|)) about -1/2, D = 1, from x_0 = D; L = sigma = 2, H = 3."""
    problem = Separable(StarExponential(), np.array([-0.5]))
    return Setting(problem, L2((1,)), TWICE, np.ones(1), SEEDS, domain_radius=1.0)
