"""Closed forms of argmin_z f(z) + ||z - y||_2^2/(2 step); importing this module registers them."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array, apply
from ntr.proximal import accelerated, proximal_point
from problems.matrix_quadratic import MatrixQuadratic
from problems.quadratic import Quadratic
from problems.separable import Separable


@proximal_point.register
def _(problem: Quadratic, y: Array, step: float) -> Array:
    """z - c = (I + step A)^-1 (y - c), by the eigenvectors of A."""
    values, vectors = np.linalg.eigh(problem.A)
    coordinates = apply(vectors.T, np.asarray(y) - problem.center) / (1 + step * values)
    return problem.center + apply(vectors, coordinates)


@proximal_point.register
def _(problem: MatrixQuadratic, y: Array, step: float) -> Array:
    """(Z - C) + step A (Z - C) B = Y - C, diagonal in the eigenvectors of A and B."""
    left_values, left = np.linalg.eigh(problem.A)
    right_values, right = np.linalg.eigh(problem.B)
    offset = np.ascontiguousarray(np.asarray(y) - problem.center)
    coordinates = np.matmul(np.matmul(left.T, offset), right)
    coordinates = coordinates / (1 + step * left_values[:, None] * right_values)
    return np.asarray(problem.center + np.matmul(np.matmul(left, coordinates), right.T))


@proximal_point.register
def _(problem: Separable, y: Array, step: float) -> Array:
    """t + step phi'(t) = s for s = y_i - c_i, entry by entry: an increasing function, by bisection on [0, s].

    phi' has the sign of t if phi is nondecreasing in |t|, so the root lies between 0 and s.
    """
    if not problem.scalar.nondecreasing():
        return accelerated(problem, y, step)
    offset = np.asarray(y) - problem.center
    sign, low, high = np.sign(offset), np.zeros_like(offset), np.abs(offset)
    for _ in range(64):  # 2^-64 |s| is below the rounding of the sum
        middle = (low + high) / 2
        above = middle + step * sign * problem.scalar.derivative(sign * middle) > np.abs(offset)
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray(problem.center + sign * (low + high) / 2)
