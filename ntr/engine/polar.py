"""Polar factors of blocks of matrices, U V^T for M = U diag(s) V^T: the maximizers of the spectral norm.

The result is 0 in the directions with s_i <= max(rows, columns) 2^-52 s_1, and NaN throughout for a matrix that is not
finite. QDWH does nearly all of it; matrices that are too badly conditioned for it take the singular value decomposition.
Every lane is what it would be alone, bit for bit. Plain twin: `ntr.linalg.decompose`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine import jacobi, polar_lanes, polar_tiles
from ntr.engine.groups import give, sides, take
from ntr.engine.kernels import MAXIMIZER, MaximizerKernel, compiled, helper
from ntr.engine.simd import WIDTH, load, most, plus_product, spread, store, where_greater
from ntr.linalg import Array, inner, scaled

LANES = 64  # matrices at a time
TILES = 64  # above this smaller side, one matrix at a time in tiles is faster than one matrix per lane


@helper
def wide_enough(m: Any, fill: Any) -> Any:
    """m itself, or, if it has fewer than `WIDTH` lanes, a block that has: a copy of m and zeros."""
    if m.shape[1] >= WIDTH:
        return m
    wide = np.zeros((m.shape[0], WIDTH))
    if fill:
        for i in range(m.shape[0]):
            for lane in range(m.shape[1]):
                wide[i, lane] = m[i, lane]
    return wide


@helper
def narrow(wide: Any, u: Any) -> None:
    """u <- its lanes of the block that `wide_enough` made."""
    if u.shape[1] < WIDTH:
        for i in range(u.shape[0]):
            for lane in range(u.shape[1]):
                u[i, lane] = wide[i, lane]


@helper
def repair(m: Any, first: Any, rows: Any, columns: Any, residual: Any, u: Any) -> None:
    """u <- polar factors by the singular value decomposition, in the lanes from `first` on with residual > `CLOSE`."""
    p0, q0, down, across = sides(rows, columns)
    p, q = (p0 + 3) // 4 * 4, (q0 + 3) // 4 * 4
    A, V, S = np.empty(p0 * q0 * WIDTH), np.empty(q0 * q0 * WIDTH), np.empty(q0 * WIDTH)
    X, G, Y = np.zeros(p * q * WIDTH), np.empty(q * q * WIDTH), np.empty(8 * q * WIDTH)
    failed = where_greater(residual, polar_lanes.CLOSE, 1.0, 0.0)
    take(m, first, p0, q0, down, across, A, 1, p0)
    jacobi.orthogonalize(A, V, S, p0, q0, failed)
    for i in range(p0):
        for j in range(q0):
            s = spread(0.0)
            for k in range(q0):
                s = plus_product(s, load(A, (k * p0 + i) * WIDTH), load(V, (k * q0 + j) * WIDTH))
            store(X, (i * q + j) * WIDTH, s)
    polar_lanes.gram(X, G, p, q)  # the rotations have added up their errors
    polar_lanes.polish(X, G, p, q0, q, Y)
    give(X, q, 1, p0, q0, down, across, u, first, failed)


def polar_maximizer(m: Any, params: Any, u: Any) -> None:
    """params = [rows, columns], the smaller at most `TILES`."""
    rows, columns = int(params[0]), int(params[1])
    p0, q0, down, across = sides(rows, columns)
    p, q = (p0 + 3) // 4 * 4, (q0 + 3) // 4 * 4
    X, G, D, Y = np.zeros(p * q * WIDTH), np.empty(q * q * WIDTH), np.empty(q * WIDTH), np.empty(8 * q * WIDTH)
    source, target = wide_enough(m, True), wide_enough(u, False)
    for start in range(0, m.shape[1], WIDTH):
        first = min(start, source.shape[1] - WIDTH)
        _, bad = take(source, first, p0, q0, down, across, X, q, 1)
        residual = polar_lanes.iterate(X, G, D, Y, p, q0, q)
        for i in range(0, p * q * WIDTH, WIDTH):
            store(X, i, load(X, i) + bad)
        give(X, q, 1, p0, q0, down, across, target, first, spread(1.0))
        if most(residual) > polar_lanes.CLOSE:
            repair(source, first, rows, columns, residual, target)
        for i in range(0, p * q * WIDTH, WIDTH):
            store(X, i, where_greater(bad + 1.0, 0.0, load(X, i), 0.0))  # the padding must be 0 again
    narrow(target, u)


def tiled_polar_maximizer(m: Any, params: Any, u: Any) -> None:
    """params = [rows, columns]; one matrix after the other."""
    rows, columns = int(params[0]), int(params[1])
    p0, q0, down, across = sides(rows, columns)
    p, q = polar_tiles.padded(p0), polar_tiles.padded(q0)
    row, size = polar_tiles.stride(q), max(p * polar_tiles.stride(q), q * polar_tiles.stride(p))
    X, T, Y, G, D = np.empty(size), np.empty(size), np.empty(size), np.empty(q * row), np.empty(q)
    residual = np.zeros(max(m.shape[1], WIDTH))
    for lane in range(m.shape[1]):
        top = bad = 0.0
        X[:] = 0.0
        for i in range(p0):
            for j in range(q0):
                x = m[i * down + j * across, lane]
                X[i * row + j] = x
                top = max(top, abs(x))
                bad += x - x
        if top > 0.0 and bad == 0.0:
            for i in range(size):
                X[i] /= top
            residual[lane] = polar_tiles.iterate(X, T, Y, G, D, p, q0, q)
        for i in range(p0):
            for j in range(q0):
                u[i * down + j * across, lane] = X[i * row + j] + bad
    if residual.max() > polar_lanes.CLOSE:
        source, target = wide_enough(m, True), wide_enough(u, True)
        for start in range(0, m.shape[1], WIDTH):
            first = min(start, source.shape[1] - WIDTH)
            part = load(residual, first)
            if most(part) > polar_lanes.CLOSE:
                repair(source, first, rows, columns, part, target)
        narrow(target, u)


def polar_kernel(rows: int, columns: int) -> MaximizerKernel:
    """The maximizer of the spectral norm for matrices of this shape."""
    maximizer = polar_maximizer if min(rows, columns) <= TILES else tiled_polar_maximizer
    return MaximizerKernel(maximizer, np.array([rows, columns], dtype=np.float64))


def polar(a: Array) -> tuple[Array, Array]:
    """See `ntr.linalg.polar`."""
    a = np.asarray(a)
    if not np.issubdtype(a.dtype, np.floating) and not np.issubdtype(a.dtype, np.integer):
        raise TypeError(f"a must be an array of real numbers, got dtype {a.dtype}")
    if a.ndim < 2 or 0 in a.shape[-2:]:
        raise ValueError(f"a must have shape (*batch, m, n) with m, n >= 1, got {a.shape}")
    *batch, rows, columns = a.shape
    flat = a.reshape(-1, rows * columns).astype(np.float64)
    u, kernel = np.empty_like(flat), polar_kernel(rows, columns)
    maximizer = compiled(kernel.maximizer, MAXIMIZER)
    for first in range(0, len(flat), LANES):
        part = np.ascontiguousarray(flat[first : first + LANES].T)
        result = np.empty_like(part)
        maximizer(part, kernel.params, result)
        u[first : first + LANES] = result.T
    # <U V^T, A> has the scale of A: scaled, it neither overflows nor vanishes
    unit, size = scaled(flat, 1)
    return u.reshape(a.shape), (size * inner(u, unit, 1)).reshape(batch)
