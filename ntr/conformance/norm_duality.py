"""What ties value, dual, LMO, embedding, CVXPY expression and kernel of a norm to each other."""

from __future__ import annotations

import numpy as np

from ntr import cvx
from ntr import later as cp
from ntr.bound import Bound
from ntr.conformance.embedding import embedding_lower_bound
from ntr.conformance.kit import at_most, close, require
from ntr.conformance.norm_trial import Trial
from ntr.conformance.points import basis
from ntr.linalg import Array, expand, inner, largest, total

# Of a value computed by Clarabel against a closed form: it is asked for 1e-12, is accepted with residuals of 1e-8
# (ntr.cvx.ACCURACY), and a residual can cost some ten times as much in the value. A wrong formula is off by far more.
SOLVER_TOLERANCE = 1e-7

# Of the search for the largest ||u||_p: it gains less than 1e-13 in its last step, but may converge linearly.
ENTRY_TOLERANCE = 1e-9
SEARCH_TOLERANCE = 1e-6


def sign(trial: Trial) -> None:
    """<g, lmo(g)> < 0: the LMO is an argmin."""
    product = inner(trial.points, trial.norm.lmo(trial.points), trial.ndim)
    require(
        product < 0,
        lambda i: f"<g, lmo(g)> must be negative, got {product[i]!r} at {trial.points[i].tolist()}, seed {trial.seed}",
    )


def _feasible(trial: Trial, g: Array, u: Array) -> None:
    at_most("||lmo(g)||", trial.norm(u), 1.0, trial.tolerance, trial.seed, g)


def _dual(trial: Trial, g: Array, u: Array) -> None:
    right = trial.norm.dual(g)
    rounding = total(np.abs(g * u), trial.ndim)  # what the error of the inner product is relative to
    close("-<g, lmo(g)>", -inner(g, u, trial.ndim), right, trial.tolerance * (right + rounding), trial.seed, g)


def feasibility(trial: Trial) -> None:
    """||lmo(g)|| <= 1."""
    _feasible(trial, trial.points, trial.norm.lmo(trial.points))


def duality(trial: Trial) -> None:
    """<g, lmo(g)> = -||g||_*."""
    _dual(trial, trial.points, trial.norm.lmo(trial.points))


def ties(trial: Trial) -> None:
    """Feasibility and duality where the minimizer is not unique."""
    u = trial.norm.lmo(trial.ties)
    _feasible(trial, trial.ties, u)
    _dual(trial, trial.ties, u)


def cauchy_schwarz(trial: Trial) -> None:
    """|<g, x>| <= ||g||_* ||x||."""
    x = np.concatenate([trial.points, trial.ties, basis(trial.norm.shape)])
    dual, primal = trial.norm.dual(x), trial.norm(x)
    for shift in range(len(x)):
        y, limit = np.roll(x, shift, axis=0), dual * np.roll(primal, shift)
        at_most("|<g, x>|", np.abs(inner(x, y, trial.ndim)), limit, trial.tolerance * limit, trial.seed, x)


def scales(trial: Trial) -> None:
    """All holds from 1e-150 to 1e150: value and dual are homogeneous, and lmo(c g) still solves the LMO of g."""
    g = trial.points[:6] / expand(largest(trial.points[:6], trial.ndim), trial.ndim)
    right = trial.norm.dual(g)
    for scale in (1e-150, 1e-75, 1e-20, 1e-8, 1e8, 1e20, 1e75, 1e150):
        for name, functional in trial.functionals:
            once = functional(g)
            got = functional(scale * g) / scale
            close(f"{name}({scale} x) / {scale}", got, once, trial.tolerance * once, trial.seed, g)
        u = trial.norm.lmo(scale * g)
        at_most(f"||lmo({scale} g)||", trial.norm(u), 1.0, trial.tolerance, trial.seed, g)
        rounding = right + total(np.abs(g * u), trial.ndim)
        value = -inner(g, u, trial.ndim)
        close(f"-<g, lmo({scale} g)>", value, right, trial.tolerance * rounding, trial.seed, g)


def cvx_value(trial: Trial) -> None:
    """The CVXPY expression is convex and its minimum over the auxiliary variables is ||x||."""
    x = np.concatenate([trial.points[[0, -1]], trial.ties[[0, -1]]])
    for one in x / expand(largest(x, trial.ndim), trial.ndim):
        variable = cp.Variable(trial.norm.shape)
        expression, constraints = trial.norm.cvx(variable)
        require(expression.is_convex(), f"norm.cvx(x) must be convex by CVXPY's rules, got {expression}")
        got, right = cvx.solve(cp.Minimize(expression), [*constraints, variable == one]), trial.norm(one)
        allowed = max(SOLVER_TOLERANCE, trial.tolerance) * right
        close("norm.cvx(x)", np.asarray(got), right, allowed, trial.seed, one)


def cvx_dual(trial: Trial) -> None:
    """||g||_* = max {<g, u> : ||u|| <= 1}, the maximum by Clarabel over the ball that `cvx` describes."""
    g = np.concatenate([trial.points[[0, 4, -1]], trial.ties[[0, -1]]])
    for one in g / expand(largest(g, trial.ndim), trial.ndim):
        u = cp.Variable(trial.norm.shape)
        expression, constraints = trial.norm.cvx(u)
        got = trial.norm.dual(one)
        right = cvx.solve(cp.Maximize(cp.sum(cp.multiply(one, u))), [*constraints, expression <= 1])
        allowed = max(SOLVER_TOLERANCE, trial.tolerance) * abs(right)
        close("dual(g) against Clarabel", got, np.asarray(right), allowed, trial.seed, one)


def embedding(trial: Trial) -> None:
    """embedding(p) for p = 2 and 3 is at least what a search finds, and not above it where it claims to be exact."""
    for p in (2.0, 3.0):
        bound = trial.norm.embedding(p)
        require(isinstance(bound, Bound), f"embedding({p}) must be a Bound, got {bound!r}")
        found, u = embedding_lower_bound(trial.norm, p, seed=trial.seed)
        allowed = trial.tolerance * found
        at_most(f"||u||_{p:g} on the unit ball, against embedding({p:g})", found, bound.value, allowed, trial.seed, u)
        if bound.exact:
            allowed = max(SEARCH_TOLERANCE, trial.tolerance) * found
            close(f"embedding({p:g}), marked exact, against a search", bound.value, found, allowed, trial.seed, u)
    rho = trial.norm.embedding(2.0).value
    close("rho, against embedding(2)", trial.norm.rho, rho, 0.0, trial.seed)


def kernel(trial: Trial) -> None:
    """The compiled twin, called as plain Python, gives dual and x <- keep x + eta lmo(m), and lets NaN through."""
    twin = trial.norm.kernel()
    if twin is None:
        return
    m = np.concatenate([trial.points, trial.ties, np.zeros((1, *trial.norm.shape))])
    lanes = np.ascontiguousarray(m.reshape(len(m), -1).T)
    work, out = np.full((twin.work_rows, len(m)), np.nan), np.full(len(m), np.nan)
    x = np.random.default_rng([trial.seed, 4]).normal(size=lanes.shape)
    twin.dual(lanes, twin.params, work, out)
    right = trial.norm.dual(m)
    close("kernel dual", out * twin.scale, right, trial.tolerance * right, trial.seed, m)
    fresh = np.zeros_like(x)
    twin.step(lanes, twin.params, 1.0, twin.scale, work, fresh)
    direction = fresh.T.reshape(m.shape)
    close("kernel lmo: <m, u>", inner(m, direction, trial.ndim), -right, trial.tolerance * right, trial.seed, m)
    at_most("kernel lmo: ||u||", trial.norm(direction), np.ones(len(m)), trial.tolerance, trial.seed, m)
    # Entry by entry the minimizer is determined only up to the condition of m, and at ties there are several; the
    # certificate above has no such slack.
    generic = len(trial.points)
    allowed = max(ENTRY_TOLERANCE, trial.tolerance)
    lmo = trial.norm.lmo(trial.points)
    close("kernel lmo, entry by entry", direction[:generic], lmo, allowed, trial.seed)
    for keep, eta in ((1.0, 0.5), (0.9, 1e-3)):
        stepped = x.copy()
        twin.step(lanes, twin.params, keep, eta * twin.scale, work, stepped)
        expected = keep * x + eta * fresh
        close(
            f"kernel step (keep {keep}, eta {eta})", stepped, expected, allowed * (keep * np.abs(x) + eta), trial.seed
        )
    spoilt = lanes.copy()
    spoilt[-1] = np.nan
    twin.dual(spoilt, twin.params, work, out)
    twin.step(spoilt, twin.params, 1.0, 0.5, work, x)
    require(np.isnan(out), lambda i: f"kernel dual must be NaN where an entry is, got {out[i]!r}")
    require(np.isnan(x).any(axis=0), lambda i: f"kernel step must be NaN where an entry of m is, got {x[:, i[0]]!r}")
