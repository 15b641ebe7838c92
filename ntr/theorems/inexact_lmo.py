"""T8: the trust-region method with an inexact linear minimization oracle, R = 0. Source: theory.md section 9.

x_{k+1} = (1 - beta) x_k + eta d_k with <m_{k+1}, d_k> <= -(1 - delta)||m_{k+1}||_* and ||d_k|| <= tau, both certified by
the oracle: Newton-Schulz iterations, Polar Express, and others of `ntr.lmos`. The exact oracle has (0, 1).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from ntr import hypotheses, star_convex
from ntr.case import Case, Setting
from ntr.descent import descent, floor, measured, record_gradient, second_floor
from ntr.inexact_lmo import Accuracy, certified_accuracy
from ntr.linalg import Array
from ntr.maxima import mean_gradient
from ntr.methods import TrustRegion, parameters
from ntr.momentum_error import mean_combined_noise, mean_drift, mean_noise, momentum_for
from ntr.star_convex import Reference
from ntr.theorem import Theorem
from ntr.validation import positive

STEM = "inexact_lmo"


def _accuracy(setting: Setting) -> Accuracy:
    """The certified (delta, tau)."""
    return certified_accuracy(setting.lmo, setting.norm)


def _common(case: Case, *, decay: bool = False, extrapolate: bool = False) -> list[str]:
    lines = hypotheses.algorithm(case, decay=decay, extrapolate=extrapolate, exact=False)
    return lines + hypotheses.smooth(case) + hypotheses.no_regularizer(case)


def _violated(case: Case) -> list[str]:
    return _common(case) + hypotheses.bounded_below(case)


def _violated_extrapolation(case: Case) -> list[str]:
    return _common(case, extrapolate=True) + hypotheses.second_smooth(case) + hypotheses.bounded_below(case)


def _violated_decay(case: Case) -> list[str]:
    lines = _common(case, decay=True) + hypotheses.starts_in_ball(case)
    return lines + star_convex.certified(
        _reference(case.setting), "||x|| <= tau eta/beta with ||u|| <= (1-delta) eta/beta"
    )


def _terms(case: Case, iterations: Array) -> dict[str, Array | float]:
    """tau s_k + (1-delta)(1-a) s_{k-1} = (1-delta) c_k + (tau - (1-delta)) s_k."""
    (delta, tau), a, noise = _accuracy(case.setting), parameters(case.method).momentum, case.setting.dual_deviation
    kept = 1 - delta
    spread = kept * mean_combined_noise(a, iterations) + (tau - kept) * mean_noise(a, iterations)
    return {
        "descent": descent(case, iterations) / kept,
        "noise": noise * spread / kept,
        "curvature": tau**2 * floor(case) / (2 * kept),
        "drift": (tau + kept) * tau * (1 - a) / a * floor(case) * mean_drift(a, iterations) / kept,
    }


def _terms_replaced(case: Case, iterations: Array) -> dict[str, Array | float]:
    (delta, tau), a, noise = _accuracy(case.setting), parameters(case.method).momentum, case.setting.dual_deviation
    return {
        "descent": descent(case, iterations) / (1 - delta),
        "noise": tau * noise * mean_combined_noise(a, iterations) / (1 - delta),
        "curvature": tau**2 * floor(case) / (2 * (1 - delta)),
        "drift": 2 * tau**2 * (1 - a) / a * floor(case) * mean_drift(a, iterations) / (1 - delta),
    }


def _terms_extrapolation(case: Case, iterations: Array) -> dict[str, Array | float]:
    (_, tau), a = _accuracy(case.setting), parameters(case.method).momentum
    kept = 1 - _accuracy(case.setting).delta
    drift = tau**3 * (1 - a) / a**2 * second_floor(case) * mean_drift(a, iterations) / kept
    return {**_terms_replaced(case, iterations), "drift": drift}


def _reference(setting: Setting) -> Reference | None:
    """The comparator u on ||x|| <= tau eta/beta, if ||u|| <= (1-delta) D, with D = eta/beta."""
    found = star_convex.on_ball(setting)
    if found is None or setting.domain_radius is None:
        return None
    delta, tau = _accuracy(setting)
    size = setting.domain_radius / tau
    inside = float(setting.norm(found.point)) <= (1 - delta) * size * (1 + 1e-12)
    return found._replace(reach=size) if inside else None


def _terms_decay(case: Case, iterations: Array) -> dict[str, Array | float]:
    (delta, tau), a = _accuracy(case.setting), parameters(case.method).momentum
    drift = 2 * tau * (tau + 1 - delta) * (1 - a) / a * floor(case)
    reference = _reference(case.setting)
    terms = star_convex.sharp_terms(reference, case, iterations, drift, 2 * tau**2 * floor(case))
    return {**terms, **{name: tau * terms[name] for name in ("noise", "initial noise")}}


def _tuned(setting: Setting, epsilon: float) -> Case:
    """That of T2-R0 with L' = tau^2 L/(1-delta), sigma' = tau sigma/(1-delta), Delta' = Delta_0/(1-delta):
    a = 1 - sqrt(1 - eps^2/(4 rho^2 sigma'^2)) or 1, eta = 7 a eps/(64 L'),
    K = max{2048 L' Delta'/(49 a eps^2), 32 rho sigma'/(a eps)}.

    The noise of the sharp form is not above that of the replaced one in what this rests on: mean s_k and mean c_k are
    both at most sqrt(a(2-a)) + 2/(a K).
    """
    epsilon, (delta, tau) = positive(epsilon, "epsilon"), _accuracy(setting)
    smoothness, noise = tau**2 * setting.smoothness / (1 - delta), tau * setting.dual_deviation / (1 - delta)
    a = momentum_for(epsilon / 2, noise)
    radius = 7 * a * epsilon / (64 * smoothness)
    steps = 2048 * smoothness * setting.initial_gap / (1 - delta) / (49 * a * epsilon**2)
    method = TrustRegion(setting.norm, radius, a, lmo=setting.lmo)
    return setting.case(method, max(steps, 32 * noise / (a * epsilon)))


def _tuned_extrapolation(setting: Setting, epsilon: float) -> Case:
    """That of T5 with the replaced constants, H' = tau^3 H/(1-delta): eta = min{eps/(4 L'), a sqrt(eps/(8 H'))},
    K = max{8 Delta'/(eta eps), 16 rho sigma'/(a eps)}.
    """
    epsilon, (delta, tau) = positive(epsilon, "epsilon"), _accuracy(setting)
    smoothness, noise = tau**2 * setting.smoothness / (1 - delta), tau * setting.dual_deviation / (1 - delta)
    a, second = momentum_for(epsilon / 2, noise), tau**3 * setting.second_smoothness / (1 - delta)
    radius = epsilon / (4 * smoothness)
    if second > 0:
        radius = min(radius, a * float(np.sqrt(epsilon / (8 * second))))
    steps = max(8 * setting.initial_gap / ((1 - delta) * radius * epsilon), 16 * noise / (a * epsilon))
    return setting.case(TrustRegion(setting.norm, radius, a, extrapolate=True, lmo=setting.lmo), steps)


def _tuned_decay(setting: Setting, epsilon: float) -> Case:
    """That of T4 with tau^2 L and tau sigma: D rho tau sigma sqrt(a(2-a)) <= eps/2, eta = a eps/(16 tau^2 L D),
    K = 1 + (D/eta) log max{8 Phi_0/eps, 32 eta rho tau sigma/(a eps)}; D = eta/beta = domain_radius/tau, eps <= 8 tau^2 L D^2.
    """
    tau = _accuracy(setting).tau
    found, epsilon = star_convex.goal(_reference, setting, epsilon, 8 * tau**2)
    noise, size = tau * setting.dual_deviation, found.reach
    a = momentum_for(epsilon / (2 * size), noise)
    radius = a * epsilon / (16 * tau**2 * setting.smoothness * size)
    start = max(8 * found.initial(setting) / epsilon, 32 * radius * noise / (a * epsilon), 1.0)
    method = TrustRegion(setting.norm, radius, a, radius / size, lmo=setting.lmo)
    return setting.case(method, 1 + size / radius * np.log(start))


_ZERO = Theorem(
    stem=STEM,
    form="zero",
    statement="R = 0: (1-delta)(1/K) sum_{k<K} E||grad f(x_k)||_* <= Delta_0/(eta K) + tau^2 L eta/2"
    " + (tau+1-delta) tau L eta ((1-alpha)/alpha) mean tau_k"
    " + rho sigma mean [tau s_k + (1-delta)(1-alpha) s_{k-1}]   (theory.md T8)",
    kind="upper",
    rate=(4.0, 0),
    violated=_violated,
    record=record_gradient,
    measured=measured,
    terms=_terms,
    maximum=mean_gradient,
    tuned=_tuned,
)
_REPLACED = replace(
    _ZERO,
    form="replaced",
    statement="T2-R0 with (Delta_0, L, sigma) -> (Delta_0, tau^2 L, tau sigma)/(1-delta)   (theory.md T8)",
    terms=_terms_replaced,
)
_EXTRAPOLATION = replace(
    _ZERO,
    form="extrapolation",
    statement="T5, R = 0, with (Delta_0, L, sigma, H) -> (Delta_0, tau^2 L, tau sigma, tau^3 H)/(1-delta)   (theory.md T8)",
    rate=(3.5, 0),
    violated=_violated_extrapolation,
    terms=_terms_extrapolation,
    tuned=_tuned_extrapolation,
)
_DECAY = replace(
    _ZERO,
    form="decay",
    statement="||x*|| <= (1-delta) D: E F(x_K) - F* <= (1-beta)^K Phi_0 + D(tau rho sigma sqrt(alpha(2-alpha))"
    " + 2 tau (tau+1-delta) ((1-alpha)/alpha) L eta + 2 tau^2 L eta)"
    " + tau eta rho sigma sum_k (1-beta)^(K-1-k) (c_k - c_inf), D = eta/beta   (theory.md T8)",
    rate=(3.0, 1),
    violated=_violated_decay,
    record=star_convex.record,
    measured=partial(star_convex.measured, _reference),
    terms=_terms_decay,
    maximum=partial(star_convex.maximum, _reference),
    tuned=_tuned_decay,
)
STATEMENTS = (_ZERO, _REPLACED, _EXTRAPOLATION, _DECAY)
THEOREM = STATEMENTS[0]
