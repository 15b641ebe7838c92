"""Instances that a theorem's own parameters just solve: with wrong ones the measured quantity stays above epsilon."""

from __future__ import annotations

import numpy as np

from ntr.case import Setting
from ntr.inexact_lmo import InexactLMO
from ntr.noise import Noise
from ntr.norms import L2, LInf
from ntr.regularizers import Box
from problems import Huber, Linear, LogCosh, Quadratic, Rademacher, Separable
from proofs_checks.tight_cases import NOISELESS, SEEDS

SLOPE = 0.6
QUIET = Rademacher(0.1)
COIN = Rademacher(1.1 * SLOPE)  # without momentum the sign of g + n is a coin


def slope(noise: Noise = NOISELESS, descent: float = 5.0, lmo: InexactLMO | None = None) -> Setting:
    """T1, T2 and T8 to T10: a slope down to the bottom of a Huber function, L = 1, from f(x_0) = `descent`.

    Descent takes its whole share of epsilon; then the iterates alternate about the bottom, which takes that of L eta/2. With
    `COIN` and no momentum they never come down.
    """
    start = np.array([descent / SLOPE + SLOPE / 2])
    return Setting(Separable(Huber(1.0, SLOPE), np.zeros(1)), L2((1,)), noise, start, _seeds(noise), lmo=lmo)


def soft_slope(noise: Noise = NOISELESS, lmo: InexactLMO | None = None) -> Setting:
    """T5 and T8: the same with a certified H."""
    problem = Separable(LogCosh(1.0, SLOPE), np.zeros(1))
    return Setting(problem, L2((1,)), noise, np.array([2.0]), _seeds(noise), lmo=lmo)


def edge(noise: Noise, lmo: InexactLMO | None = None) -> Setting:
    """T4 and T6 to T8: a linear function from the far end of the ball to the minimizer, D = L = 1.

    Phi_0 is forgotten as slowly as stated.
    """
    return Setting(Linear(np.array([SLOPE])), L2((1,)), noise, np.ones(1), range(SEEDS), domain_radius=1.0, lmo=lmo)


def box(noise: Noise) -> Setting:
    """T3: a linear function from one end of a box to the other, D = 2, L = 1: the same."""
    return Setting(Linear(np.array([SLOPE]), regularizer=Box(-1.0, 1.0)), LInf((1,)), noise, np.ones(1), range(SEEDS))


def valley() -> Setting:
    """T7: x^2/2 on [-1, 1] from the edge: with steps much too long the iterates alternate far from the minimizer."""
    return Setting(Quadratic(np.eye(1)), L2((1,)), NOISELESS, np.ones(1), range(1), domain_radius=1.0)


def _seeds(noise: Noise) -> range:
    return range(1) if noise == NOISELESS else range(SEEDS)
