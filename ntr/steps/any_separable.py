"""Any norm with a separable regularizer: one linear minimization where that suffices, else the conic program."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, expand
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.steps.general import solve_slices
from ntr.steps.rule import Step, rule


@rule(Norm, Regularizer)
def step(norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Array) -> Step | None:
    """(A) x = c + eta lmo(m + r) with r the subgradient at c closest to -m, if r lies in dR(x) too: no kink is met.

    With s = m + r, <s, x - c> = -eta ||s||_*, which together with r in dR(x) is the condition of optimality. (B) The
    minimizer of <m, x> + R(x), found by coordinates, if it lies in the ball: r = -m. (C) Else Clarabel, relative to the
    center, see `separable_program`. The choice is made slice by slice, so that it does not depend on the batch.

    Source: theory.md Lemma 2b.
    """
    terms = regularizer.separable()
    if terms is None:
        return None
    ndim = len(norm.shape)
    inside = np.isfinite(regularizer(center, ndim))  # raises if the bounds have another shape
    r = terms.subgradient(terms.clip(center), -m)
    first = center + expand(radius, ndim) * norm.lmo(m + r)
    ours = inside & (terms.gap(first, r, ndim) == 0)
    second = terms.minimizer(m)
    if terms.l1 == 0 and terms.l2 == 0:
        second = np.where(m == 0, terms.clip(center), second)
    bounded = np.asarray(np.isfinite(second).all(axis=tuple(range(-ndim, 0))))
    second = np.where(expand(bounded, ndim), second, center)
    theirs = bounded & (norm(second - center) <= radius)
    x = np.where(expand(ours, ndim), first, np.where(expand(theirs, ndim), second, np.nan))
    r = np.where(expand(ours, ndim), r, -m)
    return solve_slices(norm, regularizer, m, center, radius, Step(x, r))
