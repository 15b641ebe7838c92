"""Lemma 2c: weight decay keeps the iterates in a ball. Source: theory.md sections 1 and 9."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import TrustRegion, parameters
from proofs_checks import lemma_cases
from proofs_checks.lemma import Lemma, LemmaCheck, Sides, checks_on
from proofs_checks.transitions import Transition, constant, longest_step

STEM = "lemma_boundedness"


def _violated(case: Case) -> list[str]:
    lines = constant(case, exact=False)
    return lines if lines or parameters(case.method).weight_decay > 0 else ["weight_decay must be positive"]


def _sizes(case: Case, transition: Transition) -> tuple[Array, Array, float, float]:
    """||x_k||, ||x_{k+1}||, tau eta and b."""
    norm, (radius, _, decay) = case.method.norm, parameters(case.method)
    assert isinstance(case.method, TrustRegion)
    return norm(transition.before.x), norm(transition.after.x), case.method.accuracy.tau * radius, decay


def _contraction(case: Case, transition: Transition) -> Sides:
    before, after, length, decay = _sizes(case, transition)
    right = (1 - decay) * before + length
    return Sides(after, right, before + right)


def _radius(case: Case, transition: Transition) -> Sides:
    _, after, length, decay = _sizes(case, transition)
    start, ball = float(case.method.norm(case.x0)), length / decay
    right = np.full_like(after, ball + (1 - decay) ** (transition.k + 1) * (start - ball))
    return Sides(after, right, right + start + ball)


def _step(case: Case, transition: Transition) -> Sides:
    before, after, _, _ = _sizes(case, transition)
    left = case.method.norm(transition.move)
    return Sides(left, np.full_like(left, longest_step(case)), before + after)


_CONTRACTION = Lemma(
    stem=STEM,
    form="contraction",
    statement="||x_{k+1}|| <= (1-beta) ||x_k|| + tau eta   (tau = 1 for the exact oracle)",
    source="section 1, Lemma 2c; section 9",
    over="path",
    violated=_violated,
    sides=_contraction,
)
LEMMAS = (
    _CONTRACTION,
    replace(
        _CONTRACTION,
        form="radius",
        statement="||x_{k+1}|| <= D + (1-beta)^(k+1) (||x_0|| - D), D = tau eta/beta",
        sides=_radius,
    ),
    replace(
        _CONTRACTION,
        form="step",
        statement="||x_{k+1} - x_k|| <= kappa tau eta, kappa = 1 + max{1, ||x_0||/D}",
        sides=_step,
    ),
)


def checks(full: bool = False) -> list[LemmaCheck]:
    """All forms under decay, from inside and from outside of the ball, with exact and inexact oracles."""
    return checks_on(LEMMAS, [*lemma_cases.every(full), *lemma_cases.outside()])
