"""Where `check_problem` looks: points of many scales, and searches that try to break what is claimed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ntr.linalg import Array
from ntr.norm import Norm
from ntr.problem import Problem
from ntr.step import trust_region_step


def require(condition: Any, name: str, seed: int, **values: Any) -> None:
    """`AssertionError` with the values and the seed unless the condition holds."""
    if not condition:
        shown = ", ".join(f"{key}={value}" for key, value in values.items())
        raise AssertionError(f"{name} (seed {seed}): {shown}")


def unit_directions(norm: Norm, seed: int, count: int) -> Array:
    """Points of norm 1: random ones, extreme points, single coordinates."""
    rng = np.random.default_rng(seed)
    d = rng.normal(size=(count, *norm.shape))
    d[1::3] = norm.lmo(d[1::3])
    flat = d[2::3].reshape(len(d[2::3]), -1)
    keep = rng.integers(flat.shape[1], size=len(flat))
    sparse = np.zeros_like(flat)
    sparse[np.arange(len(flat)), keep] = flat[np.arange(len(flat)), keep]
    d[2::3] = sparse.reshape(d[2::3].shape)
    return d / norm(d).reshape(-1, *(1,) * len(norm.shape))


def center(problem: Problem, norm: Norm) -> Array:
    """The minimizer, or 0 where it is unknown."""
    minimizer = problem.constants(norm).minimizer
    return np.zeros(problem.shape) if minimizer is None else minimizer


def spread_points(problem: Problem, norm: Norm, seed: int, count: int, widest: float = 30.0) -> Array:
    """Points at distances of many scales from the minimizer (or 0)."""
    rng = np.random.default_rng(seed + 100)
    size = np.exp(rng.uniform(np.log(1e-2), np.log(widest), size=(count, *(1,) * len(problem.shape))))
    return center(problem, norm) + size * unit_directions(norm, seed, count)


def search(
    problem: Problem,
    norm: Norm,
    seed: int,
    ratio: Callable[[Array, Array, float], tuple[Array, Array, Array]],
    limit: float,
    name: str,
    steps: tuple[float, float],
) -> float:
    """The largest ratio found; `AssertionError` if one exceeds `limit` by more than the rounding it comes with.

    The direction climbs by d <- -lmo(change), which is monotone for a semidefinite hessian; the point climbs by random
    moves, of all coordinates or of one, that shrink.
    """
    rng = np.random.default_rng(seed + 11)
    count, ndim = 12, len(problem.shape)
    best = 0.0
    for t in steps:
        x = spread_points(problem, norm, seed + 1, count, widest=3.0)
        x[0] = center(problem, norm)
        d = unit_directions(norm, seed + 2, count)
        value = np.zeros(count)
        for k in range(70):
            spread = 2.0 * 0.92**k
            move = spread * rng.normal(size=x.shape)
            if k % 2:
                mask = np.arange(move[0].size) == rng.integers(move[0].size, size=(count, 1))
                move = move * mask.reshape(move.shape)
            y = x + move if k > 6 else x
            found, change, noise = ratio(y, d, t)
            if k > 6:
                better = found > value
                mask = better.reshape(-1, *(1,) * ndim)
                x = np.where(mask, y, x)
            tiny = 1e-6 * np.abs(change).max() * rng.normal(size=x.shape)  # an entry without curvature must not stay 0
            d_new = -norm.lmo(change + tiny)
            again, _, more = ratio(x, d_new, t)
            for values, error in ((found, noise), (again, more)):
                bad = int(np.argmax(values - error))
                allowed = limit * (1 + 1e-9) + error[bad]
                require(values[bad] <= allowed, f"{name} is large enough", seed, found=values[bad], bound=limit, step=t)
            d = np.where((again >= value).reshape(-1, *(1,) * ndim), d_new, d)
            value = np.maximum(value, np.maximum(found, again))
            best = max(best, float(np.max(np.maximum(found - noise, again - more))))
    return best


def descended(problem: Problem, norm: Norm, seed: int, radius: float | None) -> Array:
    """Points of small F: trust-region steps of shrinking radius, or Frank-Wolfe steps on the ball."""
    zero = np.zeros(problem.shape)
    first = trust_region_step(norm, problem.regularizer, problem.gradient(zero), zero, radius or 1.0).x
    x = np.stack([first, first]) if radius is not None else np.stack([first, _near_domain(problem, norm, seed, first)])
    for k in range(20):
        gradient = problem.gradient(x)
        if radius is None:
            x = trust_region_step(norm, problem.regularizer, gradient, x, 2.0 * 0.7**k).x
        else:
            vertex = trust_region_step(norm, problem.regularizer, gradient, np.zeros_like(x), radius).x
            x = x + 2 / (k + 3) * (vertex - x)
    return x


def _near_domain(problem: Problem, norm: Norm, seed: int, otherwise: Array) -> Array:
    """The best random point of dom R."""
    points = spread_points(problem, norm, seed + 5, 50)
    values = problem.objective(points)
    return np.asarray(points[np.argmin(values)] if np.isfinite(values.min()) else otherwise)


def ascended(problem: Problem, norm: Norm, seed: int, radius: float) -> Array:
    """Points of the ball with large gradients: random moves of one coordinate or all, kept where they help."""
    rng = np.random.default_rng(seed + 13)
    x = radius * unit_directions(norm, seed + 9, 12)
    length = norm.dual(problem.gradient(x))
    ones = (1,) * len(problem.shape)
    for k in range(90):
        move = 2 * radius * 0.95**k * rng.normal(size=x.shape)
        if k % 3:
            mask = np.arange(move[0].size) == rng.integers(move[0].size, size=(len(x), 1))
            move = move * mask.reshape(move.shape)
        y = x + move
        y = y * np.minimum(1.0, radius / np.maximum(norm(y), 1e-300)).reshape(-1, *ones)
        found = norm.dual(problem.gradient(y))
        x = np.where((found > length).reshape(-1, *ones), y, x)
        length = np.maximum(found, length)
    return x
