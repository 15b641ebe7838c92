"""The contraction of T3 and T4 (and T6) in one step. Source: theory.md sections 4 and 5."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr import star_convex
from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import parameters
from ntr.star_convex import Find, Reference
from proofs_checks import lemma_cases
from proofs_checks.lemma import Lemma, LemmaCheck, Sides, checks_on
from proofs_checks.transitions import Transition, expected_error, smooth

STEM = "lemma_star_convex_contraction"


def _violated(case: Case, find: Find, decay: bool) -> list[str]:
    lines = smooth(case)
    if lines:
        return lines
    (radius, _, factor), found = parameters(case.method), find(case.setting)
    if (factor > 0) != decay:
        lines.append(f"weight_decay must be {'positive' if decay else '0'}, got {factor}")
    lines += star_convex.certified(found, "the set that the iterates stay in")
    if found is not None and radius > found.reach:
        lines.append(f"eta must be at most D = {found.reach:g}, got {radius:g}")
    return lines


def _violated_clipping(case: Case) -> list[str]:
    return _violated(case, star_convex.on_domain, decay=False)


def _violated_clipping_objective(case: Case) -> list[str]:
    return _violated(case, star_convex.on_domain_objective, decay=False)


def _violated_decay(case: Case) -> list[str]:
    return _violated(case, star_convex.on_ball, decay=True)


def _violated_decay_objective(case: Case) -> list[str]:
    return _violated(case, star_convex.on_ball_objective, decay=True)


def _sides(case: Case, transition: Transition, found: Reference, errors: Array, curvature: float) -> Sides:
    """Phi_{k+1} - (1-l) Phi_k <= errors + curvature L eta^2, Phi_k = F(x_k) - F(u), l = eta/D."""
    problem, norm, radius = case.problem, case.method.norm, parameters(case.method).radius
    start, end = problem.objective(transition.before.x), problem.objective(transition.after.x)
    left = end - found.value - (1 - radius / found.reach) * (start - found.value)
    right = errors + curvature * case.setting.smoothness * radius**2
    rounding = radius * (norm.dual(transition.after.m) + norm.dual(transition.gradient))
    return Sides(left, right, np.abs(start) + np.abs(end) + 2 * abs(found.value) + rounding + right)


def _conditional_errors(case: Case, transition: Transition, share: Array | float) -> Array:
    """eta ||e_k||_* + theta eta ||ebar_k||_*."""
    norm, radius = case.method.norm, parameters(case.method).radius
    return radius * norm.dual(transition.error) + share * radius * norm.dual(expected_error(case, transition))


def _pathwise_errors(case: Case, transition: Transition, share: Array | float) -> Array:
    """(1 + theta) eta ||e_k||_*."""
    return np.asarray((1 + share) * parameters(case.method).radius * case.method.norm.dual(transition.error))


def _clipping_share(case: Case, transition: Transition, found: Reference) -> Array:
    """theta = ||x_k - u||/D."""
    return case.method.norm(transition.before.x - found.point) / found.reach


def _decay_share(case: Case, found: Reference) -> float:
    """theta = ||u||/D."""
    return float(case.method.norm(found.point)) / found.reach


def _clipping(case: Case, transition: Transition) -> Sides:
    found = star_convex.require(star_convex.on_domain(case.setting), case.setting)
    errors = _conditional_errors(case, transition, _clipping_share(case, transition, found))
    return _sides(case, transition, found, errors, 0.5)


def _clipping_pathwise(case: Case, transition: Transition) -> Sides:
    found = star_convex.require(star_convex.on_domain(case.setting), case.setting)
    errors = _pathwise_errors(case, transition, _clipping_share(case, transition, found))
    return _sides(case, transition, found, errors, 0.5)


def _clipping_objective(case: Case, transition: Transition) -> Sides:
    found = star_convex.require(star_convex.on_domain_objective(case.setting), case.setting)
    errors = _conditional_errors(case, transition, _clipping_share(case, transition, found))
    return _sides(case, transition, found, errors, 1.0)


def _decay(case: Case, transition: Transition) -> Sides:
    found = star_convex.require(star_convex.on_ball(case.setting), case.setting)
    return _sides(case, transition, found, _conditional_errors(case, transition, _decay_share(case, found)), 2.0)


def _decay_pathwise(case: Case, transition: Transition) -> Sides:
    found = star_convex.require(star_convex.on_ball(case.setting), case.setting)
    return _sides(case, transition, found, _pathwise_errors(case, transition, _decay_share(case, found)), 2.0)


def _decay_objective(case: Case, transition: Transition) -> Sides:
    found = star_convex.require(star_convex.on_ball_objective(case.setting), case.setting)
    return _sides(case, transition, found, _conditional_errors(case, transition, _decay_share(case, found)), 4.0)


_ERRORS = "eta E_k||e_k||_* + theta eta ||E_k e_k||_*"
_CLIPPING = Lemma(
    stem=STEM,
    form="clipping",
    statement=f"E_k Phi_{{k+1}} <= (1 - eta/D) Phi_k + {_ERRORS} + L eta^2/2, theta = ||x_k - u||/D",
    source="section 4, proof of T3",
    over="sample",
    violated=_violated_clipping,
    sides=_clipping,
)
LEMMAS = (
    _CLIPPING,
    replace(
        _CLIPPING,
        form="clipping_pathwise",
        statement="Phi_{k+1} <= (1 - eta/D) Phi_k + (1 + theta) eta ||e_k||_* + L eta^2/2, theta = ||x_k - u||/D",
        source="section 4, paper-style",
        over="path",
        sides=_clipping_pathwise,
    ),
    replace(
        _CLIPPING,
        form="clipping_objective",
        statement=f"only F star-convex: E_k Phi_{{k+1}} <= (1 - eta/D) Phi_k + {_ERRORS} + L eta^2",
        violated=_violated_clipping_objective,
        sides=_clipping_objective,
    ),
    replace(
        _CLIPPING,
        form="decay",
        statement=f"E_k Phi_{{k+1}} <= (1 - beta) Phi_k + {_ERRORS} + 2 L eta^2, theta = ||u||/D, D = eta/beta",
        source="section 5, proof of T4",
        violated=_violated_decay,
        sides=_decay,
    ),
    replace(
        _CLIPPING,
        form="decay_pathwise",
        statement="Phi_{k+1} <= (1 - beta) Phi_k + (1 + theta) eta ||e_k||_* + 2 L eta^2, theta = ||u||/D, D = eta/beta",
        source="section 5, paper-style",
        over="path",
        violated=_violated_decay,
        sides=_decay_pathwise,
    ),
    replace(
        _CLIPPING,
        form="decay_objective",
        statement=f"only F star-convex: E_k Phi_{{k+1}} <= (1 - beta) Phi_k + {_ERRORS} + 4 L eta^2",
        source="section 5, proof of T4",
        violated=_violated_decay_objective,
        sides=_decay_objective,
    ),
)


def checks(full: bool = False) -> list[LemmaCheck]:
    """All forms on star-convex cases, with a bounded domain or with decay."""
    return checks_on(LEMMAS, lemma_cases.every(full))
