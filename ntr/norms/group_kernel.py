"""The kernel of group norms, (sum_G ||x_G||_p^q)^(1/q) for any partition of the entries: see `ntr.engine.kernels`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ntr.engine.kernels import MaximizerKernel, helper


def group_kernel(labels: NDArray[np.intp], inner: float, outer: float) -> MaximizerKernel:
    """The kernel for the group labels 0, ..., n - 1 of the entries in C order; p = `inner`, q = `outer`."""
    head = np.array([inner, outer, labels.max() + 1], dtype=np.float64)
    return MaximizerKernel(group_maximizer, params=np.concatenate([head, labels.astype(np.float64)]))


@helper
def ratio(a: Any, most: Any, p: Any) -> Any:
    """w = t^(1/(p-1)) for t = a/most in [0, 1], p > 1; 0 at t = 0, 1 elsewhere for p = inf. See `power_lmo`."""
    t = a / most if most != 0.0 else 0.0
    if p == 2.0:
        return t
    if p == np.inf:
        return 1.0 if t > 0.0 else t
    return t ** (1.0 / (p - 1.0))


@helper
def root(total: Any, p: Any) -> Any:
    """total^(1/p)."""
    if p == 2.0:
        return np.sqrt(total)
    return total ** (1.0 / p)  # 1 for p = inf


@helper
def maximize(a: Any, labels: Any, count: Any, p: Any, w: Any, value: Any) -> None:
    """In each group, w <- the maximizer of <a_G, w> over ||w||_p <= 1, w >= 0, and value <- the maximum.

    a (size, lanes), not negative; labels (size,); w (size, lanes); value (count, lanes). For p = 1 the first largest.
    """
    size, lanes = a.shape
    most, total, power = np.zeros((count, lanes)), np.zeros((count, lanes)), np.zeros((count, lanes))
    for i in range(size):
        for lane in range(lanes):
            t = a[i, lane]
            m = most[int(labels[i]), lane]
            most[int(labels[i]), lane] = t if (t > m or t != t) else m
    if p == 1.0:
        for i in range(size):
            for lane in range(lanes):
                group = int(labels[i])
                hit = a[i, lane] == most[group, lane] and a[i, lane] > 0.0 and total[group, lane] == 0.0
                w[i, lane] = 1.0 if hit else a[i, lane] * 0.0  # NaN and infinity stay visible
                total[group, lane] += w[i, lane]
        value[:] = most
        return
    for i in range(size):
        group = int(labels[i])
        for lane in range(lanes):
            w[i, lane] = ratio(a[i, lane], most[group, lane], p)
            total[group, lane] += w[i, lane] * (a[i, lane] / most[group, lane] if most[group, lane] != 0.0 else 0.0)
    for group in range(count):
        for lane in range(lanes):
            power[group, lane] = root(total[group, lane], p) if most[group, lane] != 0.0 else 1.0
            value[group, lane] = most[group, lane] * (total[group, lane] / power[group, lane])
    for i in range(size):
        for lane in range(lanes):
            w[i, lane] = w[i, lane] / power[int(labels[i]), lane]


def group_maximizer(m: Any, params: Any, u: Any) -> None:
    """params = [p, q, the number of groups, the labels]: u_G = a_G (the maximizer of l_p at m_G), a that of l_q."""
    size, lanes = m.shape
    inner, outer, count = params[0], params[1], int(params[2])
    labels, one = params[3:], np.zeros(count)
    a, values = np.empty((size, lanes)), np.empty((count, lanes))
    weights, dual = np.empty((count, lanes)), np.empty((1, lanes))
    for i in range(size):
        for lane in range(lanes):
            a[i, lane] = abs(m[i, lane])
    maximize(a, labels, count, inner, u, values)
    maximize(values, one, 1, outer, weights, dual)
    for i in range(size):
        group = int(labels[i])
        for lane in range(lanes):
            w = u[i, lane] * weights[group, lane]
            u[i, lane] = w if m[i, lane] >= 0.0 else -w
