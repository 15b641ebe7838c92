"""The instances of docs/statistics.md section 2 for T7: weight decay, D = 1, started at the end of the ball.

sigma = 1 unless said. The edge is `instances.edge_fixed`, where the gaps sum to Delta_0/beta. Every instance is a function
epsilon -> Setting.
"""

from __future__ import annotations

import numpy as np

from ntr.case import Setting
from ntr.norms import L2
from problems import LogCosh, Saturating, Separable
from proofs_checks import instances


def log_cosh(epsilon: float) -> Setting:
    """Benign: log cosh about -1/2, inside the ball; gap_D(x_0) = 2 tanh(1.5) = 1.81."""
    problem = Separable(LogCosh(), np.array([-0.5]))
    return Setting(problem, L2((1,)), instances.NOISE, np.ones(1), instances.SEEDS, domain_radius=1.0)


def saturating(epsilon: float) -> Setting:
    """Benign: t^2/(1 + t^2) about -1/2, inside the ball; L = sigma = 2; gap_D(x_0) = 2 (3/3.25^2) = .568."""
    problem = Separable(Saturating(), np.array([-0.5]))
    return Setting(problem, L2((1,)), instances.TWICE, np.ones(1), instances.SEEDS, domain_radius=1.0)
