"""T4: star-convex problems with weight decay, last iterate. Source: theory.md section 5."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ntr import hypotheses, star_convex
from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.methods import TrustRegion, parameters
from ntr.star_convex import Find
from ntr.theorem import Theorem

STEM = "star_convex_decay"


def _violated(find: Find, case: Case) -> list[str]:
    lines = hypotheses.algorithm(case, decay=True, extrapolate=False) + hypotheses.smooth(case)
    return lines + star_convex.violated_on_ball(find, case)


def _step(case: Case) -> tuple[float, float]:
    """alpha and L eta."""
    radius, a, _ = parameters(case.method)
    return a, case.setting.smoothness * radius


def _terms_sharp(find: Find, curvature: float, case: Case, iterations: Array) -> dict[str, Array | float]:
    """The curvature is 2 L eta, or 4 L eta where only F is star-convex."""
    a, floor = _step(case)
    return star_convex.sharp_terms(find(case.setting), case, iterations, 4 * (1 - a) / a * floor, curvature * floor)


def _terms_paper(case: Case, iterations: Array) -> dict[str, Array | float]:
    a, floor = _step(case)
    return star_convex.paper_terms(star_convex.on_ball(case.setting), case, iterations, 4 / a * floor, 2 * floor)


def _tuned_sharp(find: Find, setting: Setting, epsilon: float) -> Case:
    """D rho sigma sqrt(a(2-a)) <= eps/2, eta = a eps/(16 L D), b = eta/D,
    K = 1 + ceil((16 L D^2/(a eps)) log max{8 Phi_0/eps, 2 rho sigma/(L D)}), for eps <= 8 L D^2.

    Drift and curvature are 4 L D eta ((1-a)/a + 1/2), or + 1 where only F is star-convex: at most 4 L D eta/a = eps/4.
    """
    found, epsilon = star_convex.goal(find, setting, epsilon, 8)
    a = star_convex.sharp_momentum(setting, found, epsilon)
    radius = a * epsilon / (16 * setting.smoothness * found.reach)
    method = TrustRegion(setting.norm, radius, a, radius / found.reach)
    return star_convex.sharp_case(setting, found, epsilon, method)


def _tuned_paper(setting: Setting, epsilon: float) -> Case:
    """a = min{1, (eps/(4 D rho sigma))^2}, eta = min{a eps/(24 L D), a eps/(16 rho sigma)}, b = eta/D,
    K = ceil((D/eta) log(8 Phi_0/eps)), for eps <= 8 L D^2.

    The bound is then at most eps (1/8 + 1/8 + 1/2 + 1/4): (1-b)^K Phi_0, 2 eta rho sigma/a, 2D sqrt(a) rho sigma, and
    4DL eta/a + 2DL eta <= 6DL eta/a.
    """
    found, epsilon = star_convex.goal(star_convex.on_ball, setting, epsilon, 8)
    a = star_convex.paper_momentum(setting, found, epsilon)
    radius = a * epsilon / max(24 * setting.smoothness * found.reach, 16 * setting.dual_deviation)
    method = TrustRegion(setting.norm, radius, a, radius / found.reach)
    return star_convex.paper_case(setting, found, epsilon, method)


_PAPER = Theorem(
    stem=STEM,
    form="paper",
    statement="E F(x_K) - F* <= (1-beta)^K Phi_0 + 2 eta rho sigma/alpha"
    " + (2 eta/beta)(sqrt(alpha) rho sigma + 2 L eta/alpha + L eta)   (theory.md T4, paper-style)",
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
    statement="E F(x_K) - F* <= (1-beta)^K Phi_0 + D(rho sigma sqrt(alpha(2-alpha)) + 4((1-alpha)/alpha) L eta + 2 L eta)"
    " + eta rho sigma sum_k (1-beta)^(K-1-k) (c_k - c_inf), D = eta/beta   (theory.md T4)",
    terms=partial(_terms_sharp, star_convex.on_ball, 2.0),
    tuned=partial(_tuned_sharp, star_convex.on_ball),
)
_OBJECTIVE = replace(
    _SHARP,
    form="objective",
    statement="only F star-convex: E F(x_K) - F* <= (1-beta)^K Phi_0"
    " + D(rho sigma sqrt(alpha(2-alpha)) + 4((1-alpha)/alpha) L eta + 4 L eta)"
    " + eta rho sigma sum_k (1-beta)^(K-1-k) (c_k - c_inf), D = eta/beta   (theory.md T4)",
    violated=partial(_violated, star_convex.on_ball_objective),
    measured=partial(star_convex.measured, star_convex.on_ball_objective),
    terms=partial(_terms_sharp, star_convex.on_ball_objective, 4.0),
    maximum=partial(star_convex.maximum, star_convex.on_ball_objective),
    tuned=partial(_tuned_sharp, star_convex.on_ball_objective),
)
STATEMENTS = (_PAPER, _SHARP, _OBJECTIVE)
THEOREM = STATEMENTS[0]
