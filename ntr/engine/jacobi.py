"""Singular value decompositions of small matrices, one matrix per lane: one-sided Jacobi rotations (Hestenes).

Columns j < k of A = M V are rotated, and those of V with them, until all are orthogonal: then A = U diag(s). A pair with
squared lengths a, b and product g takes the rotation of tangent t = sign(z)/(|z| + sqrt(1 + z^2)), z = (b - a)/(2 g)
(Golub and Van Loan, "Matrix Computations", 4th ed., 8.6.3; Demmel and Veselic, "Jacobi's method is more accurate than QR",
SIAM J. Matrix Anal. Appl. 13 (1992)). Convergence is quadratic: a sweep that meets no cosine above `CLOSE` is the last.

Layout: see `ntr.engine.groups`; A by columns. A lane that has ended takes the rotation by 0, which changes nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.groups import give, narrow, sides, take, wide_enough
from ntr.engine.kernels import helper, routine
from ntr.engine.simd import WIDTH, absolute, load, minus_product, most, plus_product, spread, sqrt, store, where_greater

CLOSE = 1e-10
SWEEPS = 40


@helper
def rotate_columns(A: Any, j: Any, k: Any, size: Any, c: Any, s: Any) -> None:
    """Columns (x, y) <- (c x - s y, s x + c y), of `size` numbers (all lanes), from j and from k on."""
    for i in range(0, size, WIDTH):
        x, y = load(A, j + i), load(A, k + i)
        store(A, j + i, minus_product(c * x, s, y))
        store(A, k + i, plus_product(c * y, s, x))


@helper
def sweep(A: Any, V: Any, p: Any, q: Any, going: Any) -> Any:
    """One rotation of every pair of columns, in the lanes where going > 0; the largest cosine met, per lane."""
    worst = spread(0.0)
    for distance in range(1, q):  # neighbours in this order share no column, so that their divisions overlap
        for j in range(q - distance):
            k = j + distance
            x, y = j * p * WIDTH, k * p * WIDTH
            a = b = g = spread(0.0)
            for i in range(0, p * WIDTH, WIDTH):
                u, v = load(A, x + i), load(A, y + i)
                a, b, g = plus_product(a, u, u), plus_product(b, v, v), plus_product(g, u, v)
            lengths = sqrt(a * b)
            cosine = where_greater(lengths, 0.0, absolute(g) / where_greater(lengths, 0.0, lengths, 1.0), 0.0)
            worst = where_greater(cosine, worst, cosine, worst)
            turn = where_greater(cosine, 1e-17, going, 0.0)
            z = (b - a) / where_greater(turn, 0.0, g + g, 1.0)
            t = 1.0 / (absolute(z) + sqrt(plus_product(spread(1.0), z, z)))
            t = where_greater(turn, 0.0, where_greater(0.0, z, 0.0 - t, t), 0.0)
            c = 1.0 / sqrt(plus_product(spread(1.0), t, t))
            rotate_columns(A, x, y, p * WIDTH, c, c * t)
            rotate_columns(V, j * q * WIDTH, k * q * WIDTH, q * WIDTH, c, c * t)
    return where_greater(going, 0.0, worst, 0.0)


@helper
def orthogonalize(A: Any, V: Any, S: Any, p: Any, q: Any, going: Any) -> None:
    """A <- U, S <- s, V <- V with A = U diag(s) V^T, in the lanes where going > 0; the largest |entry| of A is at most 1.

    Singular values in no order, 0 where they are at most p 2^-52 of the largest, and then so is the column of U.
    """
    for j in range(q):
        for i in range(q):
            store(V, (j * q + i) * WIDTH, spread(1.0 if i == j else 0.0))
    sweeps = 0
    while most(going) > 0.0 and sweeps < SWEEPS:
        going = where_greater(sweep(A, V, p, q, going), CLOSE, 1.0, 0.0)
        sweeps += 1
    largest = spread(0.0)
    for j in range(q):
        s = spread(0.0)
        for i in range(j * p * WIDTH, (j + 1) * p * WIDTH, WIDTH):
            s = plus_product(s, load(A, i), load(A, i))
        s = sqrt(s)
        store(S, j * WIDTH, s)
        largest = where_greater(s, largest, s, largest)
    for j in range(q):
        s = load(S, j * WIDTH)
        s = where_greater(s, largest * (p * 2.0**-52), s, 0.0)
        inverse = where_greater(s, 0.0, 1.0 / where_greater(s, 0.0, s, 1.0), 0.0)
        for i in range(j * p * WIDTH, (j + 1) * p * WIDTH, WIDTH):
            store(A, i, load(A, i) * inverse)
        store(S, j * WIDTH, s)


@routine
def decompose(m: Any, rows: Any, columns: Any, left: Any, values: Any, right: Any) -> None:
    """Singular value decompositions of all lanes of a block, with p = max(rows, columns), q = min(rows, columns).

    m (p q, lanes), entry (i, j) of a matrix in row i columns + j. left (p q, lanes) and right (q q, lanes) receive the
    singular vectors, vector j in the rows j p .. j p + p - 1 and j q .. j q + q - 1; of matrices with fewer rows than
    columns, those of the transpose. values (q, lanes): in no order, 0 where they are at most p 2^-52 of the largest
    (and then so is the left vector). All is NaN in a lane that is not finite.
    """
    p, q, down, across = sides(rows, columns)
    A, V, S = np.empty(p * q * WIDTH), np.empty(q * q * WIDTH), np.empty(q * WIDTH)
    every = spread(1.0)
    source, U, W, T = (
        wide_enough(m, True),
        wide_enough(left, False),
        wide_enough(right, False),
        wide_enough(values, False),
    )
    for start in range(0, m.shape[1], WIDTH):
        first = min(start, source.shape[1] - WIDTH)
        top, bad = take(source, first, p, q, down, across, A, 1, p)
        orthogonalize(A, V, S, p, q, every)
        for i in range(0, p * q * WIDTH, WIDTH):
            store(A, i, load(A, i) + bad)
        for i in range(0, q * q * WIDTH, WIDTH):
            store(V, i, load(V, i) + bad)
        for i in range(0, q * WIDTH, WIDTH):
            store(S, i, load(S, i) * top + bad)
        give(A, 1, p, p, q, 1, p, U, first, every)
        give(V, 1, q, q, q, 1, q, W, first, every)
        give(S, 1, 1, q, 1, 1, 1, T, first, every)
    narrow(U, left)
    narrow(W, right)
    narrow(T, values)


@helper
def compose(left: Any, weights: Any, right: Any, rows: Any, columns: Any, u: Any) -> None:
    """u <- sum_k weights_k left_k right_k^T per lane, from the vectors of `decompose`; weights (q, lanes)."""
    p, q, down, across = sides(rows, columns)
    u[:] = 0.0
    for i in range(p):
        for j in range(q):
            for k in range(q):
                for lane in range(u.shape[1]):
                    u[i * down + j * across, lane] += left[k * p + i, lane] * weights[k, lane] * right[k * q + j, lane]
