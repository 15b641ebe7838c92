"""The maximum norm with an l1 penalty: one interval per coordinate."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, expand
from ntr.norm import Norm
from ntr.regularizers import L1Penalty
from ntr.steps.kinds import MAXIMUM, is_maximum
from ntr.steps.rule import Step, rule


@rule(MAXIMUM, L1Penalty)
def step(norm: Norm, regularizer: L1Penalty, m: Array, center: Array, radius: Array) -> Step | None:
    """min m_i x_i + w |x_i| over [c_i - eta, c_i + eta], for each i.

    If |m_i| > w the objective is monotone: the lower end for m_i > w, the upper end for m_i < -w. Otherwise 0 is a
    minimizer on the line, and the point of the interval closest to 0 is one on the interval; it is chosen at the ties
    |m_i| = w too.

    r_i = w sign(x_i), and at x_i = 0 the r_i in [-w, w] closest to -m_i. Then s_i = m_i + r_i is >= 0 at the lower end,
    <= 0 at the upper end and 0 between them, so s_i (x_i - c_i) = -eta |s_i|, and the sum over i is Lemma 2b: where
    |m_i| > w, s_i has the sign of m_i; where |m_i| <= w and x_i > 0, x_i is the lower end and s_i = m_i + w >= 0
    (x_i < 0 is its mirror image); where |m_i| <= w and x_i = 0, s_i = 0.
    """
    if not is_maximum(norm):
        return None
    weight = regularizer.weight
    eta = expand(radius, len(norm.shape))
    lower, upper = center - eta, center + eta
    nearest = np.minimum(np.maximum(lower, 0.0), upper)
    x = np.where(m > weight, lower, np.where(m < -weight, upper, nearest))
    return Step(x, np.where(x == 0, np.clip(-m, -weight, weight), np.copysign(weight, x)))
