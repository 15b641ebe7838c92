"""Any norm with an l1 penalty: one linear minimization where no sign changes, else CVXPY."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array
from ntr.norm import Norm
from ntr.regularizers import L1Penalty
from ntr.steps.general import first_candidate
from ntr.steps.rule import Step, rule


@rule(Norm, L1Penalty)
def step(norm: Norm, regularizer: L1Penalty, m: Array, center: Array, radius: Array) -> Step:
    """x = c + eta lmo(m + r) with r_i = w sign(c_i), -m_i clipped to [-w, w] at c_i = 0, if r lies in dR(x): the signs
    stay. Else by CVXPY."""
    weight = regularizer.weight

    def repair(x: Array, r: Array) -> tuple[Array, Array]:
        return x, np.clip(r, -weight, weight)

    guess = np.where(center == 0, np.clip(-m, -weight, weight), np.copysign(weight, center))
    return first_candidate(norm, regularizer, m, center, radius, guess, repair)
