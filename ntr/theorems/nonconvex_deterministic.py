"""T1: without noise and without momentum, on non-convex composite problems. Source: theory.md section 2."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr import hypotheses
from ntr.case import Case, Setting
from ntr.descent import MEASURED, descent, floor, measured, record_gap, record_gradient, record_stationarity
from ntr.linalg import Array
from ntr.methods import TrustRegion, parameters
from ntr.norms import L2
from ntr.observables import gradient_norm, stationarity
from ntr.theorem import Theorem
from ntr.trajectory import Observable
from ntr.validation import positive

STEM = "nonconvex_deterministic"


def _violated(case: Case) -> list[str]:
    lines = hypotheses.algorithm(case, decay=False, extrapolate=False)
    if isinstance(case.method, TrustRegion) and case.method.momentum != 1:
        lines.append(f"momentum must be 1, got {case.method.momentum}")
    return lines + hypotheses.noiseless(case) + hypotheses.smooth(case) + hypotheses.bounded_below(case)


def _violated_zero(case: Case) -> list[str]:
    return _violated(case) + hypotheses.no_regularizer(case)


def _euclidean(case: Case) -> list[str]:
    norm = case.method.norm
    return [] if isinstance(norm, L2) else [f"the norm must be L2, got {norm!r}"]


def _violated_euclidean(case: Case) -> list[str]:
    return _violated(case) + _euclidean(case)


def _violated_euclidean_zero(case: Case) -> list[str]:
    return _violated_zero(case) + _euclidean(case)


def _record_stationarity_min(case: Case) -> dict[str, Observable]:
    return {MEASURED: stationarity(case.method.norm, "min")}


def _record_gradient_min(case: Case) -> dict[str, Observable]:
    return {MEASURED: gradient_norm(case.method.norm, "min")}


def _record_gradient_min_after(case: Case) -> dict[str, Observable]:
    return {MEASURED: gradient_norm(case.method.norm, "min", first=1)}


def _terms_paper(case: Case, iterations: Array) -> dict[str, Array | float]:
    return {"descent": descent(case, iterations), "curvature": 1.5 * floor(case)}


def _terms_gap(case: Case, iterations: Array) -> dict[str, Array | float]:
    return {"descent": descent(case, iterations), "curvature": 0.5 * floor(case)}


def _terms_min_after(case: Case, iterations: Array) -> dict[str, Array | float]:
    return {**_terms_gap(case, iterations), "first step": floor(case) / iterations}


def _terms_euclidean(case: Case, iterations: Array) -> dict[str, Array | float]:
    """psi(t), t = Delta_0/(eta K): sqrt((L eta)^2 + 4t^2/3) for t <= 3 L eta/2, t + L eta/2 beyond."""
    t, step = descent(case, iterations), floor(case)
    return {"psi": np.where(t <= 1.5 * step, np.sqrt(step**2 + 4 * t**2 / 3), t + step / 2)}


def _terms_euclidean_exact(case: Case, iterations: Array) -> dict[str, Array | float]:
    """The largest e >= L eta/2 with (K-1) h(e) + e^2/(2L) <= Delta_0, and L eta/2 if there is none.

    h(e) = eta e - L^2 eta^3/(4e) below L eta, eta e - L eta^2/4 beyond. The left side increases in e: bisection.
    """
    smoothness, gap = case.setting.smoothness, case.setting.initial_gap
    radius, step = parameters(case.method).radius, floor(case)

    def spent(e: Array) -> Array:
        h = np.where(e <= step, radius * e - step**2 * radius / (4 * e), radius * e - step * radius / 4)
        return (iterations - 1) * h + e**2 / (2 * smoothness)

    low = np.full(iterations.shape, step / 2)
    high = step / 2 + np.sqrt(2 * smoothness * gap) + np.zeros(iterations.shape)
    for _ in range(200):
        middle = (low + high) / 2
        within = spent(middle) <= gap
        low, high = np.where(within, middle, low), np.where(within, high, middle)
    return {"worst case": high}


def _tuned_paper(setting: Setting, epsilon: float) -> Case:
    """eta = eps/(3L), K = 6 L Delta_0/eps^2."""
    epsilon, smoothness = positive(epsilon, "epsilon"), setting.smoothness
    method = TrustRegion(setting.norm, epsilon / (3 * smoothness))
    return setting.case(method, 6 * smoothness * setting.initial_gap / epsilon**2)


def _tuned_gap(setting: Setting, epsilon: float) -> Case:
    """eta = eps/L, K = 2 L Delta_0/eps^2."""
    epsilon, smoothness = positive(epsilon, "epsilon"), setting.smoothness
    method = TrustRegion(setting.norm, epsilon / smoothness)
    return setting.case(method, 2 * smoothness * setting.initial_gap / epsilon**2)


def _tuned_euclidean(setting: Setting, epsilon: float) -> Case:
    """eta = eps/(sqrt2 L), K = (4/sqrt3) L Delta_0/eps^2."""
    epsilon, smoothness = positive(epsilon, "epsilon"), setting.smoothness
    method = TrustRegion(setting.norm, epsilon / (np.sqrt(2) * smoothness))
    return setting.case(method, 4 / np.sqrt(3) * smoothness * setting.initial_gap / epsilon**2)


def _tuned_euclidean_exact(setting: Setting, epsilon: float) -> Case:
    """eta = 2 eps/(sqrt3 L), K = 1 + (3 sqrt3/4)(L Delta_0/eps^2 - 1/2)."""
    epsilon, smoothness = positive(epsilon, "epsilon"), setting.smoothness
    method = TrustRegion(setting.norm, 2 * epsilon / (np.sqrt(3) * smoothness))
    return setting.case(method, 1 + 3 * np.sqrt(3) / 4 * (smoothness * setting.initial_gap / epsilon**2 - 0.5))


_PAPER = Theorem(
    stem=STEM,
    form="paper",
    statement="(1/K) sum_{k=1..K} ||grad f(x_k) + r_k||_* <= Delta_0/(eta K) + 3 L eta/2   (theory.md T1)",
    kind="upper",
    rate=(2.0, 0),
    violated=_violated,
    record=record_stationarity,
    measured=measured,
    terms=_terms_paper,
    tuned=_tuned_paper,
)
_GAP = replace(
    _PAPER,
    form="gap",
    statement="(1/K) sum_{k<K} g_eta(x_k) <= Delta_0/(eta K) + L eta/2   (theory.md T1-gap)",
    record=record_gap,
    terms=_terms_gap,
    tuned=_tuned_gap,
)
_ZERO = replace(
    _GAP,
    form="zero",
    statement="R = 0: (1/K) sum_{k<K} ||grad f(x_k)||_* <= Delta_0/(eta K) + L eta/2   (theory.md T1-gap)",
    violated=_violated_zero,
    record=record_gradient,
)
_ZERO_MIN = replace(
    _ZERO,
    form="zero_min",
    statement="R = 0: min_{1<=k<=K} ||grad f(x_k)||_* <= Delta_0/(eta K) + L eta/2 + L eta/K   (theory.md T1-R0)",
    record=_record_gradient_min_after,
    terms=_terms_min_after,
    tuned=None,
)
_EUCLIDEAN = replace(
    _PAPER,
    form="euclidean",
    statement="l_2: min_{1<=k<=K} ||grad f(x_k) + r_k||_2 <= psi(Delta_0/(eta K))   (theory.md T1-E)",
    violated=_violated_euclidean,
    record=_record_stationarity_min,
    terms=_terms_euclidean,
    tuned=_tuned_euclidean,
)
_EUCLIDEAN_EXACT = replace(
    _ZERO,
    form="euclidean_exact",
    statement="l_2, R = 0: e = min_{k<K} ||grad f(x_k)||_2 has e <= L eta/2 or (K-1) h(e) + e^2/(2L) <= Delta_0"
    "   (theory.md T1-E0, the exact worst case for e >= L eta/2)",
    violated=_violated_euclidean_zero,
    record=_record_gradient_min,
    terms=_terms_euclidean_exact,
    tuned=_tuned_euclidean_exact,
)
STATEMENTS = (_PAPER, _GAP, _ZERO, _ZERO_MIN, _EUCLIDEAN, _EUCLIDEAN_EXACT)
THEOREM = STATEMENTS[0]
