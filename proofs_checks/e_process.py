"""E-processes on per-seed values: evidence against a mean, exact at every level and every number of seeds.

For X >= 0 and a bound B, under E X <= B each wealth prod_s (1 + l (X_s/B - 1)) with a bet l in [0, 1] is a non-negative
supermartingale of mean at most 1, and so is the mean over bets, and the mean over the checkpoints of one case (whatever
their dependence). By Ville's inequality its running maximum reaches 1/level with probability at most `level`: seeds may
be added until something is decided. With a certified maximum M of X the mirrored process, of (B - X)/(M - B), does the
same under E X >= B. Nothing is assumed about the distribution. The idea of betting on a mean is from I. Waudby-Smith
and A. Ramdas, "Estimating means of bounded random variables by betting" (JRSS B, 2024); the recipe with its measured
error rates is statistics.md section 5.

Everything here is a function of arrays (checkpoints, seeds), seeds in the order drawn; nothing is simulated.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from ntr.linalg import Array

BETS: Array = np.append(2.0 ** -np.arange(0, 13), [0.75, 0.375])  # statistics.md section 5; 2^-12 suits 4096 seeds
ROUNDING = 1e-9  # a value may lie outside its range by this share, by rounding; it is put back on the edge
LARGEST_EXCESS = 1e150  # one factor of a wealth is cut here: the e-value only gets smaller, and nothing overflows


def _accumulate(excess: Array, bets: Array, out: Array) -> None:
    """out[c, s] = log mean_j prod_{i <= s} (1 + bets[j] excess[c, i])."""
    wealth = np.empty(bets.size)
    for c in range(excess.shape[0]):
        wealth[:] = 1.0
        offset = -np.log(bets.size)
        for s in range(excess.shape[1]):
            total = 0.0
            for j in range(bets.size):
                wealth[j] *= 1.0 + bets[j] * excess[c, s]
                total += wealth[j]
            if total > 1e100 or total < 1e-100:  # what underflows here is lost wealth: again on the safe side
                wealth /= total
                offset += np.log(total)
                total = 1.0
            out[c, s] = offset + np.log(total)


# One pass with 15 running products: forty times faster than cumulated logarithms, and in the order of the seeds, so
# that later seeds do not change the bits of the earlier ones.
_accumulate_compiled: Callable[[Array, Array, Array], None] = njit(cache=True, error_model="numpy", nogil=True)(
    _accumulate
)


def log_e_process(values: ArrayLike, bound: ArrayLike, scale: ArrayLike, sign: Literal[1, -1]) -> Array:
    """Log e-process after each seed: log mean_j prod_s (1 + l_j y_s) with y = sign (values - bound) / scale.

    Against E X <= bound: sign +1, scale = bound (values >= 0). Against E X >= bound: sign -1, scale = maximum - bound
    (values <= maximum); an infinite scale gives the constant 0.

    Parameters
    ----------
    values : (*batch, seeds)
        Finite per-seed values.
    bound, scale : (*batch,) or scalar
        The hypothetical mean, and the positive number that makes y >= -1.
    sign : 1 or -1

    Returns
    -------
    (*batch, seeds) array. Column s depends on the first s + 1 seeds only.

    Raises
    ------
    ValueError
        If a value lies outside its range (y < -1 beyond rounding, or NaN), or the scale is not positive.
    """
    values = np.asarray(values, dtype=np.float64)
    *batch, seeds = values.shape
    bound, scale = (np.broadcast_to(np.asarray(each, dtype=np.float64), batch)[..., None] for each in (bound, scale))
    if not (scale > 0).all():
        raise ValueError(f"scale must be positive, got {first(scale, ~(scale > 0))}")
    if sign not in (1, -1):
        raise ValueError(f"sign must be 1 or -1, got {sign!r}")
    with np.errstate(over="ignore", under="ignore"):
        excess = sign * (values - bound) / scale
    outside = ~(excess >= -1 - ROUNDING)
    if outside.any():
        raise ValueError(
            f"values must satisfy sign (value - bound) / scale >= -1, got value {first(values, outside)} with bound "
            f"{first(bound, outside)}, scale {first(scale, outside)}, sign {sign} at index {index(outside)}"
        )
    excess = np.clip(excess, -1.0, LARGEST_EXCESS).reshape(math.prod(batch), seeds)
    out = np.empty_like(excess)
    _accumulate_compiled(excess, BETS, out)
    return out.reshape(values.shape)


def log_average(log_e: Array) -> Array:
    """Logarithm of the mean e-value over the first axis (checkpoints), (C, seeds) -> (seeds,): an e-process again."""
    top = log_e.max(axis=0)
    return np.asarray(top + np.log(np.exp(log_e - top).mean(axis=0)))


def first_crossing(log_e: Array, level: float) -> Array:
    """Number of seeds after which it first reached 1/level, inf if it never did; (*batch, seeds) -> (*batch,)."""
    crossed = log_e >= -np.log(level)
    if crossed.shape[-1] == 0:
        return np.full(crossed.shape[:-1], np.inf)
    return np.where(crossed.any(axis=-1), crossed.argmax(axis=-1) + 1.0, np.inf)


def index(wrong: NDArray[np.bool_]) -> tuple[int, ...]:
    """Index of the first wrong entry, for an error message."""
    return tuple(int(axis[0]) for axis in np.nonzero(wrong))


def first(array: Array, wrong: NDArray[np.bool_]) -> float:
    """The first wrong entry of an array that broadcasts against `wrong`."""
    return float(np.broadcast_to(array, wrong.shape)[wrong][0])
