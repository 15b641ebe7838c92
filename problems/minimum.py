"""Certified minima of F = f + R for convex f: a point, and an interval that contains the minimum."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize as scipy_minimize
from threadpoolctl import threadpool_limits

from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms import L1, LInf
from ntr.norms.families import entrywise, schatten
from ntr.problem import Problem
from ntr.regularizer import Regularizer
from ntr.regularizers import Ball, Box, L1Penalty, Zero
from ntr.step import trust_region_step


class Minimum(NamedTuple):
    """A feasible point and the interval [lower, upper = F(point)] that contains the minimum of F."""

    point: Array
    lower: float
    upper: float


def linear_minimum(
    norm: Norm, radius: float, regularizer: Regularizer, g: Array, x: Array, r: Array | None = None
) -> float:
    """A lower bound of min <g, s> + R(s) over ||s|| <= radius; x is any point of dom R.

    R(s) >= <r, s> - R*(r) (Fenchel), so -radius ||g + r||_* - R*(r) is one for EVERY r, where R*(r) comes from
    `fenchel_gap` at x; the best of a few is taken, the given `r` among them. Exact without R, with boxes in l_inf, and
    with l_1 penalties in entrywise norms. inf R - radius ||g||_* holds for every R.
    """
    if isinstance(regularizer, Box) and isinstance(norm, LInf):  # separable: every coordinate at its better end
        low, high = np.maximum(regularizer.lower, -radius), np.minimum(regularizer.upper, radius)
        return float(np.sum(np.minimum(g * low, g * high)))
    bottom = regularizer.infimum - radius * float(norm.dual(g))
    candidates = [] if isinstance(regularizer, Zero) else [-g] + ([] if r is None else [r])
    if isinstance(regularizer, L1Penalty):  # R* is infinite outside of the cube
        candidates = [np.clip(c, -regularizer.weight, regularizer.weight) for c in candidates]
    for c in candidates:
        gap = regularizer.fenchel_gap(x, c)
        if gap is not None and np.isfinite(gap):
            conjugate = float(gap) + float(np.sum(c * x)) - float(regularizer(x))
            bottom = max(bottom, -radius * float(norm.dual(g + c)) - conjugate)
    return bottom


def _project_simplex_norm(x: Array, radius: float) -> Array:
    """The nearest point of the l_1 ball: soft thresholding by the one level that makes the norm `radius`."""
    size = np.abs(x)
    if size.sum() <= radius:
        return x
    sizes = np.sort(size.ravel())[::-1]
    levels = (np.cumsum(sizes) - radius) / np.arange(1, sizes.size + 1)
    level = levels[np.flatnonzero(sizes > levels)[-1]]
    return np.asarray(np.sign(x) * np.maximum(size - level, 0.0))


def _project_entries(x: Array, p: float, radius: float) -> Array:
    if p == 1:
        return _project_simplex_norm(x, radius)
    if p == 2:
        return x * min(1.0, radius / max(float(np.linalg.norm(x)), 1e-300))
    return np.clip(x, -radius, radius)


def _projection(norm: Norm, radius: float) -> Callable[[Array], Array] | None:
    """The Euclidean projection onto {||x|| <= radius}, where it is simple."""
    p, q = entrywise(norm), schatten(norm)
    if p in (1, 2, np.inf):
        return lambda x: _project_entries(x, float(p), radius)
    if q in (1, np.inf):

        def by_spectrum(x: Array) -> Array:
            u, s, v = np.linalg.svd(x, full_matrices=False)
            return np.asarray((u * _project_entries(s, float(q), radius)) @ v)

        return by_spectrum
    return None


def _proximal(norm: Norm, radius: float, regularizer: Regularizer, step: float) -> Callable[[Array], Array] | None:
    """The proximal map of step R on the ball, or a feasible map close to it; None if no simple one is known.

    Nothing depends on its being exact: every iterate is judged by its certificate.
    """
    project = _projection(norm, radius)
    if project is None:
        return None
    if isinstance(regularizer, Zero):
        return project
    if isinstance(regularizer, L1Penalty):
        level = step * regularizer.weight
        return lambda x: project(np.sign(x) * np.maximum(np.abs(x) - level, 0.0))
    if isinstance(regularizer, Box) and isinstance(norm, LInf):
        return lambda x: np.clip(np.clip(x, -radius, radius), regularizer.lower, regularizer.upper)
    if isinstance(regularizer, Ball) and regularizer.norm == norm:
        return _projection(norm, min(radius, regularizer.radius))
    return None


def _corrected(problem: Problem, vertices: Array, costs: Array, weights: Array) -> Array:
    """min f(sum w_i v_i) + sum w_i R(v_i) over the simplex, from `weights`, by sequential quadratic programming.

    The sum of costs is at least R at the combination, as R is convex. Weights below 1e-14 are dropped.
    """
    matrix = vertices.reshape(len(vertices), -1)

    def both(w: Array) -> tuple[float, Array]:
        x = (w @ matrix).reshape(problem.shape)
        return float(problem.value(x) + costs @ w), matrix @ problem.gradient(x).ravel() + costs

    simplex = {"type": "eq", "fun": lambda w: np.sum(w) - 1, "jac": np.ones_like}
    options = {"ftol": 1e-16, "maxiter": 100}
    found = scipy_minimize(
        both, weights, jac=True, method="SLSQP", bounds=[(0, 1)] * len(weights), constraints=simplex, options=options
    )
    w = np.where(found.x > 1e-14, found.x, 0.0)
    return np.asarray(w / w.sum())


@threadpool_limits.wrap(limits=1)  # many small products: two threads are several times slower than one
def minimum_on_ball(
    problem: Problem, norm: Norm, radius: float, *, tolerance: float = 1e-9, iterations: int = 3000
) -> Minimum:
    """The minimum of F over {||x|| <= radius}, for convex f.

    f(s) >= f(x) + <grad f(x), s - x>, so that f(x) - <g, x> + min_{||s|| <= radius} (<g, s> + R(s)) is a lower end
    for every x (the Frank-Wolfe gap). The points come from the accelerated proximal gradient method with restarts
    where the proximal map is simple, otherwise from Frank-Wolfe steps that are re-optimized over the convex hull of the
    trust-region steps so far. It stops at a gap of `tolerance` times max(1, |F|), after `iterations`, or where it no
    longer gains: the interval is certified in any case.

    Raises
    ------
    ValueError
        If the ball does not meet dom R.
    """
    regularizer = problem.regularizer
    smoothness = problem.euclidean()[0]
    assert smoothness is not None
    step = 1.0 / max(smoothness.value, 1e-300)
    proximal = _proximal(norm, radius, regularizer, step)
    best, lower, upper = np.zeros(norm.shape), -np.inf, np.inf

    def judge(x: Array, g: Array, r: Array | None = None) -> None:
        nonlocal best, lower, upper
        value = float(problem.value(x))
        shift = float(np.sum(g * x))
        bottom = linear_minimum(norm, radius, regularizer, g, x, r)
        rounding = 1e-14 * (abs(value) + float(np.sum(np.abs(g * x))) + abs(bottom))
        lower = max(lower, value - shift + bottom - rounding)
        total = value + float(regularizer(x))
        if total < upper and norm(x) <= radius * (1 + 1e-9):
            best, upper = x, total

    if proximal is not None:
        x = y = proximal(np.zeros(norm.shape))
        momentum = 1.0
        for k in range(iterations):
            if k % 10 == 0 or k < 10:
                judge(x, problem.gradient(x))
                if upper - lower <= tolerance * max(1.0, abs(upper)):
                    break
            x_next = proximal(y - step * problem.gradient(y))
            if np.sum((y - x_next) * (x_next - x)) > 0:  # the momentum points uphill: restart
                momentum = 1.0
            following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
            y = x_next + (momentum - 1) / following * (x_next - x)
            x, momentum = x_next, following
    else:
        vertices, costs, weights = np.empty((0, *norm.shape)), np.empty(0), np.empty(0)
        x, zero, gaps = best, np.zeros(norm.shape), [np.inf]
        while len(gaps) < 60:
            g = problem.gradient(x)
            vertex = trust_region_step(norm, regularizer, g, zero, radius)
            if len(vertices):
                judge(x, g, vertex.subgradient)
                gaps.append(upper - lower)
                stalled = len(gaps) > 10 and gaps[-1] > 0.5 * gaps[-6]  # at the accuracy of the steps
                if stalled or gaps[-1] <= tolerance * max(1.0, abs(upper)):
                    break
            keep = weights > 0
            vertices = np.concatenate([vertices[keep], vertex.x[None]])
            costs = np.append(costs[keep], float(regularizer(vertex.x)))
            weights = _corrected(problem, vertices, costs, np.append(weights[keep], 0.0 if keep.any() else 1.0))
            x = np.tensordot(weights, vertices, axes=1)
            if isinstance(regularizer, Box):  # the sum of the weights is 1 up to rounding, the box has no margin
                x = np.clip(x, regularizer.lower, regularizer.upper)
    if not np.isfinite(upper):
        raise ValueError(f"the ball ||x|| <= {radius} does not meet the domain of the regularizer {regularizer!r}")
    best = np.array(best)
    best.flags.writeable = False
    return Minimum(best, min(lower, upper), upper)


def enclosing_ball(problem: Problem, reference: float) -> tuple[Norm, float] | None:
    """A ball that contains a minimizer of F, from R alone; `reference` is a value of F. None if there is none.

    A bounded domain lies in one; with R = w ||x||_1, every x with F(x) <= reference has w ||x||_1 <= reference - inf f.
    """
    regularizer = problem.regularizer
    if isinstance(regularizer, Ball):
        return regularizer.norm, float(regularizer.radius)
    if isinstance(regularizer, Box):
        size = float(np.max(np.maximum(np.abs(regularizer.lower), np.abs(regularizer.upper))))
        return (LInf(problem.shape), max(size, 1e-300)) if np.isfinite(size) else None
    if isinstance(regularizer, L1Penalty) and regularizer.weight > 0 and np.isfinite(problem.infimum_f):
        return L1(problem.shape), max((reference - problem.infimum_f) / float(regularizer.weight), 1e-300)
    return None


def minimum(problem: Problem, minimizer_f: Array | None) -> Minimum:
    """The minimum of F over the whole space, for convex f with infimum `infimum_f`, attained at `minimizer_f` if known.

    A minimizer of f that also minimizes R minimizes F. Otherwise the minimum over a ball that R confines it to; where
    R does not, the interval [inf f + inf R, F at the best known point].
    """
    regularizer = problem.regularizer
    start = np.zeros(problem.shape) if minimizer_f is None else minimizer_f
    if isinstance(regularizer, Box):
        start = np.clip(start, regularizer.lower, regularizer.upper)
    value = float(problem.objective(start))
    if minimizer_f is not None and float(regularizer(minimizer_f)) <= regularizer.infimum:
        return Minimum(minimizer_f, value, value)
    ball = enclosing_ball(problem, min(value, float(problem.objective(np.zeros(problem.shape)))))
    if ball is None:
        return Minimum(start, problem.infimum_f + regularizer.infimum, value)
    return minimum_on_ball(problem, *ball)


@threadpool_limits.wrap(limits=1)
def descend(problem: Problem, iterations: int = 200) -> Array:
    """A point with small f by L-BFGS from 0: nothing is claimed about it."""

    def both(w: Array) -> tuple[float, Array]:
        x = w.reshape(problem.shape)
        return float(problem.value(x)), problem.gradient(x).ravel()

    start = np.zeros(int(np.prod(problem.shape)))
    options = {"maxiter": iterations, "ftol": 0.0, "gtol": 1e-12}
    return np.asarray(scipy_minimize(both, start, jac=True, method="L-BFGS-B", options=options).x).reshape(
        problem.shape
    )
