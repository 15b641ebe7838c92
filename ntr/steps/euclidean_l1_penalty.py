"""The Euclidean norm with an l1 penalty: one dual root."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, expand, flat, largest
from ntr.norm import Norm
from ntr.regularizers import L1Penalty
from ntr.steps.kinds import EUCLIDEAN, is_euclidean
from ntr.steps.root import CAP, EARLY, Path, dual_root
from ntr.steps.rule import Step, rule


@rule(EUCLIDEAN, L1Penalty)
def step(norm: Norm, regularizer: L1Penalty, m: Array, center: Array, radius: Array) -> Step | None:
    """x_i(mu) minimizes m_i x_i + w |x_i| + (x_i - c_i)^2 / (2 mu), with mu the root of ||x(mu) - c||_2 = eta.

    That is c_i - mu m_i, shrunk towards 0 by mu w. It moves from c_i with the sign of c_i kept, by
    mu (m_i + w sign c_i); it rests at 0 from mu = c_i / (m_i + w sign c_i) on; if |m_i| > w, it leaves 0 for the other
    side at mu = c_i / (m_i - w sign c_i). Without a root lambda = 0: x is the point closest to c among the minimizers on
    the whole space, those with m + r = 0.

    r_i = w sign(x_i); at x_i = 0, r_i = -m_i + lambda c_i, in [-w, w] while it rests. So m + r = -lambda (x - c).
    """
    if not is_euclidean(norm):
        return None
    ndim = len(norm.shape)
    with np.errstate(over="ignore", under="ignore"):
        scale = np.maximum(largest(m, ndim), regularizer.weight)[..., None]
        eta, weight = expand(radius, 1), regularizer.weight / scale
        c, g = flat(center, ndim), flat(m, ndim)
        # mirrored so that c_i >= 0, and m_i >= 0 where c_i = 0
        mirror = np.where((c > 0) | ((c == 0) & (g >= 0)), 1.0, -1.0)
        size, slope = np.abs(c) / eta, mirror * g / scale
        to_zero, beyond = slope + weight, slope - weight
        cap = np.where(to_zero > 0, size, np.inf)
        mu, phase = dual_root(Path(None, np.abs(to_zero), cap, np.maximum(beyond, 0.0)))
        mu = expand(mu, 1)
        length = eta * np.where(np.isinf(mu), 0.0, mu)  # inf: no coordinate is left that moves
        before = np.maximum(np.abs(c) - length * to_zero, 0.0)
        after = np.minimum(np.abs(c) - length * beyond, 0.0)
        x = mirror * np.where(phase == EARLY, before, np.where(phase == CAP, 0.0, after)) + 0.0  # no -0.0
        at_zero = np.clip(scale / (eta * mu) * c - g, -regularizer.weight, regularizer.weight)
        r = np.where(phase == CAP, at_zero, np.where(phase == EARLY, mirror, -mirror) * regularizer.weight)
    return Step(x.reshape(m.shape), r.reshape(m.shape))
