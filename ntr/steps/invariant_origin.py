"""Norms of the singular values with a nuclear penalty, from 0 or without momentum: the step of the singular values."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, compose, decompose, expand
from ntr.norms import Lp, Nuclear, Schatten, Spectral
from ntr.regularizers import L1Penalty, NuclearPenalty
from ntr.steps.general import solve_slices
from ntr.steps.kinds import is_euclidean
from ntr.steps.rule import Step, first_fit, rule


@rule((Nuclear, Schatten, Spectral), NuclearPenalty)
def step(
    norm: Nuclear | Schatten | Spectral, regularizer: NuclearPenalty, m: Array, center: Array, radius: Array
) -> Step | None:
    """At c = 0 with m = U diag(s) V^T, and at m = 0 with c = U diag(s) V^T: X = U diag(y) V^T.

    By von Neumann's trace inequality, y is the l_p step with weight * ||.||_1 at momentum s from 0, respectively at
    momentum 0 from s, and r = U diag(q) V^T with its subgradient q. Slices with neither go to Clarabel; the Frobenius norm
    has a rule for all of them.

    Source: Lewis, "The convex analysis of unitarily invariant matrix functions", 1995.
    """
    origin, still = np.asarray(~center.any(axis=(-2, -1))), np.asarray(~m.any(axis=(-2, -1)))
    if is_euclidean(norm) or not (origin | still).any():
        return None
    u, s, vh = decompose(np.where(expand(still, 2), center, m))
    vector = Lp((s.shape[-1],), norm.p)
    rest = expand(still, 1)
    inner = first_fit(vector, L1Penalty(regularizer.weight), np.where(rest, 0.0, s), np.where(rest, s, 0.0), radius)
    assert inner is not None
    assert inner.subgradient is not None
    ours = expand(origin | still, 2)
    x = np.where(ours, compose(u, inner.x, vh), np.nan)
    return solve_slices(norm, regularizer, m, center, radius, Step(x, compose(u, inner.subgradient, vh)))
