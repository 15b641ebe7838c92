"""The statistics under a verdict: what the seeds so far say about a bound, and confidence limits of the mean.

Decisions are made by e-processes (e_process.py): exact at every level, for every distribution, and under looking at the
result after every seed. Student's t is not used: on the tight cases it misses a level of 2e-6 by a factor of 396
(statistics.md section 5). Everything here is a function of arrays (checkpoints, seeds); nothing is simulated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from ntr.linalg import Array
from ntr.validation import nonnegative
from proofs_checks.e_process import BETS, ROUNDING, first, first_crossing, index, log_average, log_e_process

Status = Literal["verified", "refuted"]
Kind = Literal["upper", "tight"]

TIGHTNESS = 0.02  # a "tight" statement is verified when its limits are within this share of the bound
RESOLUTION = 1e-6  # relative width at which the bisection for a limit stops, on the safe side
SMALLEST_LEVEL = 1e-100


def decide(
    values: ArrayLike,
    bound: ArrayLike,
    maximum: ArrayLike = np.inf,
    *,
    refute_level: float,
    verify_level: float,
    kind: Kind = "upper",
    tolerance: float = TIGHTNESS,
) -> Status | None:
    """What the seeds so far say about E X_c <= B_c (kind "upper") or E X_c = B_c (kind "tight") at every checkpoint c.

    upper: refuted when the *average* over checkpoints of the e-processes against E X_c <= B_c reaches 1/refute_level;
    verified when at *every* checkpoint the e-process against E X_c >= B_c has reached 1/verify_level. A checkpoint
    whose certified maximum is at most its bound is proved, and takes part in neither.

    tight: refuted when the average of all e-processes, up and down, reaches 1/refute_level; verified when at every
    checkpoint both limits at verify_level are within `tolerance` of the bound and the bound lies between them.

    The answer is that of the earliest seed at which either happened, so it does not depend on the batches in which
    seeds were added, and once given it never changes: call it again with all values so far until it is not None.
    P(refuted) <= refute_level if the statement is true; P(verified) <= verify_level if it is false (for "tight": if at
    some checkpoint |E X_c / B_c - 1| > tolerance); both over all numbers of seeds at once.

    Parameters
    ----------
    values : (checkpoints, seeds)
        Non-negative per-seed values; seeds independent, checkpoints of one seed as dependent as they like.
    bound : (checkpoints,) or scalar
        Positive and finite: an infinite bound would be vacuous.
    maximum : (checkpoints,) or scalar
        Certified pathwise maximum of the values, inf where unknown. Without it nothing is verified.
    refute_level, verify_level : float
        In [1e-100, 1).
    kind : {"upper", "tight"}
        Which of the two statements.
    tolerance : float
        Of "tight", in (0, 1).

    Raises
    ------
    ValueError
        If a value is not finite, negative or above its maximum, or an argument is out of its range.
    """
    bound = np.asarray(bound, dtype=np.float64)
    if not ((bound > 0) & (bound < np.inf)).all():
        raise ValueError(f"bound must be positive and finite, got {first(bound, ~((bound > 0) & (bound < np.inf)))}")
    values, maximum = _values(values, maximum, size=bound)
    bound = np.broadcast_to(bound, maximum.shape)
    _level(refute_level, "refute_level")
    _level(verify_level, "verify_level")
    if kind == "upper":
        return _decide_upper(values, bound, maximum, refute_level, verify_level)
    if kind == "tight":
        if not 0 < tolerance < 1:
            raise ValueError(f"tolerance must lie in (0, 1), got {tolerance!r}")
        return _decide_tight(values, bound, maximum, refute_level, verify_level, tolerance)
    raise ValueError(f"kind must be 'upper' or 'tight', got {kind!r}")


def _decide_upper(
    values: Array, bound: Array, maximum: Array, refute_level: float, verify_level: float
) -> Status | None:
    undecided = maximum > bound
    if not undecided.any():
        return "verified"
    values, bound, maximum = values[undecided], bound[undecided], maximum[undecided]
    refuted = first_crossing(log_average(_against_at_most(values, bound)), refute_level)
    verified = first_crossing(_against_at_least(values, bound, maximum), verify_level).max()
    return _earlier(float(refuted), float(verified))


def _decide_tight(
    values: Array, bound: Array, maximum: Array, refute_level: float, verify_level: float, tolerance: float
) -> Status | None:
    up, down = _against_at_most(values, bound), _against_at_least(values, bound, maximum)
    refuted = first_crossing(log_average(np.concatenate([up, down])), refute_level)
    low, high = (1 - tolerance) * bound, (1 + tolerance) * bound
    above = first_crossing(_against_at_most(values, low), verify_level)
    below = first_crossing(_against_at_least(values, high, maximum), verify_level)
    within = np.maximum(above, np.where(maximum <= high, 0, below)).max()
    # the limits only ever narrow, so a bound that has left them does not come back
    left = np.minimum(first_crossing(up, verify_level), first_crossing(down, verify_level)).min()
    return _earlier(float(refuted), float(within) if within < left else np.inf)


def _earlier(refuted: float, verified: float) -> Status | None:
    if refuted == verified == np.inf:
        return None
    return "refuted" if refuted <= verified else "verified"


def _against_at_most(values: Array, bound: Array) -> Array:
    return log_e_process(values, bound, bound, 1)


def _against_at_least(values: Array, bound: Array, maximum: Array) -> Array:
    # any scale >= maximum - bound is valid; the floor keeps rounding of the values from looking like evidence
    return log_e_process(values, bound, np.maximum(maximum - bound, ROUNDING * bound), -1)


class Limits(NamedTuple):
    """The mean over seeds and its one-sided confidence limits, each (checkpoints,)."""

    mean: Array
    lower: Array  # E X >= lower with confidence 1 - lower_level, at every number of seeds at once
    upper: Array  # E X <= upper likewise; inf where the maximum is unknown
    asymptotic_upper: Array  # Student's t: NOT a guarantee, only to be shown, and named so; inf below 2 seeds


def limits(values: ArrayLike, maximum: ArrayLike = np.inf, *, lower_level: float, upper_level: float) -> Limits:
    """Confidence limits of the mean, by inverting the two e-processes: each limit bounds the means not yet rejected.

    Both e-processes are monotone in the hypothetical mean, so bisection finds where the running maximum stops reaching
    1/level; the end that is returned is the rejected one. For one checkpoint, lower > B only if `decide` refutes B at
    lower_level, and upper < B only if it verifies it at upper_level. Limits of several checkpoints hold one by one.
    They are the tightest seen at any number of seeds; in the rare event that one is wrong, lower > upper may show it.

    Parameters
    ----------
    values, maximum
        As in `decide`.
    lower_level, upper_level : float
        Probability, in [1e-100, 1), that the limit is ever on the wrong side of the mean.

    Raises
    ------
    ValueError
        As `decide`.
    """
    values, maximum = _values(values, maximum)
    _level(lower_level, "lower_level")
    _level(upper_level, "upper_level")
    checkpoints, seeds = values.shape
    if seeds == 0:
        nothing = np.full(checkpoints, np.nan)
        return Limits(nothing, np.zeros(checkpoints), maximum.copy(), np.full(checkpoints, np.inf))
    top = values.max(axis=1)
    unit = values / np.where(top > 0, top, 1.0)[:, None]  # in [0, 1]: squares neither overflow nor vanish
    mean = unit.mean(axis=1)
    asymptotic = np.full(checkpoints, np.inf)
    if seeds > 1:
        error = unit.std(axis=1, ddof=1) / np.sqrt(seeds)
        with np.errstate(over="ignore"):
            asymptotic = top * (mean + stats.t.isf(upper_level, seeds - 1) * error)
    return Limits(top * mean, top * _lower(unit, lower_level), _upper(values, maximum, upper_level), asymptotic)


def _lower(unit: Array, level: float) -> Array:
    """Lower limits for rows whose largest value is 1; 0 for rows of zeros."""
    positive = unit.max(axis=1) > 0
    out = np.zeros(len(unit))
    rows = unit[positive]
    # E >= (l / J) (1 - l)^(S-1) / b for each of the J bets l, whenever one of the values is 1
    bet = BETS.min()
    rejected = np.log(level * bet / BETS.size) + (rows.shape[1] - 1) * np.log1p(-bet)
    out[positive] = _bisect(
        lambda b: _against_at_most(rows, b).max(axis=1) >= -np.log(level),
        kept=np.zeros(len(rows)),
        rejected=np.full(len(rows), rejected),
    )
    return out


def _upper(values: Array, maximum: Array, level: float) -> Array:
    """Upper limits, at most the maximum, and the maximum where that is 0 or inf."""
    out = maximum.copy()
    some = (maximum > 0) & (maximum < np.inf)
    rows = values[some] / maximum[some, None]
    # with every value 0 the largest wealth is (1 - b)^-S: no smaller b is ever rejected
    kept = np.log(-np.expm1(np.log(level) / rows.shape[1]))
    out[some] *= _bisect(
        lambda b: log_e_process(rows, b, 1 - b, -1).max(axis=1) >= -np.log(level),
        kept=np.full(len(rows), kept),
        rejected=np.zeros(len(rows)),
    )
    return out


def _bisect(test: Callable[[Array], NDArray[np.bool_]], kept: Array, rejected: Array) -> Array:
    """exp of the rejected end of the interval (kept, rejected) of logarithms, once it is shorter than RESOLUTION."""
    while np.abs(rejected - kept).max(initial=0) > RESOLUTION:
        middle = (kept + rejected) / 2
        out = test(np.exp(middle))
        kept, rejected = np.where(out, kept, middle), np.where(out, middle, rejected)
    return np.exp(rejected)


def _values(values: ArrayLike, maximum: ArrayLike, size: ArrayLike = 0.0) -> tuple[Array, Array]:
    """Checked values (checkpoints, seeds), put back into [0, maximum] where rounding left it, and the maxima.

    What counts as rounding below 0 is relative to the largest of the values, their maximum and `size`.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 2 or values.shape[0] == 0:
        raise ValueError(f"values must have shape (checkpoints, seeds), at least one checkpoint, got {values.shape}")
    maximum = np.broadcast_to(np.asarray(maximum, dtype=np.float64), values.shape[:1])
    if not (maximum >= 0).all():
        raise ValueError(f"maximum must be non-negative or inf, got {first(maximum, ~(maximum >= 0))}")
    _refuse(values, ~np.isfinite(values), "finite (a seed that failed is not a value)")
    largest = np.maximum(np.abs(values).max(axis=1, initial=0), np.where(maximum < np.inf, maximum, 0.0))
    _refuse(values, values < -ROUNDING * np.maximum(largest, size)[:, None], "non-negative")
    with np.errstate(over="ignore"):
        above = values > maximum[:, None] * (1 + ROUNDING)
    if above.any():
        edge = maximum[np.nonzero(above)[0][0]]
        _refuse(values, above, f"at most the certified maximum {edge!r}")
    return np.clip(values, 0.0, maximum[:, None]), maximum


def _refuse(values: Array, wrong: NDArray[np.bool_], allowed: str) -> None:
    if wrong.any():
        checkpoint, seed = index(wrong)
        raise ValueError(
            f"values must be {allowed}, got {first(values, wrong)} at checkpoint {checkpoint}, seed {seed} "
            f"({np.count_nonzero(wrong)} such values)"
        )


def _level(value: Any, name: str) -> None:
    if not SMALLEST_LEVEL <= nonnegative(value, name) < 1:
        raise ValueError(f"{name} must lie in [{SMALLEST_LEVEL}, 1), got {value!r}")
