"""The checks of `check_problem` on strong convexity and on functions of one coordinate each, which the norm does not change."""

from __future__ import annotations

import numpy as np

from ntr.conformance.problem_search import require, spread_points
from ntr.linalg import Array, expand, inner, norm2
from ntr.norm import Norm
from ntr.problem import Problem

EPS = float(np.finfo(float).eps)
ROUNDS = 100


def check_strong_convexity(problem: Problem, norm: Norm, seed: int) -> None:
    """<grad f(x + td) - grad f(x - td), d>/(2t) >= mu for ||d||_2 = 1, d led to the least curvature by d <- d - change/L."""
    mu = problem.strong_convexity()
    if mu is None:
        return
    ndim, rng = len(problem.shape), np.random.default_rng(seed)
    x = spread_points(problem, norm, seed, 24)
    d = rng.normal(size=x.shape)
    bound = problem.euclidean()[0]
    t = 1e-3
    for _ in range(1 if bound is None else ROUNDS):
        d = d / expand(norm2(d, ndim), ndim)
        upper, lower = problem.gradient(x + t * d), problem.gradient(x - t * d)
        change = (upper - lower) / (2 * t)
        curvature = inner(change, d, ndim)
        noise = 8 * EPS * (norm2(upper, ndim) + norm2(lower, ndim) + norm2(x, ndim)) / (2 * t)
        bad = int(np.argmin(curvature + noise))
        require(curvature[bad] + noise[bad] >= mu * (1 - 1e-9), "strong convexity", seed, found=curvature[bad], mu=mu)
        if bound is not None:
            d = d - change / (bound.value * (1 + 1e-3))


def check_coordinates(problem: Problem, norm: Norm, seed: int) -> None:
    """An entry of the gradient depends on its own coordinate only, and changes by at most L_i a unit."""
    smoothness = problem.coordinate_smoothness()
    if smoothness is None:
        return
    require(smoothness.shape == problem.shape, "coordinates: shape of L_i", seed, got=smoothness.shape)
    x, y = (spread_points(problem, norm, seed + i, 100) for i in (0, 1))
    rng = np.random.default_rng(seed)
    kept = rng.uniform(size=x.shape) < 0.5
    one, mixed = problem.gradient(x), problem.gradient(np.where(kept, x, y))
    require(_close(one, mixed, kept), "coordinates: an entry of the gradient sees its own coordinate only", seed)
    near = x + rng.choice([1e-3, 1.0], size=x.shape) * rng.normal(size=x.shape)
    other = problem.gradient(near)
    allowed = smoothness * np.abs(near - x) + 1e-12 * (1 + np.abs(one) + np.abs(other) + smoothness * np.abs(x))
    bad = np.unravel_index(int(np.argmax(np.abs(other - one) - allowed)), x.shape)
    require(np.abs(other - one)[bad] <= allowed[bad], "coordinates: L_i", seed, change=np.abs(other - one)[bad], at=bad)


def _close(one: Array, other: Array, kept: np.ndarray) -> bool:
    return bool((np.abs(one - other) <= 1e-12 * (1 + np.abs(one)))[kept].all())
