"""Any norm, no regularizer: the linear minimization oracle."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, expand
from ntr.norm import Norm
from ntr.regularizers import Zero
from ntr.steps.rule import Step, rule


@rule(Norm, Zero)
def step(norm: Norm, regularizer: Zero, m: Array, center: Array, radius: Array) -> Step:
    """x = center + radius * lmo(m) and r = 0, so that <m, x - center> = -radius ||m||_*; x = center at m = 0.

    Source: the definition of the oracle.
    """
    return Step(center + expand(radius, len(norm.shape)) * norm.lmo(m), np.zeros_like(m))
