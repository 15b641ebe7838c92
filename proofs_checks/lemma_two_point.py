"""The Euclidean two-point inequality (1.1), along a run. Source: theory.md section 1."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case
from ntr.linalg import Array, inner
from ntr.norms import L2
from proofs_checks import lemma_cases
from proofs_checks.lemma import Lemma, LemmaCheck, Sides, checks_on
from proofs_checks.transitions import Transition, smooth

STEM = "lemma_two_point"


def _violated(case: Case) -> list[str]:
    lines = smooth(case, exact=False)
    return lines if isinstance(case.method.norm, L2) else [*lines, f"the norm must be L2, got {case.method.norm!r}"]


def _inequality(case: Case, x: Array, y: Array, gx: Array, gy: Array) -> Sides:
    """f(y) - f(x) + <gx + gy, x - y>/2 + ||gx - gy||^2/(4L) <= (L/4) ||x - y||^2."""
    problem, L, ndim = case.problem, case.setting.smoothness, len(case.problem.shape)
    fx, fy, linear = problem.value(x), problem.value(y), inner(gx + gy, x - y, ndim) / 2
    square = inner(gx - gy, gx - gy, ndim) / (4 * L)
    right = L / 4 * inner(x - y, x - y, ndim)
    return Sides(fy - fx + linear + square, right, np.abs(fx) + np.abs(fy) + np.abs(linear) + square + right)


def _forward(case: Case, transition: Transition) -> Sides:
    return _inequality(case, transition.after.x, transition.before.x, transition.following, transition.gradient)


def _backward(case: Case, transition: Transition) -> Sides:
    return _inequality(case, transition.before.x, transition.after.x, transition.gradient, transition.following)


_FORWARD = Lemma(
    stem=STEM,
    form="forward",
    statement="l_2: f(x) >= f(y) + <grad f(x) + grad f(y), x - y>/2 + ||grad f(x) - grad f(y)||^2/(4L) - (L/4)||x - y||^2"
    " for x = x_{k+1}, y = x_k",
    source="section 1, (1.1)",
    over="path",
    violated=_violated,
    sides=_forward,
)
LEMMAS = (
    _FORWARD,
    replace(
        _FORWARD,
        form="backward",
        statement=_FORWARD.statement.replace("x = x_{k+1}, y = x_k", "x = x_k, y = x_{k+1}"),
        sides=_backward,
    ),
)


def checks(full: bool = False) -> list[LemmaCheck]:
    """Both forms on the Euclidean cases, with and without noise."""
    return checks_on(LEMMAS, lemma_cases.every(full))
