"""The compiled twin of `maximum_separable`, and the value of a separable regularizer."""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.kernels import CompositeKernel
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.steps.maximum_separable import step
from ntr.steps.twin import twin


def separable_params(norm: Norm, regularizer: Regularizer) -> Array:
    """[l1, l2, lower_1 .., upper_1 ..]: what a kernel knows of a separable regularizer."""
    terms = regularizer.separable()
    assert terms is not None
    ends = [np.broadcast_to(end, norm.shape).ravel() for end in (terms.lower, terms.upper)]
    return np.concatenate([[terms.l1, terms.l2], *ends])


@twin(step)
def maximum_twin(norm: Norm, regularizer: Regularizer) -> CompositeKernel:
    """One interval per coordinate, see `maximum_separable`."""
    return CompositeKernel(maximum_separable, separable_penalty, separable_params(norm, regularizer))


# Kernels: see ntr.engine.kernels; params as in `separable_params`.


def maximum_separable(m: Any, params: Any, keep: Any, eta: Any, x: Any, r: Any) -> None:
    """The minimizer on the line, moved into the ball's interval and into dom R; the subgradient closest to -m."""
    size, lanes = m.shape
    l1, l2 = params[0], params[1]
    for i in range(size):
        lower, upper = params[2 + i], params[2 + size + i]
        for lane in range(lanes):
            a, c = m[i, lane], keep * x[i, lane]
            shrunk = max(abs(a) - l1, 0.0)
            target = shrunk / l2 if l2 > 0.0 else (np.inf if shrunk > 0.0 else 0.0)
            target = min(max(-target if a > 0.0 else target, lower), upper)
            if l1 == 0.0 and l2 == 0.0 and a == 0.0:
                target = c
            low, high = c - eta, c + eta
            y = min(max(min(max(target, low), high), lower), upper)
            # the subgradient of the part without the ends of dom R, and if that is not enough, with them
            least, most = l2 * y + (l1 if y > 0.0 else -l1), l2 * y + (l1 if y >= 0.0 else -l1)
            free = min(max(-a, least), most)
            if not ((a + free >= 0.0 and y <= low) or (a + free <= 0.0 and y >= high)):
                free = min(max(-a, least if y > lower else -np.inf), most if y < upper else np.inf)
            x[i, lane] = y
            r[i, lane] = free


def separable_penalty(x: Any, params: Any, out: Any) -> None:
    """out <- sum_i l1 |x_i| + (l2/2) x_i^2, inf outside the intervals."""
    size, lanes = x.shape
    l1, l2 = params[0], params[1]
    out[:] = 0.0
    for i in range(size):
        lower, upper = params[2 + i], params[2 + size + i]
        for lane in range(lanes):
            a = abs(x[i, lane])
            term = a * (l1 + 0.5 * l2 * a) if l1 > 0.0 or l2 > 0.0 else 0.0
            out[lane] += term if lower <= x[i, lane] <= upper else np.inf
