"""What the norms made of powers share: l_p of entries and, through singular values, Schatten-p."""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array, expand, flat, scaled, total


def dual_exponent(p: float) -> float:
    """q with 1/p + 1/q = 1."""
    if p == 1:
        return np.inf
    return 1.0 if p == np.inf else p / (p - 1)


def vertex(g: Array) -> Array:
    """-sign(g_j) e_j for the first largest |g_j| along the last axis; 0 at g = 0."""
    first = np.abs(g).argmax(axis=-1)[..., None]
    u = np.zeros_like(g)
    np.put_along_axis(u, first, np.sign(-np.take_along_axis(g, first, axis=-1)), axis=-1)
    return u


def power_norm(x: Array, p: float, ndim: int) -> Array:
    """(sum |x_i|^p)^(1/p) over the last `ndim` axes, shape (*batch,), without overflow or underflow."""
    unit, size = scaled(x, ndim)
    if p == np.inf:
        return size
    # np.power and not **, which takes another routine, with other bits, where the batch is a single number.
    return np.asarray(size * np.power(total(np.power(np.abs(unit), p), ndim), 1 / p))


def power_lmo(g: Array, p: float, ndim: int) -> Array:
    """argmin <g, u> over ||u||_p <= 1, over the last `ndim` axes.

    With t = |g|/max|g| and w = t^(q-1): w_i^p = w_i t_i, so u = -sign(g) w / (sum w t)^(1/p). No power exceeds 1.
    """
    if p == 1:
        return vertex(flat(g, ndim)).reshape(g.shape)
    unit, _ = scaled(g, ndim)
    t = np.abs(unit)
    w = np.power(t, 1 / (p - 1))
    length = np.power(total(w * t, ndim), 1 / p)  # at least 1, except at g = 0
    return np.asarray(np.sign(-unit) * w / expand(np.maximum(length, 1.0), ndim))


def lp_embedding(p: float, q: float, shape: tuple[int, ...]) -> Bound:
    """sup ||u||_q over ||u||_p <= 1 in dimension d: d^{(1/q - 1/p)+}, reached at e_1 or at the constant vector."""
    q = validation.exponent(q, "p")
    return Bound(float(np.prod(shape)) ** max(0.0, 1 / q - 1 / p), exact=True)


def diagonal_embedding(factors: Array, p: float, q: float) -> Bound:
    """sup ||f * v||_q over ||v||_p <= 1 for a vector f > 0, * entrywise.

    max f if q >= p, reached at a basis vector; else ||f||_r with 1/r = 1/q - 1/p, by Hoelder, reached at v ~ f^{r/p}.
    """
    q = validation.exponent(q, "p")
    r = np.inf if q >= p else 1 / (1 / q - 1 / p)
    return Bound(float(power_norm(factors, r, 1)), exact=True)


def power_cvx(x: Any, p: float) -> Any:
    """||x||_p of a CVXPY vector; power cones where p is not 1, 2 or inf, so that p is not rounded to a fraction."""
    if p in (1, 2, np.inf):
        return cp.norm(x, p)
    return cp.pnorm(x, p, approx=False)


def schatten_embedding(p: float, q: float, shape: tuple[int, int]) -> Bound:
    """sup ||U||_q (entrywise) over ||U||_{S_p} <= 1 for U of shape (m, n), r = min(m, n).

    q >= 2: r^{(1/q - 1/p)+}. The diagonal of U U^T is majorised by its eigenvalues s_i^2, and sum_j |u_ij|^q <=
    (U U^T)_ii^{q/2}, so ||U||_q <= ||U||_{S_q}; reached at e_1 e_1^T or at the partial identity.
    q < 2: ||U||_q <= (mn)^{1/q - 1/2} ||U||_2 <= (mn)^{1/q - 1/2} r^{(1/2 - 1/p)+}, reached at a constant matrix if
    p <= 2 or r = 1; for p > 2 it would need orthogonal rows of equal magnitudes, so it is only an upper bound.
    """
    q = validation.exponent(q, "p")
    r = float(min(shape))
    if q >= 2:
        return Bound(r ** max(0.0, 1 / q - 1 / p), exact=True)
    value = float(np.prod(shape)) ** (1 / q - 0.5) * r ** max(0.0, 0.5 - 1 / p)
    return Bound(value, exact=p <= 2 or r == 1)
