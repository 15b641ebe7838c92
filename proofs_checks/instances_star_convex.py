"""Instances of docs/statistics.md section 2 for T3, T5 and T6, beside those of `instances`: hard ones and benign ones.

sigma = 1, Phi_0 and Delta_0 as there, unless said. Every instance is a function epsilon -> Setting; rate checks set seeds and
roots. The instances of T4 serve for T6 too.
"""

from __future__ import annotations

import numpy as np

from ntr.case import Setting
from ntr.norms import L2, LInf
from ntr.regularizers import Box
from problems import Linear, LogCosh, Quadratic, Rademacher, Separable, StarExponential
from proofs_checks.instances import NOISE, SEEDS

UNIT_BOX = Box(-1.0, 1.0)
QUIET = Rademacher(0.2)  # K grows as sigma^2: without a compiled step sigma = 1 would take hours


def edge_of_box(epsilon: float) -> Setting:
    """Hard for T3: slope 2 eps on [-1, 1] from the end opposite to the minimizer: D = 2, Phi_0 = 4 eps, which fixes the log.

    The declared L is 1/16: a smaller one makes the prescribed K smaller, and at this one the logarithm is that of
    8 Phi_0/eps still.
    """
    problem = Linear(np.array([2 * epsilon]), curvature=1 / 16, regularizer=UNIT_BOX)
    return Setting(problem, LInf((1,)), NOISE, np.ones(1), SEEDS)


def quadratic_in_box(epsilon: float) -> Setting:
    """Benign for T3: x^2/2 about -1/2 on [-1, 1], from 1; sigma = .2."""
    problem = Quadratic(np.eye(1), np.array([-0.5]), regularizer=UNIT_BOX)
    return Setting(problem, LInf((1,)), QUIET, np.ones(1), SEEDS)


def star_exponential_in_box(epsilon: float) -> Setting:
    """Benign for T3: |t|(1 - exp(-|t|)) about -1/2 on [-1, 1], from 1; sigma = .2."""
    problem = Separable(StarExponential(), np.array([-0.5]), regularizer=UNIT_BOX)
    return Setting(problem, LInf((1,)), QUIET, np.ones(1), SEEDS)


def softslope(epsilon: float) -> Setting:
    """Hard for T5: (g^2/l) log cosh(l t/g), slope g = 2 eps, curvature l = min(1, sqrt(g/.7698)): L, H <= 1, Delta_0 = 1."""
    slope = 2 * epsilon
    curvature = min(1.0, float(np.sqrt(slope * 3 * np.sqrt(3) / 4)))
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
    curvature = float(np.sqrt(slope * 3 * np.sqrt(3) / 4))
    problem = Separable(LogCosh(curvature, slope), np.array([-1 - 3 * slope / curvature]))
    return Setting(problem, L2((1,)), NOISE, np.ones(1), SEEDS, domain_radius=1.0)
