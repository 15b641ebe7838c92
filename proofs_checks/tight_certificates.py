"""Cases on which what is certified is what a theorem rests on: a lower end of inf F that is too low, L_1 that is reached."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case
from ntr.methods import Clipped
from ntr.norms import L2
from proofs_checks import tight_memory
from proofs_checks.cautious import Cautious
from proofs_checks.doubling import CORNER, SLOPE, Doubling
from proofs_checks.tight_cases import NOISELESS

SLACK = 0.01


def edge_descent(*, extrapolate: bool = False) -> Case:
    """`tight_memory.edge_descent`, where inf F is certified .01 too low: F(x_K) - (lower end) = (1 - beta)^K Phi_0 + .01."""
    case = tight_memory.edge_descent(extrapolate=extrapolate)
    return replace(case, problem=Cautious(case.problem, SLACK))


def box_descent() -> Case:
    """The same for `tight_memory.box_descent`, longer."""
    case = tight_memory.box_descent()
    return replace(case, problem=Cautious(case.problem, SLACK), iterations=1000)


def doubling() -> Case:
    """T10: a slope of sqrt 3 with only Delta_0 = 1 to fall; the first step, of length 1/L_1 = 1, is longer than it should be."""
    return Case(Doubling(), NOISELESS, Clipped(L2((1,)), 1.0, 1 / SLOPE), np.array([CORNER]), 1, range(1))
