"""The maximum norm with a separable regularizer: one interval per coordinate."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, expand, flat
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.separable import Separable
from ntr.steps.kinds import MAXIMUM, is_maximum
from ntr.steps.rule import Step, require_meeting, rounding, rule


@rule(MAXIMUM, Regularizer)
def step(norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Array) -> Step | None:
    """min m_i x_i + phi_i(x_i) over [c_i - eta, c_i + eta], for each i.

    A minimizer on the line, moved to the closest point of the interval. Of several on the line the one closest to 0 if
    there is an l1 part (soft threshold: with |m_i| = l1 too), else, where phi_i = 0 on its interval and m_i = 0, the one
    closest to c_i: no move from inside, as lmo(0) = 0.

    r_i is the subgradient of phi_i at x_i closest to -m_i. With s_i = m_i + r_i: s_i = 0 where -m_i is one; else s_i > 0
    if all of them exceed -m_i, and then x_i is the lower end of the ball's interval, or s_i < 0 and it is the upper end.
    So s_i (x_i - c_i) = -eta |s_i|, and the sum over i is Lemma 2b. This holds for centers outside dom R too. Where an end
    of dom R is one of the ball's too, r_i does without the normal cone of dom R if it can.

    Source: convex functions of one variable.
    """
    terms = regularizer.separable()
    if terms is None or not is_maximum(norm):
        return None
    ndim = len(norm.shape)
    regularizer(np.zeros(norm.shape), ndim)  # raises if the bounds have another shape
    eta = expand(radius, ndim)
    distance = np.maximum(np.maximum(terms.lower - center, center - terms.upper), 0.0)
    require_meeting(flat(distance, ndim).max(axis=-1), regularizer, center, radius, rounding(center, radius, ndim))
    target = terms.minimizer(m)
    if terms.l1 == 0 and terms.l2 == 0:
        target = np.where(m == 0, center, target)
    # dom R last: a ball that touches it up to rounding gives a point of dom R
    lower, upper = center - eta, center + eta
    x = terms.clip(np.minimum(np.maximum(target, lower), upper))
    free = Separable(terms.l1, terms.l2).subgradient(x, -m)  # without the ends of the intervals
    enough = ((m + free >= 0) & (x <= lower)) | ((m + free <= 0) & (x >= upper))
    return Step(x, np.where(enough, free, terms.subgradient(x, -m)))
