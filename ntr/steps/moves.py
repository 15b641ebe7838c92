"""How each coordinate moves away from the center as the price of moving falls: what separable steps share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ntr.linalg import Array, flat, largest
from ntr.separable import Separable
from ntr.steps.root import EARLY, END, LATE, START, Index

# Slopes below this share of the largest are taken for 0, so that no division overflows.
NEGLIGIBLE = 1e-290


class Moves(NamedTuple):
    """The gain of coordinate i from moving on at distance t from c_i is early_i - k t up to cap_i, then late_i - k t.

    Arrays (*batch, size); coordinates are mirrored, so that c_i >= 0 with an l1 part (and then 0 may be met on the way)
    and the slope is at least 0 without. Lengths are in units of eta, slopes in units of `scale`, k = l2 eta / scale.
    The slope at c_i is that of <m, x> + (l2/2) ||x||_2^2, m_i + l2 c_i; the l1 part adds +-l1.

    Attributes
    ----------
    mirror, position : Array
        +-1, and mirror * c.
    nearest : Array
        The point of the interval closest to `position`.
    slope : Array
        m_i + l2 c_i, not mirrored, not scaled.
    scale : Array, shape (*batch, 1)
        The largest |slope|, or l1 if that is larger; 1 where both are 0.
    start : Array or None
        |nearest - position|; None: 0.
    early, late : Array
        The gains at t = 0, at least 0; `late` None: 0.
    speed, later : Array
        The same with the sign of a move to the left: x = position - t speed / early.
    cap : Array
        Where `early` ends: at 0, or at the end of the interval.
    end : Array or None
        Where `late` ends; None: nowhere.
    stop, last : Array
        The points at distance `cap` and `end`.
    crosses : array of bool
        Whether 0 bounds the first part of the way.
    """

    mirror: Array
    position: Array
    nearest: Array
    slope: Array
    scale: Array
    start: Array | None
    early: Array
    late: Array | None
    speed: Array
    later: Array
    cap: Array
    end: Array | None
    stop: Array
    last: Array
    crosses: NDArray[np.bool_]


def moves(terms: Separable, m: Array, center: Array, eta: Array, ndim: int) -> Moves:
    """The moves for <m, x> + R(x) from the center; eta of shape (*batch, 1). Overflow of far bounds is expected."""
    l1, l2 = terms.l1, terms.l2
    c, g = flat(center, ndim), flat(m, ndim)
    shape = center.shape[center.ndim - ndim :]
    lower, upper = np.broadcast_to(terms.lower, shape).ravel(), np.broadcast_to(terms.upper, shape).ravel()
    bounded = bool(np.isfinite(lower).any() or np.isfinite(upper).any())
    slope = g + l2 * c if l2 else g
    scale = np.maximum(largest(slope, 1), l1)[..., None]
    scale = np.where(scale > 0, scale, 1.0)
    mirror = np.where((c > 0) | ((c == 0) & (slope >= 0)) if l1 else slope >= 0, 1.0, -1.0)
    position, unit, weight = mirror * c, mirror * slope / scale, l1 / scale
    speed, later = unit + weight, unit - weight
    early, late = np.abs(speed), np.maximum(later, 0.0) if l1 else None
    left = speed > 0
    crosses = left & (l1 > 0)
    cap = np.where(crosses, position / eta, np.inf)
    stop = np.zeros_like(c)
    if not bounded:
        return Moves(
            mirror, position, position, slope, scale, None, early, late, speed, later, cap, None, stop, stop, crosses
        )
    lower, upper = np.where(mirror > 0, lower, -upper), np.where(mirror > 0, upper, -lower)
    nearest = np.minimum(np.maximum(position, lower), upper)
    start = np.abs(nearest - position) / eta
    last = np.where(left, lower, upper)
    far = np.where(left, position - lower, upper - position) / eta
    free = (early > NEGLIGIBLE) & (far >= 0)
    early, far = np.where(free, early, 0.0), np.where(free, far, np.inf)
    if late is None:
        return Moves(
            mirror, position, nearest, slope, scale, start, early, None, speed, later, far, None, last, last, crosses
        )
    late = np.where(free, late, 0.0)
    passed = start >= cap  # the way begins beyond 0
    early, speed = np.where(passed, late, early), np.where(passed, later, speed)
    short = passed | (far <= cap)  # it does not reach 0, or not again
    cap, stop = np.where(short, far, cap), np.where(short, last, 0.0)
    late, end = np.where(short, 0.0, late), np.where(short, np.inf, far)
    return Moves(
        mirror,
        position,
        nearest,
        slope,
        scale,
        start,
        early,
        late,
        speed,
        later,
        cap,
        end,
        stop,
        last,
        crosses & ~short,
    )


def placed(found: Moves, phase: Index, early: Array, late: Array) -> Array:
    """x (*batch, size) by the phase of each coordinate, with its mirrored position where it moves; no -0.0."""
    early = np.where(found.crosses, np.maximum(early, 0.0), early)
    x = np.where(phase == START, found.nearest, np.where(phase == EARLY, early, found.stop))
    if found.late is not None:
        x = np.where(phase == LATE, np.minimum(late, 0.0), np.where(phase == END, found.last, x))
    return np.asarray(found.mirror * x + 0.0)
