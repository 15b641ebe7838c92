"""What the norms made of sorted magnitudes share: the largest magnitudes, their ranks, and the level of k-support.

NaN counts as the largest magnitude, as it does in a sort upwards, so that it reaches every result.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ntr import validation
from ntr.linalg import Array, flat, total


def decreasing_weights(value: Any, shape: tuple[int, ...]) -> tuple[float, ...]:
    """`value` as weights w_1 >= ... >= w_d >= 0 with w_1 > 0, one for each entry of a point."""
    weights = validation.array(value, "weights", shape=(math.prod(shape),))
    if not (weights[0] > 0 and weights[-1] >= 0 and (np.diff(weights) <= 0).all()):
        raise ValueError(f"weights must be nonnegative and decreasing, the first positive, got {weights.tolist()}")
    return tuple(weights.tolist())


def top(x: Array, k: int, ndim: int) -> Array:
    """The k largest magnitudes over the last `ndim` axes, smallest first: (*batch, k)."""
    magnitude = np.abs(flat(x, ndim))
    first = magnitude.shape[-1] - k
    return np.sort(np.partition(magnitude, first, axis=-1)[..., first:], axis=-1)


def top_mask(x: Array, k: int, ndim: int) -> Array:
    """True at k largest magnitudes, of equal ones at the first in C order: shape of x."""
    magnitude = np.abs(flat(x, ndim))
    least = top(x, k, ndim)[..., :1]
    above, equal = ~(magnitude <= least), magnitude == least
    room = k - np.count_nonzero(above, axis=-1, keepdims=True)
    return np.asarray(above | (equal & (np.cumsum(equal, axis=-1) <= room))).reshape(x.shape)


def ranks(x: Array, ndim: int) -> NDArray[np.intp]:
    """The rank of each magnitude, 0 for the largest, equal ones in C order: integers, shape of x."""
    magnitude = np.abs(flat(x, ndim))
    order = np.argsort(-np.where(np.isnan(magnitude), np.inf, magnitude), axis=-1, kind="stable")
    result = np.empty_like(order)
    np.put_along_axis(result, order, np.broadcast_to(np.arange(order.shape[-1]), order.shape), axis=-1)
    return np.asarray(result.reshape(x.shape))


def top_ratios(x: Array, weights: tuple[float, ...], ndim: int) -> Array:
    """(sum of the j largest magnitudes) / (w_1 + ... + w_j) for j = 1, ..., d: (*batch, d)."""
    largest_first = np.sort(np.abs(flat(x, ndim)), axis=-1)[..., ::-1]
    return np.asarray(np.cumsum(largest_first, axis=-1) / np.cumsum(weights))


def support_level(x: Array, k: int, ndim: int) -> tuple[Array, Array]:
    """The norm of k-support of moderate x, and the level c of its formula: both (*batch,).

    With |x| sorted downwards and S_r = |x|_{k-r} + ... + |x|_d, r is the largest of 0, ..., k - 1 with
    |x|_{k-r} <= S_r/(r + 1); this holds for all smaller ones too. Then c = S_r/(r + 1), and the squared norm is
    |x|_1^2 + ... + |x|_{k-r-1}^2 + S_r^2/(r + 1) (Argyriou, Foygel, Srebro 2012, Proposition 2.1).
    """
    magnitude = np.sort(np.abs(flat(x, ndim)), axis=-1)
    size = magnitude.shape[-1]
    sums = np.cumsum(magnitude, axis=-1)[..., size - k :]  # S_r for r = 0, ..., k - 1
    levels = sums / np.arange(1.0, k + 1)
    fits = magnitude[..., size - k :] <= levels
    fits[..., 0] = True  # by definition; this keeps NaN in bounds
    r = np.count_nonzero(fits, axis=-1, keepdims=True) - 1
    above = np.where(np.arange(size) > size - k + r, magnitude, 0.0)
    level = np.take_along_axis(levels, r, axis=-1)[..., 0]
    return np.sqrt(total(above * above, 1) + level * np.take_along_axis(sums, r, axis=-1)[..., 0]), level
