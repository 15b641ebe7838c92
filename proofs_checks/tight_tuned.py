"""Instances that a theorem's own parameters just solve: with wrong ones the measured quantity stays above epsilon."""

from __future__ import annotations

import numpy as np

from ntr.case import Setting
from ntr.noise import Noise
from ntr.norms import L2
from problems import Huber, Linear, Rademacher, Separable
from proofs_checks.tight_cases import NOISELESS, SEEDS

SLOPE = 0.6
COIN = Rademacher(1.1 * SLOPE)  # without momentum the sign of g + n is a coin


def slope(noise: Noise = NOISELESS) -> Setting:
    """T1 and T2: a slope down to the bottom of a Huber function, L = 1, from f(x_0) = 5.

    Descent takes its whole share of epsilon; then the iterates alternate about the bottom, which takes that of L eta/2. With
    `COIN` and no momentum they never come down.
    """
    seeds = range(1) if noise == NOISELESS else range(SEEDS)
    return Setting(Separable(Huber(1.0, SLOPE), np.zeros(1)), L2((1,)), noise, np.array([5 / SLOPE + SLOPE / 2]), seeds)


def edge(noise: Noise) -> Setting:
    """T4: a linear function from the far end of the ball to the minimizer, D = L = 1: Phi_0 is forgotten as slowly as stated."""
    return Setting(Linear(np.array([SLOPE])), L2((1,)), noise, np.ones(1), range(SEEDS), domain_radius=1.0)
