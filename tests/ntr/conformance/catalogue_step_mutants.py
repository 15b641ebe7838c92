"""Planted bugs of the same kind in the steps of several pairs: {kind: (the check that must name it, step, pairs)}."""

from __future__ import annotations

import numpy as np

from ntr.linalg import expand
from ntr.norms import L1, L2, KSupport, LInf, Lp, Spectral
from ntr.regularizers import Ball, Box, ElasticNet, GroupLasso, L1Penalty, Nonnegative, NuclearPenalty, SquaredL2, Zero
from ntr.step import Step, trust_region_step

right = trust_region_step
V, M = (3,), (2, 2)
FREE = [(L2(V), Zero()), (Spectral(M), Zero()), (KSupport(V, 2), Zero())]
PENALIZED = [
    (LInf(V), L1Penalty(0.7)),
    (L1(V), ElasticNet(0.5, 0.5)),
    (L2(V), GroupLasso(((0, 1), (2,)), 0.7)),
    (L2(M), NuclearPenalty(0.7)),
]
BOUNDED = [(L2(V), Nonnegative()), (Lp(V, 3.0), Box(-1.0, 0.5)), (L2(V), Ball(L2(V), 1.0)), (LInf(V), Box(-1.0, 0.5))]
SMOOTH = [(L2(V), SquaredL2(0.7)), (LInf(V), SquaredL2(0.7))]
PAIRS = [*FREE, *PENALIZED, *BOUNDED, *SMOOTH]


def from_center(norm, center, radius, x, factor):
    """c + factor (x - c)."""
    return center + expand(np.asarray(factor) + 0 * np.asarray(radius), len(norm.shape)) * (x - center)


def fixed_radius(n, g, m, c, e):
    """Always the same step length."""
    right(n, g, m, c, e)
    return right(n, g, m, c, np.full_like(np.asarray(e, dtype=float), 10.0))


def from_the_origin(n, g, m, c, e):
    """The center is forgotten."""
    right(n, g, m, c, e)
    return right(n, g, m, np.zeros_like(c), e)


def doubled(n, g, m, c, e):
    step = right(n, g, m, c, e)
    return Step(from_center(n, c, e, step.x, 2.0), step.subgradient)


def short(n, g, m, c, e):
    step = right(n, g, m, c, e)
    return Step(from_center(n, c, e, step.x, 0.99), step.subgradient)


def linear_only(n, g, m, c, e):
    """R is ignored in the step, the domain too; its subgradient is taken from the right one."""
    step = right(n, g, m, c, e)
    return Step(right(n, Zero(), m, c, e).x, step.subgradient)


def flipped(n, g, m, c, e):
    step = right(n, g, m, c, e)
    return Step(step.x, None if step.subgradient is None else -step.subgradient)


def halved(n, g, m, c, e):
    step = right(n, g, m, c, e)
    return Step(step.x, None if step.subgradient is None else 0.5 * step.subgradient)


def at_the_center(n, g, m, c, e):
    """The subgradient of the old point, not of the new one."""
    step = right(n, g, m, c, e)
    return Step(step.x, right(n, g, m, c, 1e-9 * np.asarray(e)).subgradient)


def rounded(n, g, m, c, e):
    step = right(n, g, m, c, e)
    r = None if step.subgradient is None else step.subgradient.astype(np.float32).astype(np.float64)
    return Step(c + (step.x - c).astype(np.float32).astype(np.float64), r)


def absent(n, g, m, c, e):
    return Step(right(n, g, m, c, e).x, None)


def scaled_by_batch(n, g, m, c, e):
    """m in units of its largest entry in the batch."""
    right(n, g, m, c, e)
    unit = 3 * (np.abs(m).max() or 1.0)
    step = right(n, g, m, c, e)
    return Step(c + (step.x - c) * unit / unit * (1 + 2.3e-16 * (np.ndim(m) > len(n.shape))), step.subgradient)


def overwrites_center(n, g, m, c, e):
    step = right(n, g, m, c, e)
    np.asarray(c)[...] = step.x
    return step


calls = {"count": 0}


def noisy(n, g, m, c, e):
    """Other last bits at every second call."""
    calls["count"] += 1
    step = right(n, g, m, c, e)
    return Step(step.x * (1 + 2.0**-51 * (calls["count"] % 2)), step.subgradient)


def silent_nan(n, g, m, c, e):
    return right(n, g, np.nan_to_num(m), np.nan_to_num(c), e)


def small_is_zero(n, g, m, c, e):
    """A momentum below 1e-8 counts as 0: no step."""
    step = right(n, g, m, c, e)
    small = np.abs(m).max(axis=tuple(range(-len(n.shape), 0))) < 1e-8
    return Step(np.where(expand(small, len(n.shape)), c, step.x), step.subgradient)


def wide_radius_forgotten(n, g, m, c, e):
    """No radius above 1e3 is believed."""
    right(n, g, m, c, e)
    return right(n, g, m, c, np.minimum(e, 1e3))


def center_projected(n, g, m, c, e):
    """The center is moved into the domain first: another ball if it was outside."""
    right(n, g, m, c, e)
    return right(n, g, m, g.into_domain(np.asarray(c, dtype=float), len(n.shape)), e)


def nearest_point(n, g, m, c, e):
    """A ball that misses dom R gives a point of dom R, and no error."""
    try:
        return right(n, g, m, c, e)
    except ValueError as error:
        if "must meet" not in str(error):
            raise
        x = g.into_domain(np.asarray(c, dtype=float), len(n.shape))
        return Step(x, np.zeros_like(x))


def transposed_result(n, g, m, c, e):
    step = right(n, g, m, c, e)
    return Step(step.x[..., None], step.subgradient)


STEP_KINDS = {
    "radius ignored": ("ball", fixed_radius, [*FREE, *PENALIZED[:2]]),
    "center ignored": ("ball", from_the_origin, [*FREE, *PENALIZED[:2]]),
    "twice the radius": ("ball", doubled, [*FREE, *PENALIZED[:2]]),
    ".99 of the radius": ("dual", short, [*FREE, *BOUNDED[2:]]),
    "regularizer ignored": ("optimal", linear_only, PENALIZED),
    "domain ignored": ("domain", linear_only, BOUNDED),
    "subgradient of the wrong sign": ("subgradient", flipped, [*PENALIZED, *BOUNDED, *SMOOTH]),
    "half of the subgradient": ("subgradient", halved, [*PENALIZED, *SMOOTH]),
    "subgradient of the old point": ("subgradient", at_the_center, SMOOTH),
    "no subgradient": ("subgradient", absent, [*PENALIZED[:2], *BOUNDED[:2]]),
    "float32 inside": ("dual", rounded, [*FREE, *PENALIZED[:3]]),
    "last bits depend on the batch": ("batch", scaled_by_batch, [*FREE, *BOUNDED[:2]]),
    "center overwritten": ("arguments", overwrites_center, [*FREE, *PENALIZED[:1]]),
    "not repeatable": ("repeatable", noisy, [*FREE, *PENALIZED]),
    "NaN taken for 0": ("bad_input", silent_nan, [*FREE, *PENALIZED[:2]]),
    "small momentum is none": ("magnitudes", small_is_zero, [*FREE, *BOUNDED[:2]]),
    "large radius cut": ("radii", wide_radius_forgotten, FREE),
    "center moved into the domain": ("outside", center_projected, [BOUNDED[0], BOUNDED[2], BOUNDED[3]]),
    "missed domain unnoticed": ("missing", nearest_point, BOUNDED),
    "wrong shape": ("form", transposed_result, [*FREE, *PENALIZED[:1]]),
}
