"""Steps with planted bugs: each is another kind of mistake, with the pair it is planted in and the check that names it."""

from __future__ import annotations

import numpy as np

from ntr.norms import L2, LInf
from ntr.regularizers import Ball, Box, L1Penalty, Zero
from ntr.step import Step, trust_region_step

right = trust_region_step
V = (4,)
PENALTY, BOX = (LInf(V), L1Penalty(0.7)), (LInf(V), Box(-1, 0.5))
ROUND, FREE = (L2(V), Ball(L2(V), 1.0)), (L2(V), Zero())
PAIRS = (PENALTY, BOX, ROUND, FREE, (L2(V), L1Penalty(0.7)), (L2(V), Box(-1, 0.5)))


def column(radius):
    return np.asarray(radius)[..., None]


def toward_center(n, g, m, c, e):
    step = right(n, g, m, c, e)
    return Step(c + 0.99 * (step.x - c), step.subgradient)


def too_far(n, g, m, c, e):
    step = right(n, g, m, c, e)
    return Step(c + (1 + 1e-9) * (step.x - c), step.subgradient)


def ignores_domain(n, g, m, c, e):
    right(n, g, m, c, e)
    return right(n, Zero(), m, c, e)


def clips_after(n, g, m, c, e):
    """The free step, moved into the box afterwards: feasible, but not optimal in l_2."""
    right(n, g, m, c, e)
    free = right(n, Zero(), m, c, e)
    return Step(np.clip(free.x, g.lower, g.upper), free.subgradient)


def no_penalty(n, g, m, c, e):
    free = right(n, Zero(), m, c, e)
    return Step(free.x, np.sign(free.x) * g.weight)


def ascends(n, g, m, c, e):
    return right(n, g, -np.asarray(m), c, e)


def wrong_sign(n, g, m, c, e):
    step = right(n, g, m, c, e)
    return Step(step.x, None if step.subgradient is None else -step.subgradient)


def no_subgradient(n, g, m, c, e):
    return Step(right(n, g, m, c, e).x, None)


def zero_subgradient(n, g, m, c, e):
    step = right(n, g, m, c, e)
    return Step(step.x, np.zeros_like(step.x))


def cancels_momentum(n, g, m, c, e):
    """r = -m makes the dual residual 0 whatever x is."""
    step = right(n, g, m, c, e)
    return Step(step.x, -np.asarray(m, dtype=float))


def kink_sign(n, g, m, c, e):
    """r_i = w at x_i = 0: a subgradient, but not the one of the optimality condition."""
    step = right(n, g, m, c, e)
    return Step(step.x, np.where(step.x == 0, g.weight, step.subgradient))


def batch_radius(n, g, m, c, e):
    """The smallest radius of the batch for all of it."""
    right(n, g, m, c, e)
    return right(n, g, m, c, np.full_like(np.asarray(e, dtype=float), np.min(e)))


def batch_rounding(n, g, m, c, e):
    """As a matrix product across the batch would: another last bit."""
    step = right(n, g, m, c, e)
    shape = np.asarray(e).shape
    return Step(step.x * (1 + 2.3e-16), step.subgradient) if np.prod(shape, dtype=int) > 1 else step


class Alternates:
    """Breaks ties differently at every call."""

    def __init__(self):
        self.calls = 0

    def __call__(self, n, g, m, c, e):
        self.calls += 1
        step = right(n, g, m, c, e)
        still = ~np.asarray(m).any(axis=-1, keepdims=True)
        return Step(np.where(still, c + 0.5 * column(e) / 2 * (-1) ** self.calls, step.x), step.subgradient)


def moves_at_zero(n, g, m, c, e):
    """NaN from 0 / 0 in a normalisation without a guard."""
    step = right(n, g, m, c, e)
    still = ~np.asarray(m).any(axis=-1, keepdims=True)
    return Step(np.where(still, np.nan, step.x), step.subgradient)


def overwrites(n, g, m, c, e):
    step = right(n, g, m, c, e)
    np.asarray(m)[...] *= 2
    return step


def from_the_inside_only(n, g, m, c, e):
    """A center on the boundary of the ball of R is taken for the case that m points inwards."""
    step = right(n, g, m, c, e)
    edge = np.abs(n(np.asarray(c)) - g.radius) < 1e-9
    return Step(np.where(column(edge), c - 0.5 * column(e) * np.asarray(c) / g.radius, step.x), step.subgradient)


def absolute_tolerance(n, g, m, c, e):
    """|m_i| <= 1e-8 taken for 0."""
    right(n, g, m, c, e)
    return right(n, g, np.where(np.abs(m) > 1e-8, m, 0.0), c, e)


def tiny_radius(n, g, m, c, e):
    """No step below an absolute length."""
    step = right(n, g, m, c, e)
    return Step(np.where(column(e) < 1e-4, c, step.x), step.subgradient)


def projects_center(n, g, m, c, e):
    """The center is moved into the box first: another ball if it was outside."""
    right(n, g, m, c, e)
    return right(n, g, m, np.clip(c, g.lower, g.upper), e)


def clips_missing(n, g, m, c, e):
    """A ball that misses dom R gives its nearest point instead of an error."""
    try:
        return right(n, g, m, c, e)
    except ValueError as error:
        if "must meet" not in str(error):
            raise
        x = np.clip(c, g.lower, g.upper)
        return Step(x, np.zeros_like(x))


def takes_nan(n, g, m, c, e):
    return right(n, g, np.nan_to_num(m), c, e)


def takes_any_radius(n, g, m, c, e):
    return right(n, g, m, c, np.abs(e))


def single_precision(n, g, m, c, e):
    step = right(n, g, m, c, e)
    return Step(step.x.astype(np.float32), step.subgradient)


PLANTED = {
    "stops 1 % short": (FREE, toward_center, "dual"),
    "1e-9 beyond the ball": (FREE, too_far, "ball"),
    "ignores dom R": (ROUND, ignores_domain, "domain"),
    "clips the free step": ((L2(V), Box(-1, 0.5)), clips_after, "optimal"),
    "ignores the penalty": (PENALTY, no_penalty, "optimal"),
    "maximizes": (FREE, ascends, "optimal"),
    "subgradient of the wrong sign": (PENALTY, wrong_sign, "subgradient"),
    "no subgradient": (PENALTY, no_subgradient, "subgradient"),
    "subgradient 0": (PENALTY, zero_subgradient, "subgradient"),
    "subgradient -m": (PENALTY, cancels_momentum, "subgradient"),
    "another subgradient at the kink": (PENALTY, kink_sign, "dual"),
    "one radius for the batch": (FREE, batch_radius, "batch"),
    "last bits depend on the batch": (BOX, batch_rounding, "batch"),
    "ties broken by a counter": (FREE, Alternates(), "repeatable"),
    "0 / 0": (FREE, moves_at_zero, "zero_momentum"),
    "overwrites m": (FREE, overwrites, "arguments"),
    "wrong on the boundary": (ROUND, from_the_inside_only, "boundary"),
    "absolute tolerance": (BOX, absolute_tolerance, "magnitudes"),
    "no step below a length": (FREE, tiny_radius, "radii"),
    "moves the center": (BOX, projects_center, "outside"),
    "misses silently": (BOX, clips_missing, "missing"),
    "NaN is 0": (FREE, takes_nan, "bad_input"),
    "negative radius": (FREE, takes_any_radius, "bad_input"),
    "single precision": (FREE, single_precision, "form"),
}
