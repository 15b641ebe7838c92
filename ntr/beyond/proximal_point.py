"""The stochastic proximal point method on strongly convex problems.

f is mu-strongly convex with minimizer x*, R = 0, and n_k is independent of x_k with E n_k = 0, E ||n_k||_2^2 <= sigma^2:

    E ||x_K - x*||_2^2 <= q^K ||x_0 - x*||_2^2 + (1 - q^K) gamma sigma^2/(mu (2 + gamma mu)),     q = (1 + gamma mu)^-2

Proof. x_{k+1} minimizes f(y) + <n_k, y> + ||y - x_k||^2/(2 gamma), so x_{k+1} = P(x_k - gamma n_k) with P = prox_{gamma f}.
1. P is a contraction by 1/(1 + gamma mu): for u = P(a), v = P(b) we have a - b = u - v + gamma (grad f(u) - grad f(v)), so
   <a - b, u - v> >= (1 + gamma mu) ||u - v||^2, and Cauchy-Schwarz.
2. P(x*) = x*, as grad f(x*) = 0.
3. So ||x_{k+1} - x*||^2 <= q ||x_k - gamma n_k - x*||^2, and in expectation the cross term is 0:
   E ||x_{k+1} - x*||^2 <= q (E ||x_k - x*||^2 + gamma^2 sigma^2).
4. Unrolled: the noise gives gamma^2 sigma^2 (q + ... + q^K) = gamma^2 sigma^2 (1 - q^K) q/(1 - q), and
   q/(1 - q) = 1/((1 + gamma mu)^2 - 1) = 1/(gamma mu (2 + gamma mu)).
For f = mu ||x - c||_2^2/2 and E ||n||^2 = sigma^2 every step is an equality.

Source: Ryu and Boyd, Stochastic Proximal Iteration (2014); Asi and Duchi, Stochastic (Approximate) Proximal Point Methods
(2019); the proof is written out here. Tuned: gamma = mu eps/sigma^2 makes the second term at most eps/2.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from ntr import hypotheses
from ntr.case import Case, Setting
from ntr.descent import MEASURED, measured
from ntr.linalg import Array, norm2
from ntr.methods import StochasticProximalPoint
from ntr.methods.state import fixed
from ntr.norms import L2
from ntr.problem import Problem
from ntr.theorem import Theorem
from ntr.trajectory import Observable, Point
from ntr.validation import positive

STEM = "proximal_point"


def _modulus(problem: Problem) -> float:
    """mu; `ValueError` where it is not known."""
    found = problem.strong_convexity()
    if found is None:
        raise ValueError(f"{type(problem).__name__} has no certified strong convexity")
    return found


def _violated(case: Case) -> list[str]:
    method, problem = case.method, case.problem
    lines = hypotheses.no_regularizer(case)
    if not isinstance(method, StochasticProximalPoint):
        lines.append(f"the method must be StochasticProximalPoint, got {type(method).__name__}")
    elif callable(method.radius):
        lines.append("radius must be constant, got a schedule")
    if problem.strong_convexity() is None:
        lines.append("f must have a certified strong convexity mu > 0")
    if case.setting.constants.minimizer is None:
        lines.append("the minimizer must be known")
    return lines


def _violated_isotropic(case: Case) -> list[str]:
    lines, first = _violated(case), case.problem.euclidean()[0]
    if first is None or first.value != case.problem.strong_convexity():
        lines.append("L must equal mu: f = mu ||x - c||^2/2")
    if not case.noise.deviation(case.problem).exact:
        lines.append("sigma must be exact")
    return lines


def _minimizer(setting: Setting) -> Array:
    """x*; `ValueError` where it is not known."""
    found = setting.constants.minimizer
    if found is None:
        raise ValueError(f"{type(setting.problem).__name__} has no known minimizer")
    return found


def _distance(setting: Setting) -> float:
    """||x_0 - x*||_2."""
    return float(norm2(setting.x0 - _minimizer(setting), setting.x0.ndim))


def _record(case: Case) -> dict[str, Observable]:
    center, ndim = _minimizer(case.setting), case.x0.ndim

    def function(point: Point) -> Array:
        return norm2(point.state.x - center, ndim) ** 2

    return {MEASURED: Observable(function, "last")}


def _step(case: Case) -> float:
    method = case.method
    assert isinstance(method, StochasticProximalPoint)
    return fixed(method.radius, "radius")


def _terms(case: Case, iterations: Array) -> dict[str, Array | float]:
    gamma, mu, setting = _step(case), _modulus(case.problem), case.setting
    left = np.exp(-2 * iterations * np.log1p(gamma * mu))
    return {
        "start": left * _distance(setting) ** 2,
        "noise": (1 - left) * gamma * setting.sigma**2 / (mu * (2 + gamma * mu)),
    }


def _maximum(case: Case, iterations: Array) -> Array:
    """||x_{k+1} - x*|| <= (||x_k - x*|| + gamma N)/(1 + gamma mu) on every path, N = sup ||n||_2; inf where N is unknown."""
    gamma, mu, setting = _step(case), case.problem.strong_convexity(), case.setting
    level = case.noise.in_norm(case.problem, L2(case.problem.shape)) if setting.sigma > 0 else None
    largest = 0.0 if setting.sigma == 0 else None if level is None else level.largest
    if largest is None or mu is None:
        return np.full(iterations.shape, np.inf)
    size = largest if isinstance(largest, float) else largest.value
    left = np.exp(-iterations * np.log1p(gamma * mu))
    return np.asarray((left * _distance(setting) + (1 - left) * size / mu) ** 2)


def _tuned(setting: Setting, epsilon: float) -> Case:
    """gamma = mu eps/sigma^2 (1/mu without noise), K = log(2 ||x_0 - x*||^2/eps)/(2 log(1 + gamma mu))."""
    epsilon, mu = positive(epsilon, "epsilon"), _modulus(setting.problem)
    gamma = mu * epsilon / setting.sigma**2 if setting.sigma > 0 else 1 / mu
    steps = math.log(max(1.0, 2 * _distance(setting) ** 2 / epsilon)) / (2 * math.log1p(gamma * mu))
    return setting.case(StochasticProximalPoint(setting.problem, gamma), steps)


THEOREM = Theorem(
    stem=STEM,
    form="strongly_convex",
    statement="E||x_K - x*||^2 <= q^K ||x_0 - x*||^2 + (1 - q^K) gamma sigma^2/(mu (2 + gamma mu)), q = (1 + gamma mu)^-2"
    "   (ntr/beyond/proximal_point.py; Ryu and Boyd 2014)",
    kind="upper",
    rate=(1.0, 1),
    violated=_violated,
    record=_record,
    measured=measured,
    terms=_terms,
    maximum=_maximum,
    tuned=_tuned,
)
_ISOTROPIC = replace(
    THEOREM,
    form="isotropic",
    statement="f = mu ||x - c||^2/2, E||n||^2 = sigma^2: E||x_K - c||^2 = q^K ||x_0 - c||^2"
    " + (1 - q^K) gamma sigma^2/(mu (2 + gamma mu)), q = (1 + gamma mu)^-2   (ntr/beyond/proximal_point.py)",
    kind="tight",
    violated=_violated_isotropic,
    tuned=None,
)
STATEMENTS = (THEOREM, _ISOTROPIC)
