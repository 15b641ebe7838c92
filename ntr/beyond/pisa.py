"""PISA with curvature = penalty, N workers and no ridge is SGD with minibatches of N draws and step 1/penalty, exactly.

f is L-smooth in the Euclidean norm and bounded below, R = 0; noise with E ||n||_2^2 <= s^2, independent; penalty p > L/2,
T = ceil(K/N) rounds begun:

    (1/K) sum_{k<K} E ||grad f(x_k)||_2^2 <= (N T/K) [p Delta_0/T + L s^2/(2 p N)]/(1 - L/(2p))

Proof. 1. In a round worker i moves by e_i = -(g_i + pi_i)/(2p), and pi_i' = pi_i + p e_i = (pi_i - g_i)/2. So
   w' = w + mean (e_i + pi_i'/p) = w + mean (-(g_i + pi_i) + (pi_i - g_i))/(2p) = w - (1/p) mean g_i:
   whatever the multipliers are, they cancel, and w is SGD with the mean of N independent gradients at w.
2. A2 and the expectation: E f(w') <= f(w) - (1/p) ||grad f(w)||^2 + (L/(2 p^2)) (||grad f(w)||^2 + s^2/N).
3. Summed over T rounds: (1/p)(1 - L/(2p)) sum_t E ||grad f(w_t)||^2 <= Delta_0 + T L s^2/(2 p^2 N).
4. x_k = w_t for the N steps of round t, so sum_{k<K} ||grad f(x_k)||^2 <= N sum_{t<T} ||grad f(w_t)||^2.
On f = L ||x - c||^2/2 step 2 is an equality, and Delta_0 is spent as T grows: the bound is then nearly attained.

Source: 2. and 3. are Ghadimi and Lan, Stochastic First- and Zeroth-order Methods for Nonconvex Stochastic Programming
(2013), Theorem 2.1, without its random stopping; 1. is ours. With another curvature r the multipliers do not cancel: one
worker without noise is then SGD with a momentum of r/(r + p) and a look-ahead of the whole velocity, for which this bound
is not claimed. Tuned, N = 1: p = max{L, 2 L s^2/eps}, K = 4 p Delta_0/eps.
"""

from __future__ import annotations

import numpy as np

from ntr import hypotheses
from ntr.beyond.adam import squared_gradient
from ntr.case import Case, Setting
from ntr.descent import MEASURED, measured
from ntr.linalg import Array
from ntr.methods import PISA
from ntr.methods.state import fixed
from ntr.norms import L2
from ntr.problem import Problem
from ntr.theorem import Theorem
from ntr.trajectory import Observable
from ntr.validation import positive

STEM = "pisa"


def _violated(case: Case) -> list[str]:
    method = case.method
    lines = hypotheses.no_regularizer(case) + hypotheses.bounded_below(case)
    if case.problem.constants(L2(case.problem.shape)).L is None:
        lines.append("A2: no certified L in the Euclidean norm")
    if not isinstance(method, PISA):
        return [*lines, f"the method must be PISA, got {type(method).__name__}"]
    if callable(method.penalty) or callable(method.curvature):
        return [*lines, "penalty and curvature must be constant, got a schedule"]
    if method.penalty != method.curvature:
        lines.append(f"curvature must equal the penalty {method.penalty}, got {method.curvature}")
    if method.ridge != 0 or method.local_ridge != 0:
        lines.append(f"ridge and local_ridge must be 0, got {method.ridge} and {method.local_ridge}")
    if not lines and 2 * method.penalty <= _smoothness(case.problem):
        lines.append(f"penalty must be more than L/2 = {_smoothness(case.problem) / 2:g}, got {method.penalty}")
    return lines


def _smoothness(problem: Problem) -> float:
    """L in the Euclidean norm; `ValueError` where it is not certified."""
    found = problem.constants(L2(problem.shape)).L
    if found is None:
        raise ValueError(f"{type(problem).__name__} has no certified L in the Euclidean norm")
    return found.value


def _record(case: Case) -> dict[str, Observable]:
    return {MEASURED: squared_gradient(case)}


def _terms(case: Case, iterations: Array) -> dict[str, Array | float]:
    method, setting = case.method, case.setting
    assert isinstance(method, PISA)
    penalty, workers, smoothness = fixed(method.penalty, "penalty"), method.workers, _smoothness(case.problem)
    rounds = np.ceil(iterations / workers)
    factor = workers * rounds / iterations / (1 - smoothness / (2 * penalty))
    return {
        "descent": factor * penalty * setting.initial_gap / rounds,
        "noise": factor * smoothness * setting.sigma**2 / (2 * penalty * workers),
    }


def _maximum(case: Case, iterations: Array) -> Array:
    """sup ||grad f||_2^2, where it is known."""
    bound = case.problem.constants(L2(case.problem.shape)).gradient
    return np.full(iterations.shape, np.inf if bound is None else bound.value**2)


def _tuned(setting: Setting, epsilon: float) -> Case:
    """N = 1, p = max{L, 2 L s^2/eps}, K = 4 p Delta_0/eps: 1 - L/(2p) >= 1/2, so that both terms are at most eps/2."""
    epsilon, smoothness = positive(epsilon, "epsilon"), _smoothness(setting.problem)
    penalty = max(smoothness, 2 * smoothness * setting.sigma**2 / epsilon)
    method = PISA(setting.problem.shape, penalty, penalty)
    return setting.case(method, 4 * penalty * setting.initial_gap / epsilon)


THEOREM = Theorem(
    stem=STEM,
    form="as_sgd",
    statement="curvature = penalty = p: (1/K) sum_{k<K} E||grad f(x_k)||_2^2 <= (N T/K) [p Delta_0/T + L s^2/(2pN)]/(1 - L/(2p)),"
    " T = ceil(K/N)   (ntr/beyond/pisa.py; Ghadimi and Lan 2013)",
    kind="upper",
    rate=(2.0, 0),
    violated=_violated,
    record=_record,
    measured=measured,
    terms=_terms,
    maximum=_maximum,
    tuned=_tuned,
)
STATEMENTS = (THEOREM,)
