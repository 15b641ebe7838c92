"""What every bound on the last iterate is made of: theorems T3, T4 and T6 (theory.md sections 4, 5 and 7).

All three unroll Phi_{k+1} <= (1 - l) Phi_k + eta (E||e_k||_* + E||ebar_k||_*) + (curvature) with Phi_k = E F(x_k) - F(u),
l = eta/D, where D is the size of the domain (T3) or eta/beta (T4, T6), and u is a point about which f, or only F, is
star-convex on the set that the iterates stay in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ntr import domain, hypotheses
from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.maxima import excess
from ntr.methods import TrustRegion, parameters
from ntr.momentum_error import contracted_transient, momentum_for, paper_momentum_for
from ntr.observables import objective
from ntr.trajectory import Observable, Trajectory
from ntr.validation import positive

OBJECTIVE = "objective"


class Reference(NamedTuple):
    """The point that F(x_k) is compared with.

    Attributes
    ----------
    point : Array
        u.
    value : float
        F(u).
    least : float
        Certified lower end of inf F over the set that the iterates stay in; what is measured is F(x_k) - least.
    reach : float
        D, the l of the recursion is eta/D.
    """

    point: Array
    value: float
    least: float
    reach: float

    @property
    def excess(self) -> float:
        """F(u) - least: 0 where u is the minimizer."""
        return max(0.0, self.value - self.least)

    def initial(self, setting: Setting) -> float:
        """Phi_0 = F(x_0) - F(u), or 0 if x_0 is better than u."""
        return max(0.0, float(setting.problem.objective(setting.x0)) - self.value)


Find = Callable[[Setting], Reference | None]
"""One of the four functions below, or `inexact_lmo`'s own: what a form of a theorem is stated against."""


def on_ball(setting: Setting) -> Reference | None:
    """T4 and T6: the certified comparator on ||x|| <= D (theory.md section 5); None without one."""
    region, radius = setting.region, setting.domain_radius
    if region is None or radius is None or region.comparator is None:
        return None
    u = region.comparator
    return Reference(u, float(setting.problem.objective(u)), region.infimum[0], radius)


def on_ball_objective(setting: Setting) -> Reference | None:
    """T4 and T6 where only F is star-convex: a certified minimizer x* with ||x*|| <= D, or else the comparator `on_ball`.

    A comparator serves too: its inequality at every x of the ball makes f, and so F, star-convex about it there.
    """
    radius = setting.domain_radius
    u = _minimizer(setting)
    if radius is None or u is None or float(setting.norm(u)) > radius * (1 + 1e-12):
        return on_ball(setting)
    return Reference(u, float(setting.problem.objective(u)), setting.constants.infimum[0], radius)


def on_domain(setting: Setting) -> Reference | None:
    """T3: the certified comparator on dom R, and D = sup ||x - u|| over dom R; None without them (theory.md section 4)."""
    region = setting.domain
    if region is None or region.comparator is None:
        return None
    return _in_domain(setting, region.comparator, region.infimum[0])


def on_domain_objective(setting: Setting) -> Reference | None:
    """T3 where only F is star-convex: a certified minimizer of F, or else the comparator `on_domain`, which serves too."""
    u = _minimizer(setting)
    return on_domain(setting) if u is None else _in_domain(setting, u, setting.constants.infimum[0])


def _minimizer(setting: Setting) -> Array | None:
    return setting.constants.minimizer if setting.constants.star_convex is not None else None


def _in_domain(setting: Setting, u: Array, least: float) -> Reference | None:
    size = domain.reach(setting.norm, setting.problem.regularizer, u)
    return None if size is None else Reference(u, float(setting.problem.objective(u)), least, size.value)


def require(reference: Reference | None, setting: Setting) -> Reference:
    """The reference, or a `ValueError` that says what is missing."""
    if reference is None:
        radius = setting.domain_radius
        raise ValueError(
            f"{type(setting.problem).__name__} with {setting.problem.regularizer!r} has no certified point about which "
            "it is star-convex on "
            + (
                "dom R (weight decay needs the domain_radius D = eta/beta of the setting, got None)"
                if radius is None
                else f"||x|| <= domain_radius = {radius:g}"
            )
        )
    return reference


def certified(reference: Reference | None, where: str) -> list[str]:
    """The hypothesis A5 as lines: a reference, and a finite lower end of inf F."""
    if reference is None:
        return [f"A5: no certified point about which it is star-convex on {where}"]
    if not np.isfinite(reference.least):
        return [f"inf F over {where} has no certified finite lower end"]
    return []


def violated_on_ball(find: Find, case: Case) -> list[str]:
    """||x_0|| <= D = eta/beta, and `certified` there: what T4 and T6 ask for (theory.md section 5)."""
    lines = hypotheses.starts_in_ball(case)
    return lines if case.setting.region is None else lines + certified(find(case.setting), "||x|| <= D")


def record(case: Case) -> dict[str, Observable]:
    """F(x_K)."""
    return {OBJECTIVE: objective(case.problem)}


def measured(find: Find, case: Case, trajectory: Trajectory) -> Array:
    """F(x_K) - (certified lower end of inf F); what is negative by rounding only becomes 0."""
    value, least = trajectory.series[OBJECTIVE], require(find(case.setting), case.setting).least
    rounding = 1e-12 * (np.abs(value) + abs(least))
    gap = value - least
    return np.where((gap < 0) & (gap >= -rounding), 0.0, gap)


def maximum(find: Find, case: Case, iterations: Array) -> Array:
    """A certified pathwise maximum of `measured`: of F - least over the set that the iterates stay in (`ntr.maxima`)."""
    setting, found = case.setting, require(find(case.setting), case.setting)
    if setting.domain_radius is None:
        size, gradient = found.reach, setting.constants.gradient
    else:
        size = setting.domain_radius + float(setting.norm(found.point))
        gradient = None if setting.region is None else setting.region.gradient
    return np.full(iterations.shape, excess(case, found.point, found.least, size, gradient))


def sharp_terms(
    reference: Reference | None, case: Case, iterations: Array, drift: float, curvature: float
) -> dict[str, Array | float]:
    """(1-l)^K Phi_0 + D (rho sigma sqrt(a(2-a)) + drift + curvature) + (transient of the noise), plus F(u) - least.

    `drift` and `curvature` are those of a step, divided by eta; the transient is eta rho sigma times
    `contracted_transient`.
    """
    setting, found, (radius, a, _) = case.setting, require(reference, case.setting), parameters(case.method)
    size, noise, share = found.reach, setting.dual_deviation, radius / found.reach
    return {
        "initial": (1 - share) ** iterations * found.initial(setting),
        "noise": size * noise * np.sqrt(a * (2 - a)),
        "drift": size * drift,
        "curvature": size * curvature,
        "initial noise": radius * noise * contracted_transient(a, share, iterations),
        "comparator": found.excess,
    }


def paper_terms(
    reference: Reference | None, case: Case, iterations: Array, drift: float, curvature: float
) -> dict[str, Array | float]:
    """(1-l)^K Phi_0 + 2 eta rho sigma/a + D (2 sqrt(a) rho sigma + drift + curvature), plus F(u) - least."""
    setting, found, (radius, a, _) = case.setting, require(reference, case.setting), parameters(case.method)
    size, noise = found.reach, setting.dual_deviation
    return {
        "initial": (1 - radius / size) ** iterations * found.initial(setting),
        "initial noise": 2 * radius * noise / a,
        "noise": 2 * size * np.sqrt(a) * noise,
        "drift": size * drift,
        "curvature": size * curvature,
        "comparator": found.excess,
    }


def goal(find: Find, setting: Setting, epsilon: float, multiple: float = np.inf) -> tuple[Reference, float]:
    """The reference, and what of epsilon it leaves (`beyond`), for eps <= multiple * L D^2 (`small`); else `ValueError`."""
    epsilon, found = positive(epsilon, "epsilon"), require(find(setting), setting)
    small(epsilon, setting, found, multiple)
    return found, beyond(found, epsilon)


def beyond(reference: Reference, epsilon: float) -> float:
    """What epsilon leaves for the other terms once F(u) - least is paid; `ValueError` if nothing."""
    if epsilon <= reference.excess:
        raise ValueError(
            f"epsilon must exceed F(u) - inf F = {reference.excess:g} of the certified comparator, got {epsilon!r}"
        )
    return epsilon - reference.excess


def sharp_momentum(setting: Setting, reference: Reference, epsilon: float) -> float:
    """The largest alpha with D rho sigma sqrt(alpha(2-alpha)) <= eps/2."""
    return momentum_for(epsilon / (2 * reference.reach), setting.dual_deviation)


def paper_momentum(setting: Setting, reference: Reference, epsilon: float) -> float:
    """The largest alpha with 2 D sqrt(alpha) rho sigma <= eps/2: min{1, (eps/(4 D rho sigma))^2}."""
    return paper_momentum_for(epsilon / (2 * reference.reach), setting.dual_deviation)


def sharp_case(setting: Setting, reference: Reference, epsilon: float, method: TrustRegion) -> Case:
    """K = 1 + (D/eta) log max{8 Phi_0/eps, 32 eta rho sigma/(alpha eps)}, for eta <= alpha D/2.

    Then (1-l)^K Phi_0 <= eps/8; and the transient is at most (4 eta rho sigma/alpha)(1-l)^(K-1) <= eps/8, because
    alpha - l >= alpha/2.
    """
    radius, a, _ = parameters(method)
    start = 8 * reference.initial(setting) / epsilon
    steps = reference.reach / radius * np.log(max(start, 32 * radius * setting.dual_deviation / (a * epsilon), 1.0))
    return setting.case(method, 1 + steps)


def paper_case(setting: Setting, reference: Reference, epsilon: float, method: TrustRegion) -> Case:
    """K = (D/eta) log(8 Phi_0/eps): then (1-l)^K Phi_0 <= eps/8."""
    steps = reference.reach / parameters(method).radius * np.log(max(8 * reference.initial(setting) / epsilon, 1.0))
    return setting.case(method, steps)


def small(epsilon: float, setting: Setting, reference: Reference, multiple: float) -> None:
    """`ValueError` unless eps <= multiple * L D^2, which the tuning needs."""
    limit = multiple * setting.smoothness * reference.reach**2
    if epsilon > limit:
        raise ValueError(f"epsilon must be at most {multiple:g} L D^2 = {limit:g}, got {epsilon!r}")
