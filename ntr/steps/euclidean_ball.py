"""The Euclidean norm with a Euclidean ball: a linear function on the intersection of two balls."""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.linalg import Array, expand, flat, inner, largest, norm2
from ntr.norm import Norm
from ntr.regularizers import Ball
from ntr.steps.kinds import EUCLIDEAN, is_euclidean
from ntr.steps.rule import Step, require_meeting, rounding, rule

# Of a computed norm; without it, concentric equal balls could lie outside each other.
ROUNDING = 1e-14


@rule(EUCLIDEAN, Ball)
def step(norm: Norm, regularizer: Ball, m: Array, center: Array, radius: Array) -> Step | None:
    """min <m, x> over ||x - c||_2 <= eta and ||x||_2 <= R.

    (A) The minimizer c - eta m / ||m||_2 of the first ball, if it lies in the second: r = 0.
    (B) Else the minimizer -R m / ||m||_2 of the second, if it lies in the first: r = -m.
    (C) Else both bounds are active: x = c + tau e - h p on the sphere where they meet, with e = c / ||c||_2, p the unit
    vector along the part of m orthogonal to e, tau = ((R - ||c||)(R + ||c||) - eta^2) / (2 ||c||), h^2 = eta^2 - tau^2.
    Then m + kappa x + lambda (x - c) = 0 with kappa + lambda = q = <m, p> / h and
    lambda = (<m, e> + q (||c|| + tau)) / ||c||, which lies in [0, q] since (A) and (B) fail; r = kappa x.
    (D) m = 0: the point of the second ball closest to c, r = 0.

    Balls that touch from outside meet in one point R e; r is then None unless (A) or (B) gives it.

    Source: plane geometry, in the plane of m and c; theory.md Lemma 2b.
    """
    if not (is_euclidean(norm) and is_euclidean(regularizer.norm)):
        return None
    if regularizer.norm.shape != norm.shape:
        raise ValueError(f"the ball of the regularizer must have shape {norm.shape}, got {regularizer.norm.shape}")
    ndim = len(norm.shape)
    bound, eta = regularizer.radius, expand(radius, 1)
    c, scale = flat(center, ndim), largest(m, ndim)[..., None]
    g = flat(m, ndim) / np.where(scale > 0, scale, 1.0)
    size, slope = norm2(c, 1)[..., None], norm2(g, 1)[..., None]
    require_meeting(size[..., 0] - bound, regularizer, center, radius, rounding(center, radius, ndim))
    unit = g / np.where(slope > 0, slope, 1.0)
    first, second = c - eta * unit, -bound * unit
    inside_second = norm2(first, 1)[..., None] <= bound * (1 + ROUNDING)
    inside_first = norm2(second - c, 1)[..., None] <= eta * (1 + ROUNDING)
    still = (slope == 0) & ~inside_second
    x = np.where(inside_second, first, np.where(inside_first, second, c))
    r = np.where(inside_second | (slope == 0), 0.0, -g)
    x = np.where(still, c * (bound / np.where(still, size, 1.0)), x)
    crossing = ~(inside_second | inside_first | still)[..., 0]
    missing = False
    if crossing.any():
        x[crossing], r[crossing], found = _crossing(
            unit[crossing], c[crossing], size[crossing], np.broadcast_to(eta, size.shape)[crossing], bound
        )
        r[crossing] *= slope[crossing]
        missing = not found.all()
    return Step(x.reshape(m.shape), None if missing else (r * scale).reshape(m.shape))


def _crossing(unit: Array, c: Array, size: Array, eta: Array, bound: Any) -> tuple[Array, Array, Array]:
    """Case (C) for a unit m: x, r, and where r exists. Arrays are (n, d) and (n, 1). c is not 0: then A or B holds.

    Differences of squares are factored (Heron), so that h keeps its digits when it is small.
    """
    axis, longest = c / size, np.maximum(eta, bound)
    size, eta, bound = size / longest, eta / longest, bound / longest
    tau = ((bound - size) * (bound + size) - eta * eta) / (2 * size)
    # eta - tau and eta + tau, the product of two sums of lengths over 2 ||c|| each
    plus = (size + eta - bound) * (size + eta + bound) / (2 * size)
    minus = (bound - size + eta) * (bound + size - eta) / (2 * size)
    height = np.sqrt(np.maximum(plus, 0.0) * np.maximum(minus, 0.0))
    along = inner(unit, axis, 1)[..., None]
    across = unit - along * axis
    across = across - inner(across, axis, 1)[..., None] * axis  # once more: what cancellation left along the axis
    width = norm2(across, 1)[..., None]
    x = c + longest * (tau * axis - height * across / np.where(width > 0, width, 1.0))
    ratio = width / np.where(height > 0, height, 1.0)
    multiplier = np.minimum(np.maximum((along + ratio * (size + tau)) / size, 0.0), ratio)
    return x, (ratio - multiplier) * (x / longest), (height > 0)[..., 0]
