"""The optimality certificate of a trust-region step: residuals that bound how far it is from the minimum."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ntr.bound import Bound
from ntr.cvx import ACCURACY
from ntr.linalg import Array, inner
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.steps.per_pair import PerPair
from ntr.steps.program import TRIALS, general_program
from ntr.steps.rule import Step

# The largest slope of R in a norm, and the conic program of the step, are worked out once for each pair.
slope_bound: PerPair[Bound | None] = PerPair(lambda norm, regularizer: regularizer.subgradient_bound(norm))
program = PerPair(general_program)


class Certificate(NamedTuple):
    """Residuals of x = step.x, r = step.subgradient, all relative, 0 in exact arithmetic, each of shape (*batch,).

    Any y of the ball and of dom R has <m, y> + R(y) >= <m, x> + R(x) + <r, y - x> + <m, y - x> - gap, with `gap` that
    of R at (x, r), and <m + r, y - c> >= -eta ||m + r||_*. So

        (model at x) - (least model value) <= eta * scale * (dual + subgradient),
        scale = ||m||_* + ||r||_* + sup {||q||_* : q in the range of dR}, the last where it is finite,

    which is how much the model varies over the ball.

    Attributes
    ----------
    feasibility : Array
        ||x - c|| / eta - 1; negative inside the ball.
    dual : Array
        (<m + r, x - c> + eta ||m + r||_*) / (eta * scale); inf without a subgradient.
    subgradient : Array
        How far r is from dR(x): the Fenchel gap of R at (x, r) over eta * scale; inf if x lies outside dom R, without a
        subgradient, or if r lies outside the domain of R*. For a regularizer without a closed form of it, the largest
        violation of R(y) >= R(x) + <r, y - x> over ||y - x|| <= 2 eta, which contains the ball, found by Clarabel.
    """

    feasibility: Array
    dual: Array
    subgradient: Array


def certificate(
    norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Array, step: Step
) -> Certificate:
    """The residuals of a step; arguments as validated by `trust_region_step`, radius of shape (*batch,)."""
    x, r = step
    ndim = len(norm.shape)
    feasibility = norm(x - center) / radius - 1
    if r is None:
        nothing = np.full(feasibility.shape, np.inf)
        return Certificate(feasibility, nothing, nothing)
    unit = radius * slope(norm, regularizer, m, r)
    dual = (inner(m + r, x - center, ndim) + radius * norm.dual(m + r)) / unit
    gap = regularizer.fenchel_gap(x, r, ndim)
    return Certificate(feasibility, dual, (_local_gap(norm, regularizer, x, r, radius) if gap is None else gap) / unit)


def slope(norm: Norm, regularizer: Regularizer, m: Array, r: Array | None) -> Array:
    """The unit of model slopes, ||m||_* + ||r||_* + the bound of the subgradients of R; 1 where all of it is 0."""
    bound = slope_bound(norm, regularizer)
    scale = norm.dual(m) + (0.0 if r is None else norm.dual(r)) + (0.0 if bound is None else bound.value)
    return np.where(scale > 0, scale, 1.0)


def _local_gap(norm: Norm, regularizer: Regularizer, x: Array, r: Array, radius: Array) -> Array:
    """max {R(x) - R(y) + <r, y - x> : ||y - x|| <= 2 eta} for each slice: the program of the step, with m = -r."""
    value = regularizer(x, ndim=len(norm.shape))
    result = np.full(value.shape, np.inf)
    for index in np.ndindex(value.shape):
        if np.isfinite(value[index]):
            eta, slope = float(radius[index]), float(np.abs(r[index]).max()) or 1.0
            size = float(norm(x[index])) or eta
            for trial in TRIALS:
                conic, values = program(norm, regularizer), (x[index], 2 * eta)
                if trial.again:
                    solution = conic.solve_again(-r[index], values, size, slope, trial, True)
                else:
                    solution = conic.solve(-r[index], values, eta, slope, trial, True)
                if solution.error <= ACCURACY:
                    result[index] = value[index] - solution.bound
                    break
    return result
