"""The general path: any norm with any regularizer, by a conic program that is built once, one slice after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ntr import later as cp
from ntr.cvx import ACCURACY, SolverError, solve
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms import L1
from ntr.regularizer import Regularizer
from ntr.separable import Separable
from ntr.steps.certificate import certificate, program, slope_bound
from ntr.steps.per_pair import PerPair
from ntr.steps.program import TRIALS, UPDATED, Solution, Trial, is_bounded, separable_program
from ntr.steps.rule import Step, require_meeting

# What the certificate of a solution must reach, besides the rounding of x = c + d; and by how much a ball may miss dom R
# and count as touching.
CERTIFIED = 1e-6

# The step of a slice is the first candidate that reaches the first; or else the best after the first attempt at which
# one has reached the second; or else the best of all, if that reaches CERTIFIED. The error of r is far larger than that
# of the certificate where two curved balls meet at a small angle, so it is worth another attempt.
GOOD, ENOUGH = 1e-10, 1e-8


class Found(NamedTuple):
    """A candidate and the largest residual of its certificate."""

    error: float
    step: Step


def solve_slices(
    norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Array, start: Step | None = None
) -> Step:
    """The step of each slice by Clarabel, certified; with `start`, only of the slices where its x is NaN.

    The program is canonicalised once for each pair (`ntr.steps.program`), and then only its numbers change. Every slice
    is solved from these alone: its bits do not depend on what was solved before.

    Raises
    ------
    SolverError
        If a slice has no solution whose certificate reaches 1e-6 (besides rounding). A ball that just touches dom R is
        the exception: its point there is the step, without a subgradient.
    """
    ndim = len(norm.shape)
    x, r = np.full_like(m, np.nan), np.full_like(m, np.nan)
    if start is not None and start.subgradient is not None:
        x, r = np.array(start.x), np.array(start.subgradient)
    missing = False
    open_ = np.isnan(x).any(axis=tuple(range(x.ndim - ndim, x.ndim)))
    for index in (tuple(int(i) for i in row) for row in np.argwhere(open_)):
        try:
            x[index], subgradient = _solve(norm, regularizer, m[index], center[index], float(radius[index]))
        except (ValueError, SolverError) as error:
            where = f"batch element {index}: " if index else ""
            raise type(error)(f"{where}{error}") from error
        missing |= subgradient is None
        r[index] = np.nan if subgradient is None else subgradient
    return Step(x, None if missing else r)


def _solve(norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: float) -> Step:
    """One slice: the attempts differ in the unit of length, the tolerance, and how the solver scales the program.

    The units are eta, the size of the center (which tells of the size of dom R where the ball is far larger), and the
    size of what was found. At m = 0 a computed r may be nothing but rounding, and r = 0 is tried too.
    """
    rounding = 8 * np.finfo(np.float64).eps * float(norm(np.abs(center))) / radius
    size = float(norm(center))
    best, reached = Found(np.inf, Step(center, None)), []
    units, slope = [radius] + [size] * (size > 0), _slope(norm, regularizer, m)
    rounding += norm.tolerance
    for trial in TRIALS:
        for unit in dict.fromkeys(units):
            solved = False
            for candidate in _attempt(norm, regularizer, m, center, radius, unit, slope, trial):
                solved = True
                error = float(max(certificate(norm, regularizer, m, center, np.asarray(radius), candidate)))
                reached.append(f"certified to {error:.1e} in units of {unit:.1e}")
                if error <= GOOD + rounding:
                    return candidate
                best = Found(error, candidate) if error < best.error else best
            if not solved:
                reached.append(f"not solved in units of {unit:.1e}")
                slope *= 1e3  # those of R may be far larger than those of m
        if best.error <= ENOUGH + rounding:
            return best.step
        if best.step.subgradient is not None:
            slope = max(slope, float(np.abs(best.step.subgradient).max()))
            if trial == UPDATED[-1]:
                units.append(float(norm(best.step.x - center)) or radius)
    if best.error <= CERTIFIED + rounding:
        return best.step
    if not np.isfinite(regularizer(center, m.ndim)):
        nearest = _nearest(norm, regularizer, center, radius)
        if nearest is not None:  # the ball touches dom R in a point, and there may be no subgradient
            return Step(regularizer.into_domain(nearest, m.ndim), None)
    raise SolverError(
        f"the step of {norm!r} with {regularizer!r} was not solved to {CERTIFIED:.0e}: {'; '.join(reached)}"
    )


def _slope(norm: Norm, regularizer: Regularizer, m: Array) -> float:
    """The size of the slopes: that of m and, where it is known, the largest of R."""
    bound = slope_bound(L1(norm.shape), regularizer)  # the largest |r_i|
    return max(float(np.abs(m).max()), 0.0 if bound is None else bound.value)


def _attempt(
    norm: Norm,
    regularizer: Regularizer,
    m: Array,
    center: Array,
    radius: float,
    unit: float,
    slope: float,
    trial: Trial,
) -> Iterator[Step]:
    """Candidates (x, r) from one solve, best guess first; none if the solver failed.

    The solver's x and r; c + eta lmo(m + r) for the same r, whose dual residual is 0; and, since the solver loses digits
    where the center is far larger than the radius, the same for r moved onto dR(c), which changes little over the ball.
    """
    ndim = m.ndim
    terms = regularizer.separable()
    if terms is None:
        solve = program(norm, regularizer).solve_again if trial.again else program(norm, regularizer).solve
        solution = solve(m, (center, radius), unit, slope or 1.0, trial)
    else:
        solution = _solve_separable(norm, regularizer, m, center, radius, unit, trial)
    if not solution.solved:
        return
    length = float(norm(solution.u))
    x = _inside(regularizer, center + solution.u * min(1.0, radius / length if length > 0 else 1.0), center)
    r = regularizer.into_conjugate_domain(solution.slope, ndim)
    if terms is not None:
        r = _snap(terms, x, r, radius)
    yield Step(x, r)
    yield Step(_inside(regularizer, center + radius * norm.lmo(m + r), center), r)
    if not m.any():
        yield Step(x, np.zeros_like(r))
    if np.isfinite(regularizer(center, ndim)):
        r = regularizer.into_subdifferential(center, r, ndim)
        yield Step(_inside(regularizer, center + radius * norm.lmo(m + r), center), r)


def _solve_separable(
    norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: float, unit: float, trial: Trial
) -> Solution:
    """As in `separable_program`: |u_i| <= rho eta in the ball, so what lies beyond twice that is cut off."""
    terms = _separated(regularizer)
    reach = 2 * norm.rho * radius
    slopes = m + terms.l2 * center
    values: list[Array | float] = [0.0]
    if terms.l1 > 0:
        values.append(np.clip(-center, -reach, reach))
    if is_bounded(terms):
        values += [np.clip(terms.lower - center, -reach, reach), np.clip(terms.upper - center, -reach, reach)]
    scale = max(float(np.abs(slopes).max()), terms.l1) or terms.l2 * radius or 1.0
    solution = _separable_program(norm, regularizer).solve(slopes, (*values, radius), unit, scale, trial)
    return solution._replace(slope=solution.slope + terms.l2 * center)


def _separated(regularizer: Regularizer) -> Separable:
    terms = regularizer.separable()
    assert terms is not None
    return terms


_separable_program = PerPair(lambda norm, regularizer: separable_program(norm, _separated(regularizer)))


def _snap(terms: Separable, x: Array, r: Array, radius: float) -> Array:
    """r_i, or the subgradient at x_i closest to it where that changes less than the Fenchel gap that r_i leaves."""
    exact = terms.subgradient(x, r)
    return np.where(terms.gap(x, r, 0) > np.abs(exact - r) * radius, exact, r)


def _inside(regularizer: Regularizer, x: Array, center: Array) -> Array:
    """x, moved into dom R where rounding left it outside: by R itself, or else on the way to a center inside."""
    for share in (0.0, 1e-10, 1e-8):
        moved = regularizer.into_domain(x + share * (center - x), x.ndim)
        if np.isfinite(regularizer(moved, x.ndim)):
            return moved
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
