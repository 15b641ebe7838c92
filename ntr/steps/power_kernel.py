"""The compiled twin of `euclidean_separable` and `lp_separable`: one dual root for each lane."""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.kernels import CompositeKernel, helper
from ntr.engine.ways import CAP, EARLY, END, LATE, START, minimizer, placed, prepare, slopes, subgradient
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
