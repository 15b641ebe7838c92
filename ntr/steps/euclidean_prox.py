"""The Euclidean norm with a regularizer whose proximal operator is known: one dual root, found by bracketing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ntr.linalg import Array, expand, inner, norm2
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.steps.kinds import EUCLIDEAN, is_euclidean
from ntr.steps.rule import Step, require_meeting, rounding, rule

# mu is sought over this many powers of ten on either side of eta / ||m||_2: beyond, 1/mu or mu is below rounding.
DECADES = 20

# Two rounds of the Illinois rule, then one halving: a factor of ten closes to neighbouring numbers in 3 * 55 rounds.
ROUNDS = 165

Distance: TypeAlias = Callable[[Array], Array]


@rule(EUCLIDEAN, Regularizer)
def step(norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Array) -> Step | None:
    """x(mu) = prox_{mu R}(c - mu m), with mu = 1/lambda the root of ||x(mu) - c||_2 = eta.

    ||x(mu) - c||_2 does not decrease in mu, and r = (c - mu m - x) / mu lies in dR(x), so m + r = -lambda (x - c). Where
    dom R* is bounded (norm penalties), r is also the projection of (c - mu m) / mu onto it (Moreau), which loses no
    digits. Of this r, that one, and that one moved onto dR(x), the one closest to the condition of optimality is taken.
    Without a root the largest mu is taken, whose lambda is rounding; at m = 0, r = 0 then.

    A center outside dom R whose ball just touches it gives the touching point, without a subgradient.

    Source: Moreau, "Proximite et dualite dans un espace hilbertien", 1965; each `Regularizer.prox`.
    """
    ndim, batch = len(norm.shape), radius.shape
    if not is_euclidean(norm) or regularizer.prox(center, radius, ndim) is None:
        return None
    m, center, radius = m.reshape(-1, *norm.shape), center.reshape(-1, *norm.shape), radius.reshape(-1)
    regularizer(center, ndim)  # raises if dom R has another shape

    def at(mu: Array) -> Array:
        return np.asarray(regularizer.prox(center - expand(mu, ndim) * m, mu, ndim))

    slope = norm2(m, ndim)
    unit = radius / np.where(slope > 0, slope, 1.0)
    outside = ~np.isfinite(regularizer(center, ndim))
    nearest = at(unit * 10.0**-DECADES)
    away = np.where(outside, norm2(nearest - center, ndim), 0.0)
    require_meeting(away.reshape(batch), regularizer, center.reshape(*batch, *norm.shape), radius.reshape(batch),
                    rounding(center, radius, ndim).reshape(batch))  # fmt: skip
    mu, found = _root(lambda mu: norm2(at(mu) - center, ndim), unit, radius)
    x = regularizer.into_domain(at(mu), ndim)
    target = center - expand(mu, ndim) * m
    r = (target - x) / expand(mu, ndim)
    for other in (
        regularizer.into_conjugate_domain(target / expand(mu, ndim), ndim),
        regularizer.into_subdifferential(x, r, ndim),
    ):
        better = _residual(regularizer, m, center, radius, x, other) < _residual(regularizer, m, center, radius, x, r)
        r = np.where(expand(better, ndim), other, r)
    r = np.where(expand(~found & (slope == 0), ndim), 0.0, r)
    missing = (mu <= unit * 10.0**-DECADES).any()
    return Step(x.reshape(*batch, *norm.shape), None if missing else r.reshape(*batch, *norm.shape))


def _residual(regularizer: Regularizer, m: Array, center: Array, radius: Array, x: Array, r: Array) -> Array:
    """How far r is from the condition of optimality at x; all of it if R has no closed Fenchel gap."""
    ndim = m.ndim - 1
    gap = regularizer.fenchel_gap(x, r, ndim)
    dual = np.abs(inner(m + r, x - center, ndim) + radius * norm2(m + r, ndim))
    return dual if gap is None else np.asarray(dual + np.abs(gap))


def _root(distance: Distance, unit: Array, radius: Array) -> tuple[Array, NDArray[np.bool_]]:
    """The largest mu found with distance(mu) <= radius, and whether a larger one was found; each element on its own."""
    low, high = unit.copy(), unit.copy()
    first = distance(unit)
    below, above = first.copy(), first.copy()
    shrink, grow = first > radius, first <= radius
    for _ in range(DECADES):
        if not (shrink.any() or grow.any()):
            break
        low, high = np.where(shrink, low / 10, low), np.where(grow, high * 10, high)
        tried = distance(np.where(shrink, low, high))
        below, above = np.where(shrink, tried, below), np.where(grow, tried, above)
        # the end that was inside, or outside, moves along, so that the bracket is a factor of ten
        high, above = np.where(shrink & (tried > radius), low, high), np.where(shrink & (tried > radius), tried, above)
        low, below = np.where(grow & (tried <= radius), high, low), np.where(grow & (tried <= radius), tried, below)
        shrink, grow = shrink & (tried > radius), grow & (tried <= radius)
    found = above > radius
    left, right = below - radius, above - radius  # as weighted by the Illinois rule
    last = np.zeros(unit.shape)
    for turn in range(ROUNDS):
        open_ = found & (below < radius * (1 - 1e-15)) & (high > low * (1 + 4e-16))
        if not open_.any():
            break
        with np.errstate(divide="ignore", invalid="ignore"):
            guess = (low * right - high * left) / (right - left)
        middle = np.sqrt(low) * np.sqrt(high)
        guess = np.where((guess > low) & (guess < high) & (turn % 3 < 2), guess, middle)
        guess = np.where(open_, guess, low)
        tried = distance(guess)
        inside = tried <= radius
        # the end that stays twice in a row counts half
        right = np.where(inside & (last > 0), right / 2, right)
        left = np.where(~inside & (last < 0), left / 2, left)
        low, below = np.where(open_ & inside, guess, low), np.where(open_ & inside, tried, below)
        high = np.where(open_ & ~inside, guess, high)
        left, right = np.where(open_ & inside, tried - radius, left), np.where(open_ & ~inside, tried - radius, right)
        last = np.where(open_, np.where(inside, 1.0, -1.0), last)
    return low, found
