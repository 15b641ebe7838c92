"""The maximum norm with a box: one interval per coordinate."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, expand, flat
from ntr.norm import Norm
from ntr.regularizers import Box
from ntr.steps.kinds import MAXIMUM, is_maximum
from ntr.steps.rule import Step, require_meeting, rounding, rule


@rule(MAXIMUM, Box)
def step(norm: Norm, regularizer: Box, m: Array, center: Array, radius: Array) -> Step | None:
    """min m_i x_i over [c_i - eta, c_i + eta] and [l_i, u_i], for each i.

    The lower end of the intersection for m_i > 0, the upper end for m_i < 0; where m_i = 0 any point is a minimizer,
    and the one closest to c_i is taken (no move from inside the box, as lmo(0) = 0).

    r_i = -m_i where that end is the box's and not the ball's, else 0. It lies in the normal cone of the box: for
    m_i > 0 the end is l_i, and -m_i < 0. With s_i = m_i + r_i: s_i = 0 in the first case, and in the second x_i is the
    ball's end that minimizes s_i x_i = m_i x_i; so s_i (x_i - c_i) = -eta |s_i| (Lemma 2b). This holds for centers
    outside the box too.
    """
    if not is_maximum(norm):
        return None
    ndim = len(norm.shape)
    regularizer.check_shape(norm.shape)
    eta = expand(radius, ndim)
    distance = np.maximum(np.maximum(regularizer.lower - center, center - regularizer.upper), 0.0)
    require_meeting(flat(distance, ndim).max(axis=-1), regularizer, center, radius, rounding(center, radius, ndim))
    lower, upper = center - eta, center + eta
    x = np.where(m > 0, lower, np.where(m < 0, upper, center))
    # the box last: a ball that touches it up to rounding gives a point of the box
    x = np.minimum(np.maximum(x, regularizer.lower), regularizer.upper)
    bound = ((m > 0) & (x > lower)) | ((m < 0) & (x < upper))
    return Step(x, np.where(bound, -m, 0.0))
