"""Lemma 2b: what the step and its subgradient satisfy. Source: theory.md sections 0 and 1."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case
from ntr.linalg import inner
from ntr.methods import parameters
from ntr.observables import trust_region_gap
from ntr.trajectory import Point
from proofs_checks import lemma_cases
from proofs_checks.lemma import Lemma, LemmaCheck, Sides, checks_on
from proofs_checks.transitions import Transition, constant

STEM = "lemma_step_optimality"


def _violated(case: Case) -> list[str]:
    lines = constant(case)
    return lines if lines or parameters(case.method).weight_decay == 0 else ["weight_decay must be 0"]


def _violated_exact(case: Case) -> list[str]:
    lines = _violated(case)
    if not lines and (case.setting.sigma > 0 or parameters(case.method).momentum < 1):
        lines = ["the step must be that of the exact gradient: sigma = 0 and momentum 1"]
    return lines


def _alignment(case: Case, transition: Transition) -> Sides:
    """|<v, x_{k+1} - x_k> + eta ||v||_*| <= 0 with v = m_{k+1} + r_{k+1}."""
    norm, radius, (m, r) = case.method.norm, parameters(case.method).radius, _parts(transition)
    found = inner(m + r, transition.move, len(norm.shape))
    # <v, .> sums d products, each within rounding of v and of the move, which is a difference of two points
    size = radius * (norm.dual(m) + norm.dual(r)) + norm.dual(m + r) * norm(transition.before.x)
    return Sides(np.abs(found + radius * norm.dual(m + r)), np.zeros_like(found), size)


def _subgradient(case: Case, transition: Transition) -> Sides:
    """R(x_{k+1}) + <r_{k+1}, y - x_{k+1}> - R(y) <= 0, the largest over y = x_k, x_0 and the points of the other seeds."""
    problem, x, (_, r) = case.problem, transition.after.x, _parts(transition)
    ndim, points = len(problem.shape), [transition.before.x, np.broadcast_to(case.x0, x.shape)]
    points += [np.roll(points[0], shift, axis=0) for shift in range(1, min(len(x), 4))]
    at_x = problem.regularizer(x, ndim)
    values = [problem.regularizer(y, ndim) for y in points]
    linear = [inner(r, y - x, ndim) for y in points]
    left = np.max([at_x + a - b for a, b in zip(linear, values, strict=True)], axis=0)
    size = np.abs(at_x) + np.max(np.abs(values), axis=0) + np.max(np.abs(linear), axis=0)
    return Sides(left, np.zeros_like(left), size)


def _length(case: Case, transition: Transition) -> Sides:
    """||x_{k+1} - x_k|| <= eta."""
    norm, radius = case.method.norm, parameters(case.method).radius
    left = norm(transition.move)
    return Sides(left, np.full_like(left, radius), norm(transition.before.x) + norm(transition.after.x) + radius)


def _gap(case: Case, transition: Transition) -> Sides:
    """||grad f(x_k) + r_{k+1}||_* <= g_eta(x_k)."""
    norm, radius, (_, r) = case.method.norm, parameters(case.method).radius, _parts(transition)
    observable = trust_region_gap(case.problem, norm, radius, "last")
    right = observable.function(Point(transition.k, transition.before, transition.gradient))
    values = np.abs(case.problem.regularizer(transition.before.x, len(norm.shape)))
    size = norm.dual(transition.gradient) * (1 + norm(transition.before.x) / radius) + norm.dual(r) + values / radius
    return Sides(norm.dual(transition.gradient + r), right, size)


def _stationary(case: Case, transition: Transition) -> Sides:
    """g_eta(x_{k+1}) <= ||grad f(x_{k+1}) + r_{k+1}||_*: r_{k+1} is a subgradient at x_{k+1}."""
    norm, radius, (_, r) = case.method.norm, parameters(case.method).radius, _parts(transition)
    observable = trust_region_gap(case.problem, norm, radius, "last")
    left = observable.function(Point(transition.k + 1, transition.after, transition.following))
    values = np.abs(case.problem.regularizer(transition.after.x, len(norm.shape)))
    size = norm.dual(transition.following) * (1 + norm(transition.after.x) / radius) + norm.dual(r) + values / radius
    return Sides(left, norm.dual(transition.following + r), size)


def _parts(transition: Transition) -> tuple[np.ndarray, np.ndarray]:
    """m_{k+1} and r_{k+1}."""
    if transition.after.subgradient is None:
        raise ValueError(f"the step that led to x_{transition.k + 1} has no certified subgradient")
    return transition.after.m, transition.after.subgradient


_ALIGNMENT = Lemma(
    stem=STEM,
    form="alignment",
    statement="<m_{k+1} + r_{k+1}, x_{k+1} - x_k> = -eta ||m_{k+1} + r_{k+1}||_*",
    source="section 1, Lemma 2b",
    over="path",
    violated=_violated,
    sides=_alignment,
)
LEMMAS = (
    _ALIGNMENT,
    replace(
        _ALIGNMENT,
        form="subgradient",
        statement="R(y) >= R(x_{k+1}) + <r_{k+1}, y - x_{k+1}> for y = x_k, x_0 and the x_k of other seeds",
        sides=_subgradient,
    ),
    replace(_ALIGNMENT, form="length", statement="||x_{k+1} - x_k|| <= eta", sides=_length),
    replace(
        _ALIGNMENT,
        form="gap",
        statement="sigma = 0, alpha = 1: ||grad f(x_k) + r_{k+1}||_* <= g_eta(x_k)",
        source="section 0, gap measures",
        violated=_violated_exact,
        sides=_gap,
    ),
    replace(
        _ALIGNMENT,
        form="stationary",
        statement="g_eta(x_{k+1}) <= ||grad f(x_{k+1}) + r_{k+1}||_*",
        source="section 0, gap measures",
        sides=_stationary,
    ),
)


def checks(full: bool = False) -> list[LemmaCheck]:
    """All forms on the cases without decay, composite ones above all."""
    return checks_on(LEMMAS, lemma_cases.every(full))
