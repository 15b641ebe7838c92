"""AdaGrad on convex separable problems: a bound for each coordinate, from its own curvature, noise and distance.

f = sum_i f_i(x_i), f_i convex and L_i-smooth with minimizer c_i, R = 0; initial = delta = 0; noise independent of x_k,
E n = 0, |n_i| <= N. r_i is such that |f_i'| >= N beyond r_i from c_i (0 without noise), and

    D_i = max{|x_0i - c_i|, r_i + eta},     C_i = D_i^2/(2 eta) + eta

    (1/K) sum_{k<K} E f(x_k) - inf f <= (1/K) sum_i b_i,     b_i = C_i N sqrt(K)                 if N sqrt(K) >= L_i C_i
                                                                 = L_i C_i^2/2 + K N^2/(2 L_i)   otherwise

Proof, in one coordinate: d_k = x_k - c, s_k the sum of g_j^2 up to g_k, h_k = sqrt(s_k), so |g_k| <= h_k.
1. |d_k| <= D: a step is at most eta. Where |d_k| >= r, g_k has the sign of d_k or is 0, so that |d_{k+1}| <=
   max{|d_k|, eta}; elsewhere |d_{k+1}| <= r + eta.
2. d_{k+1}^2 = d_k^2 - 2 eta g_k d_k/h_k + eta^2 g_k^2/h_k^2, so g_k d_k = h_k (d_k^2 - d_{k+1}^2)/(2 eta) + eta g_k^2/(2 h_k).
3. Summed by parts with h_k >= h_{k-1} and 1., the first part is at most h_{K-1} D^2/(2 eta). As g_k^2/h_k =
   (h_k^2 - h_{k-1}^2)/h_k <= 2 (h_k - h_{k-1}), the second is at most eta h_{K-1}. So sum g_k d_k <= C h_{K-1}.
4. E g_k d_k = E f'(x_k) d_k >= E [f(x_k) - inf f + f'(x_k)^2/(2L)], for f convex and L-smooth. With p = sum E f'(x_k)^2,
   E s_{K-1} <= p + K N^2 and Jensen: sum E (f(x_k) - inf f) <= C sqrt(p + K N^2) - p/(2L), at most b over all p >= 0
   (at sqrt(p + K N^2) = L C where that is possible, else at p = 0).

Source: 3. is Duchi, Hazan, Singer, Adaptive Subgradient Methods (2011), Theorem 5; 1. replaces its bounded domain, and
4. is how anisotropic smoothness enters: Liu, Pan, Zhang, AdaGrad under Anisotropic Smoothness (2024).
How loose: without noise it is 1.65 times what is measured on a quadratic with eta = .45 |x_0 - c|; with noise 1.8 to 1.95
times on a steep Huber function whose slope is N, from its minimizer (`proofs_checks.beyond.tight`). Half of it is false.
"""

from __future__ import annotations

import numpy as np

from ntr import hypotheses
from ntr.case import Case, Setting
from ntr.descent import MEASURED, measured
from ntr.linalg import Array
from ntr.methods import AdaGrad
from ntr.methods.state import fixed
from ntr.norms import L1, LInf
from ntr.problem import Problem
from ntr.theorem import Theorem
from ntr.trajectory import Observable, Point
from ntr.validation import positive

STEM = "adagrad"


def _violated(case: Case) -> list[str]:
    method, setting = case.method, case.setting
    lines = hypotheses.no_regularizer(case)
    if not isinstance(method, AdaGrad):
        return [*lines, f"the method must be AdaGrad, got {type(method).__name__}"]
    if callable(method.radius):
        lines.append("radius must be constant, got a schedule")
    if method.initial != 0 or method.delta != 0:
        lines.append(f"initial and delta must be 0, got {method.initial} and {method.delta}")
    lines += _violated_setting(setting)
    return lines


def _violated_setting(setting: Setting) -> list[str]:
    lines, problem = [], setting.problem
    if problem.coordinate_smoothness() is None:
        lines.append("f must be a sum of smooth functions of one coordinate each")
    if not setting.constants.convex:
        lines.append("f must be certified to be convex")
    if setting.constants.minimizer is None:
        return [*lines, "the minimizer must be known"]
    if _largest(setting) is None:
        lines.append("the noise must have a certified largest entry")
    elif not lines and not np.isfinite(_turning(problem, setting.constants.minimizer, _largest(setting) or 0.0)).all():
        lines.append("the slopes of f must exceed the largest entry of the noise somewhere")
    return lines


def _minimizer(setting: Setting) -> Array:
    """c; `ValueError` where it is not known."""
    found = setting.constants.minimizer
    if found is None:
        raise ValueError(f"{type(setting.problem).__name__} has no known minimizer")
    return found


def _largest(setting: Setting) -> float | None:
    """N, the largest entry of the noise; None where it is not known."""
    if setting.sigma == 0:
        return 0.0
    level = setting.noise.in_norm(setting.problem, L1(setting.problem.shape))  # whose dual norm is the largest entry
    return None if level is None or level.largest is None else level.largest.value


def _turning(problem: Problem, center: Array, size: float) -> Array:
    """r_i with f_i'(c_i + r_i) >= size and f_i'(c_i - r_i) <= -size; inf where there is none below 1e12. Slopes increase."""

    def steep(r: Array) -> np.ndarray:
        return np.asarray((problem.gradient(center + r) >= size) & (-problem.gradient(center - r) >= size))

    low, high = np.zeros(center.shape), np.full(center.shape, 1e12)
    reached = steep(high)
    for _ in range(120):
        middle = (low + high) / 2
        enough = steep(middle)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(reached, np.where(steep(np.zeros(center.shape)), 0.0, high), np.inf)


def _sizes(setting: Setting, radius: float) -> tuple[Array, Array, Array, float]:
    """L_i, C_i, D_i and N; `ValueError` with the list where something is not certified."""
    lines = _violated_setting(setting)
    smoothness, center, size = setting.problem.coordinate_smoothness(), setting.constants.minimizer, _largest(setting)
    if lines or smoothness is None or center is None or size is None:
        raise ValueError("; ".join(lines))
    reach = np.maximum(np.abs(setting.x0 - center), _turning(setting.problem, center, size) + radius)
    return smoothness, reach**2 / (2 * radius) + radius, reach, size


def _radius(case: Case) -> float:
    method = case.method
    assert isinstance(method, AdaGrad)
    return fixed(method.radius, "radius")


def _record(case: Case) -> dict[str, Observable]:
    problem, least = case.problem, float(case.problem.value(_minimizer(case.setting)))

    def function(point: Point) -> Array:
        return np.maximum(problem.value(point.state.x) - least, 0.0)

    return {MEASURED: Observable(function, "mean")}


def _terms(case: Case, iterations: Array) -> dict[str, Array | float]:
    smoothness, weight, _, size = (np.ravel(value)[:, None] for value in _sizes(case.setting, _radius(case)))
    root = size * np.sqrt(iterations)
    low = root < smoothness * weight
    return {
        "curvature": np.where(low, smoothness * weight**2 / 2, 0.0).sum(axis=0) / iterations,
        "noise": np.where(low, root**2 / (2 * smoothness), weight * root).sum(axis=0) / iterations,
    }


def _maximum(case: Case, iterations: Array) -> Array:
    """sum_i min{L_i D_i^2/2, D_i max |f_i'| at c_i +- D_i}, f_i convex: of the proof, only step 1."""
    smoothness, _, reach, _ = _sizes(case.setting, _radius(case))
    center = _minimizer(case.setting)
    slope = np.maximum(*(np.abs(case.problem.gradient(center + side)) for side in (reach, -reach)))
    return np.full(iterations.shape, float(np.sum(np.minimum(smoothness * reach / 2, slope) * reach)))


def _tuned(setting: Setting, epsilon: float) -> Case:
    """eta = max_i |x_0i - c_i|/sqrt 2, and the least K for which the bound is at most eps, which does not increase with K."""
    epsilon = positive(epsilon, "epsilon")
    distance = float(LInf(setting.problem.shape)(setting.x0 - _minimizer(setting)))
    method = AdaGrad(setting.problem.shape, distance / np.sqrt(2) if distance > 0 else 1.0)
    case = setting.case(method, 1)

    def enough(count: int) -> bool:
        return float(THEOREM.bound(case, np.array([float(count)]))[0]) <= epsilon

    high = 1
    while not enough(high):
        high *= 2
        if high > 2**62:
            raise ValueError(f"epsilon {epsilon:g} is never reached")
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return setting.case(method, high)


THEOREM = Theorem(
    stem=STEM,
    form="separable",
    statement="(1/K) sum_{k<K} E f(x_k) - inf f <= (1/K) sum_i b_i, b_i = C_i N sqrt(K) or L_i C_i^2/2 + K N^2/(2 L_i),"
    " C_i = D_i^2/(2 eta) + eta   (ntr/beyond/adagrad.py; Duchi, Hazan, Singer 2011)",
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
