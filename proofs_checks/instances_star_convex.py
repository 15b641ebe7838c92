"""Instances of docs/statistics.md section 2 for T3, T5 and T6, beside those of `instances`: hard ones and benign ones.

sigma = 1, Phi_0 and Delta_0 as there, unless said. Every instance is a function epsilon -> Setting; rate checks set seeds and
roots. The instances of T4 serve for T6 too.
"""

from __future__ import annotations

import numpy as np

from ntr.case import Setting
from ntr.norms import L2, LInf
from ntr.regularizers import Box
from problems import CosineQuadratic, Linear, LogCosh, Quadratic, Separable, StarExponential
from proofs_checks.instances import NOISE, SEEDS, TWICE

UNIT_BOX = Box(-1.0, 1.0)


def edge_of_box(epsilon: float) -> Setting:
    """Hard for T3: slope 2 eps on [-1, 1] from the end opposite to the minimizer: D = 2, Phi_0 = 4 eps, which fixes the log.

    L = 1 is declared, as in `instances.edge`.
    """
    problem = Linear(np.array([2 * epsilon]), regularizer=UNIT_BOX)
    return Setting(problem, LInf((1,)), NOISE, np.ones(1), SEEDS)


def quadratic_in_box(epsilon: float) -> Setting:
    """Benign for T3: x^2/2 on [-1, 1], from 1: D = 1."""
    problem = Quadratic(np.eye(1), regularizer=UNIT_BOX)
    return Setting(problem, LInf((1,)), NOISE, np.ones(1), SEEDS)


def star_exponential_in_box(epsilon: float) -> Setting:
    """Benign for T3: |x|(1 - exp(-|x|)) on [-1, 1], from 1: D = 1; L = sigma = 2."""
    problem = Separable(StarExponential(), np.zeros(1), regularizer=UNIT_BOX)
    return Setting(problem, LInf((1,)), TWICE, np.ones(1), SEEDS)


def softslope(epsilon: float) -> Setting:
    """Hard for T5: (g^2/l) log cosh(l t/g), slope g = 2 eps, curvature l = min(1, sqrt(g/.7698)): L, H <= 1, Delta_0 = 1."""
    slope = 2 * epsilon
    curvature = min(1.0, _curvature(slope))
    height = curvature / slope**2  # log cosh(l t/g) at the start
    inverse = np.arccosh(np.exp(height)) if height < 300 else height + np.log(2)
    problem = Separable(LogCosh(curvature, slope), np.zeros(1))
    return Setting(problem, L2((1,)), NOISE, np.array([slope / curvature * inverse]), SEEDS)


def soft_edge(epsilon: float) -> Setting:
    """Hard for T6: slope 2 eps on [-1, 1] as in `instances.edge`, but with H = 1: log cosh about a point beyond the ball.

    Three widths of its bottom beyond, the curvature is down to 1 %, so that f is nearly linear on the ball and the minimizer
    there is -1. H of a linear function is 0, which makes the prescribed eta larger.
    """
    return _soft_edge(2 * epsilon)


def soft_edge_fixed(epsilon: float) -> Setting:
    """The same with slope 1/2 for every eps: Phi_0 is nearly 1, so N carries log(1/eps) in full."""
    return _soft_edge(0.5)


def _soft_edge(slope: float) -> Setting:
    curvature = _curvature(slope)
    problem = Separable(LogCosh(curvature, slope), np.array([-1 - 3 * slope / curvature]))
    return Setting(problem, L2((1,)), NOISE, np.ones(1), SEEDS, domain_radius=1.0)


def soft_interior(epsilon: float) -> Setting:
    """Benign for T6: log cosh of slope .4 with H = 1 about -1/2, inside the ball, D = 1, from x_0 = D; Phi_0 = .447.

    `instances.interior` has no H, and theorem T6 does not apply to it.
    """
    curvature = _curvature(0.4)
    problem = Separable(LogCosh(curvature, 0.4), np.array([-0.5]))
    return Setting(problem, L2((1,)), NOISE, np.ones(1), SEEDS, domain_radius=1.0)


def rippled_quadratic(epsilon: float) -> Setting:
    """Benign for T6: `instances.quadratic` with ripples of height 2e-9 that make H = 1 (and L = 1.001) a fact.

    H of x^2/2 is 0, and the eta that T6 prescribes then falls as eps^2, and K grows as eps^-2 log.
    """
    problem = Separable(CosineQuadratic(1e-9, 1e3), np.array([-0.5]))
    return Setting(problem, L2((1,)), NOISE, np.ones(1), SEEDS, domain_radius=1.0)


def _curvature(slope: float) -> float:
    """The l for which H of (g^2/l) log cosh(l t/g) is 1."""
    return float(np.sqrt(slope * 3 * np.sqrt(3) / 4))
