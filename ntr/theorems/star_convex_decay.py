"""T4: star-convex problems with weight decay, last iterate. Source: theory.md section 5."""

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

STEM = "star_convex_decay"


def _violated(case: Case) -> list[str]:
    lines = hypotheses.algorithm(case, decay=True, extrapolate=False)
    return lines + hypotheses.smooth(case) + hypotheses.star_convex_on_ball(case)


def _violated_objective(case: Case) -> list[str]:
    lines = hypotheses.algorithm(case, decay=True, extrapolate=False) + hypotheses.smooth(case)
    return (
        lines
        + hypotheses.starts_in_ball(case)
        + star_convex.certified(star_convex.on_ball_objective(case.setting), "||x|| <= D")
    )


def _measured(case: Case, trajectory: Trajectory) -> Array:
    return star_convex.measured(star_convex.on_ball(case.setting), case, trajectory)


def _measured_objective(case: Case, trajectory: Trajectory) -> Array:
    return star_convex.measured(star_convex.on_ball_objective(case.setting), case, trajectory)


def _maximum(case: Case, iterations: Array) -> Array:
    return star_convex.maximum(star_convex.on_ball(case.setting), case, iterations)


def _maximum_objective(case: Case, iterations: Array) -> Array:
    return star_convex.maximum(star_convex.on_ball_objective(case.setting), case, iterations)


def _step(case: Case) -> tuple[float, float]:
    """alpha and L eta."""
    radius, a, _ = parameters(case.method)
    return a, case.setting.smoothness * radius


def _terms_sharp(case: Case, iterations: Array) -> dict[str, Array | float]:
    a, floor = _step(case)
    reference = star_convex.on_ball(case.setting)
    return star_convex.sharp_terms(reference, case, iterations, 4 * (1 - a) / a * floor, 2 * floor)


def _terms_objective(case: Case, iterations: Array) -> dict[str, Array | float]:
    a, floor = _step(case)
    reference = star_convex.on_ball_objective(case.setting)
    return star_convex.sharp_terms(reference, case, iterations, 4 * (1 - a) / a * floor, 4 * floor)


def _terms_paper(case: Case, iterations: Array) -> dict[str, Array | float]:
    a, floor = _step(case)
    return star_convex.paper_terms(star_convex.on_ball(case.setting), case, iterations, 4 / a * floor, 2 * floor)


def _domain(setting: Setting, epsilon: float, reference: Reference | None) -> Reference:
    """The reference, after checking that eps <= 8 L D^2, which the tuning needs."""
    if setting.domain_radius is None:
        raise ValueError("tuning weight decay needs the domain_radius D = eta/beta of the setting, got None")
    found = star_convex.require(reference, setting)
    star_convex.small(epsilon, setting, found, 8)
    return found


def _balanced(setting: Setting, epsilon: float, reference: Reference | None) -> Case:
    """D rho sigma sqrt(a(2-a)) <= eps/2, eta = a eps/(16 L D), b = eta/D,
    K = 1 + ceil((16 L D^2/(a eps)) log max{8 Phi_0/eps, 2 rho sigma/(L D)}).

    Drift and curvature are 4 L D eta ((1-a)/a + 1/2), or + 1 where only F is star-convex: at most 4 L D eta/a = eps/4.
    """
    epsilon = positive(epsilon, "epsilon")
    found = _domain(setting, epsilon, reference)
    epsilon = star_convex.beyond(found, epsilon)
    a = star_convex.sharp_momentum(setting, found, epsilon)
    radius = a * epsilon / (16 * setting.smoothness * found.reach)
    method = TrustRegion(setting.norm, radius, a, radius / found.reach)
    return star_convex.sharp_case(setting, found, epsilon, method)


def _tuned_sharp(setting: Setting, epsilon: float) -> Case:
    return _balanced(setting, epsilon, star_convex.on_ball(setting))


def _tuned_objective(setting: Setting, epsilon: float) -> Case:
    return _balanced(setting, epsilon, star_convex.on_ball_objective(setting))


def _tuned_paper(setting: Setting, epsilon: float) -> Case:
    """a = min{1, (eps/(4 D rho sigma))^2}, eta = min{a eps/(24 L D), a eps/(16 rho sigma)}, b = eta/D,
    K = ceil((D/eta) log(8 Phi_0/eps)).

    The bound is then at most eps (1/8 + 1/8 + 1/2 + 1/4): (1-b)^K Phi_0, 2 eta rho sigma/a, 2D sqrt(a) rho sigma, and
    4DL eta/a + 2DL eta <= 6DL eta/a.
    """
    epsilon = positive(epsilon, "epsilon")
    found = _domain(setting, epsilon, star_convex.on_ball(setting))
    epsilon = star_convex.beyond(found, epsilon)
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
    statement="E F(x_K) - F* <= (1-beta)^K Phi_0 + D(rho sigma sqrt(alpha(2-alpha)) + 4((1-alpha)/alpha) L eta + 2 L eta)"
    " + eta rho sigma sum_k (1-beta)^(K-1-k) (c_k - c_inf), D = eta/beta   (theory.md T4)",
    terms=_terms_sharp,
    tuned=_tuned_sharp,
)
_OBJECTIVE = replace(
    _SHARP,
    form="objective",
    statement="only F star-convex: E F(x_K) - F* <= (1-beta)^K Phi_0"
    " + D(rho sigma sqrt(alpha(2-alpha)) + 4((1-alpha)/alpha) L eta + 4 L eta)"
    " + eta rho sigma sum_k (1-beta)^(K-1-k) (c_k - c_inf), D = eta/beta   (theory.md T4)",
    violated=_violated_objective,
    measured=_measured_objective,
    terms=_terms_objective,
    maximum=_maximum_objective,
    tuned=_tuned_objective,
)
STATEMENTS = (_PAPER, _SHARP, _OBJECTIVE)
THEOREM = STATEMENTS[0]
