"""Euclidean projections onto simplices, balls and their normal cones."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, compose, decompose, expand, flat, inner, norm2
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.norms.powers import dual_exponent


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
        shrunk = np.minimum(s, radius) if norm.p == np.inf else onto_simplex(s, radius)
        return np.where(outside, compose(u, shrunk, vh), y)
    if norm.p == np.inf:
        return np.clip(y, -radius, radius)
    magnitudes = onto_simplex(np.abs(flat(y, ndim)), radius).reshape(y.shape)
    return np.where(outside, np.copysign(magnitudes, y), y)


def onto_normal_cone(norm: Norm, x: Array, r: Array) -> Array:
    """A point of the normal cone at x of the ball with x on its surface, as close to r as its own rounding; else r.

    l_2: a multiple of x, l_p and Schatten norms with 1 < p < inf: of the gradient. l_1: k sign(x_i) where x_i != 0, in
    [-k, k] elsewhere. With x = U diag(s) V^T, spectral: U B V^T with B positive semidefinite where s is largest; nuclear:
    k (U V^T + W) with W orthogonal to both, ||W||_op <= 1. For other norms r itself.
    """
    ndim = len(norm.shape)
    if isinstance(norm, L2) or (isinstance(norm, Lp | Schatten) and 1 < norm.p < np.inf):
        gradient = _gradient(norm, x)
        square = inner(gradient, gradient, ndim)
        share = np.maximum(inner(r, gradient, ndim), 0.0) / np.where(square > 0, square, 1.0)
        return np.asarray(expand(share, ndim) * gradient)
    if isinstance(norm, L1) or (isinstance(norm, Lp) and norm.p == 1):
        held = flat(x, ndim) != 0
        along = np.where(held, np.sign(flat(x, ndim)) * flat(r, ndim), 0.0).sum(axis=-1)
        level = expand(np.maximum(along / np.maximum(held.sum(axis=-1), 1), 0.0), ndim)
        return np.where(x != 0, np.copysign(level, x), np.clip(r, -level, level))
    if isinstance(norm, Spectral) or (isinstance(norm, Schatten) and norm.p == np.inf):
        u, s, vh = decompose(x)
        top = s >= s[..., :1] * (1 - 1e-12)
        block = np.matmul(np.matmul(u.swapaxes(-1, -2), r), vh.swapaxes(-1, -2)) * (
            top[..., :, None] & top[..., None, :]
        )
        values, vectors = np.linalg.eigh((block + block.swapaxes(-1, -2)) / 2)
        return np.asarray(
            np.matmul(np.matmul(u, compose(vectors, np.maximum(values, 0.0), vectors.swapaxes(-1, -2))), vh)
        )
    if isinstance(norm, Nuclear) or (isinstance(norm, Schatten) and norm.p == 1):
        return _onto_nuclear_cone(x, r)
    return r


def _gradient(norm: L2 | Lp | Schatten, x: Array) -> Array:
    """A multiple of the gradient of the norm at x != 0: the point of the dual ball that x is largest at."""
    if norm.p == 2:
        return x
    if isinstance(norm, Schatten):
        return -Schatten(norm.shape, dual_exponent(norm.p)).lmo(x)
    return -Lp(norm.shape, dual_exponent(norm.p)).lmo(x)


def _onto_nuclear_cone(x: Array, r: Array) -> Array:
    """k (U V^T + W): k is the mean of <u_i, r v_i>, and W what r has outside, its singular values cut off at k."""
    u, s, vh = decompose(x)
    held = np.where(s > 0, 1.0, 0.0)
    u, vh = u * held[..., None, :], vh * held[..., :, None]
    block = np.matmul(np.matmul(u.swapaxes(-1, -2), r), vh.swapaxes(-1, -2))
    level = np.maximum(np.trace(block, axis1=-2, axis2=-1) / np.maximum(held.sum(axis=-1), 1.0), 0.0)[..., None]
    left = r - np.matmul(u, np.matmul(u.swapaxes(-1, -2), r))
    outside = left - np.matmul(np.matmul(left, vh.swapaxes(-1, -2)), vh)
    p, t, qh = decompose(outside)
    return np.asarray(compose(u, level * held, vh) + compose(p, np.minimum(t, level), qh))
