"""What the kits of regularizers and steps share: points of the domain, found by CVXPY."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

from ntr import later as cp
from ntr.cvx import solve
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.regularizer import Regularizer


def always(text: str) -> Callable[[Any], str]:
    """A message for `kit.require` that does not depend on the entry that fails."""
    return lambda _: text


def generator(seed: int, name: str) -> np.random.Generator:
    """A generator of its own for each check, so that no check depends on which others ran."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def project(regularizer: Regularizer, points: Array) -> Array:
    """The point of dom R closest (in the Euclidean norm) to each of the points (n, *shape), to about 1e-8."""
    result = np.array(points)
    for index in np.flatnonzero(~np.isfinite(regularizer(points, ndim=points.ndim - 1))):
        x = cp.Variable(points.shape[1:])
        _, domain = regularizer.cvx(x)
        solve(cp.Minimize(cp.sum_squares(x - points[index])), domain)
        result[index] = x.value
    return result


def domain_points(regularizer: Regularizer, shape: tuple[int, ...], random: np.random.Generator, count: int) -> Array:
    """Points of dom R, spread over its inside, (count, *shape): some are sparse, for kinks at 0.

    Raises
    ------
    AssertionError
        If none is found: dom R must have interior points.
    """
    raw = random.normal(size=(count, *shape)) * random.choice([0.1, 1.0, 3.0], size=(count,) + (1,) * len(shape))
    raw[::3] *= random.random((len(raw[::3]), *shape)) < 0.5
    near = project(regularizer, raw)
    middle = near.mean(axis=0)
    outer = ~np.isfinite(regularizer(near, ndim=len(shape)))
    # rounding of the solver, and the convexity of dom R
    near[outer] = middle + 0.999 * (near[outer] - middle)
    inside = np.isfinite(regularizer(near, ndim=len(shape)))
    if not inside.any():
        raise AssertionError(f"R is infinite at all of {count} points where cvx() has its domain, such as {near[0]}")
    return np.asarray(near[np.resize(np.flatnonzero(inside), count)])


def distance(norm: Norm, regularizer: Regularizer, point: Array) -> float:
    """min {||x - point|| : x in dom R}, by CVXPY."""
    size = float(np.abs(point).max()) or 1.0
    x = cp.Variable(norm.shape)
    length, extra = norm.cvx(x - point / size)
    _, domain = regularizer.cvx(size * x)
    return size * solve(cp.Minimize(length), [*extra, *domain])
