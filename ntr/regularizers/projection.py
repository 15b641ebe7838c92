"""Euclidean projections onto simplices and balls."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, compose, decompose, expand, flat, norm2
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Schatten, Spectral


def onto_simplex(y: Array, size: Array | float) -> Array:
    """argmin ||x - y||_2 over x >= 0, sum_i x_i = size, along the last axis.

    x_i = (y_i - t)_+, where t is (sum of the k largest - size) / k for the largest k that leaves all k above t. Source:
    Held, Wolfe and Crowder, "Validation of subgradient optimization", 1974. y is first shifted so that its maximum is 0,
    which changes nothing and keeps the digits of t.
    """
    y = y - y.max(axis=-1, keepdims=True)
    ordered = -np.sort(-y, axis=-1)
    count = np.arange(1.0, y.shape[-1] + 1)
    size = np.asarray(size)[..., None]
    threshold = (ordered.cumsum(axis=-1) - size) / count
    last = (ordered > threshold).sum(axis=-1, keepdims=True) - 1
    x = np.maximum(y - np.take_along_axis(threshold, np.maximum(last, 0), axis=-1), 0.0)
    return np.asarray(x * (size / x.sum(axis=-1, keepdims=True)))  # rounding: the sum is exact where it is compared


def onto_ball(norm: Norm, radius: float, y: Array) -> Array | None:
    """The point of {||x|| <= radius} closest to y; None where there is no closed form for the norm.

    l_inf clips, l_2 scales, l_1 is a simplex for the magnitudes; Schatten norms do the same to the singular values.
    """
    ndim = len(norm.shape)
    if not isinstance(norm, L1 | L2 | LInf | Lp | Nuclear | Schatten | Spectral) or norm.p not in (1, 2, np.inf):
        return None
    outside = expand(norm(y), ndim) > radius
    if norm.p == 2:
        length = norm2(y, ndim)
        return np.where(outside, y * expand(radius / np.where(length > 0, length, 1.0), ndim), y)
    if isinstance(norm, Nuclear | Schatten | Spectral):
        u, s, vh = decompose(y)
        inner = np.minimum(s, radius) if norm.p == np.inf else onto_simplex(s, radius)
        return np.where(outside, compose(u, inner, vh), y)
    if norm.p == np.inf:
        return np.clip(y, -radius, radius)
    magnitudes = onto_simplex(np.abs(flat(y, ndim)), radius).reshape(y.shape)
    return np.where(outside, np.copysign(magnitudes, y), y)
