"""Certified pathwise maxima of the measured quantities: what an upper confidence limit needs. Never from a theorem."""

from __future__ import annotations

import numpy as np

from ntr.bound import Bound
from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import Clipped, Method, TrustRegion, parameters
from ntr.methods.state import fixed


def mean_gradient(case: Case, iterations: Array, first: int = 0) -> Array:
    """Of (1/K) sum ||grad f(x_k)||_* over k = first .. K - 1 + first, on every path without decay.

    The smaller of sup ||grad f||_* and, as ||x_k - x_0|| <= eta k, ||grad f(x_0)||_* + L eta (K - 1 + 2 first)/2; the
    eta of an inexact oracle is tau eta.
    """
    constants = case.setting.constants
    start = float(case.method.norm.dual(case.problem.gradient(case.x0)))
    whole = np.inf if constants.gradient is None else constants.gradient.value
    if constants.L is None:
        return np.full(iterations.shape, whole)
    radius = _longest_step(case.method)
    return np.minimum(whole, start + constants.L.value * radius * (iterations - 1 + 2 * first) / 2)


def _longest_step(method: Method) -> float:
    """A bound of ||x_{k+1} - x_k|| without decay."""
    if isinstance(method, Clipped):
        return fixed(method.radius, "radius")
    radius = parameters(method).radius
    return method.accuracy.tau * radius if isinstance(method, TrustRegion) else radius


def mean_generalized_gradient(case: Case, iterations: Array) -> Array:
    """Of (1/K) sum_{k<K} ||grad f(x_k)||_* for (L_0, L_1)-smooth f, on every path without decay, eta <= 1/L_1.

    The smaller of `mean_gradient` and the mean of u_k with u_0 = ||grad f(x_0)||_* and u_{k+1} = u_k + (L_0 + L_1 u_k) eta,
    which is ((1+q)^K - 1)/(q K) (u_0 + L_0/L_1) - L_0/L_1 for q = L_1 eta. inf where this overflows.
    """
    known = mean_gradient(case, iterations)
    pair = case.setting.generalized_smoothness
    if pair is None or pair[1] == 0:
        return known
    constant, linear = pair
    start = float(case.method.norm.dual(case.problem.gradient(case.x0)))
    q = linear * _longest_step(case.method)
    with np.errstate(over="ignore"):
        growth = np.expm1(iterations * np.log1p(q)) / (q * iterations)
    return np.minimum(known, growth * (start + constant / linear) - constant / linear)


def mean_stationarity(case: Case, iterations: Array) -> Array:
    """Of (1/K) sum_{k=1..K} ||grad f(x_k) + r_k||_*: that of the gradient plus sup ||r_k||_*, on every path without decay.

    The smaller of sup ||r||_* over all subgradients and 2 sup ||m||_* + lip(R). For c = x_k lies in dom R, so by (2b) and
    convexity eta ||m + r||_* = -<m + r, x_(k+1) - c> <= eta ||m||_* + R(c) - R(x_(k+1)) <= eta (||m||_* + lip(R)). And m is
    an average of stochastic gradients: ||m||_* <= sup ||grad f||_* + sup ||n||_*, for noise that is bounded.
    """
    norm, regularizer = case.method.norm, case.problem.regularizer
    ways = [np.inf]
    known = regularizer.subgradient_bound(norm)
    if known is not None:
        ways.append(known.value)
    gradient, lipschitz = case.setting.constants.gradient, regularizer.lipschitz(norm)
    noise = case.noise.in_norm(case.problem, norm)
    if gradient is not None and lipschitz is not None and noise is not None and noise.largest is not None:
        ways.append(2 * (gradient.value + noise.largest.value) + lipschitz.value)
    return mean_gradient(case, iterations, first=1) + min(ways)


def mean_trust_region_gap(case: Case, iterations: Array) -> Array:
    """Of (1/K) sum_{k<K} g_eta(x_k): g_eta(x) <= ||grad f(x)||_* + lip(R), as ||x - s|| <= eta."""
    bound = case.problem.regularizer.lipschitz(case.method.norm)
    return mean_gradient(case, iterations) + (np.inf if bound is None else bound.value)


def mean_frank_wolfe_gap(case: Case, iterations: Array) -> Array:
    """Of (1/K) sum_{k<K} gap_D(x_k) on paths in ||x|| <= D, D = eta/beta: 2 D (sup ||grad f||_* + lip(R)), as ||x - s|| <= 2 D.

    The supremum is over the ball: what the region certifies, or ||grad f(0)||_* + L D.
    """
    setting, norm = case.setting, case.method.norm
    region, radius = setting.region, setting.domain_radius
    assert region is not None
    assert radius is not None
    lipschitz = case.problem.regularizer.lipschitz(norm)
    if lipschitz is None:
        return np.full(iterations.shape, np.inf)
    ways = [float(norm.dual(case.problem.gradient(np.zeros(norm.shape)))) + setting.smoothness * radius]
    if region.gradient is not None:
        ways.append(region.gradient.value)
    return np.full(iterations.shape, 2 * radius * (min(ways) + lipschitz.value))


def excess(case: Case, u: Array, least: float, reach: float, gradient: Bound | None) -> float:
    """Of F(x) - least over ||x - u|| <= reach, where ||grad f(x)||_* <= gradient if that is known.

    F(x) - F(u) <= <grad f(u), x - u> + (L/2)||x - u||^2 + lip(R) ||x - u||, and f(x) - f(u) <= gradient ||x - u||:
    the smaller of the two, plus F(u) - least.
    """
    setting, norm = case.setting, case.method.norm
    lipschitz = case.problem.regularizer.lipschitz(norm)
    if lipschitz is None:
        return np.inf
    ways = [np.inf]
    if setting.constants.L is not None:
        slope = float(norm.dual(case.problem.gradient(u)))
        ways.append(slope * reach + setting.constants.L.value * reach**2 / 2)
    if gradient is not None:
        ways.append(gradient.value * reach)
    return min(ways) + lipschitz.value * reach + float(case.problem.objective(u)) - least
