"""The l_1 norm with a simplex: what is dearest moves to the cheapest coordinate, until the length is used up."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, expand, flat
from ntr.norm import Norm
from ntr.regularizers import Simplex
from ntr.steps.general import solve_slices
from ntr.steps.kinds import SUM, is_sum
from ntr.steps.rule import Step, rule


@rule(SUM, Simplex)
def step(norm: Norm, regularizer: Simplex, m: Array, center: Array, radius: Array) -> Step | None:
    """From a center in the simplex, x - c has sum 0, so eta/2 may leave some coordinates and reach others.

    It reaches j, the first smallest m_i, and leaves the coordinates in the order of m_i - m_j > 0, the largest first, ties
    in the order of the coordinates, each as far as it goes. With 2 lambda the largest m_i - m_j where c_i is not used up,
    0 if there is none, and the level k = -lambda - m_j: r_i = k where x_i > 0, else min(k, lambda - m_i), which lies in the
    normal cone of the simplex. Then s = m + r has s_j = -lambda, s_i = lambda where x_i < c_i, and |s_i| <= lambda
    everywhere (theory.md Lemma 2b).

    From other centers, the conic program. Source: a transport problem with one sink; linear duality.
    """
    if not is_sum(norm):
        return None
    ndim, size = len(norm.shape), int(np.prod(norm.shape))
    inside = np.isfinite(regularizer(center, ndim))
    g, c = flat(m, ndim), flat(center, ndim)
    sink = g.argmin(axis=-1)[..., None]
    cost = g - np.take_along_axis(g, sink, axis=-1)
    room = np.where(cost > 0, np.maximum(c, 0.0), 0.0)
    order = np.argsort(-cost, axis=-1, kind="stable")
    ordered = np.take_along_axis(room, order, axis=-1)
    before = np.cumsum(ordered, axis=-1) - ordered
    filled = np.minimum(np.maximum(expand(radius, 1) / 2 - before, 0.0), ordered)
    taken = np.empty_like(filled)
    np.put_along_axis(taken, order, filled, axis=-1)
    price = np.where(taken < room, cost, 0.0).max(axis=-1, keepdims=True) / 2
    x = np.where(taken == room, np.where(cost > 0, 0.0, c), c - taken)
    others = np.where(np.arange(size) == sink, 0.0, x).sum(axis=-1, keepdims=True)
    moved = (taken > 0).any(axis=-1, keepdims=True)  # the sum does not drift
    x = np.where((np.arange(size) == sink) & moved, np.maximum(regularizer.total - others, 0.0), x)
    level = -price - np.take_along_axis(g, sink, axis=-1)
    r = np.where(x > 0, level, np.minimum(level, price - g))
    found = Step(np.where(expand(inside, ndim), x.reshape(m.shape), np.nan), r.reshape(m.shape))
    return solve_slices(norm, regularizer, m, center, radius, found)
