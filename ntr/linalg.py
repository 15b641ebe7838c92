"""Batched products and norms whose result does not depend on the batch.

Points are the trailing axes, the leading axes are a batch. A BLAS product over the whole batch rounds differently from
the products of its slices; these helpers reduce each slice on its own, in one fixed order, so that a batch gives bit
for bit what its slices give.
"""

from __future__ import annotations

import math
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Scalar = TypeVar("Scalar", bound=np.generic)


def flat(x: Array, ndim: int) -> Array:
    """`x` with its last `ndim` axes made one, contiguous: the order of every sum is then that of C."""
    axes = x.ndim - ndim
    return np.ascontiguousarray(x).reshape(*x.shape[:axes], math.prod(x.shape[axes:]))  # -1 fails on an empty batch


def total(x: Array, ndim: int) -> Array:
    """Sum over the last `ndim` axes, shape (*batch,)."""
    return np.asarray(flat(x, ndim).sum(axis=-1))


def inner(x: Array, y: Array, ndim: int) -> Array:
    """<x, y> over the last `ndim` axes, shape (*batch,)."""
    return total(x * y, ndim)


def largest(x: Array, ndim: int) -> Array:
    """max |x_i| over the last `ndim` axes, shape (*batch,)."""
    return np.asarray(np.abs(flat(x, ndim)).max(axis=-1))


def expand(values: NDArray[Scalar], ndim: int) -> NDArray[Scalar]:
    """(*batch,) -> (*batch, 1, ..., 1) with `ndim` ones: to multiply points by one number each."""
    return np.asarray(values)[(...,) + (None,) * ndim]


def scaled(x: Array, ndim: int) -> tuple[Array, Array]:
    """x / max|x_i| and max|x_i|, shape (*batch,): powers of the first do not overflow. 0 stays 0."""
    size = largest(x, ndim)
    return x / expand(np.where(size > 0, size, 1.0), ndim), size


def norm2(x: Array, ndim: int) -> Array:
    """Euclidean norm over the last `ndim` axes, shape (*batch,), without overflow or underflow."""
    unit, size = scaled(x, ndim)
    return np.asarray(size * np.sqrt(inner(unit, unit, ndim)))


def apply(matrix: Array, x: Array) -> Array:
    """matrix @ x for each vector of the batch: (m, n), (*batch, n) -> (*batch, m)."""
    return np.asarray(np.matmul(matrix, np.ascontiguousarray(x)[..., None])[..., 0])


def singular_values(x: Array) -> Array:
    """Singular values, largest first: (*batch, m, n) -> (*batch, min(m, n))."""
    return np.asarray(np.linalg.svd(x, compute_uv=False))


def decompose(x: Array) -> tuple[Array, Array, Array]:
    """u, s, vh with x = u diag(s) vh, s of shape (*batch, min(m, n)), largest first.

    Singular values that are 0 to rounding, s_i <= max(m, n) 2^-52 s_1, are set to 0: their directions are noise.
    """
    u, s, vh = np.linalg.svd(x, full_matrices=False)
    return u, np.where(s > max(x.shape[-2:]) * 2.0**-52 * s[..., :1], s, 0.0), vh


def compose(u: Array, s: Array, vh: Array) -> Array:
    """u diag(s) vh for each matrix of the batch, on its own."""
    return np.asarray(np.matmul(u * s[..., None, :], vh))


def polar(a: Array) -> tuple[Array, Array]:
    """Polar factors and nuclear norms: (*batch, m, n) -> U V^T, (*batch, m, n), and sum_i s_i, (*batch,).

    For A = U diag(s) V^T. U V^T maximizes <A, X> over ||X||_op <= 1, and the maximum is the nuclear norm. It is 0 in
    the directions with s_i <= max(m, n) 2^-52 s_1, hence 0 for A = 0, and NaN for a matrix that is not finite. Any
    scale; 1 - <U V^T, A> / ||A||_nuc and the error of its singular values are below 1e-14 at any condition number.

    Compiled: QDWH with Cholesky factorizations (Nakatsukasa, Bai, Gygi, SIAM J. Matrix Anal. Appl. 31 (2010)), or where
    these would not do, one-sided Jacobi rotations. A batch gives bit for bit what its slices give. `TypeError` or
    `ValueError` for what is no array of real matrices with at least one entry.
    """
    from ntr.engine import polar as compiled  # here, because the engine needs this module

    return compiled.polar(a)
