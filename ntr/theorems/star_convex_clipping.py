"""T3: star-convex problems on a bounded domain (weight clipping), last iterate. Source: theory.md section 4."""

from __future__ import annotations

from dataclasses import replace

from ntr import hypotheses, star_convex
from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.methods import TrustRegion, parameters
from ntr.star_convex import Reference
from ntr.theorem import Theorem
from ntr.trajectory import Trajectory
from ntr.validation import positive

STEM = "star_convex_clipping"


def _hypotheses(case: Case, reference: Reference | None) -> list[str]:
    lines = hypotheses.algorithm(case, decay=False, extrapolate=False) + hypotheses.smooth(case)
    lines += star_convex.certified(reference, "dom R (which must be bounded)")
    if reference is not None and not lines and parameters(case.method).radius > reference.reach:
        lines.append(f"radius must be at most D = {reference.reach:g}, got {parameters(case.method).radius:g}")
    return lines


def _violated(case: Case) -> list[str]:
    return _hypotheses(case, star_convex.on_domain(case.setting))


def _violated_objective(case: Case) -> list[str]:
    return _hypotheses(case, star_convex.on_domain_objective(case.setting))


def _measured(case: Case, trajectory: Trajectory) -> Array:
    return star_convex.measured(star_convex.on_domain(case.setting), case, trajectory)


def _measured_objective(case: Case, trajectory: Trajectory) -> Array:
    return star_convex.measured(star_convex.on_domain_objective(case.setting), case, trajectory)


def _maximum(case: Case, iterations: Array) -> Array:
    return star_convex.maximum(star_convex.on_domain(case.setting), case, iterations)


def _maximum_objective(case: Case, iterations: Array) -> Array:
    return star_convex.maximum(star_convex.on_domain_objective(case.setting), case, iterations)


def _step(case: Case) -> tuple[float, float]:
    """alpha and L eta."""
    radius, a, _ = parameters(case.method)
    return a, case.setting.smoothness * radius


def _terms_sharp(case: Case, iterations: Array) -> dict[str, Array | float]:
    a, floor = _step(case)
    reference = star_convex.on_domain(case.setting)
    return star_convex.sharp_terms(reference, case, iterations, 2 * (1 - a) / a * floor, 0.5 * floor)


def _terms_objective(case: Case, iterations: Array) -> dict[str, Array | float]:
    a, floor = _step(case)
    reference = star_convex.on_domain_objective(case.setting)
    return star_convex.sharp_terms(reference, case, iterations, 2 * (1 - a) / a * floor, floor)


def _terms_paper(case: Case, iterations: Array) -> dict[str, Array | float]:
    a, floor = _step(case)
    return star_convex.paper_terms(star_convex.on_domain(case.setting), case, iterations, 2 / a * floor, 0.5 * floor)


def _balanced(setting: Setting, epsilon: float, reference: Reference | None) -> Case:
    """D rho sigma sqrt(a(2-a)) <= eps/2, eta = a eps/(8 L D),
    K = 1 + ceil((8 L D^2/(a eps)) log max{8 Phi_0/eps, 4 rho sigma/(L D)}), for eps <= 4 L D^2.

    Drift and curvature are 2 L D eta ((1-a)/a + 1/4), or + 1/2 where only F is star-convex: at most 2 L D eta/a = eps/4.
    """
    epsilon = positive(epsilon, "epsilon")
    found = star_convex.require(reference, setting)
    star_convex.small(epsilon, setting, found, 4)
    epsilon = star_convex.beyond(found, epsilon)
    a = star_convex.sharp_momentum(setting, found, epsilon)
    radius = a * epsilon / (8 * setting.smoothness * found.reach)
    return star_convex.sharp_case(setting, found, epsilon, TrustRegion(setting.norm, radius, a))


def _tuned_sharp(setting: Setting, epsilon: float) -> Case:
    return _balanced(setting, epsilon, star_convex.on_domain(setting))


def _tuned_objective(setting: Setting, epsilon: float) -> Case:
    return _balanced(setting, epsilon, star_convex.on_domain_objective(setting))


def _tuned_paper(setting: Setting, epsilon: float) -> Case:
    """a = min{1, (eps/(4 D rho sigma))^2}, eta = min{a eps/(10 L D), a eps/(16 rho sigma)}, K = ceil((D/eta) log(8 Phi_0/eps)).

    The bound is then at most eps (1/8 + 1/8 + 1/2 + 1/4): (1-eta/D)^K Phi_0, 2 eta rho sigma/a, 2D sqrt(a) rho sigma,
    and 2DL eta/a + DL eta/2 <= (5/2) DL eta/a.
    """
    epsilon = positive(epsilon, "epsilon")
    found = star_convex.require(star_convex.on_domain(setting), setting)
    star_convex.small(epsilon, setting, found, 4)
    epsilon = star_convex.beyond(found, epsilon)
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
    violated=_violated,
    record=star_convex.record,
    measured=_measured,
    terms=_terms_paper,
    maximum=_maximum,
    tuned=_tuned_paper,
)
_SHARP = replace(
    _PAPER,
    form="sharp",
    statement="bounded dom R: E F(x_K) - F* <= (1-eta/D)^K Phi_0"
    " + D(rho sigma sqrt(alpha(2-alpha)) + 2((1-alpha)/alpha) L eta + L eta/2)"
    " + eta rho sigma sum_k (1-eta/D)^(K-1-k) (c_k - c_inf)   (theory.md T3)",
    terms=_terms_sharp,
    tuned=_tuned_sharp,
)
_OBJECTIVE = replace(
    _SHARP,
    form="objective",
    statement="bounded dom R, only F star-convex: E F(x_K) - F* <= (1-eta/D)^K Phi_0"
    " + D(rho sigma sqrt(alpha(2-alpha)) + 2((1-alpha)/alpha) L eta + L eta)"
    " + eta rho sigma sum_k (1-eta/D)^(K-1-k) (c_k - c_inf)   (theory.md T3)",
    violated=_violated_objective,
    measured=_measured_objective,
    terms=_terms_objective,
    maximum=_maximum_objective,
    tuned=_tuned_objective,
)
STATEMENTS = (_PAPER, _SHARP, _OBJECTIVE)
THEOREM = STATEMENTS[0]
