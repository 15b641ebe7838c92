"""Cases on which the theorems are nearly tight in the spectral norm: the steps and the noise lie along one orthogonal matrix.

On X = t Q with Q orthogonal, ||X|| = |t| and ||s Q||_* = r |s|, and ||n||_* = rho ||n||_2 for noise along Q: so one number moves
as in the cases of `tight_cases` on a line, and no constant is lost. The entries of a Huber or log cosh function ask for Q = I.
"""

from __future__ import annotations

import numpy as np

from ntr.case import Case
from ntr.methods import TrustRegion
from ntr.norms import Spectral
from problems import Huber, Linear, LogCosh, Separable, TwoPoint
from proofs_checks.tight_cases import SEEDS

NORM = Spectral((2, 2))
TURN = np.array([[0.6, -0.8], [0.8, 0.6]])
SLOPE = 0.1
LENGTH = np.sqrt(2.0)  # ||Q||_2, and rho


def _coin(direction: np.ndarray) -> TwoPoint:
    """+-1.1 SLOPE times the direction: it turns the gradient or not, like a coin; ||n||_* = 1.1 ||grad f||_* = rho sigma."""
    return TwoPoint(1.1 * SLOPE * LENGTH, 0.0, direction)


def slope() -> Case:
    """T2 within 15 %: a Huber slope on the diagonal, no momentum; the walk does not reach the bottom."""
    problem = Separable(Huber(0.2, SLOPE), np.zeros((2, 2)))
    return Case(problem, _coin(np.eye(2)), TrustRegion(NORM, 0.01, 1.0), 8 * np.eye(2), 20000, range(SEEDS))


def extrapolation() -> Case:
    """T5 within 15 %: the same with a bottom that is second-order smooth."""
    problem = Separable(LogCosh(0.2, SLOPE), np.zeros((2, 2)))
    method = TrustRegion(NORM, 0.01, 1.0, extrapolate=True)
    return Case(problem, _coin(np.eye(2)), method, 10 * np.eye(2), 20000, range(SEEDS))


def decay(extrapolate: bool = False) -> Case:
    """T4 (T6) within 10 %: a linear function; E F(x_K) - F* = 2 SLOPE D, and the bound is 1.1 times that."""
    method = TrustRegion(NORM, 0.01, 1.0, 0.01, extrapolate)
    return Case(_linear(), _coin(TURN), method, np.zeros((2, 2)), 1500, range(SEEDS))


def gap() -> Case:
    """T7 within 10 %: the same for long; the mean of gap_D = <G, X> + D ||G||_* is 2 SLOPE D, and the bound 1.1 times that."""
    return Case(_linear(), _coin(TURN), TrustRegion(NORM, 0.1, 1.0, 0.1), np.zeros((2, 2)), 1000, range(SEEDS))


def _linear() -> Linear:
    return Linear(SLOPE * TURN, curvature=1e-3)
