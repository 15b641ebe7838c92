"""Polar factors of blocks of matrices, U V^T for M = U diag(s) V^T: the maximizers of the spectral norm.

The result is 0 in the directions with s_i <= max(rows, columns) 2^-52 s_1, and NaN throughout for a matrix that is not
finite. QDWH does nearly all of it; matrices that are too badly conditioned for it take the singular value decomposition.
Every lane is what it would be alone, bit for bit. Plain twin: `ntr.linalg.decompose`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine import jacobi, polar_lanes, polar_tiles
from ntr.engine.groups import give, narrow, sides, take, wide_enough
from ntr.engine.kernels import MaximizerKernel, helper
from ntr.engine.simd import WIDTH, load, most, plus_product, spread, store, where_greater
from ntr.linalg import Array, inner, scaled

LANES = 64  # matrices at a time
TILES = 48  # above this smaller side, one matrix at a time in tiles is faster than one matrix per lane


@helper
def in_lanes(m: Any, rows: Any, columns: Any, u: Any) -> None:
    """u <- polar factors, one group of lanes after the other; NaN in the lanes where QDWH is not enough."""
    p0, q0, down, across = sides(rows, columns)
    p, q = (p0 + 3) // 4 * 4, (q0 + 3) // 4 * 4
    X, Y, D = np.zeros(p * q * WIDTH), np.empty(4 * q * WIDTH), np.empty(q * WIDTH)
    G, H, F = np.empty(q * q * WIDTH), np.empty(q * q * WIDTH), np.empty(q * q * WIDTH)
    source, target = wide_enough(m, True), wide_enough(u, False)
    for start in range(0, m.shape[1], WIDTH):
        first = min(start, source.shape[1] - WIDTH)
        _, bad = take(source, first, p0, q0, down, across, X, q, 1)
        residual = polar_lanes.iterate(X, G, H, F, D, Y, p, q0, q)
        bad = where_greater(residual, polar_lanes.CLOSE, np.nan, bad)
        for i in range(0, p * q * WIDTH, WIDTH):
            store(X, i, load(X, i) + bad)
        give(X, q, 1, p0, q0, down, across, target, first, spread(1.0))
        for i in range(0, p * q * WIDTH, WIDTH):
            store(X, i, where_greater(bad + 1.0, 0.0, load(X, i), 0.0))  # the padding must be 0 again
    narrow(target, u)


@helper
def in_tiles(m: Any, rows: Any, columns: Any, u: Any) -> None:
    """The same, one matrix after the other."""
    p0, q0, down, across = sides(rows, columns)
    p, q = polar_tiles.padded(p0), polar_tiles.padded(q0)
    row, size = polar_tiles.stride(q), max(p * polar_tiles.stride(q), q * polar_tiles.stride(p))
    T, Y, G, D = np.empty(size), np.empty(size), np.empty(q * row), np.empty(q)
    group = np.zeros(
        (WIDTH, size + WIDTH)
    )  # so many lanes lie side by side in m; a little longer, see `polar_tiles.stride`
    top, bad = np.empty(WIDTH), np.empty(WIDTH)
    for first in range(0, m.shape[1], WIDTH):
        count = min(WIDTH, m.shape[1] - first)
        top[:] = bad[:] = 0.0
        for i in range(p0):
            for j in range(q0):
                for lane in range(count):
                    x = m[i * down + j * across, first + lane]
                    group[lane, i * row + j] = x
                    top[lane] = max(top[lane], abs(x))
                    bad[lane] += x - x
        for lane in range(count):
            X = group[lane, :size]
            if top[lane] > 0.0 and bad[lane] == 0.0:
                for i in range(size):
                    X[i] /= top[lane]
                if polar_tiles.iterate(X, T, Y, G, D, p, q0, q) > polar_lanes.CLOSE:
                    bad[lane] = np.nan
        for i in range(p0):
            for j in range(q0):
                for lane in range(count):
                    u[i * down + j * across, first + lane] = group[lane, i * row + j] + bad[lane]
        for i in range(group.shape[0]):
            group[i, :] = 0.0  # the padding must be 0 again


@helper
def mend(m: Any, rows: Any, columns: Any, u: Any) -> None:
    """u <- polar factors by singular value decompositions, in the lanes where u is NaN and m is finite."""
    p0, q0, down, across = sides(rows, columns)
    p, q = (p0 + 3) // 4 * 4, (q0 + 3) // 4 * 4
    A, V, S = np.empty(p0 * q0 * WIDTH), np.empty(q0 * q0 * WIDTH), np.empty(q0 * WIDTH)
    X, Y, G = np.zeros(p * q * WIDTH), np.empty(4 * q * WIDTH), np.empty(q * q * WIDTH)
    H, F = np.empty(q * q * WIDTH), np.empty(q * q * WIDTH)
    source, target = wide_enough(m, True), wide_enough(u, True)
    for start in range(0, m.shape[1], WIDTH):
        first = min(start, source.shape[1] - WIDTH)
        open_lanes = where_greater(2.0, load(target, first), 0.0, 1.0)
        if most(open_lanes) > 0.0:
            _, bad = take(source, first, p0, q0, down, across, A, 1, p0)
            open_lanes = where_greater(bad + 1.0, 0.0, open_lanes, 0.0)
            jacobi.orthogonalize(A, V, S, p0, q0, open_lanes)
            for i in range(p0):
                for j in range(q0):
                    s = spread(0.0)
                    for k in range(q0):
                        s = plus_product(s, load(A, (k * p0 + i) * WIDTH), load(V, (k * q0 + j) * WIDTH))
                    store(X, (i * q + j) * WIDTH, s)
            polar_lanes.gram(X, G, p, q)  # the rotations have added up their errors
            polar_lanes.polish(X, G, H, F, p, q0, q, Y)
            give(X, q, 1, p0, q0, down, across, target, first, open_lanes)
    narrow(target, u)


# Kernels: see ntr.engine.kernels; params = [rows, columns].


def polar_maximizer(m: Any, params: Any, u: Any) -> None:
    """u <- U V^T, NaN where QDWH is not enough; for a smaller side up to `TILES`."""
    in_lanes(m, int(params[0]), int(params[1]), u)


def careful_polar_maximizer(m: Any, params: Any, u: Any) -> None:
    """u <- U V^T; for a smaller side up to `TILES`."""
    in_lanes(m, int(params[0]), int(params[1]), u)
    mend(m, int(params[0]), int(params[1]), u)


def tiled_polar_maximizer(m: Any, params: Any, u: Any) -> None:
    """u <- U V^T, NaN where QDWH is not enough."""
    in_tiles(m, int(params[0]), int(params[1]), u)


def careful_tiled_polar_maximizer(m: Any, params: Any, u: Any) -> None:
    """u <- U V^T."""
    in_tiles(m, int(params[0]), int(params[1]), u)
    mend(m, int(params[0]), int(params[1]), u)


def polar_kernel(rows: int, columns: int) -> MaximizerKernel:
    """The maximizer of the spectral norm for matrices of this shape."""
    params = np.array([rows, columns], dtype=np.float64)
    if min(rows, columns) <= TILES:
        return MaximizerKernel(polar_maximizer, careful_polar_maximizer, params)
    return MaximizerKernel(tiled_polar_maximizer, careful_tiled_polar_maximizer, params)


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
    for first in range(0, len(flat), LANES):
        u[first : first + LANES] = kernel.maximum(np.ascontiguousarray(flat[first : first + LANES].T)).T
    # <U V^T, A> has the scale of A: scaled, it neither overflows nor vanishes
    with np.errstate(invalid="ignore"):
        unit, size = scaled(flat, 1)
    return u.reshape(a.shape), (size * inner(u, unit, 1)).reshape(batch)
