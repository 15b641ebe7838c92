"""T7: the Frank-Wolfe gap over the ball of weight decay, on non-convex composite problems. Source: theory.md section 8.

Weight decay solves min F over ||x|| <= D = eta/beta: for R = 0, x_{k+1} = (1-beta) x_k + beta v_k with v_k the minimizer
of <m_{k+1}, s> over ||s|| <= D, a Frank-Wolfe step. Neither star-convexity nor a minimizer is asked for.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr import hypotheses
from ntr.case import Case, Setting
from ntr.descent import MEASURED, measured
from ntr.linalg import Array
from ntr.maxima import mean_frank_wolfe_gap
from ntr.methods import TrustRegion, parameters
from ntr.momentum_error import mean_combined_noise, mean_drift, momentum_for, paper_momentum_for
from ntr.observables import frank_wolfe_gap
from ntr.theorem import Theorem
from ntr.trajectory import Observable
from ntr.validation import positive

STEM = "constrained_gap"


def _violated_ball(case: Case) -> list[str]:
    """||x_0|| <= D, and Delta_0 is certified."""
    lines, region = hypotheses.starts_in_ball(case), case.setting.region
    if region is not None and not np.isfinite(region.infimum[0]):
        lines.append("inf F over ||x|| <= D has no certified finite lower end")
    return lines


def _violated(case: Case) -> list[str]:
    lines = hypotheses.algorithm(case, decay=True, extrapolate=False)
    return lines + hypotheses.smooth(case) + _violated_ball(case)


def _violated_extrapolated(case: Case) -> list[str]:
    lines = hypotheses.algorithm(case, decay=True, extrapolate=True)
    return lines + hypotheses.smooth(case) + hypotheses.second_smooth(case) + _violated_ball(case)


def _domain(setting: Setting) -> float:
    """D."""
    if setting.domain_radius is None:
        raise ValueError("T7 needs the domain_radius D = eta/beta of the setting, got None")
    return setting.domain_radius


def _initial(setting: Setting) -> float:
    """Delta_0 = F(x_0) - min F over ||x|| <= D, with the certified lower end of the minimum: an upper bound of it."""
    _domain(setting)
    assert setting.region is not None
    return max(0.0, float(setting.problem.objective(setting.x0)) - setting.region.infimum[0])


def _record(case: Case) -> dict[str, Observable]:
    """The mean of gap_D(x_k) over k < K."""
    return {MEASURED: frank_wolfe_gap(case.problem, case.method.norm, _domain(case.setting), "mean")}


def _descent(case: Case, iterations: Array) -> Array:
    """D Delta_0/(eta K) = Delta_0/(beta K)."""
    return _initial(case.setting) / (parameters(case.method).weight_decay * iterations)


def _floor(case: Case) -> float:
    """L D eta."""
    return case.setting.smoothness * _domain(case.setting) * parameters(case.method).radius


def _terms_simple(case: Case, iterations: Array) -> dict[str, Array | float]:
    a, noise = parameters(case.method).momentum, _domain(case.setting) * case.setting.dual_deviation
    return {
        "descent": _descent(case, iterations),
        "initial noise": 2 * noise / (a * iterations),
        "noise": 2 * np.sqrt(a) * noise,
        "curvature": 2 * _floor(case),
        "drift": 4 * _floor(case) / a,
    }


def _terms_sharp(case: Case, iterations: Array) -> dict[str, Array | float]:
    """The exact sums of Lemma 3: in front of them stands kappa = 2, as ||x_{k+1} - x_k|| <= 2 eta."""
    a, noise = parameters(case.method).momentum, _domain(case.setting) * case.setting.dual_deviation
    return {
        "descent": _descent(case, iterations),
        "noise": noise * mean_combined_noise(a, iterations),
        "curvature": 2 * _floor(case),
        "drift": 4 * (1 - a) / a * _floor(case) * mean_drift(a, iterations),
    }


def _terms_extrapolated(case: Case, iterations: Array) -> dict[str, Array | float]:
    """The drift is that of Lemma 3': 2(1-a) H eta^2 tau_k/a^2 for each of the two errors."""
    radius, a, _ = parameters(case.method)
    H = case.setting.constants.H
    assert H is not None
    drift = 4 * (1 - a) * H.value * _domain(case.setting) * (radius / a) ** 2
    return {**_terms_sharp(case, iterations), "drift": drift * mean_drift(a, iterations)}


def _tuned_simple(setting: Setting, epsilon: float) -> Case:
    """a = min{1, (eps/(4 D rho sigma))^2}, eta = a eps/(24 L D), K = max{8 D Delta_0/(eta eps), 16 D rho sigma/(a eps)}.

    The bound is then at most eps (1/8 + 1/8 + 1/2 + 1/4), as 2 L D eta + 4 L D eta/a <= 6 L D eta/a.
    """
    epsilon, domain = positive(epsilon, "epsilon"), _domain(setting)
    noise = domain * setting.dual_deviation
    a = paper_momentum_for(epsilon / 2, noise)
    radius = a * epsilon / (24 * setting.smoothness * domain)
    steps = max(8 * domain * _initial(setting) / (radius * epsilon), 16 * noise / (a * epsilon))
    return _decaying(setting, radius, a, steps)


def _tuned_sharp(setting: Setting, epsilon: float) -> Case:
    """D rho sigma sqrt(a(2-a)) <= eps/2, eta = 7 a eps/(128 L D),
    K = max{4096 L D^2 Delta_0/(49 a eps^2), 32 D rho sigma/(a eps)}.

    The bound is then at most eps (7/32 + 1/16 + 1/2 + 7/32), as 2 L D eta + 4 L D eta (1-a)/a <= 4 L D eta/a.
    """
    epsilon, domain = positive(epsilon, "epsilon"), _domain(setting)
    noise = domain * setting.dual_deviation
    a = momentum_for(epsilon / 2, noise)
    radius = 7 * a * epsilon / (128 * setting.smoothness * domain)
    steps = 4096 * setting.smoothness * domain**2 * _initial(setting) / (49 * a * epsilon**2)
    return _decaying(setting, radius, a, max(steps, 32 * noise / (a * epsilon)))


def _tuned_extrapolated(setting: Setting, epsilon: float) -> Case:
    """a as in the sharp form, eta = min{eps/(16 L D), a sqrt(eps/(32 D H))}, K = max{8 D Delta_0/(eta eps),
    16 D rho sigma/(a eps)}.

    The bound is then at most eps (1/8 + 1/8 + 1/2 + 1/8 + 1/8).
    """
    epsilon, domain, H = positive(epsilon, "epsilon"), _domain(setting), setting.constants.H
    if H is None:
        raise ValueError(f"{type(setting.problem).__name__} has no certified H in {setting.norm!r}")
    noise = domain * setting.dual_deviation
    a = momentum_for(epsilon / 2, noise)
    radius = epsilon / (16 * setting.smoothness * domain)
    if H.value > 0:
        radius = min(radius, a * np.sqrt(epsilon / (32 * domain * H.value)))
    steps = max(8 * domain * _initial(setting) / (radius * epsilon), 16 * noise / (a * epsilon))
    return _decaying(setting, radius, a, steps, extrapolate=True)


def _decaying(setting: Setting, radius: float, a: float, steps: float, extrapolate: bool = False) -> Case:
    """beta = eta/D, after checking that it is at most 1."""
    domain = _domain(setting)
    if radius > domain:
        raise ValueError(
            f"epsilon is too large: it prescribes eta = {radius:g}, which must be at most D = {domain:g} (beta <= 1)"
        )
    return setting.case(TrustRegion(setting.norm, radius, a, radius / domain, extrapolate), steps)


_SIMPLE = Theorem(
    stem=STEM,
    form="simple",
    statement="(1/K) sum_{k<K} E gap_D(x_k) <= D Delta_0/(eta K) + 2 D rho sigma/(alpha K) + 2 D sqrt(alpha) rho sigma"
    " + 2 L D eta + 4 L D eta/alpha, D = eta/beta, Delta_0 = F(x_0) - min F over ||x|| <= D   (theory.md T7)",
    kind="upper",
    rate=(4.0, 0),
    violated=_violated,
    record=_record,
    measured=measured,
    terms=_terms_simple,
    maximum=mean_frank_wolfe_gap,
    tuned=_tuned_simple,
)
_SHARP = replace(
    _SIMPLE,
    form="sharp",
    statement="(1/K) sum_{k<K} E gap_D(x_k) <= D Delta_0/(eta K) + 2 L D eta + 4 L D eta ((1-alpha)/alpha) mean tau_k"
    " + D rho sigma mean c_k   (theory.md T7)",
    terms=_terms_sharp,
    tuned=_tuned_sharp,
)
_EXTRAPOLATED = replace(
    _SHARP,
    form="extrapolated",
    statement="with extrapolation: (1/K) sum_{k<K} E gap_D(x_k) <= D Delta_0/(eta K) + 2 L D eta"
    " + 4(1-alpha) H D (eta/alpha)^2 mean tau_k + D rho sigma mean c_k   (theory.md T7)",
    rate=(3.5, 0),
    violated=_violated_extrapolated,
    terms=_terms_extrapolated,
    tuned=_tuned_extrapolated,
)
STATEMENTS = (_SIMPLE, _SHARP, _EXTRAPOLATED)
THEOREM = STATEMENTS[0]
