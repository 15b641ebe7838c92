"""The kernel of norms that are made of sorted magnitudes: see `ntr.engine.kernels`. One lane after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ntr.engine.kernels import MaximizerKernel, helper

# What the maximizer at m is, for the magnitudes a_1 >= ... >= a_d of m and weights w_1 >= ... >= w_d:
RATIO = 0  # 1/W_j on the first j, j the first largest of T_j/W_j: `SortedL1`, and `TopK` with k ones
WEIGHTS = 1  # w_j in place of a_j: `SortedL1Dual`, and `TopKDual` with k ones
SUPPORT = 2  # a_j / length for the k first, w = k ones: `KSupport`
LEVEL = 3  # max(a_j, c) / length of the k first, w = k ones: `TopKL2`


def sorted_kernel(kind: int, weights: Sequence[float]) -> MaximizerKernel:
    """The kernel with these weights, one for each entry."""
    return MaximizerKernel(sorted_maximizer, params=np.array([kind, *weights], dtype=np.float64))


def top_kernel(kind: int, k: int, size: int) -> MaximizerKernel:
    """The kernel with k ones and zeros."""
    return sorted_kernel(kind, [1.0] * k + [0.0] * (size - k))


@helper
def ratio_weights(a: Any, w: Any, out: Any) -> None:
    """`RATIO` of the sorted magnitudes a, over the largest."""
    top = weight = best = 0.0
    last, size = 0, 1.0
    for j in range(a.shape[0]):
        top, weight = top + a[j], weight + w[j]
        if top / weight > best:
            best, last, size = top / weight, j, weight
    for j in range(a.shape[0]):
        out[j] = 1.0 / size if j <= last and a[j] > 0.0 else 0.0


@helper
def level(a: Any, k: Any) -> float:
    """c of `ntr.norms.ordering.support_level`."""
    tail = 0.0
    for j in range(k - 1, a.shape[0]):
        tail += a[j]
    best = tail
    for r in range(1, k):
        tail += a[k - r - 1]
        if a[k - r - 1] > tail / (r + 1):
            break
        best = tail / (r + 1)
    return best


def sorted_maximizer(m: Any, params: Any, u: Any) -> None:
    """params = [kind, the weights]."""
    size, lanes = m.shape
    kind, w = int(params[0]), params[1:]
    a, out = np.empty(size), np.empty(size)
    k = int(w.sum())
    for lane in range(lanes):
        most = spoilt = 0.0
        for i in range(size):
            a[i] = -abs(m[i, lane])
            most = max(most, -a[i])
            spoilt += m[i, lane] - m[i, lane]
        order = np.argsort(a, kind="mergesort")  # stable: of equal magnitudes the first
        for j in range(size):
            out[j] = -a[order[j]] / most if most > 0.0 else 0.0
        for j in range(size):
            a[j] = out[j]
        if kind == RATIO:
            ratio_weights(a, w, out)
        elif kind == WEIGHTS:
            for j in range(size):
                out[j] = w[j] if a[j] > 0.0 else 0.0
        else:
            c, squares = (level(a, k) if kind == LEVEL else 0.0), 0.0
            for j in range(size):
                out[j] = max(a[j], c) if j < k or kind == LEVEL else 0.0
                squares += out[j] * out[j] if j < k else 0.0
            for j in range(size):
                out[j] = out[j] / np.sqrt(squares) if squares > 0.0 and a[j] > 0.0 else 0.0
        for j in range(size):
            i = order[j]
            u[i, lane] = (out[j] if m[i, lane] >= 0.0 else -out[j]) + spoilt
