"""The l_1 norm with a separable regularizer: the steepest coordinates move, until the length is used up."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, expand, total
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.steps.kinds import SUM, is_sum
from ntr.steps.moves import Moves, moves, placed
from ntr.steps.root import CAP, EARLY, END, LATE, START
from ntr.steps.rule import Step, require_meeting, rounding, rule

# Of a sum of lengths, relative; less than that is not made up for where nothing moves.
ROUNDING = 1e-12


@rule(SUM, Regularizer)
def step(norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Array) -> Step | None:
    """t_i = |x_i - c_i| moves as far as the gain of moving on exceeds lambda, and sum_i t_i = eta.

    The gain at distance t is that of `Moves`, and decreases. Without curvature it is constant on at most two pieces, and
    the pieces are filled in the order of their gain, ties in that of the coordinates (fractional knapsack). With it
    t_i(lambda) is piecewise linear, and lambda is found between two of its changes. lambda = 0 if the minimizer of
    <m, x> + R(x) lies in the ball.

    r_i is the subgradient of phi_i at x_i closest to -m_i - lambda sign(x_i - c_i) where x_i != c_i, else to -m_i. So
    s = m + r has s_i = -lambda sign(x_i - c_i) where x_i moved and |s_i| <= lambda everywhere (Lemma 2b).

    Source: Dantzig, "Discrete-variable extremum problems", 1957 (the knapsack); Lagrangian duality.
    """
    terms = regularizer.separable()
    if terms is None or not is_sum(norm):
        return None
    ndim, eta = len(norm.shape), expand(radius, 1)
    regularizer(np.zeros(norm.shape), ndim)  # raises if the bounds have another shape
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        found = moves(terms, m, center, eta, ndim)
        if found.start is not None:
            away = total(np.abs(found.nearest - found.position), 1)
            require_meeting(away, regularizer, center, radius, rounding(center, radius, ndim))
        start = np.zeros_like(found.cap) if found.start is None else found.start
        late = np.zeros_like(found.cap) if found.late is None else found.late
        end = np.full_like(found.cap, np.inf) if found.end is None else found.end
        if terms.l2 > 0:
            length, price = _curved(found.early, late, start, found.cap, end, terms.l2 * eta / found.scale)
        else:
            length, price = _flat(found.early, late, start, found.cap, end)
        middle = np.where(length > found.cap, LATE, np.where(length == found.cap, CAP, EARLY))
        phase = np.where(length <= start, START, np.where(length >= end, END, middle))
        x = _place(found, phase.astype(np.intp), eta * length)
        x = terms.clip(x.reshape(m.shape))
        if terms.l2 > 0:  # lambda = 0 exactly: m + r would be what is left of far larger numbers
            x = np.where(expand(price[..., 0], ndim) > 0, x, terms.minimizer(m))
        push = expand((found.scale * price)[..., 0], ndim) * np.sign(x - center)
    return Step(x, terms.subgradient(x, -m - push))


def _place(found: Moves, phase: np.ndarray, moved: Array) -> Array:
    at = found.position - np.sign(found.speed) * moved
    return placed(found, phase, at, at)


def _fill(room: Array, budget: Array) -> Array:
    """The budget (*batch, 1) put into these rooms (*batch, n), one after the other."""
    before = np.cumsum(room, axis=-1) - room
    before = np.where(np.isnan(before), np.inf, before)  # inf - inf: behind an endless room
    first_endless = np.isinf(room) & (np.cumsum(np.isinf(room), axis=-1) == 1)
    finite = np.cumsum(np.where(np.isinf(room), 0.0, room), axis=-1)
    before = np.where(first_endless, finite, before)
    return np.asarray(np.minimum(np.maximum(budget - before, 0.0), room))


def _flat(early: Array, late: Array, start: Array, cap: Array, end: Array) -> tuple[Array, Array]:
    """Lengths (*batch, size) and lambda (*batch, 1) without curvature. A room is 0 where nothing is gained."""
    gain = np.concatenate((early, late), axis=-1)
    room = np.concatenate((cap - start, np.where(late > 0, end - cap, 0.0)), axis=-1)
    room = np.where(gain > 0, np.maximum(room, 0.0), 0.0)
    order = np.argsort(-gain, axis=-1, kind="stable")
    ordered = np.take_along_axis(room, order, axis=-1)
    filled = _fill(ordered, 1.0 - start.sum(axis=-1, keepdims=True))
    left = np.where(filled < ordered, np.take_along_axis(gain, order, axis=-1), 0.0)
    taken = np.empty_like(filled)
    np.put_along_axis(taken, order, filled, axis=-1)
    size = early.shape[-1]
    full = taken == room  # then the exact end, without the rounding of sums
    first = np.where(full[..., :size] & (early > 0), np.maximum(cap, start), start + taken[..., :size])
    second = np.where(full[..., size:] & (late > 0), end, cap + taken[..., size:])
    return np.where(taken[..., size:] > 0, second, first), left.max(axis=-1, keepdims=True)


def _curved(early: Array, late: Array, start: Array, cap: Array, end: Array, k: Array) -> tuple[Array, Array]:
    """Lengths and lambda with gains that fall by k (*batch, 1) per length."""

    def lengths(price: Array) -> Array:
        first = np.minimum((early - price) / k, cap)
        return np.asarray(np.maximum(np.maximum(first, np.minimum((late - price) / k, end)), start))

    falls = [early - k * start, early - k * cap, late - k * cap, late - k * end]
    breaks = np.maximum(np.concatenate(falls, axis=-1), 0.0)
    breaks = -np.sort(-np.concatenate((breaks, np.zeros_like(k)), axis=-1), axis=-1)
    low = np.zeros(breaks.shape[:-1], dtype=np.intp)  # the last price at which the lengths fit
    high = np.full_like(low, breaks.shape[-1])  # the first at which they do not, or none
    for _ in range(int(breaks.shape[-1]).bit_length()):
        middle = (low + high) // 2
        fits = (middle == low) | (lengths(_at(breaks, middle)).sum(axis=-1) <= 1)
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    top = _at(breaks, low)
    bottom = _at(breaks, np.minimum(low + 1, breaks.shape[-1] - 1))
    first = (top <= falls[0]) & (top > falls[1])
    second = (top <= falls[2]) & (top > falls[3]) & ~first
    moving = first | second
    count = np.maximum(moving.sum(axis=-1, keepdims=True), 1)
    gain = np.where(first, early, np.where(second, late, 0.0))
    # lambda = mean gain - k (1 - resting) / count, and the lengths are the differences of the gains from it over k: all
    # relative to the largest gain, so that what k divides is exact where gains agree
    largest = gain.max(axis=-1, keepdims=True)
    lower = np.where(moving, gain - largest, 0.0)
    mean = lower.sum(axis=-1, keepdims=True) / count
    share = (1.0 - np.where(moving, 0.0, lengths(top)).sum(axis=-1, keepdims=True)) / count
    price = np.where(moving.any(axis=-1, keepdims=True), largest + (mean - k * share), top)
    price = np.minimum(np.maximum(price, bottom), top)
    ceiling, floor = lengths(bottom), lengths(top)
    result = np.minimum(np.maximum((lower - mean) / k + share, floor), ceiling)
    result = np.where(moving & (price > 0), result, lengths(price))
    # what (gain - lambda) / k lost by cancellation, where k is small, goes to the coordinates that move, and what is too
    # much for these to the ones that change between two prices that only rounding tells apart
    missing = np.where(price > 0, 1.0 - result.sum(axis=-1, keepdims=True), 0.0)
    for chosen in (moving, ~moving):
        more = _fill(np.where(chosen, np.maximum(ceiling - result, 0.0), 0.0), np.maximum(missing, 0.0))
        less = _fill(np.where(chosen, np.maximum(result - floor, 0.0), 0.0), np.maximum(-missing, 0.0))
        missing = missing - (more - less).sum(axis=-1, keepdims=True)
        missing = np.where(np.abs(missing) > ROUNDING, missing, 0.0)
        result = result + more - less
    return result, price


def _at(values: Array, index: np.ndarray) -> Array:
    return np.asarray(np.take_along_axis(values, index[..., None], axis=-1))
