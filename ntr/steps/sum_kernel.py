"""The compiled twin of `sum_separable`: the steepest coordinates move, lane by lane."""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.kernels import CompositeKernel, helper
from ntr.engine.ways import CAP, EARLY, END, LATE, START, minimizer, placed, subgradient, ways
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.steps import sum_separable
from ntr.steps.maximum_kernel import separable_params, separable_penalty
from ntr.steps.sum_separable import ROUNDING
from ntr.steps.twin import twin


@twin(sum_separable.step)
def sum_twin(norm: Norm, regularizer: Regularizer) -> CompositeKernel:
    """With or without curvature, see `sum_separable`."""
    params = separable_params(norm, regularizer)
    return CompositeKernel(curved_sum if params[1] > 0 else flat_sum, separable_penalty, params)


# Kernels: see ntr.engine.kernels; params as in `separable_params`. Ways: see ntr.engine.ways.


@helper
def fill(way: Any, taken: Any) -> Any:
    """taken <- how much of both pieces of every way is used; the result is the largest gain of a piece that is not full."""
    size, total = way.shape[1], 0.0
    taken[:] = -1.0
    while True:
        best, first, second = 0.0, -1, 0
        for n in range(2):
            for i in range(size):
                gain = way[EARLY if n == 0 else LATE, i]
                room = way[CAP, i] if n == 0 else way[END, i] - way[CAP, i]
                if gain > best and taken[n, i] < 0.0 and room > 0.0:
                    best, first, second = gain, i, n
        if first < 0:
            break
        room = way[CAP, first] if second == 0 else way[END, first] - way[CAP, first]
        total += room if room < np.inf else 0.0
        before = total - room if room < np.inf else total  # rounded as in `sum_separable`
        taken[second, first] = min(max(1.0 - before, 0.0), room)
        if taken[second, first] < room:
            break
    for n in range(2):
        for i in range(size):
            taken[n, i] = max(taken[n, i], 0.0)
    return best


def flat_sum(m: Any, params: Any, keep: Any, eta: Any, x: Any, r: Any) -> None:
    """The pieces of all ways are filled in the order of their gain, ties in that of the coordinates, up to eta in all."""
    size, lanes = m.shape
    l1 = params[0]
    lowers, uppers, way = params[2 : 2 + size], params[2 + size : 2 + 2 * size], np.empty((6, size))
    bounded = np.isfinite(params[2 : 2 + 2 * size]).any()
    taken = np.empty((2, size))
    for lane in range(lanes):
        scale = ways(m, lane, l1, 0.0, lowers, uppers, bounded, keep, eta, x, way)
        if scale != scale:
            continue
        price = scale * fill(way, taken)
        for i in range(size):
            c, lower, upper = keep * x[i, lane], lowers[i], uppers[i]
            cap, end = way[CAP, i], way[END, i]
            if taken[1, i] > 0.0:
                moved = cap + taken[1, i]
                phase = END if taken[1, i] == end - cap else (LATE if moved > cap else CAP)
            else:
                moved = taken[0, i]
                phase = START if moved <= 0.0 else (EARLY if moved < cap else CAP)
            y = placed(way, i, phase, c, eta * moved, eta * moved, lower, upper)
            push = 0.0 if y == c else (price if y > c else -price)
            x[i, lane], r[i, lane] = y, subgradient(y, -m[i, lane] - push, l1, 0.0, lower, upper)


@helper
def moved(way: Any, i: Any, price: Any, k: Any) -> Any:
    """The length at which the gain of coordinate i has fallen to this price."""
    first = min((way[EARLY, i] - price) / k, way[CAP, i])
    return max(max(first, min((way[LATE, i] - price) / k, way[END, i])), 0.0)


@helper
def fall(way: Any, i: Any, n: Any, k: Any) -> Any:
    """The prices at which coordinate i starts to move, stops, moves on and stops again."""
    return way[EARLY if n < 2 else LATE, i] - (k * way[END if n == 3 else CAP, i] if n > 0 else 0.0)


@helper
def priced(way: Any, k: Any) -> Any:
    """The last change of the price at which the lengths fit, and the first at which they do not."""
    size, bottom, top = way.shape[1], -np.inf, np.inf
    while True:
        count = 1 if bottom < 0.0 < top else 0  # 0 is one too
        for i in range(size):
            for n in range(4):
                count += 1 if max(bottom, 0.0) < fall(way, i, n, k) < top else 0
        if count == 0:
            break
        half, price = count // 2, 0.0
        for i in range(size):
            for n in range(4):
                other = fall(way, i, n, k)
                if max(bottom, 0.0) < other < top:
                    price = other if half == 0 else price
                    half -= 1
        total = 0.0
        for i in range(size):
            total += moved(way, i, price, k)
        if total <= 1.0:
            top = price
        else:
            bottom = price
    return top, max(bottom, 0.0)


@helper
def balance(way: Any, k: Any, length: Any, moving: Any) -> Any:
    """length <- how far each coordinate moves, and the price, with gains that fall by k per length; see `_curved`."""
    size = way.shape[1]
    top, bottom = priced(way, k)
    largest, count, lower, rest = 0.0, 0, 0.0, 0.0
    for i in range(size):
        first = fall(way, i, 1, k) < top <= fall(way, i, 0, k)
        second = fall(way, i, 3, k) < top <= fall(way, i, 2, k) and not first
        moving[i] = 1.0 if first else (2.0 if second else 0.0)
        if moving[i] > 0.0:
            largest = max(largest, way[EARLY if first else LATE, i])
            count += 1
        else:
            rest += moved(way, i, top, k)
    for i in range(size):
        lower += way[EARLY if moving[i] == 1.0 else LATE, i] - largest if moving[i] > 0.0 else 0.0
    mean, share = lower / max(count, 1), (1.0 - rest) / max(count, 1)
    price = min(max(largest + (mean - k * share), bottom), top) if count > 0 else top
    missing = 1.0
    for i in range(size):
        length[i] = moved(way, i, price, k)
        if moving[i] > 0.0 and price > 0.0:
            gain = way[EARLY if moving[i] == 1.0 else LATE, i] - largest
            length[i] = min(max((gain - mean) / k + share, moved(way, i, top, k)), moved(way, i, bottom, k))
        missing -= length[i]
    if price > 0.0:  # what rounding lost, to those that move, then to the others
        for n in range(2):
            for i in range(size):
                if (moving[i] > 0.0) == (n == 0):
                    target = moved(way, i, bottom if missing > 0.0 else top, k)
                    change = min(max(target - length[i], 0.0), missing) if missing > 0.0 else 0.0
                    change = max(min(target - length[i], 0.0), missing) if missing < 0.0 else change
                    length[i] += change
                    missing -= change
            missing = missing if abs(missing) > ROUNDING else 0.0
    return price


def curved_sum(m: Any, params: Any, keep: Any, eta: Any, x: Any, r: Any) -> None:
    """The lengths at which the gains have fallen to one price, where they add up to eta."""
    size, lanes = m.shape
    l1, l2 = params[0], params[1]
    lowers, uppers, way = params[2 : 2 + size], params[2 + size : 2 + 2 * size], np.empty((6, size))
    bounded = np.isfinite(params[2 : 2 + 2 * size]).any()
    length, moving = np.empty(size), np.empty(size)
    for lane in range(lanes):
        scale = ways(m, lane, l1, l2, lowers, uppers, bounded, keep, eta, x, way)
        if scale != scale:
            continue
        price = balance(way, l2 * eta / scale, length, moving)
        for i in range(size):
            c, lower, upper, t = keep * x[i, lane], lowers[i], uppers[i], length[i]
            phase = LATE if t > way[CAP, i] else (CAP if t == way[CAP, i] else EARLY)
            phase = START if t <= 0.0 else (END if t >= way[END, i] else phase)
            y = placed(way, i, phase, c, eta * t, eta * t, lower, upper)
            if price <= 0.0:
                y = minimizer(m[i, lane], l1, l2, lower, upper)
            push = 0.0 if y == c else (scale * price if y > c else -scale * price)
            x[i, lane], r[i, lane] = y, subgradient(y, -m[i, lane] - push, l1, l2, lower, upper)
