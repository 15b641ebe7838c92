"""The general path: any norm with any regularizer, by CVXPY, one slice of the batch after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cvxpy as cp
import numpy as np

from ntr.cvx import SolverError, solve
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
    rest = solve_slices(norm, regularizer, m[fails], center[fails], radius[fails], repair)
    x[fails] = rest.x
    if rest.subgradient is None:
        return Step(x, None)
    r[fails] = rest.subgradient
    return Step(x, r)


def solve_slices(
    norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Array, repair: Repair | None = None
) -> Step:
    """The step of each slice by CVXPY, certified.

    `repair` moves a computed (x, r) by its rounding into dom R and dom R*, where the solver leaves it next to them.

    Raises
    ------
    SolverError
        If a slice with its center in dom R has no solution whose certificate reaches 1e-6.
    """
    x, r = np.empty_like(m), np.empty_like(m)
    missing = False
    for index in np.ndindex(radius.shape):
        step = _solve(norm, regularizer, m[index], center[index], radius[index], repair)
        x[index] = step.x
        if step.subgradient is None:
            missing = True
        else:
            r[index] = step.subgradient
    return Step(x, None if missing else r)


def _solve(
    norm: Norm, regularizer: Regularizer, m: Array, center: Array, radius: Any, repair: Repair | None
) -> Step:
    """One slice: min <m, u> + R(eta z) / eta over ||u|| <= 1 and z = u + c / eta, in units of the gradient.

    The multiplier nu of `z == u + c / eta` in the Lagrangian has 0 in d(R(eta z) / eta) + nu, so r = -nu.
    """
    ndim = len(norm.shape)
    inside = bool(np.isfinite(regularizer(center, ndim=ndim)))
    nearest = None if inside else _nearest(norm, regularizer, center, radius)
    slopes = regularizer.subgradient_bound(L1(norm.shape))  # the largest |r_i|
    scale = max(float(np.abs(m).max()), 0.0 if slopes is None else slopes.value) or 1.0
    u, z = cp.Variable(norm.shape), cp.Variable(norm.shape)
    length, extra = norm.cvx(u)
    penalty, domain = regularizer.cvx(radius * z)
    link = z == u + center / radius
    objective = cp.sum(cp.multiply(m / scale, u)) + penalty / (scale * radius)
    try:
        solve(cp.Minimize(objective), [length <= 1, *extra, *domain, link])
    except SolverError:
        if nearest is None:
            raise
        return Step(nearest if repair is None else repair(nearest, m)[0], None)
    unit = np.asarray(u.value) / max(1.0, float(norm(np.asarray(u.value))))
    x, r = center + radius * unit, -scale * np.asarray(link.dual_value).reshape(norm.shape)
    if repair is not None:
        x, r = repair(x, r)
    found = certificate(norm, regularizer, m, center, radius, Step(x, r))
    if max(found) <= CERTIFIED:
        return Step(x, r)
    if inside:
        raise SolverError(f"the step of {norm!r} with {regularizer!r} was not solved to {CERTIFIED:.0e}: {found}")
    return Step(x, None)


def _nearest(norm: Norm, regularizer: Regularizer, center: Array, radius: Any) -> Array | None:
    """The point of dom R closest to the center if the ball hardly reaches it, else None; `ValueError` if it does not."""
    u = cp.Variable(norm.shape)
    length, extra = norm.cvx(u)
    _, domain = regularizer.cvx(center + radius * u)
    distance = radius * solve(cp.Minimize(length), [*extra, *domain])
    require_meeting(np.asarray(distance), regularizer, center, radius, np.asarray(CERTIFIED))
    return np.asarray(center + radius * u.value) if distance > radius * (1 - CERTIFIED) else None
