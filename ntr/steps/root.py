"""The one-dimensional dual of a Euclidean step with a separable regularizer.

For lambda > 0 the point x(mu), mu = 1 / lambda, that minimizes <m, x> + R(x) + (lambda / 2) ||x - c||_2^2 is found by
coordinates, and ||x(mu) - c||_2 does not decrease in mu. Where it equals eta, x(mu) solves the step: its condition
0 in m + dR(x) + lambda (x - c) is that of the ball. For the penalties here each |x_i(mu) - c_i| passes through at most
five phases, in each of which it is constant or proportional to mu, so that between two changes of phase

    ||x(mu) - c||_2^2 = mu^2 * (sum of rate_i^2 over those that move) + (sum of d_i^2 over those that rest),

and the root is a square root: no iteration, no tolerance, and nothing that depends on the rest of the batch.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ntr.linalg import Array, expand, norm2
from ntr.norms.powers import power_norm

Index: TypeAlias = NDArray[np.intp]

# The phases of a coordinate: not yet moving, moving from its start, at rest again, moving on, at the end.
START, EARLY, CAP, LATE, END = range(5)


class Path(NamedTuple):
    """|x_i(mu) - c_i| = max(start_i, min(early_i mu, cap_i), min(late_i mu, end_i)), in units of eta; (*batch, size).

    Attributes
    ----------
    start : Array or None
        The distance at mu = 0, at most `cap`; None: 0.
    early : Array
        The first speed; 0 where the coordinate never moves.
    cap : Array
        Where it stops, or rests before it moves on; inf where it does not.
    late : Array or None
        The second speed, less than the first, 0 where it stays at `cap`; None: 0 everywhere.
    end : Array or None
        Where the second movement stops, at least `cap`; inf where it does not; None: nowhere.
    """

    start: Array | None
    early: Array
    cap: Array
    late: Array | None
    end: Array | None = None


def dual_root(path: Path, limit: Array | None = None, p: float = 2.0) -> tuple[Array, Index]:
    """The mu >= 0 with ||x(mu) - c||_2 = eta, and the phase of each coordinate there.

    mu is inf if there is none because x(mu) stops inside the ball (then lambda = 0); where ||x(mu) - c||_2 = eta on an
    interval it is the end of that interval. ||x(0) - c||_2 <= eta is assumed.

    Parameters
    ----------
    path : Path
    limit : Array or None
        The largest mu to consider, positive, (*batch,): it is returned where ||x(mu) - c||_2 <= eta still; None: inf.
    p : float
        In [1, inf): the same for ||x(mu) - c||_p, with p-th powers and roots in place of squares and square roots.

    Returns
    -------
    mu : Array, shape (*batch,)
    phase : array of int, shape (*batch, size)
        START, EARLY, CAP, LATE or END.
    """
    edge = np.zeros((*path.early.shape[:-1], 1))
    changes = [_quotient(path.cap, path.early)]
    if path.start is not None:
        changes.insert(0, _quotient(path.start, path.early))
    if path.late is not None:
        changes.append(_quotient(path.cap, path.late))
        if path.end is not None:
            changes.append(_quotient(path.end, path.late))
    times = np.concatenate((edge, *changes, edge + np.inf), axis=-1)
    times.sort(axis=-1)
    low: Index = np.zeros(edge.shape[:-1], dtype=np.intp)  # the last change known to lie inside the ball
    high = np.full_like(low, times.shape[-1] - 1)  # the first known not to: inf
    for _ in range(int(times.shape[-1]).bit_length()):
        middle = (low + high) // 2
        mu = _take(times, middle)
        finite = np.isfinite(mu) if limit is None else mu <= limit
        inside = (middle == low) | (finite & (_power(path, np.where(finite, mu, 0.0), p) <= 1))
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    start, end = _take(times, low), _take(times, low + 1)
    phase: Index = np.full(path.early.shape, EARLY if path.start is None else START, dtype=np.intp)
    for change in changes:
        phase += start[..., None] >= change
    speed = np.where(phase == EARLY, path.early, 0.0)
    rest = np.where(phase == CAP, path.cap, 0.0)
    if path.start is not None:
        rest = np.where(phase == START, path.start, rest)
    if path.late is not None:
        speed = np.where(phase == LATE, path.late, speed)
        if path.end is not None:
            rest = np.where(phase == END, path.end, rest)
    if p == 2:
        total, used = norm2(speed, 1), (rest * rest).sum(axis=-1)
        room = np.sqrt(np.maximum(1.0 - used, 0.0))
    else:
        total, used = power_norm(speed, p, 1), np.power(rest, p).sum(axis=-1)
        room = np.power(np.maximum(1.0 - used, 0.0), 1 / p)
    root = np.where(total > 0, room / np.where(total > 0, total, 1.0), end)
    root = np.minimum(np.maximum(root, start), end)
    return (root if limit is None else np.minimum(root, limit)), phase


def _power(path: Path, mu: Array, p: float) -> Array:
    """||x(mu) - c||_p^p, where it is below 2^p (above, anything that is above 1)."""
    at = expand(mu, 1)
    length = np.minimum(path.early * at, path.cap)
    if path.start is not None:
        np.maximum(length, path.start, out=length)
    if path.late is not None:
        late = path.late * at
        np.maximum(length, late if path.end is None else np.minimum(late, path.end), out=length)
    np.minimum(length, 2.0, out=length)
    powers = np.multiply(length, length, out=length) if p == 2 else np.power(length, p)
    return np.asarray(powers.sum(axis=-1))


def _quotient(distance: Array, speed: Array) -> Array:
    """When a coordinate of this speed has come so far; inf where it does not move."""
    return np.where(speed > 0, distance / np.where(speed > 0, speed, 1.0), np.inf)


def _take(values: Array, index: Index) -> Array:
    return np.asarray(np.take_along_axis(values, index[..., None], axis=-1)[..., 0])
