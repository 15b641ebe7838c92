"""The CVXPY expression of a dual norm, by conic duality from the one of the norm."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ntr import later as cp
from ntr.norm import Norm
from ntr.norms.ball_program import ball


def conic_dual(norm: Norm, x: Any) -> tuple[Any, list[Any]]:
    """||x||_* as a minimum: (expression, constraints with auxiliary variables).

    Let {v : b - A v in K} be the canonical form of a ball of radius r, whose point u is the part with the columns C of
    A. Then ||x||_* = max <x/r, u> = min b'z over A'z = x/r on C, A'z = 0 elsewhere, z in the dual cone K*. Strong
    duality holds as 0 is an interior point of the ball.

    Parameters
    ----------
    norm : Norm
        ||.||, with a `cvx` that CVXPY can canonicalise for Clarabel.
    x : CVXPY expression of norm.shape

    Raises
    ------
    NotImplementedError
        If the form has a cone other than zero, nonnegative, second-order, positive semidefinite, exponential and
        three-dimensional power cones.
    """
    data, columns, radius = ball(norm)
    pieces, constraints = _dual_cone(data["dims"])
    z = cp.hstack(pieces)
    matrix = data["A"].T.tocsr()
    constraints += [matrix[columns] @ z == cp.reshape(x / radius, (math.prod(norm.shape),), order="F")]
    others = np.delete(np.arange(matrix.shape[0]), columns)
    if others.size:
        constraints += [matrix[others] @ z == 0]
    return data["b"] @ z, constraints


def _dual_cone(dims: Any) -> tuple[list[Any], list[Any]]:
    """The parts of a point of K*, in the order of Clarabel's rows, and what they must satisfy."""
    if dims.pnd:
        raise NotImplementedError("the dual of a power cone with more than three entries has no expression here")
    pieces: list[Any] = []
    constraints: list[Any] = []
    if dims.zero:
        pieces.append(cp.Variable(dims.zero))
    if dims.nonneg:
        pieces.append(cp.Variable(dims.nonneg, nonneg=True))
    for size in dims.soc:  # self-dual
        z = cp.Variable(size)
        pieces.append(z)
        constraints.append(cp.SOC(z[0], z[1:]))
    for side in dims.psd:  # self-dual; the upper triangle by columns, off-diagonal entries times sqrt(2)
        whole = cp.Variable((side, side), PSD=True)
        columns, rows = np.tril_indices(side)
        weights = np.where(rows == columns, 1.0, math.sqrt(2))
        pieces.append(cp.multiply(weights, whole[rows, columns]))
    for _ in range(dims.exp):  # cl {y exp(x/y) <= w} has the dual cl {-x exp(y/x) <= e w}
        z = cp.Variable(3)
        pieces.append(z)
        constraints.append(cp.ExpCone(-z[1], -z[0], math.e * z[2]))
    for power in dims.p3d:  # x^a y^(1-a) >= |w| has the dual (x/a)^a (y/(1-a))^(1-a) >= |w|
        z = cp.Variable(3)
        pieces.append(z)
        constraints.append(cp.PowCone3D(z[0] / power, z[1] / (1 - power), z[2], power))
    return pieces, constraints
