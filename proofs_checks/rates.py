"""Exponents of the iterations needed, with intervals and verdicts; recipe and measured error rates in statistics.md.

At a theorem's own parameters the exponent of the iterations needed is fixed by the radius on every instance, easy or
hard (statistics.md section 1, Facts A and B): it tests the code and is no evidence for the rate. So nothing here is
ever called an "empirical rate"; every exponent carries one of the four labels below, and only two trends are judged:
the excess, slope of log(N/K), on hard instances, and the drift, slope of log(measured/eps), on all (sections 2, 4).

Everything here is a function of arrays; nothing is simulated. Curves are seed averages at increasing checkpoints.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ntr import validation
from ntr.linalg import Array
from proofs_checks.slope import LEVEL, Slope, bootstrap_variance, slope

PRESCRIBED = "prescribed"
NEEDED = "iterations needed at the prescribed parameters"
NEEDED_CURRENT = "iterations needed, current iterate"
BEST_CONSTANT = "best constant parameters"
LABELS = (PRESCRIBED, NEEDED, NEEDED_CURRENT, BEST_CONSTANT)

MARGIN = (
    0.2  # less than half the distance .5 between neighbouring rates; zero would judge the climb of N/K to its ceiling
)
NEGLIGIBLE = 1e-3  # a measured quantity below this share of eps (0 in a corner of the box, say) counts as this share

Judgement = Literal["attained", "not worse", "refuted", "inconclusive"]


def settling_time(checkpoints: ArrayLike, curve: ArrayLike, epsilon: float) -> Array:
    """Last crossing of a curve from > epsilon to <= epsilon, interpolated in log(iterations).

    Between the two checkpoints log N is linear in the value of the curve, which may be 0.

    Parameters
    ----------
    checkpoints : (C,)
        Iterations, positive and increasing; log-spaced with a ratio near 1.01 to make interpolation harmless.
    curve : (*batch, C)
        Seed-averaged values at the checkpoints.
    epsilon : float
        Positive.

    Returns
    -------
    (*batch,) array. inf where the curve ends above epsilon (never settled), or is not a number there; nan where it
    was never above (the crossing, if any, came before the first checkpoint and was not seen).
    """
    iterations, epsilon = _checkpoints(checkpoints), validation.positive(epsilon, "epsilon")
    curve = np.asarray(curve, dtype=np.float64)
    if curve.shape[-1:] != iterations.shape:
        raise ValueError(f"curve must have {iterations.size} values on its last axis, got shape {curve.shape}")
    above = ~(curve <= epsilon)  # a NaN has not settled
    last = iterations.size - 1 - above[..., ::-1].argmax(axis=-1)
    following = np.minimum(last + 1, iterations.size - 1)
    before = np.take_along_axis(curve, last[..., None], axis=-1)[..., 0]
    after = np.take_along_axis(curve, following[..., None], axis=-1)[..., 0]
    crossed = above.any(axis=-1) & (last < following)
    with np.errstate(invalid="ignore"):
        share = (before - epsilon) / np.where(crossed & (before > after), before - after, 1.0)
    share = np.where(np.isfinite(before), share, 1.0)  # after an overflow: the later of the two
    logs = np.log(iterations)
    times = np.exp(logs[last] + share * (logs[following] - logs[last]))
    return np.where(crossed, times, np.where(above.any(axis=-1), np.inf, np.nan))


def judge(trend: Slope, margin: float = MARGIN, hard: bool = False) -> Judgement:
    """Verdict on a trend that should not rise: refuted if the whole interval is above the margin, else not worse.

    On a hard instance the trend should vanish: attained if the whole interval lies within +-margin.
    inconclusive where the slope could not be computed, or its interval reaches above the margin and is wider than
    2 margin.
    """
    margin = validation.nonnegative(margin, "margin")
    if not math.isfinite(trend.value):
        return "inconclusive"
    if trend.lower > margin:
        return "refuted"
    if trend.upper > margin and trend.upper - trend.lower > 2 * margin:
        return "inconclusive"  # too wide to say anything
    return "attained" if hard and trend.lower >= -margin and trend.upper <= margin else "not worse"


@dataclass(frozen=True, eq=False)
class RatePoint:
    """One run at the parameters that a theorem prescribes for one target accuracy.

    Attributes
    ----------
    epsilon : float
        The target accuracy.
    prescribed : float
        The number K of iterations of the theorem.
    checkpoints : (C,)
        Increasing iterations, the last of them K.
    averaged : (C, seeds)
        The quantity that the theorem bounds (a running average, or E Phi_k), per seed.
    current : (C, seeds)
        The same of the current iterate, without averaging; `averaged` itself for last-iterate theorems.
    """

    epsilon: float
    prescribed: float
    checkpoints: Array
    averaged: Array
    current: Array

    def __post_init__(self) -> None:
        object.__setattr__(self, "epsilon", validation.positive(self.epsilon, "epsilon"))
        object.__setattr__(self, "prescribed", validation.positive(self.prescribed, "prescribed"))
        object.__setattr__(self, "checkpoints", _checkpoints(self.checkpoints))
        if self.checkpoints[-1] != self.prescribed:
            raise ValueError(
                f"the last checkpoint must be the prescribed {self.prescribed}, got {self.checkpoints[-1]}"
            )
        for name in ("averaged", "current"):
            values = validation.array(getattr(self, name), name, ndim=2)
            if len(values) != self.checkpoints.size or values.shape[1] == 0 or (values < 0).any():
                raise ValueError(
                    f"{name} must be non-negative, {self.checkpoints.size} checkpoints times at least one seed, "
                    f"got shape {values.shape}, least value {values.min(initial=0)}"
                )
            object.__setattr__(self, name, values)

    @property
    def ratio(self) -> float:
        """measured / eps at K; at most 1 if the theorem holds, and not far below 1 if it says anything."""
        return float(self.averaged[-1].mean() / self.epsilon)

    def needed(self, values: Array) -> tuple[float, float]:
        """log of the settling time N of the seed average of `values` (C, seeds), and its bootstrap variance."""

        def log_time(curves: Array) -> Array:
            return np.log(settling_time(self.checkpoints, curves, self.epsilon))

        return float(log_time(values.mean(axis=1))), bootstrap_variance(log_time, values)

    def log_ratio(self) -> tuple[float, float]:
        """log max(measured / eps, NEGLIGIBLE) at K, and its bootstrap variance."""

        def statistic(curves: Array) -> Array:
            return np.log(np.maximum(curves[..., -1] / self.epsilon, NEGLIGIBLE))

        return float(statistic(self.averaged.mean(axis=1))), bootstrap_variance(statistic, self.averaged[-1:])


class Exponent(NamedTuple):
    """One line of a report. `judgement` is None where the number carries no verdict."""

    label: str
    slope: Slope  # of log(measured/eps) under the label `prescribed`, else of log N, both against log(1/eps)
    excess: Slope | None  # of log(N/K), only at the prescribed parameters
    judgement: Judgement | None


@dataclass(frozen=True)
class Grid:
    """Runs of one instance at several accuracies, with independent seeds for each.

    Attributes
    ----------
    points : tuple of RatePoint
        At least 3, with distinct epsilon; 8 are the recipe.
    hard : bool
        Whether the instance attains the prescribed iterations by construction. Only then is the excess judged: on
        others N/K climbs to its ceiling 1, with slopes that mean nothing (statistics.md section 2, "Pitfall").
    """

    points: tuple[RatePoint, ...]
    hard: bool

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", tuple(self.points))
        accuracies = [point.epsilon for point in self.points]
        if len(set(accuracies)) != len(accuracies) or len(accuracies) < 3:
            raise ValueError(f"points must have at least 3 distinct accuracies, got {accuracies}")

    def _slope(self, results: list[tuple[float, float]], level: float) -> Slope:
        log_accuracy = [-math.log(point.epsilon) for point in self.points]
        values, variances = zip(*results, strict=True)
        return slope(log_accuracy, values, variances, level)

    def prescribed(self, margin: float = MARGIN, level: float = LEVEL) -> Exponent:
        """Drift of measured/eps at the prescribed K: a ratio that rises will pass 1 further down. Judged on all."""
        drift = self._slope([point.log_ratio() for point in self.points], level)
        return Exponent(PRESCRIBED, drift, None, judge(drift, margin))

    def needed(self, margin: float = MARGIN, level: float = LEVEL) -> Exponent:
        """Exponent of N, and excess of N over K. Judged on hard instances only."""
        times = [point.needed(point.averaged) for point in self.points]
        over = [(log_n - math.log(point.prescribed), v) for (log_n, v), point in zip(times, self.points, strict=True)]
        excess = self._slope(over, level)
        return Exponent(
            NEEDED, self._slope(times, level), excess, judge(excess, margin, hard=True) if self.hard else None
        )

    def needed_current(self, level: float = LEVEL) -> Exponent:
        """Exponent of the iterations until the current iterate stays below eps: what separates hard from benign."""
        return Exponent(NEEDED_CURRENT, self._slope([p.needed(p.current) for p in self.points], level), None, None)

    def exponents(self, margin: float = MARGIN, level: float = LEVEL) -> tuple[Exponent, Exponent, Exponent]:
        """The three lines that runs at prescribed parameters can fill, in the order of LABELS."""
        return self.prescribed(margin, level), self.needed(margin, level), self.needed_current(level)


def arithmetic_exponent(
    iterations: Callable[[float], float], log_factor: Callable[[float], float] | None = None
) -> float:
    """Exponent of 1/eps in a formula K(eps), without simulation: slope of log(K / log_factor) between 1e-6 and 1e-7.

    Parameters
    ----------
    iterations : callable
        eps -> K(eps), a positive number of any size (an int beyond the floats is fine).
    log_factor : callable, optional
        The exact logarithm in the formula, such as eps -> log(8 Phi_0 / eps); dividing by log(1/eps) instead would
        leave a slope of its own (statistics.md section 3).
    """

    def value(epsilon: float) -> float:
        number = iterations(epsilon)
        factor = 1.0 if log_factor is None else log_factor(epsilon)
        if not (number > 0 and factor > 0):
            raise ValueError(f"iterations and log_factor must be positive at {epsilon}, got {number!r} and {factor!r}")
        return math.log(number) - math.log(factor)

    return (value(1e-7) - value(1e-6)) / math.log(10)


def _checkpoints(value: ArrayLike) -> Array:
    """Positive increasing iterations as a read-only float vector."""
    iterations = validation.array(value, "checkpoints", ndim=1)
    if iterations.size == 0 or iterations[0] <= 0 or (np.diff(iterations) <= 0).any():
        raise ValueError(f"checkpoints must be positive and increasing, got {value!r}")
    return iterations
