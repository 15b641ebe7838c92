"""Compositions of odd quintics applied to the singular values of a matrix, and what is certain about them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from ntr.inexact_lmo import Accuracy
from ntr.linalg import Array, expand, norm2, scaled
from ntr.norm import Norm
from ntr.norms import Spectral

Quintic: TypeAlias = tuple[float, float, float]  # (a, b, c) is q(s) = a s + b s^3 + c s^5

ROUNDING = 1e-10  # added to delta and tau: far above the rounding of at most 100 products of small matrices


def polar_direction(g: Array, polynomials: Sequence[Quintic]) -> Array:
    """-U p(S/||g||_2) V' for g = U S V', p = q_n o ... o q_1, by matrix products only; 0 at g = 0.

    The entries are first divided by the largest one: no size of g overflows, underflows, or meets a fixed epsilon.
    """
    unit, size = scaled(g, 2)
    length = norm2(unit, 2)
    x = np.ascontiguousarray(unit / expand(np.where(size > 0, length, 1.0), 2))
    tall = x.shape[-2] > x.shape[-1]
    for a, b, c in polynomials:
        transposed = np.ascontiguousarray(np.swapaxes(x, -1, -2))
        gram = np.matmul(transposed, x) if tall else np.matmul(x, transposed)
        factor = b * gram + c * np.matmul(gram, gram)
        x = a * x + (np.matmul(x, factor) if tall else np.matmul(factor, x))
    return np.asarray(-x)


def image(polynomial: Quintic, low: float, high: float) -> tuple[float, float]:
    """An interval that contains q([low, high]), and exceeds it by rounding only.

    The extremes are at the ends and at the roots +-sqrt(y) of q' = a + 3b y + 5c y^2, y = s^2. An error of the size of
    rounding in such a root changes q by its square; points that are no roots do no harm, as long as they are inside.
    """
    a, b, c = polynomial
    root = math.sqrt(max(9 * b * b - 20 * a * c, 0.0))
    squares = [(-3 * b - root) / (10 * c), (-3 * b + root) / (10 * c)] if c != 0 else [-a / (3 * b)] if b != 0 else []
    roots = [math.sqrt(max(y, 0.0)) for y in squares]
    points = [low, high, *(min(max(s, low), high) for r in roots for s in (r, -r))]
    values = [s * (a + s * s * (b + s * s * c)) for s in points]
    margins = [1e-14 * abs(s) * (abs(a) + s * s * (abs(b) + s * s * abs(c))) for s in points]
    return (
        min(v - margin for v, margin in zip(values, margins, strict=True)),
        max(v + margin for v, margin in zip(values, margins, strict=True)),
    )


def composed_image(polynomials: Sequence[Quintic], low: float, high: float) -> tuple[float, float]:
    """An interval that contains p([low, high]), p = q_n o ... o q_1, and exceeds it by rounding only.

    The image of an interval under a continuous function is an interval, so the image of p is that of q_n of the image
    of the rest: nothing is lost by going step by step.
    """
    for polynomial in polynomials:
        low, high = image(polynomial, low, high)
    return low, high


def certificate(polynomials: Sequence[Quintic], norm: Norm) -> Accuracy:
    """(delta, tau) of `polar_direction` in the spectral norm, for every matrix (theory.md section 9).

    Let s be the singular values over their length, r = min(m, n) of them. tau = max p over [0, 1]. If p >= 0, and
    p >= 1 - delta_1 on [s_0, 1], then -<g, d>/||g||_2 = sum s_i p(s_i) >= (1 - delta_1) sum_{s_i >= s_0} s_i, and the
    singular values below s_0, at most r - 1 of them as the largest is at least 1/sqrt(r) >= s_0, add up to at most
    (r-1) s_0 sum s_i, because sum s_i >= 1: delta <= 1 - (1 - delta_1)(1 - (r-1) s_0), for every such s_0.

    Raises
    ------
    ValueError
        For a norm other than `Spectral`, and where no delta < 1 is certified.
    """
    if not isinstance(norm, Spectral):
        raise ValueError(f"a polynomial of the singular values needs the norm Spectral, got {norm!r}")
    rank = min(norm.shape)
    if rank == 1:  # one singular value, 1
        value, top = composed_image(polynomials, 1.0, 1.0)
        return _accuracy(value, top, polynomials, norm)
    lowest, tau = composed_image(polynomials, 0.0, 1.0)
    if lowest < 0:
        raise ValueError(f"p must not be negative on [0, 1], got a minimum of {lowest:g} for {polynomials!r}")
    most = min(1 / math.sqrt(rank), 1 / (rank - 1))
    best = max(
        composed_image(polynomials, s, 1.0)[0] * (1 - (rank - 1) * s) for s in np.geomspace(1e-8 * most, most, 400)
    )
    return _accuracy(best, tau, polynomials, norm)


def _accuracy(closeness: float, tau: float, polynomials: Sequence[Quintic], norm: Norm) -> Accuracy:
    if closeness <= 2 * ROUNDING:
        raise ValueError(f"no delta < 1 is certified in {norm!r} for {polynomials!r}")
    return Accuracy(float(1 - closeness + ROUNDING), float(tau + ROUNDING))
