"""Bounded domains of regularizers: a ball around them, and how far they reach from a point."""

from __future__ import annotations

import numpy as np

from ntr.bound import Bound
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms import L1, LInf
from ntr.norms.families import entrywise, schatten
from ntr.regularizer import Regularizer
from ntr.regularizers import Ball, Simplex


def enclosing_ball(regularizer: Regularizer, shape: tuple[int, ...]) -> tuple[Norm, float] | None:
    """A norm and a radius whose ball contains dom R; None if dom R is unbounded, or not known to be bounded.

    A ball is its own; a simplex lies in the l_1 ball of its total; a box, also of a `Sum`, in the l_inf ball of its
    largest |bound|.

    Parameters
    ----------
    regularizer : Regularizer
        R.
    shape : tuple of int
        Shape of a point.
    """
    if isinstance(regularizer, Ball):
        return regularizer.norm, regularizer.radius
    if isinstance(regularizer, Simplex):
        return L1(shape), regularizer.total
    box = regularizer.separable()
    size = np.inf if box is None else float(np.max(np.maximum(np.abs(box.lower), np.abs(box.upper))))
    return (LInf(shape), size) if 0 < size < np.inf else None


def reach(norm: Norm, regularizer: Regularizer, point: Array) -> Bound | None:
    """D = sup ||x - u|| over x in dom R, for a point u of dom R; None if dom R is unbounded or unknown.

    A box: |x_i - u_i| <= b_i = max(u_i - lower_i, upper_i - u_i), attained together at a corner; see `spread`.
    A simplex: the largest distance to a vertex total e_i, where a convex function is largest.
    A ball of the norm itself: radius + ||u||, attained at -radius u/||u||. A ball of another norm ||.||': the smaller of
    c radius + ||u||, where c = sup ||x|| over ||x||' <= 1 is known (two l_p norms: d^(1/q - 1/p), two Schatten norms:
    min(m, n)^(1/q - 1/p), for ||.|| of exponent q < p; else 1), and `spread` of |x_i - u_i| <= radius ||e_i||'_* + |u_i|.

    Parameters
    ----------
    norm : Norm
        ||.||.
    regularizer : Regularizer
        R.
    point : Array, shape norm.shape
        u.
    """
    basis = np.eye(int(np.prod(norm.shape))).reshape(-1, *norm.shape)
    if isinstance(regularizer, Simplex):
        return Bound(float(np.max(norm(regularizer.total * basis - point))), exact=True)
    if not isinstance(regularizer, Ball):
        box = regularizer.separable()
        sizes = None if box is None else np.maximum(point - box.lower, box.upper - point)
        return None if sizes is None or not np.isfinite(sizes).all() else spread(norm, sizes)
    size = float(norm(point))
    if regularizer.norm == norm:
        return Bound(regularizer.radius + size, exact=True)
    duals = regularizer.norm.dual(basis).reshape(norm.shape)
    bounds = [spread(norm, regularizer.radius * duals + np.abs(point)).value]
    for family in (entrywise, schatten):
        q, p = family(norm), family(regularizer.norm)
        if q is not None and p is not None:
            dimension = np.prod(norm.shape) if family is entrywise else min(norm.shape)
            bounds.append(regularizer.radius * float(dimension ** max(0.0, 1 / q - 1 / p)) + size)
    return Bound(min(bounds), exact=False)


def spread(norm: Norm, bounds: Array) -> Bound:
    """sup ||z|| over |z_i| <= b_i.

    l_p norms are monotone in |z_i|: ||b||, exact. Schatten-p: ||z||_p <= r^(1/p - 1/2) ||z||_2 for p < 2 and <= ||z||_2
    beyond, r = min(m, n). Every norm: sum_i b_i ||e_i||. The smallest of what applies, exact where b itself attains it.
    """
    attained = float(norm(bounds))
    if entrywise(norm) is not None:
        return Bound(attained, exact=True)
    basis = np.eye(bounds.size).reshape(-1, *norm.shape)
    upper = float(np.sum(bounds * norm(basis).reshape(norm.shape)))
    p = schatten(norm)
    if p is not None:
        upper = min(upper, min(norm.shape) ** max(0.0, 1 / p - 0.5) * float(np.linalg.norm(bounds)))
    return Bound(max(upper, attained), exact=attained >= upper * (1 - 1e-12))
