"""The proximal point of a problem's f, which the stochastic proximal point method needs."""

from __future__ import annotations

import math
from functools import singledispatch

import numpy as np

from ntr.linalg import Array
from ntr.norms import L2
from ntr.problem import Problem

TOLERANCE = 1e-15  # of ||z - z*||/||y - z*|| for the iterative solver


@singledispatch
def proximal_point(problem: Problem, y: Array, step: float) -> Array:
    """argmin_z f(z) + ||z - y||_2^2/(2 step), for y of shape (*batch, *shape) and f convex or step L_2 < 1.

    The default is `accelerated`. A closed form of your own: ``@proximal_point.register`` above a function of a problem of
    your class, y and step; `problems.proximal` has those of the quadratics and of separable problems.
    """
    return accelerated(problem, y, step)


def accelerated(problem: Problem, y: Array, step: float) -> Array:
    """The same by Nesterov's method from y, to ||z - z*|| <= 1e-15 ||y - z*|| and rounding.

    phi(z) = f(z) + ||z - y||^2/(2 step) is mu-strongly convex and M-smooth, M = L_2 + 1/step, and mu = 1/step for a convex
    f, 1/step - L_2 otherwise. With kappa = M/mu, phi(z_n) - min phi <= (1 - 1/sqrt(kappa))^n (M + mu)/2 ||y - z*||^2
    (Nesterov, Introductory Lectures, Theorem 2.2.3) and >= mu/2 ||z_n - z*||^2. The number of iterations follows from
    the constants alone, so that a batch gives what its slices give.

    Raises
    ------
    ValueError
        If L_2 is unknown, or f is not known to be convex and step L_2 >= 1.
    """
    smoothness, mu = moduli(problem, step)
    top = smoothness + 1 / step
    kappa = top / mu
    count = math.ceil(math.sqrt(kappa) * (2 * math.log(1 / TOLERANCE) + math.log(kappa + 1)))
    weight = (math.sqrt(kappa) - 1) / (math.sqrt(kappa) + 1)
    z = point = np.asarray(y)
    for _ in range(count):
        following = point - (problem.gradient(point) + (point - y) / step) / top
        point, z = following + weight * (following - z), following
    return np.asarray(z)


def moduli(problem: Problem, step: float) -> tuple[float, float]:
    """L_2 and the modulus of strong convexity of f + ||. - y||^2/(2 step); see `accelerated`."""
    bound = problem.euclidean()[0]
    if bound is None:
        raise ValueError(f"the proximal point needs a certified L_2, and {problem!r} has none")
    if problem.constants(L2(problem.shape)).convex:
        return bound.value, 1 / step
    if step * bound.value >= 1:
        raise ValueError(
            f"step must be less than 1/L_2 = {1 / bound.value:g} where f is not known to be convex, got {step!r}"
        )
    return bound.value, 1 / step - bound.value
