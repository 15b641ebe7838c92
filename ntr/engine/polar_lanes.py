"""Polar factors of small matrices, one matrix per lane: QDWH with Cholesky factorizations.

The iteration (Nakatsukasa, Bai, Gygi, "Optimizing Halley's iteration for computing the matrix polar decomposition",
SIAM J. Matrix Anal. Appl. 31 (2010)), of X_0 = M / r with p >= q and r >= s_1(M):

    X <- X (a I + b G)(I + c G)^-1 = (b/c) X + (a - b/c) X (I + c G)^-1,   G = X^T X,

maps every singular value to x (a + b x^2)/(1 + c x^2), towards 1. The weights (a, b, c) are best for singular values
in [LOWER, 1]; below, it still grows by about a, and after them by 3 a step (Halley's weights). LOWER is fixed, and
not an estimate: I + c G is then always well enough conditioned for Cholesky. Where ||E||_F^2 <= CLOSE, E = G - I, the series
of X (I + E)^(-1/2) up to E^4 ends it: the error, 63/256 ||E||^5 in the first order, is below rounding. This costs less than the
iteration that it replaces, and most matrices are so close after three steps. It is computed from two squares, which are half
the work of products: I - E/2 + 3 E^2/8 - 5 E^3/16 + 35 E^4/128 = I - E/2 + 2 E^2/7 + 35/128 (E^2 - 4 E/7)^2.

Layout: see `ntr.engine.groups`; X by rows. A lane that has ended takes X <- X from there on, bit for bit, so that it does
not depend on its neighbours. Sides are padded with zeros to multiples of 4, the rows that are kept in registers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.kernels import helper
from ntr.engine.simd import WIDTH, absolute, load, minus_product, most, plus_product, spread, sqrt, store, where_greater
from ntr.linalg import Array

LOWER = 2e-4
LIMIT = 20  # iterations: enough down to 1e-10 s_1; `ntr.engine.jacobi` does the rest, but is several times slower
CLOSE = 6.4e-7


def halley_weights(lower: float, steps: int) -> Array:
    """(a, b, c) for singular values in [lower, 1], each step with the lower end that the last one leaves; (steps, 3)."""
    rows = []
    for _ in range(steps):
        square = lower * lower
        d = np.cbrt(4 * (1 - square) / square**2)
        root = np.sqrt(1 + d)
        a = root + 0.5 * np.sqrt(8 - 4 * d + 8 * (2 - square) / (square * root))
        b = (a - 1) ** 2 / 4
        c = a + b - 1
        rows.append((a, b, c))
        lower = min(lower * (a + b * square) / (1 + c * square), 1.0)
    return np.array(rows)


WEIGHTS = np.concatenate([halley_weights(LOWER, 4), [[3.0, 1.0, 3.0]]])


@helper
def gram(X: Any, G: Any, p: Any, q: Any) -> None:
    """G <- X^T X, on and below the diagonal (and the rest of its 4 x 4 blocks)."""
    for j in range(0, q, 4):
        for k in range(0, j + 4, 2):
            a0 = b0 = c0 = d0 = a1 = b1 = c1 = d1 = spread(0.0)
            for i in range(p):
                at, to = (i * q + j) * WIDTH, (i * q + k) * WIDTH
                y, z = load(X, to), load(X, to + WIDTH)
                a, b, c, d = load(X, at), load(X, at + WIDTH), load(X, at + 2 * WIDTH), load(X, at + 3 * WIDTH)
                a0, a1 = plus_product(a0, a, y), plus_product(a1, a, z)
                b0, b1 = plus_product(b0, b, y), plus_product(b1, b, z)
                c0, c1 = plus_product(c0, c, y), plus_product(c1, c, z)
                d0, d1 = plus_product(d0, d, y), plus_product(d1, d, z)
            to, row = (j * q + k) * WIDTH, q * WIDTH
            store(G, to, a0)
            store(G, to + WIDTH, a1)
            store(G, to + row, b0)
            store(G, to + row + WIDTH, b1)
            store(G, to + 2 * row, c0)
            store(G, to + 2 * row + WIDTH, c1)
            store(G, to + 3 * row, d0)
            store(G, to + 3 * row + WIDTH, d1)


@helper
def normalize(X: Any, G: Any, D: Any, p: Any, n: Any, q: Any) -> None:
    """X <- X / r and G <- G / r^2 with r^2 = max_j sum_k |G_jk| >= s_1(G) = s_1(X)^2; 0 stays 0. D is scratch."""
    for j in range(n):
        store(D, j * WIDTH, spread(0.0))
    for j in range(n):
        for k in range(j + 1):
            a = absolute(load(G, (j * q + k) * WIDTH))
            store(D, j * WIDTH, load(D, j * WIDTH) + a)
            if k < j:
                store(D, k * WIDTH, load(D, k * WIDTH) + a)
    bound = spread(0.0)
    for j in range(0, n * WIDTH, WIDTH):
        bound = where_greater(load(D, j), bound, load(D, j), bound)
    inverse = where_greater(bound, 0.0, 1.0 / sqrt(where_greater(bound, 0.0, bound, 1.0)), 0.0)
    for i in range(0, p * q * WIDTH, WIDTH):
        store(X, i, load(X, i) * inverse)
    for i in range(0, q * q * WIDTH, WIDTH):
        store(G, i, load(G, i) * inverse * inverse)


@helper
def residual(G: Any, n: Any, q: Any) -> Any:
    """||G - I||_F^2 over the n rows that are not padding, per lane; 0 for the zero matrix, which has nothing to do."""
    off = on = trace = spread(0.0)
    for j in range(n):
        t = load(G, (j * q + j) * WIDTH)
        trace = trace + t
        on = plus_product(on, t - 1.0, t - 1.0)
        for k in range(j):
            t = load(G, (j * q + k) * WIDTH)
            off = plus_product(off, t, t)
    return where_greater(trace, 0.0, on + off + off, 0.0)


@helper
def cholesky(G: Any, c: Any, D: Any, q: Any) -> None:
    """G <- L with L L^T = I + c G, below the diagonal; D <- 1 / diagonal of L."""
    row = q * WIDTH
    for j in range(q):
        at, column = j * row, j * WIDTH
        s = plus_product(spread(1.0), load(G, at + column), c)
        for k in range(0, column, WIDTH):
            t = load(G, at + k)
            s = minus_product(s, t, t)
        inverse = 1.0 / sqrt(s)
        store(D, column, inverse)
        first = j + 1 + (q - j - 1) % 4
        for i in range((j + 1) * row, first * row, row):
            s = load(G, i + column) * c
            for k in range(0, column, WIDTH):
                s = minus_product(s, load(G, i + k), load(G, at + k))
            store(G, i + column, s * inverse)
        for i in range(first * row, q * row, 4 * row):
            i1, i2, i3 = i + row, i + 2 * row, i + 3 * row
            s, s1 = load(G, i + column) * c, load(G, i1 + column) * c
            s2, s3 = load(G, i2 + column) * c, load(G, i3 + column) * c
            for k in range(0, column, WIDTH):
                t = load(G, at + k)
                s, s1 = minus_product(s, load(G, i + k), t), minus_product(s1, load(G, i1 + k), t)
                s2, s3 = minus_product(s2, load(G, i2 + k), t), minus_product(s3, load(G, i3 + k), t)
            store(G, i + column, s * inverse)
            store(G, i1 + column, s1 * inverse)
            store(G, i2 + column, s2 * inverse)
            store(G, i3 + column, s3 * inverse)


@helper
def solve(X: Any, G: Any, D: Any, p: Any, q: Any, keep: Any, add: Any, Y: Any) -> None:
    """X <- keep X + add X (L L^T)^-1, four rows at a time in Y."""
    row = q * WIDTH
    for i in range(0, p * row, 4 * row):
        i1, i2, i3 = i + row, i + 2 * row, i + 3 * row
        for j in range(0, row, WIDTH):  # Y L^T = X
            s, s1, s2, s3 = load(X, i + j), load(X, i1 + j), load(X, i2 + j), load(X, i3 + j)
            for k in range(0, j, WIDTH):
                t = load(G, j * q + k)
                s, s1 = minus_product(s, load(Y, k), t), minus_product(s1, load(Y, row + k), t)
                s2, s3 = minus_product(s2, load(Y, 2 * row + k), t), minus_product(s3, load(Y, 3 * row + k), t)
            t = load(D, j)
            store(Y, j, s * t)
            store(Y, row + j, s1 * t)
            store(Y, 2 * row + j, s2 * t)
            store(Y, 3 * row + j, s3 * t)
        for j in range(row - WIDTH, -WIDTH, -WIDTH):  # Z L = Y, in place
            s, s1, s2, s3 = load(Y, j), load(Y, row + j), load(Y, 2 * row + j), load(Y, 3 * row + j)
            for k in range(j + WIDTH, row, WIDTH):
                t = load(G, k * q + j)
                s, s1 = minus_product(s, load(Y, k), t), minus_product(s1, load(Y, row + k), t)
                s2, s3 = minus_product(s2, load(Y, 2 * row + k), t), minus_product(s3, load(Y, 3 * row + k), t)
            t = load(D, j)
            s, s1, s2, s3 = s * t, s1 * t, s2 * t, s3 * t
            store(Y, j, s)
            store(Y, row + j, s1)
            store(Y, 2 * row + j, s2)
            store(Y, 3 * row + j, s3)
            store(X, i + j, plus_product(s * add, load(X, i + j), keep))
            store(X, i1 + j, plus_product(s1 * add, load(X, i1 + j), keep))
            store(X, i2 + j, plus_product(s2 * add, load(X, i2 + j), keep))
            store(X, i3 + j, plus_product(s3 * add, load(X, i3 + j), keep))


@helper
def polish(X: Any, G: Any, H: Any, F: Any, p: Any, n: Any, q: Any, Y: Any) -> None:
    """X <- X (I + E)^(-1/2) up to E^4, E = G - I. H and F (q, q) and Y (4, q) are scratch."""
    row = q * WIDTH
    for j in range(q):
        at = j * row + j * WIDTH
        store(G, at, load(G, at) - (1.0 if j < n else 0.0))
        for k in range(j):
            store(G, k * row + j * WIDTH, load(G, j * row + k * WIDTH))
    gram(G, H, q, q)
    for j in range(q):
        for k in range(j + 1):
            at, across = j * row + k * WIDTH, k * row + j * WIDTH
            e, square = load(G, at), load(H, at)
            store(G, at, square * (2.0 / 7.0) - 0.5 * e)
            t = square - e * (4.0 / 7.0)
            store(H, at, t)
            store(H, across, t)
    gram(H, F, q, q)
    for j in range(q):
        for k in range(j + 1):
            at = j * row + k * WIDTH
            t = plus_product(load(G, at), load(F, at), 35.0 / 128.0)
            store(G, at, t)
            store(G, k * row + j * WIDTH, t)
    for i in range(0, p * row, 4 * row):  # four rows X + X G
        for j in range(0, row, WIDTH):
            s, s1, s2, s3 = load(X, i + j), load(X, i + row + j), load(X, i + 2 * row + j), load(X, i + 3 * row + j)
            for k in range(0, row, WIDTH):
                t = load(G, j * q + k)
                s, s1 = plus_product(s, load(X, i + k), t), plus_product(s1, load(X, i + row + k), t)
                s2, s3 = plus_product(s2, load(X, i + 2 * row + k), t), plus_product(s3, load(X, i + 3 * row + k), t)
            store(Y, j, s)
            store(Y, row + j, s1)
            store(Y, 2 * row + j, s2)
            store(Y, 3 * row + j, s3)
        for j in range(0, 4 * row, WIDTH):
            store(X, i + j, load(Y, j))


@helper
def iterate(X: Any, G: Any, H: Any, F: Any, D: Any, Y: Any, p: Any, n: Any, q: Any) -> Any:
    """X <- its polar factor; per lane the residual at the end: above `CLOSE` the factor is not one.

    X (p, q), G, H and F (q, q), D (q,), Y (4, q) times WIDTH; p and q are multiples of 4, the columns from n on are 0, and the
    squares of the entries of X must not overflow.
    """
    step = 0
    while True:
        gram(X, G, p, q)
        if step == 0:
            normalize(X, G, D, p, n, q)
        r = residual(G, n, q)
        if most(r) <= CLOSE or step == LIMIT:
            break
        w = min(step, WEIGHTS.shape[0] - 1)
        a, b, c = WEIGHTS[w, 0], WEIGHTS[w, 1], WEIGHTS[w, 2]
        cholesky(G, where_greater(r, CLOSE, c, 0.0), D, q)
        solve(X, G, D, p, q, where_greater(r, CLOSE, b / c, 1.0), where_greater(r, CLOSE, a - b / c, 0.0), Y)
        step += 1
    polish(X, G, H, F, p, n, q, Y)
    return r
