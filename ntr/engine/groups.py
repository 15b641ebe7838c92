"""Blocks of matrices `(size, lanes)`, one matrix per lane, taken in groups of `WIDTH` lanes and put back.

A group is one flat array: entry e of all its matrices in the `WIDTH` numbers from e WIDTH on, so that one vector
operation acts on one entry of every matrix. A matrix with fewer rows than columns is taken as its transpose. The last
group of a block may overlap the one before: its lanes are computed again, with the same result.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.kernels import helper
from ntr.engine.simd import WIDTH, absolute, load, spread, store, where_greater


@helper
def sides(rows: Any, columns: Any) -> Any:
    """(p, q, down, across): the sides, p >= q, and the steps from entry (i, j) to (i + 1, j) and to (i, j + 1)."""
    if rows >= columns:
        return rows, columns, columns, 1
    return columns, rows, 1, columns


@helper
def take(m: Any, first: Any, p: Any, q: Any, down: Any, across: Any, X: Any, i_step: Any, j_step: Any) -> Any:
    """Entry (i, j) of the lanes from `first` on, over the largest |entry|, to (i i_step + j j_step) WIDTH of X.

    The result is that largest entry (1 for the zero matrix), and 0 where all is finite, NaN elsewhere: there X is 0.
    """
    lanes = m.shape[1]
    top = bad = spread(0.0)
    for i in range(p):
        for j in range(q):
            x = load(m, (i * down + j * across) * lanes + first)
            a = absolute(x)
            top, bad = where_greater(a, top, a, top), bad + (x - x)
            store(X, (i * i_step + j * j_step) * WIDTH, x)
    top = where_greater(top, 0.0, top, 1.0)
    for i in range(p):
        for j in range(q):
            at = (i * i_step + j * j_step) * WIDTH
            store(X, at, where_greater(bad + 1.0, 0.0, load(X, at) / top, 0.0))
    return top, bad


@helper
def give(
    X: Any, i_step: Any, j_step: Any, p: Any, q: Any, down: Any, across: Any, m: Any, first: Any, chosen: Any
) -> None:
    """The way back, of the lanes with `chosen` > 0; the others keep what they have. -0 becomes 0."""
    lanes = m.shape[1]
    for i in range(p):
        for j in range(q):
            to = (i * down + j * across) * lanes + first
            x = load(X, (i * i_step + j * j_step) * WIDTH) + 0.0
            store(m, to, where_greater(chosen, 0.0, x, load(m, to)))


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
