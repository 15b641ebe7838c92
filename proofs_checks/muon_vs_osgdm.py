"""Orthogonal-SGDM stops at the median of the noise, the trust-region method does not. Source: theory.md 12.2 to 12.4."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import OrthogonalSGDM, TrustRegion
from ntr.norms import L2, Spectral
from ntr.observables import gradient_norm
from ntr.simulate import simulate
from problems import Discrete, Huber, Quadratic, Separable, TwoPoint

MOMENTA = (0.5, 0.1, 0.02)
LIMITS = {"scalar": 1.0, "matrix": 2.0}  # ||grad f||_* in the exact limit of Orthogonal-SGDM
J = np.array([[0.0, -1.0], [1.0, 0.0]])


@dataclass(frozen=True, eq=False)
class Curve:
    """E ||grad f(x_k)||_* of one method at one momentum."""

    example: str
    case: Case
    iterations: np.ndarray
    gradient: Array

    @property
    def walked(self) -> Array:
        """eta k, the length of the path at most."""
        method = self.case.method
        assert isinstance(method, OrthogonalSGDM | TrustRegion)
        assert not callable(method.radius)
        return self.iterations * method.radius

    @property
    def floor(self) -> float:
        """The mean over the last third of the checkpoints."""
        return float(self.gradient[-(len(self.gradient) // 3) :].mean())


def check(distance: float = 12.0, seeds: int = 16, ratio: float = 0.02) -> list[Curve]:
    """Both examples, both methods, all momenta; from 1.5 and 1.5 J, optimum 0.

    radius = ratio * momentum, and as many iterations as it takes to walk `distance`.
    """
    side = np.sqrt(3) / 2 * np.eye(2)
    three = Discrete(np.array([3 * J, -side - 1.5 * J, side - 1.5 * J]), np.full(3, 1 / 3))
    two = TwoPoint(np.sqrt(2), 1 / np.sqrt(2), np.ones(1))
    square = Separable(Huber(1.0, np.full((2, 2), np.inf)), np.zeros((2, 2)))  # ||X||_F^2/2
    curves = []
    for method in (OrthogonalSGDM, TrustRegion):
        for a in MOMENTA:
            iterations = round(distance / (ratio * a))
            cases = {
                "scalar": Case(
                    Quadratic(np.eye(1)), two, method(L2((1,)), ratio * a, a), np.full(1, 1.5), iterations, range(seeds)
                ),
                "matrix": Case(
                    square, three, method(Spectral((2, 2)), ratio * a, a), 1.5 * J, iterations, range(seeds)
                ),
            }
            for example, case in cases.items():
                stops = range(iterations // 30, iterations + 1, iterations // 30)
                run = simulate(case, checkpoints=stops, record={"gradient": gradient_norm(case.method.norm, "last")})
                curves.append(Curve(example, case, run.iterations, run.series["gradient"].mean(axis=1)))
    return curves
