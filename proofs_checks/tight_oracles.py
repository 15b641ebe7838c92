"""Cases on which T8 is nearly tight with noise: oracles whose steps up and down are of different lengths."""

from __future__ import annotations

import numpy as np

from ntr.case import Case
from ntr.lmos import OneSided
from ntr.methods import TrustRegion
from ntr.norms import L2
from problems import Huber, LogCosh, Separable, TwoPoint
from proofs_checks.tight_cases import SEEDS


def _balanced_noise(lmo: OneSided, slope: float) -> TwoPoint:
    """Noise that turns the sign of the slope with the probability at which the steps of `lmo` up and down balance.

    n = -c with probability q = (1-delta)/(1-delta+tau), c = 1.05 slope, so that sigma = c sqrt(q/(1-q)).
    """
    ratio = (1 - lmo.delta) / lmo.tau  # q/(1-q)
    q = ratio / (1 + ratio)
    return TwoPoint(1.05 * slope * float(np.sqrt(ratio)), (2 * q - 1) / float(np.sqrt(q * (1 - q))), np.ones(1))


def one_sided_noise(lmo: OneSided) -> Case:
    """A slope g without momentum; steps up are longer than steps down, and the walk goes nowhere: E||grad f||_* = g.

    rho sigma = 1.05 g sqrt((1-delta)/tau), the bound is tau/(1-delta) times as much: 1.05 g sqrt(tau/(1-delta)).
    """
    slope = 0.1
    problem = Separable(Huber(1.0, slope), np.zeros(1))
    method = TrustRegion(L2((1,)), 0.005, lmo=lmo)
    # six standard deviations of the walk from the bottom of the Huber function
    return Case(problem, _balanced_noise(lmo, slope), method, np.full(1, 1.25 * lmo.tau), 3000, range(SEEDS))


def one_sided_decay() -> Case:
    """The same with weight decay, minimizer -D: the iterates stay about 0, F(x_K) - F* about g D; tau = 2, delta = 0."""
    slope, lmo = 0.1, OneSided(0.0, 2.0)
    problem = Separable(Huber(1.0, slope), -np.ones(1))
    method = TrustRegion(L2((1,)), 0.001, 1.0, 0.001, lmo=lmo)
    return Case(problem, _balanced_noise(lmo, slope), method, np.zeros(1), 3000, range(SEEDS))


def quiet_slope() -> Case:
    """`one_sided_noise` by Algorithm 3, on a slope with a certified H; without momentum that is the same."""
    slope, lmo = 0.1, OneSided(0.5, 1.0)
    problem, method = (
        Separable(LogCosh(1.0, slope), np.zeros(1)),
        TrustRegion(L2((1,)), 0.005, extrapolate=True, lmo=lmo),
    )
    return Case(problem, _balanced_noise(lmo, slope), method, np.full(1, 1.25), 3000, range(SEEDS))
