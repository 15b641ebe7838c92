"""The compiled twin of `euclidean_ball`, and the indicator of a Euclidean ball."""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.kernels import CompositeKernel, helper
from ntr.norm import Norm
from ntr.regularizers import Ball
from ntr.regularizers.ball import MARGIN
from ntr.steps import euclidean_ball
from ntr.steps.euclidean_ball import ROUNDING
from ntr.steps.twin import twin


@twin(euclidean_ball.step)
def ball_twin(norm: Norm, regularizer: Ball) -> CompositeKernel:
    """A linear function on two balls, see `euclidean_ball`."""
    params = np.array([regularizer.radius, regularizer.radius * (1 + MARGIN)])
    return CompositeKernel(two_balls, ball_penalty, params)


# Kernels: see ntr.engine.kernels; params = [R, the largest computed norm that counts as inside].


@helper
def length(v: Any) -> Any:
    """||v||_2, scaled."""
    most = squares = 0.0
    for i in range(v.shape[0]):
        a = abs(v[i])
        most = a if (a > most or a != a) else most
    for i in range(v.shape[0]):
        squares += (v[i] / most) * (v[i] / most) if most > 0.0 else 0.0
    return most * np.sqrt(squares)


@helper
def crossing(unit: Any, c: Any, size: Any, eta: Any, bound: Any, y: Any, r: Any) -> None:
    """Case (C) of `euclidean_ball`: y, and the subgradient r for a unit m."""
    dimension, longest = c.shape[0], max(eta, bound)
    size, eta, bound = size / longest, eta / longest, bound / longest
    tau = ((bound - size) * (bound + size) - eta * eta) / (2.0 * size)
    plus = (size + eta - bound) * (size + eta + bound) / (2.0 * size)
    minus = (bound - size + eta) * (bound + size - eta) / (2.0 * size)
    height = np.sqrt(max(plus, 0.0) * max(minus, 0.0))
    along = again = 0.0
    for i in range(dimension):
        y[i] = c[i] / (size * longest)  # the axis, for now
        along += unit[i] * y[i]
    for i in range(dimension):
        r[i] = unit[i] - along * y[i]  # the part across
        again += r[i] * y[i]
    for i in range(dimension):
        r[i] -= again * y[i]
    width = length(r)
    ratio = width / (height if height > 0.0 else 1.0)
    multiplier = min(max((along + ratio * (size + tau)) / size, 0.0), ratio)
    for i in range(dimension):
        y[i] = c[i] + longest * (tau * y[i] - height * r[i] / (width if width > 0.0 else 1.0))
        r[i] = (ratio - multiplier) * (y[i] / longest)


def two_balls(m: Any, params: Any, keep: Any, eta: Any, x: Any, r: Any) -> None:
    """The minimizer of the first ball, of the second, or where their spheres meet."""
    size, lanes = m.shape
    bound = params[0]
    c, unit, y, free = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    for lane in range(lanes):
        scale = spoilt = 0.0
        for i in range(size):
            scale = max(scale, abs(m[i, lane]))
            spoilt += m[i, lane] - m[i, lane]
        if spoilt != 0.0:  # NaN: x must not hide it
            x[:, lane] = np.nan
            continue
        for i in range(size):
            c[i] = keep * x[i, lane]
            unit[i] = m[i, lane] / (scale if scale > 0.0 else 1.0)
        slope = length(unit)
        for i in range(size):
            unit[i] /= slope if slope > 0.0 else 1.0
            y[i], free[i] = c[i] - eta * unit[i], 0.0
        if length(y) > bound * (1.0 + ROUNDING):
            for i in range(size):
                y[i] = -bound * unit[i] - c[i]
            inside, center = length(y) <= eta * (1.0 + ROUNDING), length(c)
            if slope == 0.0:  # a center that rounding has put outside
                for i in range(size):
                    y[i] = c[i] * (bound / center)
            elif inside:
                for i in range(size):
                    y[i], free[i] = -bound * unit[i], -scale * slope * unit[i]
            else:
                crossing(unit, c, center, eta, bound, y, free)
                for i in range(size):
                    free[i] *= slope * scale
        for i in range(size):
            x[i, lane], r[i, lane] = y[i], free[i]


def ball_penalty(x: Any, params: Any, out: Any) -> None:
    """out <- 0 where ||x||_2 <= R, else inf."""
    for lane in range(x.shape[1]):
        size = length(x[:, lane])
        out[lane] = 0.0 if size <= params[1] else np.inf
