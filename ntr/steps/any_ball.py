"""Any norm with the ball of any norm: one linear minimization where one of the balls is not met, else the program."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, expand
from ntr.norm import Norm
from ntr.regularizers import Ball
from ntr.steps.general import solve_slices
from ntr.steps.rule import Step, rule


@rule(Norm, Ball)
def step(norm: Norm, regularizer: Ball, m: Array, center: Array, radius: Array) -> Step:
    """(A) x = c + eta lmo(m), r = 0, if that lies in the ball of R. (B) x = R lmo_R(m), r = -m, if that lies in the ball
    around c. (C) Else Clarabel; x is then scaled into the ball of R.

    At m = 0, (A) stays at a center in dom R. Source: theory.md Lemma 2b.
    """
    if regularizer.norm.shape != norm.shape:
        raise ValueError(f"the ball of the regularizer must have shape {norm.shape}, got {regularizer.norm.shape}")
    ndim = len(norm.shape)
    first = center + expand(radius, ndim) * norm.lmo(m)
    ours = np.isfinite(regularizer(first, ndim))
    second = regularizer.radius * regularizer.norm.lmo(m)
    theirs = (norm(second - center) <= radius) & m.any(axis=tuple(range(-ndim, 0)))
    x = np.where(expand(ours, ndim), first, np.where(expand(theirs, ndim), second, np.nan))
    r = np.where(expand(ours, ndim), 0.0, -m)
    return solve_slices(norm, regularizer, m, center, radius, Step(x, r))
