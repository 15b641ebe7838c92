"""The best constant parameters on an instance: the fewest iterations after which eps is reached, and kept for half as long again.

The only exponent that says something about the difficulty of an instance family; it may be smaller than the stated one without
any contradiction. Recipe: docs/statistics.md sections 1 and 2, label "best constant parameters".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count, takewhile
from typing import Any, NamedTuple

import numpy as np

from ntr.case import Case, Setting
from ntr.journal import unrecorded
from ntr.linalg import Array
from ntr.methods import Clipped, TrustRegion
from ntr.simulate import simulate
from ntr.theorem import Theorem
from ntr.trajectory import log_spaced
from proofs_checks.logarithm import reach
from proofs_checks.rates import BEST_CONSTANT, Exponent
from proofs_checks.slope import slope

MOMENTA = tuple(2.0**-power for power in range(11))
STEPS = tuple(2.0**power for power in range(-1, 24))  # eta over the prescribed one, where there is no D to stop at
FINER = tuple(2.0 ** (power / 4) for power in (-3, -2, -1, 1, 2, 3))  # about the best of these
LASTING = 1.5  # the curve must stay <= eps up to this multiple of N*
SEEDS = range(64)
FIRST = 32  # iterations of the first attempt
MOST = 10**6  # beyond, the search is given up


class BestPoint(NamedTuple):
    """The best constant parameters for one epsilon.

    Attributes
    ----------
    epsilon : float
    iterations : float
        N*, interpolated between checkpoints.
    prescribed : int
        K of the theorem.
    radius, momentum, weight_decay : float
        The parameters, on a grid: factors of 2^(1/4) in eta, of 2 in alpha; beta = eta/D.
    """

    epsilon: float
    iterations: float
    prescribed: int
    radius: float
    momentum: float
    weight_decay: float


def best_constants(
    theorem: Theorem, setting: Callable[[float], Setting], epsilons: Sequence[float], most: int = MOST
) -> tuple[BestPoint, ...]:
    """N*(eps) for every epsilon, by a search over the grid of parameters.

    All candidates are run for the same number of iterations, which is doubled until one of them has settled.

    Parameters
    ----------
    theorem : Theorem
        With a tuning; what it bounds is what must be <= eps.
    setting : callable
        epsilon -> Setting.
    epsilons : sequence of float
        Decreasing, so that the search for one can start where the one before ended.
    most : int
        The longest run.

    Raises
    ------
    ValueError
        If nothing settles within `most` iterations.
    """
    found: list[BestPoint] = []
    with unrecorded():
        for index, epsilon in enumerate(epsilons):
            chosen = replace(setting(epsilon), root_seed=index + 1)
            horizon = int(LASTING * found[-1].iterations) if found else FIRST
            found.append(_best(theorem, chosen, epsilon, max(FIRST, horizon), most))
    return tuple(found)


def best_exponent(points: Sequence[BestPoint]) -> Exponent:
    """The slope of log N* against log(1/eps), without a verdict; the residuals hold what the grids and few seeds leave."""
    trend = slope([-math.log(point.epsilon) for point in points], [math.log(point.iterations) for point in points])
    return Exponent(BEST_CONSTANT, trend, None, None)


def _best(theorem: Theorem, setting: Setting, epsilon: float, horizon: int, most: int) -> BestPoint:
    assert theorem.tuned is not None
    tuned = theorem.tuned(setting, epsilon)
    method = tuned.method
    if not isinstance(method, TrustRegion | Clipped) or callable(method.radius):
        raise TypeError(f"the method must be TrustRegion or Clipped with a constant radius, got {method!r}")
    case = replace(tuned, seeds=SEEDS if setting.sigma > 0 else range(1))
    size = reach(setting)
    largest = np.inf if size is None else size  # eta <= D
    steps = STEPS if size is None else (2.0**power for power in count(-1))
    radii = list(takewhile(lambda radius: radius <= largest, (method.radius * step for step in steps)))
    momenta = MOMENTA if setting.sigma > 0 else (1.0,)  # without noise a memory is of no use
    grid = [(radius, momentum) for radius in radii for momentum in momenta]
    while horizon <= most:
        time, radius, momentum = min(_times(theorem, case, grid, horizon, epsilon))
        if np.isfinite(time):
            if radius in (radii[0], radii[-1]) and radius < largest / 2:
                raise ValueError(f"epsilon = {epsilon:g}: the best eta = {radius:g} is at the end of the grid")
            near = [(radius * step, momentum) for step in FINER if radius * step <= largest]
            time, radius, momentum = min((time, radius, momentum), *_times(theorem, case, near, horizon, epsilon))
            decay = 0.0 if setting.domain_radius is None else radius / setting.domain_radius
            return BestPoint(epsilon, time, tuned.iterations, radius, momentum, decay)
        horizon *= 2
    raise ValueError(f"no constant parameters reach epsilon = {epsilon:g} within {most} iterations")


def _times(
    theorem: Theorem, case: Case, grid: Sequence[tuple[float, float]], horizon: int, epsilon: float
) -> list[tuple[float, float, float]]:
    """(N, eta, alpha) for every pair of the grid."""
    stops = log_spaced(horizon, per_decade=58)  # ratio 1.04
    domain, found = case.setting.domain_radius, []
    for radius, momentum in grid:
        method: Any = replace(case.method, radius=radius, momentum=momentum)  # type: ignore[type-var]  # a dataclass
        if domain is not None:
            method = replace(method, weight_decay=radius / domain)
        trial = replace(case, method=method, iterations=horizon)
        run = simulate(trial, checkpoints=stops, record=theorem.record(trial))
        curve = theorem.measured(trial, run).mean(axis=1)
        found.append((lasting_time(stops.astype(np.float64), curve, epsilon), radius, momentum))
    return found


def lasting_time(checkpoints: Array, curve: Array, epsilon: float) -> float:
    """The first N with curve <= eps on [N, 1.5 N], interpolated in log(iterations); inf where the curve is too short to say.

    Parameters
    ----------
    checkpoints, curve : (C,)
        Increasing iterations, and the seed average there.
    epsilon : float
    """
    below = curve <= epsilon
    ends = np.searchsorted(checkpoints, LASTING * checkpoints, side="left")
    for index in np.flatnonzero(below):
        if ends[index] == checkpoints.size:
            break
        if below[index : ends[index] + 1].all():
            if index == 0 or not np.isfinite(curve[index - 1]):
                return float(checkpoints[index])
            share = (curve[index - 1] - epsilon) / (curve[index - 1] - curve[index])
            logs = np.log(checkpoints[index - 1 : index + 1])
            return float(np.exp(logs[0] + share * (logs[1] - logs[0])))
    return np.inf
