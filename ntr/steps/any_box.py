"""Any norm with a box: a free step where it stays inside, else CVXPY."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array
from ntr.norm import Norm
from ntr.regularizers import Box
from ntr.steps.general import first_candidate
from ntr.steps.rule import Step, rule


@rule(Norm, Box)
def step(norm: Norm, regularizer: Box, m: Array, center: Array, radius: Array) -> Step:
    """x = c + eta lmo(m), r = 0, if that lies in the box. Else by CVXPY; x is then put into the box exactly."""
    regularizer.check_shape(norm.shape)

    def repair(x: Array, r: Array) -> tuple[Array, Array]:
        # R*(r) is finite only if r_i <= 0 without an upper bound, r_i >= 0 without a lower one
        r = np.where(np.isposinf(regularizer.upper), np.minimum(r, 0.0), r)
        r = np.where(np.isneginf(regularizer.lower), np.maximum(r, 0.0), r)
        return np.minimum(np.maximum(x, regularizer.lower), regularizer.upper), r

    return first_candidate(norm, regularizer, m, center, radius, np.zeros_like(m), repair)
