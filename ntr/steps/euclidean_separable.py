"""The Euclidean norm with a separable regularizer: one dual root."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, expand, norm2
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.steps.kinds import EUCLIDEAN, is_euclidean
from ntr.steps.moves import moves, placed
from ntr.steps.root import EARLY, LATE, Path, dual_root
from ntr.steps.rule import Step, require_meeting, rounding, rule


@rule(EUCLIDEAN, Regularizer)
def step(norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Array) -> Step | None:
    """x_i(mu) minimizes m_i x_i + phi_i(x_i) + (x_i - c_i)^2 / (2 mu), with mu the root of ||x(mu) - c||_2 = eta.

    Completing the square, (l2/2) x^2 = (l2/2) (x - c)^2 + l2 c (x - c) + constant: curvature adds l2 c to m, and turns
    1/mu into 1/nu = 1/mu + l2. So without it, in terms of nu <= 1/l2: x_i starts at the point of its interval closest
    to c_i, and rests there until c_i - nu (m_i + l2 c_i +- l1) has come to it; it follows that to 0, rests there while
    |m_i - lambda c_i| <= l1, moves on to the end of the interval, and rests there. Without a root lambda = 0: x
    minimizes <m, x> + R(x) and is the closest such point to c.

    r_i is the subgradient of phi_i at x_i closest to -m_i + lambda (c_i - x_i), so that m + r = -lambda (x - c). If the
    ball touches dom R in one point (nu = 0, lambda = inf; the center is outside) there is no r unless nothing moves.

    Source: the proximal operators are standard (soft threshold, projection); the root is exact, see `ntr.steps.root`.
    """
    terms = regularizer.separable()
    if terms is None or not is_euclidean(norm):
        return None
    ndim, eta = len(norm.shape), expand(radius, 1)
    regularizer(np.zeros(norm.shape), ndim)  # raises if the bounds have another shape
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        found = moves(terms, m, center, eta, ndim)
        if found.start is not None:
            away = norm2(found.nearest - found.position, 1)
            require_meeting(away, regularizer, center, radius, rounding(center, radius, ndim))
        limit = found.scale[..., 0] / (radius * terms.l2) if terms.l2 else None
        mu, phase = dual_root(Path(found.start, found.early, found.cap, found.late, found.end), limit)
        mu = expand(mu, 1)
        length = eta * np.where(np.isinf(mu), 0.0, mu)  # inf: no coordinate is left that moves
        x = placed(found, phase, found.position - length * found.speed, found.position - length * found.later)
        x = terms.clip(x.reshape(m.shape))
        if found.start is not None and ((mu == 0) & ((phase == EARLY) | (phase == LATE))).any():
            return Step(x, None)
        price = np.where(np.isinf(mu), 0.0, found.scale / (eta * np.where(mu > 0, mu, 1.0)))
        target = expand(price[..., 0], ndim) * (center - x) - found.slope.reshape(m.shape)
        r = terms._replace(l2=0.0).subgradient(x, target) + terms.l2 * x
        if limit is not None:  # lambda = 0 exactly: m + r would be what is left of far larger numbers
            free = expand(mu[..., 0] >= limit, ndim)
            x = np.where(free, terms.minimizer(m), x)
            r = np.where(free, terms.subgradient(x, -m), r)
    return Step(x, np.asarray(r))
