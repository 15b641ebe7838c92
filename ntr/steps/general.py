"""The general path: any norm with any regularizer, by CVXPY, one slice of the batch after the other."""

from __future__ import annotations

from collections.abc import Callable

import cvxpy as cp
import numpy as np
from numpy.typing import NDArray

from ntr.cvx import ACCURACY, SolverError, solve
from ntr.linalg import Array, expand
from ntr.norm import Norm
from ntr.norms import L1
from ntr.regularizer import Regularizer
from ntr.steps.certificate import certificate
from ntr.steps.rule import Step, require_meeting

# What the certificate of a solution must reach, and by how much a ball may miss dom R and count as touching.
# The solver works to 1e-8 in the same units.
CERTIFIED = 1e-6

Repair = Callable[[Array, Array], tuple[Array, Array]]


def first_candidate(
    norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Array, guess: Array, repair: Repair
) -> Step:
    """x = c + eta lmo(m + r) with the guessed r wherever it lies in dR(x): it is optimal then. Elsewhere CVXPY.

    With s = m + r, <s, x - c> = -eta ||s||_*, which together with r in dR(x) is the condition of optimality. The choice
    is made slice by slice, so that it does not depend on the batch. `regularizer` has a closed `fenchel_gap`.
    """
    ndim = len(norm.shape)
    x, r = np.array(center + expand(radius, ndim) * norm.lmo(m + guess)), np.array(guess)
    fails = np.asarray(regularizer.fenchel_gap(x, r, ndim)) != 0
    if not fails.any():
        return Step(x, r)
    return _fill(norm, regularizer, m, center, radius, repair, Step(x, r), np.argwhere(fails))


def no_repair(x: Array, r: Array) -> tuple[Array, Array]:
    """Nothing is known of dom R and dom R*."""
    return x, r


def solve_slices(
    norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Array, repair: Repair = no_repair
) -> Step:
    """The step of each slice by CVXPY, certified.

    `repair` moves a computed (x, r) by its rounding into dom R and dom R*, where the solver leaves it next to them.

    Raises
    ------
    SolverError
        If a slice has no solution whose certificate reaches 1e-6. A ball that just touches dom R is the exception: its
        point there is the step, without a subgradient.
    """
    empty = Step(np.empty_like(m), np.empty_like(m))
    return _fill(norm, regularizer, m, center, radius, repair, empty, np.argwhere(np.ones(radius.shape, bool)))


def _fill(
    norm: Norm,
    regularizer: Regularizer,
    m: Array,
    center: Array,
    radius: Array,
    repair: Repair,
    step: Step,
    indices: NDArray[np.intp],
) -> Step:
    """`step` with these slices solved, in place."""
    x, r = step
    for index in (tuple(int(i) for i in row) for row in indices):
        try:
            x[index], subgradient = _solve(norm, regularizer, m[index], center[index], float(radius[index]), repair)
        except (ValueError, SolverError) as error:
            where = f"batch element {index}: " if index else ""
            raise type(error)(f"{where}{error}") from error
        if subgradient is None or r is None:
            r = None
        else:
            r[index] = subgradient
    return Step(x, r)


def _solve(norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: float, repair: Repair) -> Step:
    """One slice: the first unit of length that leads to a certified step.

    That unit is eta, or the size of the center, which tells of the size of dom R where the ball is far larger. At m = 0
    a computed r may be nothing but rounding, and r = 0 is tried too.
    """
    size = float(norm(center))
    reached = []
    for unit in (radius, size) if 0 < size < radius else (radius,):
        try:
            x, r = repair(*_attempt(norm, regularizer, m, center, radius, unit))
        except SolverError as error:
            reached.append(str(error))
            continue
        x = _pull_in(regularizer, x, center)
        for candidate in (r,) if m.any() else (r, np.zeros_like(r)):
            step = Step(x, candidate)
            found = certificate(norm, regularizer, m, center, np.asarray(radius), step)
            if max(found) <= CERTIFIED:
                return step
            reached.append(str(found))
    if not np.isfinite(regularizer(center, ndim=len(norm.shape))):
        nearest = _nearest(norm, regularizer, center, radius)
        if nearest is not None:  # the ball touches dom R in a point, and there may be no subgradient
            return Step(repair(nearest, m)[0], None)
    raise SolverError(
        f"the step of {norm!r} with {regularizer!r} was not solved to {CERTIFIED:.0e}: {'; '.join(reached)}"
    )


def _attempt(
    norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: float, unit: float
) -> tuple[Array, Array]:
    """min <m, u> + R(unit z) / unit over ||u|| <= eta / unit and z = u + c / unit, in units of the largest slope.

    The multiplier nu of `z == u + c / unit` in the Lagrangian has 0 in d(R(unit z) / unit) + nu, so r = -nu.
    """
    slopes = regularizer.subgradient_bound(L1(norm.shape))  # the largest |r_i|
    scale = max(float(np.abs(m).max()), 0.0 if slopes is None else slopes.value) or 1.0
    u, z = cp.Variable(norm.shape), cp.Variable(norm.shape)
    length, extra = norm.cvx(u)
    penalty, domain = regularizer.cvx(unit * z)
    link = z == u + center / unit
    objective = cp.sum(cp.multiply(m / scale, u)) + penalty / (scale * unit)
    solve(cp.Minimize(objective), [length <= radius / unit, *extra, *domain, link])
    move = unit * np.asarray(u.value)
    x = center + move / max(1.0, float(norm(move)) / radius)
    return x, -scale * np.asarray(link.dual_value).reshape(norm.shape)


def _pull_in(regularizer: Regularizer, x: Array, center: Array) -> Array:
    """x, or if it lies outside dom R by the solver's rounding, the first point inside on the way to a center inside."""
    for share in (0.0, 1e-10, 1e-8):
        moved = x + share * (center - x)
        if np.isfinite(regularizer(moved, ndim=x.ndim)):
            return np.asarray(moved)
    return x


def _nearest(norm: Norm, regularizer: Regularizer, center: Array, radius: float) -> Array | None:
    """The point of dom R closest to the center if the ball just reaches it, else None; `ValueError` if it does not."""
    reached = []
    for unit in (radius, float(norm(center)) or 1.0):
        u = cp.Variable(norm.shape)
        length, extra = norm.cvx(u)
        _, domain = regularizer.cvx(center + unit * u)
        try:
            distance = unit * solve(cp.Minimize(length), [*extra, *domain])
        except SolverError as error:
            reached.append(str(error))
            continue
        require_meeting(np.asarray(distance), regularizer, center, np.asarray(radius), np.asarray(CERTIFIED))
        return np.asarray(center + unit * u.value) if distance > radius * (1 - ACCURACY) else None
    raise SolverError(f"the distance of the center from the domain of {regularizer!r}: {'; '.join(reached)}")
