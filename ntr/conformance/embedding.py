"""The largest ||u||_p over a unit ball, found from below."""

from __future__ import annotations

import numpy as np

from ntr import validation
from ntr.conformance.points import starts
from ntr.linalg import Array, expand, flat, largest
from ntr.norm import Norm
from ntr.norms.powers import power_norm


def embedding_lower_bound(norm: Norm, p: float, *, seed: int = 0, steps: int = 200) -> tuple[float, Array]:
    """A lower bound of sup ||u||_p over ||u|| <= 1, and the u that shows it.

    ||u||_p is convex, so moving to the maximiser of its linearisation, u <- -lmo(grad ||u||_p), never decreases it.
    From many starts (the extreme points of the usual balls, and random ones) this finds the maximum of all norms in
    this project; random points alone stay far below it.

    Parameters
    ----------
    norm : Norm
        The norm; its value and `lmo` are used, and trusted.
    p : float
        The exponent, in [1, inf].
    seed : int
        Of the random starts.
    steps : int
        The most steps from each start; a start that no longer gains is dropped.

    Returns
    -------
    (float, array of norm.shape)
        The largest ||u||_p found and u, with ||u|| = 1 to rounding.
    """
    p = validation.exponent(p)
    ndim = len(norm.shape)
    u = starts(norm.shape, seed)
    u = u / expand(norm(u), ndim)
    value = power_norm(u, p, ndim)
    active = np.arange(len(u))
    for _ in range(validation.integer(steps, "steps")):
        following = -norm.lmo(_gradient(u[active], p, ndim))
        following = following / expand(np.maximum(norm(following), 1.0), ndim)  # an infeasible lmo must not help
        reached = power_norm(following, p, ndim)
        gain = reached - value[active]
        better = gain > 0
        u[active[better]], value[active[better]] = following[better], reached[better]
        active = active[gain > 1e-13 * value[active]]
        if not active.size:
            break
    best = int(value.argmax())
    return float(value[best]), u[best]


def embedding_interval(norm: Norm, p: float, *, seed: int = 0) -> tuple[float, float]:
    """(lower, upper) of sup ||u||_p over ||u|| <= 1: what `embedding_lower_bound` finds, and `norm.embedding(p)`.

    They are one number where the bound is exact.
    """
    upper, exact = norm.embedding(p)
    return (upper if exact else min(embedding_lower_bound(norm, p, seed=seed)[0], upper)), upper


def _gradient(u: Array, p: float, ndim: int) -> Array:
    """The gradient of ||u||_p, up to a positive factor; a subgradient where it has none."""
    unit = u / expand(largest(u, ndim), ndim)
    if p == np.inf:
        magnitude = np.abs(flat(unit, ndim))
        first = np.zeros_like(magnitude)
        np.put_along_axis(first, magnitude.argmax(axis=-1)[..., None], 1.0, axis=-1)
        return np.sign(unit) * first.reshape(unit.shape)
    return np.asarray(np.sign(unit) * np.power(np.abs(unit), p - 1))
