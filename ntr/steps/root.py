"""The one-dimensional dual of a Euclidean step with a separable regularizer.

For lambda > 0 the point x(mu), mu = 1 / lambda, that minimizes <m, x> + R(x) + (lambda / 2) ||x - c||_2^2 is found by
coordinates, and ||x(mu) - c||_2 does not decrease in mu. Where it equals eta, x(mu) solves the step: its condition
0 in m + dR(x) + lambda (x - c) is that of the ball. For the penalties here each |x_i(mu) - c_i| passes through at most
three phases, in each of which it is constant or proportional to mu, so that between two changes of phase

    ||x(mu) - c||_2^2 = mu^2 * (sum of rate_i^2 over those that move) + (sum of d_i^2 over those that rest),

and the root is a square root: no iteration, no tolerance, and nothing that depends on the rest of the batch.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ntr.linalg import Array, expand, norm2

Index: TypeAlias = NDArray[np.intp]


class Phases(NamedTuple):
    """|x_i(mu) - c_i| = rate[j] * mu + rest[j] in phase j; lengths in units of eta. All arrays are (*batch, size).

    Attributes
    ----------
    change : pair of arrays
        change[0] <= change[1]: the mu where phase 1, respectively 2, begins; inf where never.
    rate, rest : triples of arrays or numbers
        One of the two is 0 in every phase.
    """

    change: tuple[Array, Array]
    rate: tuple[Array | float, Array | float, Array | float]
    rest: tuple[Array | float, Array | float, Array | float]


def dual_root(phases: Phases) -> tuple[Array, Index]:
    """The mu >= 0 with ||x(mu) - c||_2 = eta, and the phase of each coordinate there.

    mu is inf if there is none because x(mu) stops inside the ball (then lambda = 0); where ||x(mu) - c||_2 = eta on an
    interval it is the end of that interval. ||x(0) - c||_2 <= eta is assumed.

    Returns
    -------
    mu : array, shape (*batch,)
    phase : array of int, shape (*batch, size)
    """
    first, second = phases.change
    edge = np.zeros((*first.shape[:-1], 1))
    changes = np.concatenate((edge, first, second, edge + np.inf), axis=-1)
    changes.sort(axis=-1)
    low: Index = np.zeros(first.shape[:-1], dtype=np.intp)  # the last change known to lie inside the ball
    high = np.full_like(low, changes.shape[-1] - 1)  # the first known not to: inf
    for _ in range(int(changes.shape[-1]).bit_length()):
        middle = (low + high) // 2
        mu = _take(changes, middle)
        inside = (middle == low) | (np.isfinite(mu) & (_squared(phases, np.where(np.isfinite(mu), mu, 0.0)) <= 1))
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    start, end = _take(changes, low), _take(changes, low + 1)
    phase = _phase(phases, start)
    rate, rest = norm2(_pick(phase, phases.rate), 1), _pick(phase, phases.rest)
    room = np.sqrt(np.maximum(1.0 - (rest * rest).sum(axis=-1), 0.0))
    root = np.where(rate > 0, room / np.where(rate > 0, rate, 1.0), end)
    return np.minimum(np.maximum(root, start), end), phase


def _squared(phases: Phases, mu: Array) -> Array:
    """||x(mu) - c||_2^2, where it is below 4 (above, anything that is above 1)."""
    phase = _phase(phases, mu)
    length = np.minimum(_pick(phase, phases.rate) * expand(mu, 1) + _pick(phase, phases.rest), 2.0)
    return np.asarray((length * length).sum(axis=-1))


def _phase(phases: Phases, mu: Array) -> Index:
    at = expand(mu, 1)
    return np.asarray((at >= phases.change[0]).astype(np.intp) + (at >= phases.change[1]))


def _take(values: Array, index: Index) -> Array:
    return np.asarray(np.take_along_axis(values, index[..., None], axis=-1)[..., 0])


def _pick(phase: Index, values: tuple[Array | float, Array | float, Array | float]) -> Array:
    return np.where(phase == 0, values[0], np.where(phase == 1, values[1], values[2]))
