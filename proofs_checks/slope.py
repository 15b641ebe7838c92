"""A slope through a few points that carry noise, with an interval that holds; recipe in statistics.md section 4."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from ntr import validation
from ntr.linalg import Array

LEVEL = 0.01
RESAMPLES = 100


def bootstrap_variance(statistic: Callable[[Array], Array], values: ArrayLike, resamples: int = RESAMPLES) -> float:
    """Variance of a statistic of the seed-averaged curve when whole seeds are drawn again with replacement.

    Parameters
    ----------
    statistic : callable
        Curves (resamples, C) -> (resamples,).
    values : (C, seeds)
        Whole trajectories; a resample takes all checkpoints of a seed together.
    resamples : int

    Returns
    -------
    The variance; 0 for one seed; nan if the statistic of a resample is not finite. The resamples are the same on every
    call with as many seeds.
    """
    values = np.asarray(values, dtype=np.float64)
    seeds = values.shape[-1]
    if seeds == 1:
        return 0.0
    counts = np.random.default_rng(0).multinomial(seeds, np.full(seeds, 1 / seeds), size=resamples)
    results = statistic((counts / seeds) @ values.T)
    return float(np.var(results, ddof=1)) if np.isfinite(results).all() else math.nan


class Slope(NamedTuple):
    """A least-squares slope; each of the two limits is on the wrong side with probability at most about `level`."""

    value: float
    lower: float
    upper: float
    level: float
    points: int


def slope(x: ArrayLike, y: ArrayLike, variances: ArrayLike = 0.0, level: float = LEVEL) -> Slope:
    """Ordinary least squares with the "max-t" interval value +- t_{n-2} sqrt(max(s^2 / Sxx, sum v_i xc_i^2 / Sxx^2)).

    Sxx = sum xc_i^2 with xc = x - mean(x); s^2 is the residual variance and v_i the variance of y_i from the seeds.
    Either alone is too small at times: residuals by chance with few points, v_i because they do not see lack of fit.

    Parameters
    ----------
    x, y : (n,)
        n >= 3; x with at least two different values.
    variances : (n,) or scalar
        Variance of each y; the y must be independent, so every point needs seeds of its own.
    level : float
        One-sided, in (0, .5): the interval covers with 1 - 2 level.

    Returns
    -------
    value nan and limits -inf, inf if a y or a variance is not finite: nothing is known then.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape or x.size < 3:
        raise ValueError(f"x and y must be vectors of the same length, at least 3, got shapes {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.ptp(x) > 0):
        raise ValueError(f"x must be finite and not constant, got {x}")
    if not 0 < validation.finite(level, "level") < 0.5:
        raise ValueError(f"level must lie in (0, 0.5), got {level!r}")
    variances = np.broadcast_to(np.asarray(variances, dtype=np.float64), x.shape)
    if (variances < 0).any():
        raise ValueError(f"variances must be non-negative, got {variances}")
    if not (np.isfinite(y).all() and np.isfinite(variances).all()):
        return Slope(math.nan, -math.inf, math.inf, level, x.size)
    centred = x - x.mean()
    spread = (centred**2).sum()
    value = (centred * y).sum() / spread
    residuals = y - y.mean() - value * centred
    lack_of_fit = (residuals**2).sum() / (x.size - 2) / spread
    sampling = (variances * centred**2).sum() / spread**2
    half_width = stats.t.isf(level, x.size - 2) * math.sqrt(max(lack_of_fit, sampling))
    return Slope(float(value), float(value - half_width), float(value + half_width), level, x.size)
