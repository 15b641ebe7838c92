"""T6: star-convex problems with weight decay and extrapolated gradients, last iterate. Source: theory.md section 7."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from ntr import hypotheses, star_convex
from ntr.case import Case, Setting
from ntr.descent import second_floor
from ntr.linalg import Array
from ntr.methods import TrustRegion, parameters
from ntr.star_convex import Find, Reference
from ntr.theorem import Theorem

STEM = "star_convex_extrapolation"


def _violated(find: Find, case: Case) -> list[str]:
    lines = hypotheses.algorithm(case, decay=True, extrapolate=True) + hypotheses.smooth(case)
    return lines + hypotheses.second_smooth(case) + star_convex.violated_on_ball(find, case)


def _step(case: Case) -> tuple[float, float, float]:
    """alpha, L eta and H eta^2/alpha^2."""
    radius, a, _ = parameters(case.method)
    return a, case.setting.smoothness * radius, second_floor(case) / a**2


def _terms_sharp(find: Find, curvature: float, case: Case, iterations: Array) -> dict[str, Array | float]:
    """The curvature is 2 L eta, or 4 L eta where only F is star-convex."""
    a, floor, second = _step(case)
    return star_convex.sharp_terms(find(case.setting), case, iterations, 4 * (1 - a) * second, curvature * floor)


def _terms_paper(case: Case, iterations: Array) -> dict[str, Array | float]:
    _, floor, second = _step(case)
    return star_convex.paper_terms(star_convex.on_ball(case.setting), case, iterations, 4 * second, 2 * floor)


def _radius(setting: Setting, reference: Reference, epsilon: float, a: float, curvature: float) -> float:
    """min{eps/(curvature L D), a sqrt(eps/(32 D H)), a D/2}: the two floors take eps/8 each."""
    domain, second = reference.reach, setting.second_smoothness
    radius = min(epsilon / (curvature * setting.smoothness * domain), a * domain / 2)
    return min(radius, a * float(np.sqrt(epsilon / (32 * domain * second)))) if second > 0 else radius


def _tuned_sharp(find: Find, curvature: float, setting: Setting, epsilon: float) -> Case:
    """D rho sigma sqrt(a(2-a)) <= eps/2, eta = min{eps/(curvature L D), a sqrt(eps/(32 D H)), a D/2}, b = eta/D,
    K = 1 + ceil((D/eta) log max{8 Phi_0/eps, 32 eta rho sigma/(a eps)}).

    The curvature is 2 L D eta = eps/8 with `curvature` 16, 4 L D eta = eps/8 with 32.
    """
    found, epsilon = star_convex.goal(find, setting, epsilon)
    a = star_convex.sharp_momentum(setting, found, epsilon)
    radius = _radius(setting, found, epsilon, a, curvature)
    method = TrustRegion(setting.norm, radius, a, radius / found.reach, extrapolate=True)
    return star_convex.sharp_case(setting, found, epsilon, method)


def _tuned_paper(setting: Setting, epsilon: float) -> Case:
    """a = min{1, (eps/(4 D rho sigma))^2}, eta = min{eps/(16 L D), a sqrt(eps/(32 D H)), a D/2, a eps/(16 rho sigma)},
    b = eta/D, K = ceil((D/eta) log(8 Phi_0/eps)).

    The bound is then at most eps (1/8 + 1/8 + 1/2 + 1/8 + 1/8). This form does not let the noise of the first steps
    decay: 2 eta rho sigma/a <= eps/8 asks for the last eta, of order eps^3, so that K grows as eps^-3 log, and as eps^-5/2
    log only in the sharp form.
    """
    found, epsilon = star_convex.goal(star_convex.on_ball, setting, epsilon)
    a = star_convex.paper_momentum(setting, found, epsilon)
    radius = _radius(setting, found, epsilon, a, 16)
    if setting.sigma > 0:
        radius = min(radius, a * epsilon / (16 * setting.dual_deviation))
    method = TrustRegion(setting.norm, radius, a, radius / found.reach, extrapolate=True)
    return star_convex.paper_case(setting, found, epsilon, method)


_PAPER = Theorem(
    stem=STEM,
    form="paper",
    statement="E F(x_K) - F* <= (1-beta)^K Phi_0 + 2 eta rho sigma/alpha"
    " + (2 eta/beta)(sqrt(alpha) rho sigma + 2 H eta^2/alpha^2 + L eta)   (theory.md T6, paper-style)",
    kind="upper",
    rate=(3.0, 1),
    violated=partial(_violated, star_convex.on_ball),
    record=star_convex.record,
    measured=partial(star_convex.measured, star_convex.on_ball),
    terms=_terms_paper,
    maximum=partial(star_convex.maximum, star_convex.on_ball),
    tuned=_tuned_paper,
)
_SHARP = replace(
    _PAPER,
    form="sharp",
    statement="E F(x_K) - F* <= (1-beta)^K Phi_0"
    " + D(rho sigma sqrt(alpha(2-alpha)) + 2 L eta + 4(1-alpha) H eta^2/alpha^2)"
    " + eta rho sigma sum_k (1-beta)^(K-1-k) (c_k - c_inf), D = eta/beta   (theory.md T6)",
    rate=(2.5, 1),
    terms=partial(_terms_sharp, star_convex.on_ball, 2.0),
    tuned=partial(_tuned_sharp, star_convex.on_ball, 16),
)
_OBJECTIVE = replace(
    _SHARP,
    form="objective",
    statement="only F star-convex: E F(x_K) - F* <= (1-beta)^K Phi_0"
    " + D(rho sigma sqrt(alpha(2-alpha)) + 4 L eta + 4(1-alpha) H eta^2/alpha^2)"
    " + eta rho sigma sum_k (1-beta)^(K-1-k) (c_k - c_inf), D = eta/beta   (theory.md T6)",
    violated=partial(_violated, star_convex.on_ball_objective),
    measured=partial(star_convex.measured, star_convex.on_ball_objective),
    terms=partial(_terms_sharp, star_convex.on_ball_objective, 4.0),
    maximum=partial(star_convex.maximum, star_convex.on_ball_objective),
    tuned=partial(_tuned_sharp, star_convex.on_ball_objective, 32),
)
STATEMENTS = (_PAPER, _SHARP, _OBJECTIVE)
THEOREM = STATEMENTS[0]
