"""Polar factors of larger matrices, one at a time: the iteration of `ntr.engine.polar_lanes`, in tiles of registers.

X (p, q) and its transpose T lie by rows, `stride` apart, in flat arrays. Sides are padded with zeros to multiples of
`TILE` = 2 `WIDTH`, so that every product is a sum of tiles of 4 rows by `TILE` columns, kept in 8 vectors. G (q, q) is
symmetric, and its upper half is enough: the Cholesky factor is I + c G = R^T R.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.kernels import helper
from ntr.engine.polar_lanes import CLOSE, halley_weights
from ntr.engine.simd import WIDTH, load, minus_product, plus_product, spread, store

TILE = 2 * WIDTH
LOWER = 2e-4
LIMIT = 20  # iterations: the weights grow a singular value by 1e12 at most, so that none is taken for 0 or not 0

WEIGHTS = np.concatenate([halley_weights(LOWER, 4), [[3.0, 1.0, 3.0]]])


@helper
def padded(side: Any) -> Any:
    """The next multiple of `TILE`."""
    return (side + TILE - 1) // TILE * TILE


@helper
def stride(side: Any) -> Any:
    """The distance between rows of this length: no multiple of 64, or rows would share few places of the cache."""
    return side + TILE if side % 64 == 0 else side


@helper
def product(A: Any, a: Any, a_row: Any, a_step: Any, B: Any, b: Any, b_step: Any, terms: Any) -> Any:
    """The tile sum_k A[a + r a_row + k a_step] B[b + k b_step : + TILE], r < 4, as 8 vectors, row by row."""
    s0 = s1 = t0 = t1 = u0 = u1 = v0 = v1 = spread(0.0)
    for _ in range(terms):
        x, y = load(B, b), load(B, b + WIDTH)
        r = A[a]
        s0, s1 = plus_product(s0, x, r), plus_product(s1, y, r)
        r = A[a + a_row]
        t0, t1 = plus_product(t0, x, r), plus_product(t1, y, r)
        r = A[a + 2 * a_row]
        u0, u1 = plus_product(u0, x, r), plus_product(u1, y, r)
        r = A[a + 3 * a_row]
        v0, v1 = plus_product(v0, x, r), plus_product(v1, y, r)
        a += a_step
        b += b_step
    return s0, s1, t0, t1, u0, u1, v0, v1


@helper
def put(C: Any, c: Any, row: Any, s0: Any, s1: Any, t0: Any, t1: Any, u0: Any, u1: Any, v0: Any, v1: Any) -> None:
    """C[c + r row : + TILE] <- row r of a tile, r < 4."""
    store(C, c, s0)
    store(C, c + WIDTH, s1)
    store(C, c + row, t0)
    store(C, c + row + WIDTH, t1)
    store(C, c + 2 * row, u0)
    store(C, c + 2 * row + WIDTH, u1)
    store(C, c + 3 * row, v0)
    store(C, c + 3 * row + WIDTH, v1)


@helper
def transpose(X: Any, T: Any, p: Any, q: Any) -> None:
    """T (q, p) <- the transpose of X (p, q), in squares of 8 that stay in the cache."""
    P, Q = stride(p), stride(q)
    for i0 in range(0, p, 8):
        for j0 in range(0, q, 8):
            for j in range(j0, j0 + 8):
                for i in range(i0, i0 + 8):
                    T[j * P + i] = X[i * Q + j]


@helper
def gram(X: Any, G: Any, p: Any, q: Any) -> None:
    """G <- X^T X, the tiles that meet the upper half."""
    Q = stride(q)
    for j in range(0, q, 4):
        for k in range(j // TILE * TILE, q, TILE):
            put(G, j * Q + k, Q, *product(X, j, 1, Q, X, k, Q, p))


@helper
def normalize(X: Any, T: Any, G: Any, D: Any, n: Any, q: Any) -> None:
    """X, T <- X / r, T / r and G <- G / r^2 with r^2 = max_j sum_k |G_jk| >= s_1(X)^2. D is scratch."""
    D[:] = 0.0
    Q = stride(q)
    for j in range(n):
        D[j] += G[j * Q + j]
        for k in range(j + 1, n):
            D[k] += abs(G[j * Q + k])
        for k in range(j + 1, n):
            D[j] += abs(G[j * Q + k])
    inverse = 1.0 / np.sqrt(D.max())
    for i in range(X.shape[0]):
        X[i] *= inverse
        T[i] *= inverse
    for i in range(G.shape[0]):
        G[i] *= inverse * inverse


@helper
def residual(G: Any, D: Any, n: Any, q: Any) -> float:
    """||G - I||_F^2; columns from n on are padding, where G is 0. D is scratch."""
    D[:] = 0.0
    Q = stride(q)
    for i in range(n):
        for k in range(i + 1, n):
            D[k] += G[i * Q + k] * G[i * Q + k]
    total = 0.0
    for i in range(n):
        e = G[i * Q + i] - 1.0
        total += e * e + 2.0 * D[i]
    return total


@helper
def cholesky(G: Any, c: Any, D: Any, q: Any) -> None:
    """G <- R with R^T R = I + c G, above the diagonal; D <- 1 / diagonal of R. Below the diagonal G is destroyed."""
    Q = stride(q)
    for j in range(0, q, 4):
        start = j // TILE * TILE
        at, o = j * Q + start, j * Q + j
        s0, s1, t0, t1, u0, u1, v0, v1 = product(G, j, 1, Q, G, start, Q, j)
        i1, i2, i3 = at + Q, at + 2 * Q, at + 3 * Q
        s0, s1 = load(G, at) * c - s0, load(G, at + WIDTH) * c - s1
        t0, t1 = load(G, i1) * c - t0, load(G, i1 + WIDTH) * c - t1
        u0, u1 = load(G, i2) * c - u0, load(G, i2 + WIDTH) * c - u1
        v0, v1 = load(G, i3) * c - v0, load(G, i3 + WIDTH) * c - v1
        put(G, at, Q, s0, s1, t0, t1, u0, u1, v0, v1)
        d0 = 1.0 / np.sqrt(1.0 + G[o])
        r01, r02, r03 = G[o + 1] * d0, G[o + 2] * d0, G[o + 3] * d0
        d1 = 1.0 / np.sqrt(1.0 + G[o + Q + 1] - r01 * r01)
        r12, r13 = (G[o + Q + 2] - r01 * r02) * d1, (G[o + Q + 3] - r01 * r03) * d1
        d2 = 1.0 / np.sqrt(1.0 + G[o + 2 * Q + 2] - r02 * r02 - r12 * r12)
        r23 = (G[o + 2 * Q + 3] - r02 * r03 - r12 * r13) * d2
        d3 = 1.0 / np.sqrt(1.0 + G[o + 3 * Q + 3] - r03 * r03 - r13 * r13 - r23 * r23)
        D[j], D[j + 1], D[j + 2], D[j + 3] = d0, d1, d2, d3
        for k in range(start, q, TILE):
            at = j * Q + k
            i1, i2, i3 = at + Q, at + 2 * Q, at + 3 * Q
            if k > start:
                s0, s1, t0, t1, u0, u1, v0, v1 = product(G, j, 1, Q, G, k, Q, j)
                s0, s1 = load(G, at) * c - s0, load(G, at + WIDTH) * c - s1
                t0, t1 = load(G, i1) * c - t0, load(G, i1 + WIDTH) * c - t1
                u0, u1 = load(G, i2) * c - u0, load(G, i2 + WIDTH) * c - u1
                v0, v1 = load(G, i3) * c - v0, load(G, i3 + WIDTH) * c - v1
            s0, s1 = s0 * d0, s1 * d0
            t0, t1 = minus_product(t0, s0, r01) * d1, minus_product(t1, s1, r01) * d1
            u0 = minus_product(minus_product(u0, s0, r02), t0, r12) * d2
            u1 = minus_product(minus_product(u1, s1, r02), t1, r12) * d2
            v0 = minus_product(minus_product(minus_product(v0, s0, r03), t0, r13), u0, r23) * d3
            v1 = minus_product(minus_product(minus_product(v1, s1, r03), t1, r13), u1, r23) * d3
            put(G, at, Q, s0, s1, t0, t1, u0, u1, v0, v1)
        G[o + 1], G[o + 2], G[o + 3] = r01, r02, r03
        G[o + Q + 2], G[o + Q + 3], G[o + 2 * Q + 3] = r12, r13, r23


@helper
def solve(T: Any, Y: Any, G: Any, D: Any, p: Any, q: Any, keep: Any, add: Any) -> None:
    """T <- keep T + add (R^T R)^-1 T, a strip of `TILE` columns after the other; Y is scratch."""
    P, Q = stride(p), stride(q)
    for i in range(0, p, TILE):
        for j in range(0, q, 4):  # R^T Y = T
            at, o = j * P + i, j * Q + j
            s0, s1, t0, t1, u0, u1, v0, v1 = product(G, j, 1, Q, Y, i, P, j)
            i1, i2, i3 = at + P, at + 2 * P, at + 3 * P
            r01, r02, r03, r12, r13, r23 = G[o + 1], G[o + 2], G[o + 3], G[o + Q + 2], G[o + Q + 3], G[o + 2 * Q + 3]
            d0, d1, d2, d3 = D[j], D[j + 1], D[j + 2], D[j + 3]
            s0, s1 = (load(T, at) - s0) * d0, (load(T, at + WIDTH) - s1) * d0
            t0, t1 = load(T, i1) - t0, load(T, i1 + WIDTH) - t1
            u0, u1 = load(T, i2) - u0, load(T, i2 + WIDTH) - u1
            v0, v1 = load(T, i3) - v0, load(T, i3 + WIDTH) - v1
            t0, t1 = minus_product(t0, s0, r01) * d1, minus_product(t1, s1, r01) * d1
            u0 = minus_product(minus_product(u0, s0, r02), t0, r12) * d2
            u1 = minus_product(minus_product(u1, s1, r02), t1, r12) * d2
            v0 = minus_product(minus_product(minus_product(v0, s0, r03), t0, r13), u0, r23) * d3
            v1 = minus_product(minus_product(minus_product(v1, s1, r03), t1, r13), u1, r23) * d3
            put(Y, at, P, s0, s1, t0, t1, u0, u1, v0, v1)
        for j in range(q - 4, -4, -4):  # R Z = Y, in place
            at, o, terms = j * P + i, j * Q + j, q - j - 4
            s0, s1, t0, t1, u0, u1, v0, v1 = product(G, o + 4, Q, 1, Y, at + 4 * P, P, terms)
            i1, i2, i3 = at + P, at + 2 * P, at + 3 * P
            r01, r02, r03, r12, r13, r23 = G[o + 1], G[o + 2], G[o + 3], G[o + Q + 2], G[o + Q + 3], G[o + 2 * Q + 3]
            d0, d1, d2, d3 = D[j], D[j + 1], D[j + 2], D[j + 3]
            v0, v1 = (load(Y, i3) - v0) * d3, (load(Y, i3 + WIDTH) - v1) * d3
            u0 = minus_product(load(Y, i2) - u0, v0, r23) * d2
            u1 = minus_product(load(Y, i2 + WIDTH) - u1, v1, r23) * d2
            t0 = minus_product(minus_product(load(Y, i1) - t0, v0, r13), u0, r12) * d1
            t1 = minus_product(minus_product(load(Y, i1 + WIDTH) - t1, v1, r13), u1, r12) * d1
            s0 = minus_product(minus_product(minus_product(load(Y, at) - s0, v0, r03), u0, r02), t0, r01) * d0
            s1 = minus_product(minus_product(minus_product(load(Y, at + WIDTH) - s1, v1, r03), u1, r02), t1, r01) * d0
            put(Y, at, P, s0, s1, t0, t1, u0, u1, v0, v1)
    for at in range(0, q * P, WIDTH):
        store(T, at, plus_product(load(Y, at) * add, load(T, at), keep))


@helper
def mirror(G: Any, q: Any) -> None:
    """The lower half of G from the upper one, in squares of 8 that stay in the cache."""
    Q = stride(q)
    for i0 in range(0, q, 8):
        for j0 in range(0, i0 + 8, 8):
            for i in range(i0, i0 + 8):
                for j in range(j0, min(j0 + 8, i)):
                    G[i * Q + j] = G[j * Q + i]


@helper
def polish(X: Any, T: Any, Y: Any, G: Any, p: Any, n: Any, q: Any) -> None:
    """T <- the series of `ntr.engine.polar_lanes` times T, E = G - I; X and Y are scratch, G is destroyed."""
    P, Q = stride(p), stride(q)
    for i in range(n):
        G[i * Q + i] -= 1.0
    mirror(G, q)
    gram(G, X, q, q)
    for i in range(q):
        for at in range(i * Q + i // WIDTH * WIDTH, i * Q + q, WIDTH):
            e, square = load(G, at), load(X, at)
            store(G, at, square * (2.0 / 7.0) - 0.5 * e)
            store(X, at, square - e * (4.0 / 7.0))
    mirror(X, q)
    gram(X, Y, q, q)
    for i in range(q):
        for at in range(i * Q + i // WIDTH * WIDTH, i * Q + q, WIDTH):
            store(G, at, plus_product(load(G, at), load(Y, at), 35.0 / 128.0))
    mirror(G, q)
    for i in range(0, p, TILE):
        for j in range(0, q, 4):
            put(Y, j * P + i, P, *product(G, j, 1, Q, T, i, P, q))
    for at in range(0, q * P, WIDTH):
        store(T, at, load(T, at) + load(Y, at))


@helper
def iterate(X: Any, T: Any, Y: Any, G: Any, D: Any, p: Any, n: Any, q: Any) -> float:
    """X <- its polar factor; the residual at the end: above `CLOSE` the factor is not one.

    X has p stride(q) entries and q stride(p) at least, T and Y q stride(p), G q stride(q), D q; p and q are multiples of
    `TILE`, the columns from n on are 0; X is not 0, and the squares of its entries must not overflow.
    """
    step = 0
    transpose(X, T, p, q)
    while True:
        gram(X, G, p, q)
        if step == 0:
            normalize(X, T, G, D, n, q)
        r = residual(G, D, n, q)
        if r <= CLOSE or step == LIMIT:
            break
        w = min(step, WEIGHTS.shape[0] - 1)
        a, b, c = WEIGHTS[w, 0], WEIGHTS[w, 1], WEIGHTS[w, 2]
        cholesky(G, c, D, q)
        solve(T, Y, G, D, p, q, b / c, a - b / c)
        transpose(T, X, q, p)
        step += 1
    polish(X, T, Y, G, p, n, q)
    transpose(T, X, q, p)
    return r
