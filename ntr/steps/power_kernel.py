"""The compiled twin of `euclidean_separable` and `lp_separable`: one dual root for each lane."""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.kernels import CompositeKernel, helper
from ntr.engine.ways import CAP, EARLY, END, LATE, START, minimizer, placed, subgradient, ways
from ntr.norm import Norm
from ntr.norms import Lp
from ntr.regularizer import Regularizer
from ntr.steps import euclidean_separable, lp_separable
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


# Kernels: see ntr.engine.kernels; params as in `separable_params`, then p. Ways: see ntr.engine.ways.


NEAR = 1e-12  # where a guess and a change may be equal but for rounding


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
def changes(way: Any, times: Any) -> None:
    """times <- when each coordinate comes to the end of `EARLY`, begins `LATE`, and comes to the end of that."""
    for i in range(way.shape[1]):
        times[0, i] = change(way[CAP, i], way[EARLY, i])
        times[1, i] = change(way[CAP, i], way[LATE, i])
        times[2, i] = change(way[END, i], way[LATE, i])


@helper
def phase_at(times: Any, i: Any, mu: Any) -> Any:
    """The phase of coordinate i right after mu; of one that never moves, EARLY."""
    if mu < times[0, i]:
        return EARLY
    if mu < times[1, i]:
        return CAP
    return LATE if mu < times[2, i] else END


@helper
def ahead(way: Any, times: Any, low: Any, p: Any) -> Any:
    """Where the length is used up with the phases right after `low`, inf if none moves; and the next change."""
    most, speeds, used, following = 0.0, 0.0, 0.0, np.inf
    for i in range(way.shape[1]):  # the largest speed first, so that no power underflows
        phase = phase_at(times, i, low)
        most = max(most, way[phase, i]) if phase in (EARLY, LATE) else most
        for n in range(3):
            following = times[n, i] if low < times[n, i] < following else following
    for i in range(way.shape[1]):
        phase = phase_at(times, i, low)
        if phase in (CAP, END):
            used += power(way[phase, i], p)
        elif most > 0.0:
            speeds += power(way[phase, i] / most, p)
    if speeds == 0.0:
        return np.inf, following
    room = max(1.0 - used, 0.0)
    return (np.sqrt(room / speeds) if p == 2.0 else (room / speeds) ** (1.0 / p)) / most, following


@helper
def between(times: Any, low: Any, high: Any) -> Any:
    """One of the changes in (low, high), the middle one in the order of the coordinates."""
    count = 0
    for n in range(3):
        for i in range(times.shape[1]):
            count += 1 if low < times[n, i] < high else 0
    half, found = count // 2, np.inf
    for n in range(3):
        for i in range(times.shape[1]):
            if low < times[n, i] < high:
                found = times[n, i] if half == 0 else found
                half -= 1
    return found


@helper
def root(way: Any, times: Any, limit: Any, p: Any) -> Any:
    """The mu of `dual_root`, and the last change before it, which tells the phases.

    As if nothing changed from `low` on, mu is `guess`. If something does, the last change before `guess` is tried; if that
    is too far, the middle one of those that are left.
    """
    low, high, far = 0.0, np.inf, False
    while True:
        guess, following = ahead(way, times, low, p)
        if following >= high or guess < following * (1.0 - NEAR):
            return min(min(max(guess, low), min(following, high)), limit), low
        mu = low
        for n in range(3):
            for i in range(times.shape[1]):
                mu = times[n, i] if mu < times[n, i] < high and times[n, i] <= guess else mu
        mu = max(mu, following)
        if far:
            mu = between(times, low, high)
        if mu <= limit and distance(way, mu, p) <= 1.0:
            low, far = mu, False
        else:
            high, far = mu, True


def power_separable(m: Any, params: Any, keep: Any, eta: Any, x: Any, r: Any) -> None:
    """Each coordinate moves away from its center, to 0 and on to the end of its interval, as far as mu says."""
    size, lanes = m.shape
    l1, l2, p = params[0], params[1], params[2 + 2 * size]
    lowers, uppers, way = params[2 : 2 + size], params[2 + size : 2 + 2 * size], np.empty((6, size))
    times = np.empty((3, size))
    bounded = np.isfinite(params[2 : 2 + 2 * size]).any()
    for lane in range(lanes):
        scale = ways(m, lane, l1, l2, lowers, uppers, bounded, keep, eta, x, way)
        if scale != scale:
            continue
        if p != 2.0:
            for i in range(size):
                way[EARLY, i] **= 1.0 / (p - 1.0)
                way[LATE, i] **= 1.0 / (p - 1.0)
        limit = scale / (eta * l2) if l2 > 0.0 else np.inf
        changes(way, times)
        mu, low = root(way, times, limit, p)
        length = eta * mu if mu < np.inf else 0.0
        for i in range(size):
            c, lower, upper = keep * x[i, lane], lowers[i], uppers[i]
            slope = m[i, lane] + l2 * c
            phase = START if way[EARLY, i] == 0.0 else phase_at(times, i, low)
            y = placed(way, i, phase, c, length * way[EARLY, i], length * way[LATE, i], lower, upper)
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
