"""T4: star-convex problems with weight decay, last iterate. Source: theory.md section 5."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr import hypotheses
from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.maxima import objective_on_ball
from ntr.methods import TrustRegion, parameters
from ntr.momentum_error import contracted_transient, momentum_for
from ntr.observables import objective
from ntr.theorem import Theorem
from ntr.trajectory import Observable, Trajectory
from ntr.validation import positive

STEM = "star_convex_decay"


def _violated(case: Case) -> list[str]:
    lines = hypotheses.algorithm(case, decay=True, extrapolate=False)
    return lines + hypotheses.smooth(case) + hypotheses.star_convex_on_ball(case)


def _least(setting: Setting) -> float:
    """The certified lower end of inf F over the ball."""
    if setting.region is None:
        raise ValueError("T4 needs the domain_radius D = eta/beta of the setting, got None")
    return setting.region.infimum[0]


def _at_comparator(setting: Setting) -> float:
    """F(u), u the comparator on the ball."""
    region = setting.region
    if region is None or region.comparator is None:
        name = type(setting.problem).__name__
        raise ValueError(f"{name} has no certified comparator on ||x|| <= {setting.domain_radius}")
    return float(setting.problem.objective(region.comparator))


def _comparator_excess(setting: Setting) -> float:
    """F(u) - (certified lower end of inf F over the ball): 0 where the comparator is the minimizer."""
    return max(0.0, _at_comparator(setting) - _least(setting))


def _initial(setting: Setting) -> float:
    """Phi_0 = F(x_0) - F(u)."""
    return max(0.0, float(setting.problem.objective(setting.x0)) - _at_comparator(setting))


def _record(case: Case) -> dict[str, Observable]:
    return {"objective": objective(case.problem)}


def _measured(case: Case, trajectory: Trajectory) -> Array:
    """F(x_K) - (certified lower end of inf F over the ball); what is negative by rounding only becomes 0."""
    value, lower = trajectory.series["objective"], _least(case.setting)
    rounding = 1e-12 * (np.abs(value) + abs(lower))
    excess = value - lower
    return np.where((excess < 0) & (excess >= -rounding), 0.0, excess)


def _maximum(case: Case, iterations: Array) -> Array:
    return np.full(iterations.shape, objective_on_ball(case))


def _terms_sharp(case: Case, iterations: Array) -> dict[str, Array | float]:
    setting, (radius, a, b) = case.setting, parameters(case.method)
    domain, noise, floor = radius / b, setting.dual_deviation, setting.smoothness * radius
    return {
        "initial": (1 - b) ** iterations * _initial(setting),
        "noise": domain * noise * np.sqrt(a * (2 - a)),
        "drift": 4 * (1 - a) / a * domain * floor,
        "curvature": 2 * domain * floor,
        "initial noise": radius * noise * contracted_transient(a, b, iterations),
        "comparator": _comparator_excess(setting),
    }


def _terms_paper(case: Case, iterations: Array) -> dict[str, Array | float]:
    setting, (radius, a, b) = case.setting, parameters(case.method)
    domain, noise, floor = radius / b, setting.dual_deviation, setting.smoothness * radius
    return {
        "initial": (1 - b) ** iterations * _initial(setting),
        "initial noise": 2 * radius * noise / a,
        "noise": 2 * domain * np.sqrt(a) * noise,
        "drift": 4 * domain * floor / a,
        "curvature": 2 * domain * floor,
        "comparator": _comparator_excess(setting),
    }


def _domain(setting: Setting, epsilon: float) -> float:
    """D, after checking that eps <= 8 L D^2, which the tuning needs."""
    if setting.domain_radius is None:
        raise ValueError("tuning weight decay needs the domain_radius D = eta/beta of the setting, got None")
    limit = 8 * setting.smoothness * setting.domain_radius**2
    if epsilon > limit:
        raise ValueError(f"epsilon must be at most 8 L D^2 = {limit:g}, got {epsilon!r}")
    return setting.domain_radius


def _beyond_comparator(setting: Setting, epsilon: float) -> float:
    """What epsilon leaves for the other terms once the excess of the comparator is paid."""
    excess = _comparator_excess(setting)
    if epsilon <= excess:
        raise ValueError(f"epsilon must exceed F(u) - inf F = {excess:g} of the certified comparator, got {epsilon!r}")
    return epsilon - excess


def _tuned_sharp(setting: Setting, epsilon: float) -> Case:
    """D rho sigma sqrt(a(2-a)) <= eps/2, eta = a eps/(16 L D), b = eta/D,
    K = 1 + ceil((16 L D^2/(a eps)) log max{8 Phi_0/eps, 2 rho sigma/(L D)}).
    """
    epsilon = positive(epsilon, "epsilon")
    domain, noise, smoothness = _domain(setting, epsilon), setting.dual_deviation, setting.smoothness
    epsilon = _beyond_comparator(setting, epsilon)
    a = momentum_for(epsilon / (2 * domain), noise)
    radius = a * epsilon / (16 * smoothness * domain)
    reach = max(8 * _initial(setting) / epsilon, 2 * noise / (smoothness * domain), 1.0)
    return setting.case(TrustRegion(setting.norm, radius, a, radius / domain), 1 + domain / radius * np.log(reach))


def _tuned_paper(setting: Setting, epsilon: float) -> Case:
    """a = min{1, (eps/(4 D rho sigma))^2}, eta = min{a eps/(24 L D), a eps/(16 rho sigma)}, b = eta/D,
    K = ceil((D/eta) log(8 Phi_0/eps)).

    The bound is then at most eps (1/8 + 1/8 + 1/2 + 1/4): (1-b)^K Phi_0, 2 eta rho sigma/a, 2D sqrt(a) rho sigma, and
    4DL eta/a + 2DL eta <= 6DL eta/a.
    """
    epsilon = positive(epsilon, "epsilon")
    domain, noise, smoothness = _domain(setting, epsilon), setting.dual_deviation, setting.smoothness
    epsilon = _beyond_comparator(setting, epsilon)
    a = min(1.0, (epsilon / (4 * domain * noise)) ** 2) if noise > 0 else 1.0
    radius = a * epsilon / max(24 * smoothness * domain, 16 * noise)
    steps = domain / radius * np.log(max(8 * _initial(setting) / epsilon, 1.0))
    return setting.case(TrustRegion(setting.norm, radius, a, radius / domain), steps)


_PAPER = Theorem(
    stem=STEM,
    form="paper",
    statement="E F(x_K) - F* <= (1-beta)^K Phi_0 + 2 eta rho sigma/alpha"
    " + (2 eta/beta)(sqrt(alpha) rho sigma + 2 L eta/alpha + L eta)   (theory.md T4, paper-style)",
    kind="upper",
    rate=(3.0, 1),
    violated=_violated,
    record=_record,
    measured=_measured,
    terms=_terms_paper,
    maximum=_maximum,
    tuned=_tuned_paper,
)
_SHARP = replace(
    _PAPER,
    form="sharp",
    statement="E F(x_K) - F* <= (1-beta)^K Phi_0 + D(rho sigma sqrt(alpha(2-alpha)) + 4((1-alpha)/alpha) L eta + 2 L eta)"
    " + eta rho sigma sum_k (1-beta)^(K-1-k) (c_k - c_inf), D = eta/beta   (theory.md T4)",
    terms=_terms_sharp,
    tuned=_tuned_sharp,
)
STATEMENTS = (_PAPER, _SHARP)
THEOREM = STATEMENTS[0]
