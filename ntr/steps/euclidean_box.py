"""The Euclidean norm with a box: one dual root."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, expand, flat, largest, norm2
from ntr.norm import Norm
from ntr.regularizers import Box
from ntr.steps.kinds import EUCLIDEAN, is_euclidean
from ntr.steps.root import EARLY, START, Path, dual_root
from ntr.steps.rule import Step, require_meeting, rounding, rule

# |m_i| below this share of the largest is taken for 0, so that no division overflows.
NEGLIGIBLE = 1e-290


@rule(EUCLIDEAN, Box)
def step(norm: Norm, regularizer: Box, m: Array, center: Array, radius: Array) -> Step | None:
    """x(mu) = c - mu m, clipped to the box, with mu the root of ||x(mu) - c||_2 = eta.

    x_i starts at the point of [l_i, u_i] closest to c_i, and rests there until c_i - mu m_i has come to it (at once from
    inside the box); it follows c_i - mu m_i to the end of the interval, and rests there. Without a root lambda = 0: x
    minimizes <m, x> over the box and is the closest such point to c; so x_i = c_i where m_i = 0 and c_i lies inside.

    r_i = 0 while it moves, and r_i = -m_i + lambda (c_i - x_i) at an end; m + r = -lambda (x - c). If the ball touches the
    box in one point (mu = 0, lambda = inf; the center is outside) there is no r unless m_i = 0 wherever x_i could move.
    """
    if not is_euclidean(norm):
        return None
    ndim = len(norm.shape)
    regularizer.check_shape(norm.shape)
    lower = np.broadcast_to(regularizer.lower, norm.shape).ravel()
    upper = np.broadcast_to(regularizer.upper, norm.shape).ravel()
    with np.errstate(over="ignore", under="ignore"):
        c, g, eta = flat(center, ndim), flat(m, ndim), expand(radius, 1)
        nearest = np.minimum(np.maximum(c, lower), upper)
        rest = nearest - c
        require_meeting(norm2(rest, 1), regularizer, center, radius, rounding(center, radius, ndim))
        scale = largest(g, 1)[..., None]
        rate = np.abs(g) / np.where(scale > 0, scale, 1.0)
        moves = rate > NEGLIGIBLE
        down = g > 0
        # how far the end of the interval lies in the direction of -m_i
        far = np.where(down, c - lower, upper - c) / eta
        moves &= far >= 0
        path = Path(np.abs(rest) / eta, np.where(moves, rate, 0.0), np.where(moves, far, np.inf), None)
        mu, phase = dual_root(path)
        mu = expand(mu, 1)
        stop = np.where(down, lower, upper)
        length = eta * np.where(np.isinf(mu), 0.0, mu) / np.where(scale > 0, scale, 1.0)
        x = np.where(phase == START, nearest, np.where(phase == EARLY, c - length * g, stop))
        x = np.minimum(np.maximum(x, lower), upper)
        if ((mu == 0) & (phase == EARLY)).any():
            return Step(x.reshape(m.shape), None)
        multiplier = np.where(np.isinf(mu), 0.0, scale / (eta * np.where(mu > 0, mu, 1.0)))
        r = np.where(phase == EARLY, 0.0, multiplier * (c - x) - g)
        r = np.where(x < upper, np.minimum(r, 0.0), r)
        r = np.where(x > lower, np.maximum(r, 0.0), r)
    return Step(x.reshape(m.shape), r.reshape(m.shape))
