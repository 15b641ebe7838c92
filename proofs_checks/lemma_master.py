"""Lemma 4: the one-step inequality that every theorem rests on. Source: theory.md section 1, (1.2) and (1.3)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case
from ntr.linalg import Array, inner
from ntr.methods import parameters
from ntr.regularizers import Zero
from ntr.step import trust_region_step
from proofs_checks import lemma_cases
from proofs_checks.lemma import Lemma, LemmaCheck, Sides, checks_on
from proofs_checks.transitions import Transition, center, expected_error, smooth

STEM = "lemma_master"


def _composite_decay(case: Case) -> bool:
    return parameters(case.method).weight_decay > 0 and not isinstance(case.problem.regularizer, Zero)


def _violated(case: Case) -> list[str]:
    return smooth(case)


def _violated_inner(case: Case) -> list[str]:
    lines = smooth(case)
    if not lines and _composite_decay(case):
        lines = ["a smaller ball about (1-beta) x_k may miss dom R"]
    return lines


def _comparator(case: Case, transition: Transition, share: float) -> Array:
    """The y of ||y - c_k|| <= share eta for which the right side is least: the step with the exact gradient."""
    radius = share * parameters(case.method).radius
    where = center(case, transition)
    return trust_region_step(case.method.norm, case.problem.regularizer, transition.gradient, where, radius).x


def _sides(case: Case, transition: Transition, y: Array, errors: Array) -> Sides:
    """F(x_{k+1}) - f(x_k) - <grad f(x_k), y - x_k> - R(y) <= errors + (L/2) ||x_{k+1} - x_k||^2."""
    problem, norm, ndim = case.problem, case.method.norm, len(case.problem.shape)
    end, start = problem.objective(transition.after.x), problem.value(transition.before.x)
    linear = inner(transition.gradient, y - transition.before.x, ndim)
    penalty = problem.regularizer(y, ndim)
    right = errors + case.setting.smoothness / 2 * norm(transition.move) ** 2
    # e_k is a difference of two gradients
    rounding = parameters(case.method).radius * (norm.dual(transition.after.m) + norm.dual(transition.gradient))
    size = np.abs(end) + np.abs(start) + np.abs(linear) + np.abs(penalty) + rounding + right
    return Sides(end - start - linear - penalty, right, size)


def _pathwise(case: Case, transition: Transition, share: float) -> Sides:
    """(1.3): errors = (1 + theta) eta ||e_k||_*."""
    errors = (1 + share) * parameters(case.method).radius * case.method.norm.dual(transition.error)
    return _sides(case, transition, _comparator(case, transition, share), errors)


def _conditional(case: Case, transition: Transition, share: float) -> Sides:
    """(1.2): errors = eta ||e_k||_* + theta eta ||ebar_k||_*, before the expectation."""
    norm, radius = case.method.norm, parameters(case.method).radius
    errors = radius * norm.dual(transition.error) + share * radius * norm.dual(expected_error(case, transition))
    return _sides(case, transition, _comparator(case, transition, share), errors)


def _pathwise_whole(case: Case, transition: Transition) -> Sides:
    return _pathwise(case, transition, 1.0)


def _pathwise_half(case: Case, transition: Transition) -> Sides:
    return _pathwise(case, transition, 0.5)


def _conditional_whole(case: Case, transition: Transition) -> Sides:
    return _conditional(case, transition, 1.0)


def _conditional_half(case: Case, transition: Transition) -> Sides:
    return _conditional(case, transition, 0.5)


_LEFT = "F(x_{k+1}) <= f(x_k) + <grad f(x_k), y - x_k> + R(y)"
_CURVATURE = "(L/2) {}||x_{{k+1}} - x_k||^2, for the y of ||y - c_k|| <= theta eta that makes it least, theta = {}"
_PATHWISE = Lemma(
    stem=STEM,
    form="pathwise",
    statement=f"{_LEFT} + (1 + theta) eta ||e_k||_* + {_CURVATURE.format('', 1)}",
    source="section 1, Lemma 4, (1.3)",
    over="path",
    violated=_violated,
    sides=_pathwise_whole,
)
_CONDITIONAL = replace(
    _PATHWISE,
    form="conditional",
    statement=f"E_k {_LEFT} + eta E_k||e_k||_* + theta eta ||E_k e_k||_* + {_CURVATURE.format('E_k', 1)}",
    source="section 1, Lemma 4, (1.2)",
    over="sample",
    sides=_conditional_whole,
)
LEMMAS = (
    _PATHWISE,
    replace(
        _PATHWISE,
        form="pathwise_half",
        statement=f"{_LEFT} + (1 + theta) eta ||e_k||_* + {_CURVATURE.format('', '1/2')}",
        violated=_violated_inner,
        sides=_pathwise_half,
    ),
    _CONDITIONAL,
    replace(
        _CONDITIONAL,
        form="conditional_half",
        statement=_CONDITIONAL.statement.replace("theta = 1", "theta = 1/2"),
        violated=_violated_inner,
        sides=_conditional_half,
    ),
)


def checks(full: bool = False) -> list[LemmaCheck]:
    """All forms, on Algorithms 1, 2 and 3."""
    return checks_on(LEMMAS, lemma_cases.every(full))
