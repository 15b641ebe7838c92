"""T5: momentum with extrapolated gradients, on non-convex second-order smooth problems. Source: theory.md section 6."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr import hypotheses
from ntr.case import Case, Setting
from ntr.descent import descent, floor, measured, record_gap, record_gradient, record_stationarity, second_floor
from ntr.linalg import Array
from ntr.maxima import mean_gradient, mean_stationarity, mean_trust_region_gap
from ntr.methods import TrustRegion, parameters
from ntr.momentum_error import (
    mean_combined_noise,
    mean_drift,
    mean_noise,
    momentum_for,
    paper_momentum_for,
    stationarity_momentum_for,
)
from ntr.theorem import Theorem
from ntr.validation import positive

STEM = "nonconvex_extrapolation"


def _violated(case: Case) -> list[str]:
    lines = hypotheses.algorithm(case, decay=False, extrapolate=True)
    return lines + hypotheses.smooth(case) + hypotheses.second_smooth(case) + hypotheses.bounded_below(case)


def _violated_zero(case: Case) -> list[str]:
    return _violated(case) + hypotheses.no_regularizer(case)


def _terms_paper(case: Case, iterations: Array) -> dict[str, Array | float]:
    a, noise = parameters(case.method).momentum, case.setting.dual_deviation
    return {
        "descent": descent(case, iterations),
        "initial noise": 2 * noise / (a * iterations),
        "noise": 2 * np.sqrt(a) * noise,
        "curvature": 1.5 * floor(case),
        "drift": second_floor(case) / a**2,
    }


def _drift(case: Case, iterations: Array) -> Array:
    """(1-a) H eta^2/a^2 times the mean of tau_k."""
    a = parameters(case.method).momentum
    return (1 - a) / a**2 * second_floor(case) * mean_drift(a, iterations)


def _terms_sharp(case: Case, iterations: Array) -> dict[str, Array | float]:
    a = parameters(case.method).momentum
    return {
        "descent": descent(case, iterations),
        "noise": 2 * case.setting.dual_deviation * mean_noise(a, iterations),
        "curvature": 1.5 * floor(case),
        "drift": _drift(case, iterations),
    }


def _terms_gap(case: Case, iterations: Array) -> dict[str, Array | float]:
    a = parameters(case.method).momentum
    return {
        "descent": descent(case, iterations),
        "noise": case.setting.dual_deviation * mean_combined_noise(a, iterations),
        "curvature": 0.5 * floor(case),
        "drift": _drift(case, iterations),
    }


def _balanced(setting: Setting, epsilon: float, a: float, curvature: float) -> Case:
    """eta = min{eps/(curvature L), a sqrt(eps/(8 H))}, K = max{8 Delta_0/(eta eps), 16 rho sigma/(a eps)}.

    Descent, initial noise, curvature and drift then take at most eps/8 each; the noise, by the choice of a, eps/2.
    """
    second = setting.second_smoothness
    radius = epsilon / (curvature * setting.smoothness)
    if second > 0:
        radius = min(radius, a * float(np.sqrt(epsilon / (8 * second))))
    steps = max(8 * setting.initial_gap / (radius * epsilon), 16 * setting.dual_deviation / (a * epsilon))
    return setting.case(TrustRegion(setting.norm, radius, a, extrapolate=True), steps)


def _tuned_paper(setting: Setting, epsilon: float) -> Case:
    """a = min{1, (eps/(4 rho sigma))^2}: 2 sqrt(a) rho sigma <= eps/2; eta <= eps/(12 L)."""
    epsilon, noise = positive(epsilon, "epsilon"), setting.dual_deviation
    return _balanced(setting, epsilon, paper_momentum_for(epsilon / 2, noise), 12)


def _tuned_sharp(setting: Setting, epsilon: float) -> Case:
    """a = 2c/(1 + c) with c = (eps/(4 rho sigma))^2, or 1: 2 rho sigma sqrt(a/(2-a)) <= eps/2; eta <= eps/(12 L)."""
    epsilon, noise = positive(epsilon, "epsilon"), setting.dual_deviation
    return _balanced(setting, epsilon, stationarity_momentum_for(epsilon / 2, noise), 12)


def _tuned_gap(setting: Setting, epsilon: float) -> Case:
    """a = 1 - sqrt(1 - eps^2/(4 rho^2 sigma^2)), or 1: rho sigma sqrt(a(2-a)) <= eps/2; eta <= eps/(4 L)."""
    epsilon = positive(epsilon, "epsilon")
    return _balanced(setting, epsilon, momentum_for(epsilon / 2, setting.dual_deviation), 4)


_PAPER = Theorem(
    stem=STEM,
    form="paper",
    statement="(1/K) sum_{k=1..K} E||grad f(x_k) + r_k||_* <= Delta_0/(eta K) + 2 rho sigma/(alpha K)"
    " + 2 sqrt(alpha) rho sigma + 3 L eta/2 + H eta^2/alpha^2   (theory.md T5, paper-style)",
    kind="upper",
    rate=(3.5, 0),
    violated=_violated,
    record=record_stationarity,
    measured=measured,
    terms=_terms_paper,
    maximum=mean_stationarity,
    tuned=_tuned_paper,
)
_SHARP = replace(
    _PAPER,
    form="sharp",
    statement="(1/K) sum_{k=1..K} E||grad f(x_k) + r_k||_* <= Delta_0/(eta K) + 3 L eta/2"
    " + (1-alpha) H eta^2/alpha^2 mean tau_k + 2 rho sigma mean s_k   (theory.md T5)",
    terms=_terms_sharp,
    tuned=_tuned_sharp,
)
_GAP = replace(
    _PAPER,
    form="gap",
    statement="(1/K) sum_{k<K} E g_eta(x_k) <= Delta_0/(eta K) + L eta/2"
    " + (1-alpha) H eta^2/alpha^2 mean tau_k + rho sigma mean c_k   (theory.md T5)",
    record=record_gap,
    terms=_terms_gap,
    maximum=mean_trust_region_gap,
    tuned=_tuned_gap,
)
_ZERO = replace(
    _GAP,
    form="zero",
    statement="R = 0: (1/K) sum_{k<K} E||grad f(x_k)||_* <= Delta_0/(eta K) + L eta/2"
    " + (1-alpha) H eta^2/alpha^2 mean tau_k + rho sigma mean c_k   (theory.md T5)",
    violated=_violated_zero,
    record=record_gradient,
    maximum=mean_gradient,
)
STATEMENTS = (_PAPER, _SHARP, _GAP, _ZERO)
THEOREM = STATEMENTS[0]
