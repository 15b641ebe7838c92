"""T3: star-convex problems on a bounded domain (weight clipping), last iterate. Source: theory.md section 4."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ntr import hypotheses, star_convex
from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.methods import TrustRegion, parameters
from ntr.star_convex import Find
from ntr.theorem import Theorem

STEM = "star_convex_clipping"


def _violated(find: Find, case: Case) -> list[str]:
    reference = find(case.setting)
    lines = hypotheses.algorithm(case, decay=False, extrapolate=False) + hypotheses.smooth(case)
    lines += star_convex.certified(reference, "dom R (which must be bounded)")
    if reference is not None and not lines and parameters(case.method).radius > reference.reach:
        lines.append(f"radius must be at most D = {reference.reach:g}, got {parameters(case.method).radius:g}")
    return lines


def _step(case: Case) -> tuple[float, float]:
    """alpha and L eta."""
    radius, a, _ = parameters(case.method)
    return a, case.setting.smoothness * radius


def _terms_sharp(find: Find, curvature: float, case: Case, iterations: Array) -> dict[str, Array | float]:
    """The curvature is L eta/2, or L eta where only F is star-convex."""
    a, floor = _step(case)
    return star_convex.sharp_terms(find(case.setting), case, iterations, 2 * (1 - a) / a * floor, curvature * floor)


def _terms_paper(case: Case, iterations: Array) -> dict[str, Array | float]:
    a, floor = _step(case)
    return star_convex.paper_terms(star_convex.on_domain(case.setting), case, iterations, 2 / a * floor, 0.5 * floor)


def _tuned_sharp(find: Find, setting: Setting, epsilon: float) -> Case:
    """D rho sigma sqrt(a(2-a)) <= eps/2, eta = a eps/(8 L D),
    K = 1 + ceil((8 L D^2/(a eps)) log max{8 Phi_0/eps, 4 rho sigma/(L D)}), for eps <= 4 L D^2.

    Drift and curvature are 2 L D eta ((1-a)/a + 1/4), or + 1/2 where only F is star-convex: at most 2 L D eta/a = eps/4.
    """
    found, epsilon = star_convex.goal(find, setting, epsilon, 4)
    a = star_convex.sharp_momentum(setting, found, epsilon)
    radius = a * epsilon / (8 * setting.smoothness * found.reach)
    return star_convex.sharp_case(setting, found, epsilon, TrustRegion(setting.norm, radius, a))


def _tuned_paper(setting: Setting, epsilon: float) -> Case:
    """a = min{1, (eps/(4 D rho sigma))^2}, eta = min{a eps/(10 L D), a eps/(16 rho sigma)}, K = ceil((D/eta) log(8 Phi_0/eps)).

    The bound is then at most eps (1/8 + 1/8 + 1/2 + 1/4): (1-eta/D)^K Phi_0, 2 eta rho sigma/a, 2D sqrt(a) rho sigma,
    and 2DL eta/a + DL eta/2 <= (5/2) DL eta/a.
    """
    found, epsilon = star_convex.goal(star_convex.on_domain, setting, epsilon, 4)
    a = star_convex.paper_momentum(setting, found, epsilon)
    radius = a * epsilon / max(10 * setting.smoothness * found.reach, 16 * setting.dual_deviation)
    return star_convex.paper_case(setting, found, epsilon, TrustRegion(setting.norm, radius, a))


_PAPER = Theorem(
    stem=STEM,
    form="paper",
    statement="bounded dom R: E F(x_K) - F* <= (1-eta/D)^K Phi_0 + 2 eta rho sigma/alpha"
    " + D(2 sqrt(alpha) rho sigma + 2 L eta/alpha + L eta/2), D = sup_{x in dom R} ||x - x*||   (theory.md T3, paper-style)",
    kind="upper",
    rate=(3.0, 1),
    violated=partial(_violated, star_convex.on_domain),
    record=star_convex.record,
    measured=partial(star_convex.measured, star_convex.on_domain),
    terms=_terms_paper,
    maximum=partial(star_convex.maximum, star_convex.on_domain),
    tuned=_tuned_paper,
)
_SHARP = replace(
    _PAPER,
    form="sharp",
    statement="bounded dom R: E F(x_K) - F* <= (1-eta/D)^K Phi_0"
    " + D(rho sigma sqrt(alpha(2-alpha)) + 2((1-alpha)/alpha) L eta + L eta/2)"
    " + eta rho sigma sum_k (1-eta/D)^(K-1-k) (c_k - c_inf)   (theory.md T3)",
    terms=partial(_terms_sharp, star_convex.on_domain, 0.5),
    tuned=partial(_tuned_sharp, star_convex.on_domain),
)
_OBJECTIVE = replace(
    _SHARP,
    form="objective",
    statement="bounded dom R, only F star-convex: E F(x_K) - F* <= (1-eta/D)^K Phi_0"
    " + D(rho sigma sqrt(alpha(2-alpha)) + 2((1-alpha)/alpha) L eta + L eta)"
    " + eta rho sigma sum_k (1-eta/D)^(K-1-k) (c_k - c_inf)   (theory.md T3)",
    violated=partial(_violated, star_convex.on_domain_objective),
    measured=partial(star_convex.measured, star_convex.on_domain_objective),
    terms=partial(_terms_sharp, star_convex.on_domain_objective, 1.0),
    maximum=partial(star_convex.maximum, star_convex.on_domain_objective),
    tuned=partial(_tuned_sharp, star_convex.on_domain_objective),
)
STATEMENTS = (_PAPER, _SHARP, _OBJECTIVE)
THEOREM = STATEMENTS[0]
