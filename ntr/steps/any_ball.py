"""Any norm with a norm ball: a free step where it stays inside, else CVXPY."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array
from ntr.norm import Norm
from ntr.regularizers import Ball
from ntr.steps.general import first_candidate
from ntr.steps.rule import Step, rule


@rule(Norm, Ball)
def step(norm: Norm, regularizer: Ball, m: Array, center: Array, radius: Array) -> Step:
    """x = c + eta lmo(m), r = 0, if that lies in the ball of R. Else by CVXPY; x is then scaled into the ball of R."""
    if regularizer.norm.shape != norm.shape:
        raise ValueError(f"the ball of the regularizer must have shape {norm.shape}, got {regularizer.norm.shape}")

    def repair(x: Array, r: Array) -> tuple[Array, Array]:
        return x / max(1.0, float(regularizer.norm(x)) / regularizer.radius), r

    return first_candidate(norm, regularizer, m, center, radius, np.zeros_like(m), repair)
