"""Lemma 1: smoothness, and the decrease of F in a step. Source: theory.md sections 1 and 3."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case
from ntr.linalg import inner
from ntr.methods import parameters
from proofs_checks import lemma_cases
from proofs_checks.lemma import Lemma, LemmaCheck, Sides, checks_on
from proofs_checks.transitions import Transition, constant, smooth

STEM = "lemma_descent"


def _smooth(case: Case) -> list[str]:
    return smooth(case, exact=False)


def _smoothness(case: Case, transition: Transition) -> Sides:
    """|f(y) - f(x) - <grad f(x), y - x>| <= (L/2) ||y - x||^2."""
    problem, move = case.problem, transition.move
    start, end = problem.value(transition.before.x), problem.value(transition.after.x)
    linear = inner(transition.gradient, move, len(problem.shape))
    right = case.setting.smoothness / 2 * case.method.norm(move) ** 2
    return Sides(np.abs(end - start - linear), right, np.abs(start) + np.abs(end) + np.abs(linear) + right)


def _lipschitz(case: Case, transition: Transition) -> Sides:
    """||grad f(y) - grad f(x)||_* <= L ||y - x||: A2."""
    norm = case.method.norm
    left = norm.dual(transition.following - transition.gradient)
    right = case.setting.smoothness * norm(transition.move)
    return Sides(left, right, norm.dual(transition.gradient) + norm.dual(transition.following) + right)


def _composite(case: Case) -> list[str]:
    lines = smooth(case)
    if not constant(case) and parameters(case.method).weight_decay > 0:
        lines.append("weight_decay must be 0")
    return lines


def _decrease(case: Case, transition: Transition) -> Sides:
    """F(x_{k+1}) - F(x_k) + eta ||m_{k+1} + r_{k+1}||_* <= eta ||e_k||_* + L eta^2/2, the first step of T2's proof."""
    problem, norm, radius = case.problem, case.method.norm, parameters(case.method).radius
    assert transition.after.subgradient is not None
    start, end = problem.objective(transition.before.x), problem.objective(transition.after.x)
    gain = radius * norm.dual(transition.after.m + transition.after.subgradient)
    right = radius * norm.dual(transition.error) + case.setting.smoothness * radius**2 / 2
    size = (
        np.abs(start)
        + np.abs(end)
        + radius
        * (norm.dual(transition.after.m) + norm.dual(transition.after.subgradient) + norm.dual(transition.gradient))
    )
    return Sides(end - start + gain, right, size + right)


def _residual(case: Case, transition: Transition) -> Sides:
    """||grad f(x_{k+1}) + r_{k+1}||_* <= ||m_{k+1} + r_{k+1}||_* + L eta + ||e_k||_*, its second step."""
    norm, radius = case.method.norm, parameters(case.method).radius
    r = transition.after.subgradient
    assert r is not None
    kept = norm.dual(transition.after.m + r)
    right = kept + case.setting.smoothness * radius + norm.dual(transition.error)
    size = norm.dual(transition.after.m) + norm.dual(r) + norm.dual(transition.gradient) + right
    return Sides(norm.dual(transition.following + r), right, size)


_SMOOTHNESS = Lemma(
    stem=STEM,
    form="smoothness",
    statement="|f(x_{k+1}) - f(x_k) - <grad f(x_k), x_{k+1} - x_k>| <= (L/2) ||x_{k+1} - x_k||^2",
    source="section 1, Lemma 1",
    over="path",
    violated=_smooth,
    sides=_smoothness,
)
LEMMAS = (
    _SMOOTHNESS,
    replace(
        _SMOOTHNESS,
        form="lipschitz",
        statement="||grad f(x_{k+1}) - grad f(x_k)||_* <= L ||x_{k+1} - x_k||",
        source="section 0, A2",
        sides=_lipschitz,
    ),
    replace(
        _SMOOTHNESS,
        form="decrease",
        statement="F(x_{k+1}) <= F(x_k) - eta ||m_{k+1} + r_{k+1}||_* + eta ||e_k||_* + L eta^2/2",
        source="section 3, proof of T2 (T1: e_k = 0)",
        violated=_composite,
        sides=_decrease,
    ),
    replace(
        _SMOOTHNESS,
        form="residual",
        statement="||grad f(x_{k+1}) + r_{k+1}||_* <= ||m_{k+1} + r_{k+1}||_* + L eta + ||e_k||_*",
        source="section 3, proof of T2 (T1: e_k = 0)",
        violated=_composite,
        sides=_residual,
    ),
)


def checks(full: bool = False) -> list[LemmaCheck]:
    """All forms on the cases of every kind."""
    return checks_on(LEMMAS, lemma_cases.every(full))
