"""Exact worst cases of normalized gradient descent (T1, Euclidean norm) by semidefinite programs. Source: theory.md section 2.

A function with L-Lipschitz gradient through given points, values and gradients exists if and only if (1.1) holds for every
pair (Taylor, Hendrickx, Glineur 2017, "Exact worst-case performance of first-order methods for composite convex
optimization"), and it can have the infimum f* if and only if f* <= f_i - ||g_i||^2/(2L) for all i besides (Drori, Shamir
2020, "The complexity of finding stationary points with stochastic gradient descent"). A convex one exists if and only if
every subgradient inequality holds. With the norms of the gradients fixed, the steps are linear in the gradients, so all of
this is linear in the values and the Gram matrix: the least decrease is the value of a semidefinite program.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import cvxpy as cp
import numpy as np
from scipy.optimize import brentq, minimize_scalar

from ntr import validation
from ntr.cvx import solve
from ntr.linalg import Array


def least_gap(norms: Sequence[float], radius: float, smoothness: float) -> float:
    """R = 0: the least f(x_0) - inf f for which the gradients at x_0, ..., x_{n-1} have these norms.

    Over all f with L-Lipschitz gradient, in any dimension, and all x_0; x_{k+1} = x_k - eta g_k/||g_k||.

    Parameters
    ----------
    norms : sequence of float
        ||g_0||, ..., ||g_{n-1}||, positive.
    radius, smoothness : float
        eta and L, positive.
    """
    sizes = validation.positive_array(norms, "norms", np.shape(norms))
    eta, L = validation.positive(radius, "radius"), validation.positive(smoothness, "smoothness")
    count = len(sizes)
    gram = cp.Variable((count, count), PSD=True)  # of the g_k/||g_k||: well scaled for small g_k too
    values, infimum = cp.Variable(count), cp.Variable()
    directions = np.eye(count)
    points, gradients = _walk(directions, np.full(count, eta)), sizes[:, None] * directions
    constraints = [cp.diag(gram) == 1, values[0] == 0, infimum <= values - sizes**2 / (2 * L)]
    if count > 1:
        constraints.append(_differences(values) >= _entries(gram, _smooth(points, gradients, L)))
    return solve(cp.Minimize(values[0] - infimum), constraints)


def worst_gradient(iterations: int, gap: float, radius: float, smoothness: float, tolerance: float = 1e-5) -> float:
    """The largest min_{1<=k<=K} ||grad f(x_k)|| over all f with f(x_0) - inf f = gap: a root over semidefinite programs.

    The gradients at x_1, ..., x_K are given the norm eps, which is optimal (theory.md, proof of T1-E0, for eps >= L eta),
    and the norm of the first, which is not measured, is the best one. Table in theory.md section 2.

    Parameters
    ----------
    iterations : int
        K >= 1.
    gap, radius, smoothness : float
        Delta_0, eta and L, positive.
    tolerance : float
        Of the result, in units of L eta.
    """
    count, gap = validation.integer(iterations, "iterations", least=1), validation.positive(gap, "gap")
    eta, L = validation.positive(radius, "radius"), validation.positive(smoothness, "smoothness")

    def closed(eps: float, steps: int) -> float:
        return steps * least_step(eps, eta, L) + eps**2 / (2 * L)

    def root(function: Callable[[float], float], low: float) -> float:
        return float(brentq(function, low, np.sqrt(2 * L * gap) + 2 * L * eta, xtol=tolerance * L * eta))

    # Measuring x_0 too costs no less than K steps (T1-E0); not counting the first step, which gains -L eta^2/2 at least, no more.
    low = root(lambda eps: closed(eps, count) - gap, L * eta / 2) if closed(L * eta / 2, count) < gap else L * eta / 2
    high = root(lambda eps: closed(eps, count - 1) - gap - L * eta**2 / 2, low)
    return float(brentq(lambda eps: gap_of(eps, count, eta, L) - gap, low, high, xtol=tolerance * L * eta))


def least_step(eps: float, radius: float, smoothness: float) -> float:
    """h(eps) of T1-E0: the least decrease between two gradients of norms >= eps, for eps >= L eta/2."""
    unit = smoothness * radius
    return radius * eps - (unit**2 * radius / (4 * eps) if eps <= unit else unit * radius / 4)


def first_step(eps: float, radius: float, smoothness: float) -> float:
    """phi(eps) of T1-E, for eps >= L eta: the least decrease in a step to a gradient (or residual) of norm eps."""
    unit = smoothness * radius
    if eps < unit:
        raise ValueError(f"eps must be at least L eta = {unit:g}, got {eps!r}")
    return float(np.sqrt(0.75 * (eps**2 - unit**2)) * radius if eps <= 2 * unit else radius * (eps - unit / 2))


def gap_of(eps: float, iterations: int, radius: float, smoothness: float) -> float:
    """The least f(x_0) - inf f with ||g_1|| = ... = ||g_K|| = eps, over all norms of g_0."""
    return float(_start(eps, iterations, radius, smoothness).fun)


def hardest_start(eps: float, iterations: int, radius: float, smoothness: float) -> float:
    """The norm of g_0 at which `gap_of` is attained."""
    return float(_start(eps, iterations, radius, smoothness).x)


def _start(eps: float, iterations: int, radius: float, smoothness: float) -> Any:
    unit = smoothness * radius

    def gap(first: float) -> float:
        return least_gap([first, *[eps] * iterations], radius, smoothness)

    # two gradients a step apart differ by at most L eta; at these ends themselves the program has no interior
    low, high = max(eps - 0.999 * unit, 1e-3 * unit), eps + 0.999 * unit
    return minimize_scalar(gap, bounds=(low, high), method="bounded", options={"xatol": 1e-4 * unit})


def _walk(directions: Array, lengths: Array) -> Array:
    """The points x_k - x_0 as combinations of the basis: x_{k+1} = x_k - lengths[k] directions[k]."""
    steps = -lengths[:, None] * directions[: len(lengths)]
    return np.concatenate([np.zeros((1, directions.shape[1])), np.cumsum(steps, axis=0)])


def _pairs(count: int) -> list[tuple[int, int]]:
    """All (i, j) with i != j, in the order of `_differences`."""
    return [(i, j) for i in range(count) for j in range(count) if i != j]


def _differences(values: Any) -> Any:
    """values[i] - values[j] for every pair."""
    first, second = np.array(_pairs(values.shape[0])).T
    return values[first] - values[second]


def _product(a: Array, b: Array) -> Array:
    """The symmetric matrix M with <a, b> = <M, gram> for combinations a and b of the vectors of the Gram matrix."""
    return (np.outer(a, b) + np.outer(b, a)) / 2


def _entries(gram: Any, matrices: Sequence[Array]) -> Any:
    """<M, gram> for each of the matrices, as one affine expression."""
    return np.array([matrix.ravel() for matrix in matrices]) @ cp.vec(gram, order="C")


def _smooth(points: Array, gradients: Array, L: float) -> list[Array]:
    """(1.1): what f_i - f_j is at least, for every pair."""
    found = []
    for i, j in _pairs(len(gradients)):
        x, g = points[i] - points[j], gradients[i] - gradients[j]
        linear = _product(gradients[i] + gradients[j], x) / 2
        found.append(linear + _product(g, g) / (4 * L) - L / 4 * _product(x, x))
    return found
