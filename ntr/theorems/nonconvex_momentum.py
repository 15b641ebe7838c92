"""T2: stochastic gradients with momentum, on non-convex composite problems. Source: theory.md section 3."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr import hypotheses
from ntr.case import Case, Setting
from ntr.descent import descent, floor, measured, record_gap, record_gradient, record_stationarity
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

STEM = "nonconvex_momentum"


def _violated(case: Case) -> list[str]:
    lines = hypotheses.algorithm(case, decay=False, extrapolate=False)
    return lines + hypotheses.smooth(case) + hypotheses.bounded_below(case)


def _violated_zero(case: Case) -> list[str]:
    return _violated(case) + hypotheses.no_regularizer(case)


def _violated_noiseless(case: Case) -> list[str]:
    return _violated_zero(case) + hypotheses.noiseless(case)


def _terms_paper(case: Case, iterations: Array) -> dict[str, Array | float]:
    a, noise = parameters(case.method).momentum, case.setting.dual_deviation
    return {
        "descent": descent(case, iterations),
        "initial noise": 2 * noise / (a * iterations),
        "noise": 2 * np.sqrt(a) * noise,
        "curvature": 1.5 * floor(case),
        "drift": 2 * floor(case) / a,
    }


def _terms_sharp(case: Case, iterations: Array) -> dict[str, Array | float]:
    a = parameters(case.method).momentum
    return {
        "descent": descent(case, iterations),
        "noise": 2 * case.setting.dual_deviation * mean_noise(a, iterations),
        "curvature": 1.5 * floor(case),
        "drift": 2 * (1 - a) / a * floor(case) * mean_drift(a, iterations),
    }


def _terms_gap(case: Case, iterations: Array) -> dict[str, Array | float]:
    a = parameters(case.method).momentum
    return {
        "descent": descent(case, iterations),
        "noise": case.setting.dual_deviation * mean_combined_noise(a, iterations),
        "curvature": 0.5 * floor(case),
        "drift": 2 * (1 - a) / a * floor(case) * mean_drift(a, iterations),
    }


def _terms_noiseless(case: Case, iterations: Array) -> dict[str, Array | float]:
    """B plus the smaller of the drifts (ii) and (iii) of T2-det."""
    a = parameters(case.method).momentum
    start = float(case.method.norm.dual(case.problem.gradient(case.x0)))
    terms: dict[str, Array | float] = {
        "descent": descent(case, iterations),
        "initial momentum": (1 - a) * start / (a * iterations),
        "curvature": 0.5 * floor(case),
    }
    total = sum(terms.values(), np.zeros(()))
    root = np.sqrt(a)
    lyapunov = 4 * total / root + floor(case) / root + 2 * start / (a * iterations)
    return {**terms, "drift": np.minimum((1 - a) / a * floor(case), lyapunov)}


def _tuned_paper(setting: Setting, epsilon: float) -> Case:
    """a = min(1, eps^2/(16 rho^2 sigma^2)), eta = a eps/(16 L), K = max{8 Delta_0/(eta eps), 16 rho sigma/(a eps)}.

    The bound is then at most eps (1/8 + 1/8 + 1/2 + 3/32 + 1/8) = 31/32 eps.
    """
    epsilon, noise = positive(epsilon, "epsilon"), setting.dual_deviation
    a = paper_momentum_for(epsilon / 2, noise)
    radius = a * epsilon / (16 * setting.smoothness)
    steps = max(8 * setting.initial_gap / (radius * epsilon), 16 * noise / (a * epsilon))
    return setting.case(TrustRegion(setting.norm, radius, a), steps)


def _sharp_parameters(setting: Setting, epsilon: float, a: float) -> Case:
    """eta = 7 a eps/(64 L), K = max{2048 L Delta_0/(49 a eps^2), 32 rho sigma/(a eps)}."""
    radius = 7 * a * epsilon / (64 * setting.smoothness)
    steps = 2048 * setting.smoothness * setting.initial_gap / (49 * a * epsilon**2)
    return setting.case(TrustRegion(setting.norm, radius, a), max(steps, 32 * setting.dual_deviation / (a * epsilon)))


def _tuned_sharp(setting: Setting, epsilon: float) -> Case:
    """a = 2c/(1 + c) with c = (eps/(4 rho sigma))^2, or 1: then 2 rho sigma sqrt(a/(2-a)) <= eps/2."""
    epsilon, noise = positive(epsilon, "epsilon"), setting.dual_deviation
    return _sharp_parameters(setting, epsilon, stationarity_momentum_for(epsilon / 2, noise))


def _tuned_gap(setting: Setting, epsilon: float) -> Case:
    """a = 1 - sqrt(1 - eps^2/(4 rho^2 sigma^2)), or 1: then rho sigma sqrt(a(2-a)) <= eps/2."""
    epsilon, noise = positive(epsilon, "epsilon"), setting.dual_deviation
    return _sharp_parameters(setting, epsilon, momentum_for(epsilon / 2, noise))


_PAPER = Theorem(
    stem=STEM,
    form="paper",
    statement="(1/K) sum_{k=1..K} E||grad f(x_k) + r_k||_* <= Delta_0/(eta K) + 2 rho sigma/(alpha K)"
    " + 2 sqrt(alpha) rho sigma + 3 L eta/2 + 2 L eta/alpha   (theory.md T2, paper-style)",
    kind="upper",
    rate=(4.0, 0),
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
    " + 2 L eta ((1-alpha)/alpha) mean tau_k + 2 rho sigma mean s_k   (theory.md T2)",
    terms=_terms_sharp,
    tuned=_tuned_sharp,
)
_GAP = replace(
    _PAPER,
    form="gap",
    statement="(1/K) sum_{k<K} E g_eta(x_k) <= Delta_0/(eta K) + L eta/2"
    " + 2 L eta ((1-alpha)/alpha) mean tau_k + rho sigma mean c_k   (theory.md T2-gap)",
    record=record_gap,
    terms=_terms_gap,
    maximum=mean_trust_region_gap,
    tuned=_tuned_gap,
)
_ZERO = replace(
    _GAP,
    form="zero",
    statement="R = 0: (1/K) sum_{k<K} E||grad f(x_k)||_* <= Delta_0/(eta K) + L eta/2"
    " + 2 L eta ((1-alpha)/alpha) mean tau_k + rho sigma mean c_k   (theory.md T2-R0)",
    violated=_violated_zero,
    record=record_gradient,
    maximum=mean_gradient,
)
_NOISELESS = replace(
    _ZERO,
    form="noiseless",
    statement="R = 0, sigma = 0: (1/K) sum_{k<K} ||grad f(x_k)||_* <= B + min{((1-alpha)/alpha) L eta,"
    " 4B/sqrt(alpha) + L eta/sqrt(alpha) + 2||grad f(x_0)||_*/(alpha K)},"
    " B = Delta_0/(eta K) + (1-alpha)||grad f(x_0)||_*/(alpha K) + L eta/2   (theory.md T2-det)",
    rate=(2.0, 0),
    violated=_violated_noiseless,
    terms=_terms_noiseless,
    maximum=None,
    tuned=None,
)
STATEMENTS = (_PAPER, _SHARP, _GAP, _ZERO, _NOISELESS)
THEOREM = STATEMENTS[0]
