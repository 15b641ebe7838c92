"""The compiled twins of `euclidean_separable`, `lp_separable` and `sum_separable`: the way of each coordinate, lane by lane."""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.kernels import CompositeKernel, helper
from ntr.norm import Norm
from ntr.norms import Lp
from ntr.regularizer import Regularizer
from ntr.steps import euclidean_separable, lp_separable, sum_separable
from ntr.steps.maximum_kernel import separable_params, separable_penalty
from ntr.steps.twin import twin


@twin(euclidean_separable.step)
def euclidean_twin(norm: Norm, regularizer: Regularizer) -> CompositeKernel:
    """The root with p = 2, see `euclidean_separable`."""
    params = np.append(separable_params(norm, regularizer), 2.0)
    return CompositeKernel(power_separable, separable_penalty, params)


@twin(lp_separable.step)
def lp_twin(norm: Lp, regularizer: Regularizer) -> CompositeKernel:
    """The root with the p of the norm, see `lp_separable`."""
    params = np.append(separable_params(norm, regularizer), norm.p)
    return CompositeKernel(power_separable, separable_penalty, params)


@twin(sum_separable.step)
def sum_twin(norm: Norm, regularizer: Regularizer) -> CompositeKernel | None:
    """The pieces in the order of their gain, see `sum_separable`; curvature has no twin."""
    params = separable_params(norm, regularizer)
    return None if params[1] > 0 else CompositeKernel(sum_separable_flat, separable_penalty, params)


# Kernels: see ntr.engine.kernels; params as in `separable_params`, then p. A way has the rows of `Moves` for one lane, in
# units of eta: early, cap, late, end; the starting distance is 0, as centers lie in dom R. Then SIDE, the sign of a move
# to the left, and CROSSES, 1 where `cap` is at 0.

NEGLIGIBLE = 1e-290  # as in `moves`
START = -1  # a phase, as are the first four rows of a way
EARLY, CAP, LATE, END, SIDE, CROSSES = range(6)


@helper
def power(t: Any, p: Any) -> Any:
    """t^p."""
    return t * t if p == 2.0 else t**p


@helper
def change(distance: Any, speed: Any) -> Any:
    """When a coordinate of this speed has come so far; inf where it does not move."""
    return distance / speed if speed > 0.0 else np.inf


@helper
def distance(way: Any, mu: Any, p: Any) -> Any:
    """||x(mu) - c||_p^p in units of eta, where it is below 2^p."""
    total = 0.0
    for i in range(way.shape[1]):
        early, cap, late, end = way[EARLY, i], way[CAP, i], way[LATE, i], way[END, i]
        length = max(min(early * mu, cap), min(late * mu, end))
        total += power(min(length, 2.0), p)
    return total


@helper
def between(way: Any, low: Any, high: Any) -> Any:
    """One of the changes in (low, high), the middle one in the order of the coordinates; inf if there is none."""
    count = 0
    for i in range(way.shape[1]):
        for n in range(3):
            t = change(way[CAP if n < 2 else END, i], way[EARLY if n == 0 else LATE, i])
            count += 1 if low < t < high else 0
    half, found = count // 2, np.inf
    for i in range(way.shape[1]):
        for n in range(3):
            t = change(way[CAP if n < 2 else END, i], way[EARLY if n == 0 else LATE, i])
            if low < t < high:
                found = t if half == 0 else found
                half -= 1
    return found


@helper
def root(way: Any, limit: Any, p: Any) -> Any:
    """The mu of `dual_root`, and the last change before it, which tells the phases."""
    low, high = 0.0, np.inf
    while True:
        mu = between(way, low, high)
        if mu == np.inf:
            break
        if mu <= limit and distance(way, mu, p) <= 1.0:
            low = mu
        else:
            high = mu
    most = speeds = used = 0.0
    for n in range(2):  # the largest speed first, so that no power underflows
        for i in range(way.shape[1]):
            early, cap, late, end = way[EARLY, i], way[CAP, i], way[LATE, i], way[END, i]
            if early > 0.0:
                if low >= change(end, late):
                    used += power(end, p) if n == 1 else 0.0
                elif low >= change(cap, late) or low < change(cap, early):
                    speed = early if low < change(cap, early) else late
                    most = max(most, speed)
                    speeds += power(speed / most, p) if n == 1 else 0.0
                else:
                    used += power(cap, p) if n == 1 else 0.0
    mu = high
    if speeds > 0.0:
        room = max(1.0 - used, 0.0)
        mu = np.sqrt(room) / (most * np.sqrt(speeds)) if p == 2.0 else (room / speeds) ** (1.0 / p) / most
    return min(min(max(mu, low), high), limit), low


@helper
def placed(way: Any, i: Any, phase: Any, c: Any, early: Any, late: Any, lower: Any, upper: Any) -> Any:
    """Coordinate i in its phase, with the lengths that it moves in the two of them where it does."""
    side, crosses = way[SIDE, i], way[CROSSES, i] > 0.0
    y = c
    if phase == EARLY:
        y = c - side * early
        y = 0.0 if crosses and side * y < 0.0 else y
    elif phase == LATE:
        y = c - side * late
        y = 0.0 if side * y > 0.0 else y
    elif phase == CAP and crosses:
        y = 0.0
    elif phase != START:
        y = lower if side > 0.0 else upper
    return min(max(y + 0.0, lower), upper)


@helper
def minimizer(a: Any, l1: Any, l2: Any, lower: Any, upper: Any) -> Any:
    """argmin a t + phi(t), of several the one closest to 0."""
    shrunk = max(abs(a) - l1, 0.0)
    target = shrunk / l2 if l2 > 0.0 else (np.inf if shrunk > 0.0 else 0.0)
    return min(max(-target if a > 0.0 else target, lower), upper)


@helper
def subgradient(y: Any, target: Any, l1: Any, l2: Any, lower: Any, upper: Any) -> Any:
    """The subgradient of phi at y that is closest to the target."""
    least = l2 * y + (l1 if y > 0.0 else -l1) if y > lower else -np.inf
    most = l2 * y + (l1 if y >= 0.0 else -l1) if y < upper else np.inf
    return min(max(target, least), most)


@helper
def slopes(m: Any, lane: Any, l1: Any, l2: Any, keep: Any, x: Any) -> Any:
    """The largest |m_i + l2 c_i|, or l1 if that is larger, 1 if that is 0; NaN if m is not finite."""
    scale, spoilt = l1, 0.0
    for i in range(m.shape[0]):
        scale = max(scale, abs(m[i, lane] + l2 * (keep * x[i, lane])))
        spoilt += m[i, lane] - m[i, lane]
    return (scale if scale > 0.0 else 1.0) + spoilt


@helper
def prepare(c: Any, slope: Any, l1: Any, lower: Any, upper: Any, bounded: Any, eta: Any, way: Any, i: Any) -> None:
    """Column i of a way, for the slope over `scale` (and l1 too); see `moves`."""
    mirror = 1.0 if (c > 0.0 or (c == 0.0 and slope >= 0.0) if l1 > 0.0 else slope >= 0.0) else -1.0
    speed, later = mirror * slope + l1, mirror * slope - l1
    left = speed > 0.0
    early, late = abs(speed), max(later, 0.0) if l1 > 0.0 else 0.0
    to_zero = mirror * c / eta if left and l1 > 0.0 else np.inf
    far = (c - lower if (mirror > 0.0) == left else upper - c) / eta  # the lower end, if mirror and left agree
    if not (early > NEGLIGIBLE and far >= 0.0):
        early, late, far = 0.0, 0.0, np.inf
    passed = bounded and to_zero <= 0.0
    if passed:  # it starts at 0
        early, speed = late, later
    short = passed or far <= to_zero
    way[EARLY, i], way[CAP, i] = early, far if short else to_zero
    way[LATE, i], way[END, i] = 0.0 if short else late, np.inf if short else far
    way[SIDE, i] = mirror if speed > 0.0 else -mirror
    way[CROSSES, i] = 0.0 if short or to_zero == np.inf else 1.0


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


def power_separable(m: Any, params: Any, keep: Any, eta: Any, x: Any, r: Any) -> None:
    """Each coordinate moves away from its center, to 0 and on to the end of its interval, as far as mu says."""
    size, lanes = m.shape
    l1, l2, p = params[0], params[1], params[2 + 2 * size]
    lowers, uppers, way = params[2 : 2 + size], params[2 + size : 2 + 2 * size], np.empty((6, size))
    bounded = np.isfinite(params[2 : 2 + 2 * size]).any()
    for lane in range(lanes):
        scale = slopes(m, lane, l1, l2, keep, x)
        if scale != scale:  # x must not hide it
            x[:, lane] = np.nan
            continue
        for i in range(size):
            c = keep * x[i, lane]
            prepare(c, (m[i, lane] + l2 * c) / scale, l1 / scale, lowers[i], uppers[i], bounded, eta, way, i)
        if p != 2.0:
            for i in range(size):
                way[EARLY, i] **= 1.0 / (p - 1.0)
                way[LATE, i] **= 1.0 / (p - 1.0)
        limit = scale / (eta * l2) if l2 > 0.0 else np.inf
        mu, low = root(way, limit, p)
        length = eta * mu if mu < np.inf else 0.0
        for i in range(size):
            c, lower, upper = keep * x[i, lane], lowers[i], uppers[i]
            early, cap, late, end = way[EARLY, i], way[CAP, i], way[LATE, i], way[END, i]
            slope = m[i, lane] + l2 * c
            if early == 0.0:
                phase = START
            elif low < change(cap, early):
                phase = EARLY
            elif late == 0.0 or low < change(cap, late):
                phase = CAP
            else:
                phase = LATE if low < change(end, late) else END
            y = placed(way, i, phase, c, length * early, length * late, lower, upper)
            if l2 > 0.0 and mu >= limit:
                y = minimizer(m[i, lane], l1, l2, lower, upper)
                free = subgradient(y, -m[i, lane], l1, l2, lower, upper)
            else:
                push = 0.0
                if mu < np.inf:
                    share = abs(y - c) / (eta * (mu if mu > 0.0 else 1.0))
                    push = scale * (share if p == 2.0 else share ** (p - 1.0))
                push = push if y > c else -push
                free = subgradient(y, -slope - push, l1, 0.0, lower, upper) + l2 * y
            x[i, lane], r[i, lane] = y, free


def sum_separable_flat(m: Any, params: Any, keep: Any, eta: Any, x: Any, r: Any) -> None:
    """The pieces of all ways are filled in the order of their gain, ties in that of the coordinates, up to eta in all."""
    size, lanes = m.shape
    l1 = params[0]
    lowers, uppers, way = params[2 : 2 + size], params[2 + size : 2 + 2 * size], np.empty((6, size))
    bounded = np.isfinite(params[2 : 2 + 2 * size]).any()
    taken = np.empty((2, size))
    for lane in range(lanes):
        scale = slopes(m, lane, l1, 0.0, keep, x)
        if scale != scale:  # x must not hide it
            x[:, lane] = np.nan
            continue
        for i in range(size):
            prepare(keep * x[i, lane], m[i, lane] / scale, l1 / scale, lowers[i], uppers[i], bounded, eta, way, i)
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
