"""A3: the norm against the Euclidean and the l_3 norm, on what a run meets. Source: theory.md sections 0 and 13."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case
from ntr.linalg import Array, norm2
from proofs_checks import lemma_cases
from proofs_checks.lemma import Lemma, LemmaCheck, Sides, checks_on
from proofs_checks.transitions import Transition, constant

STEM = "lemma_norm_embedding"


def _violated(case: Case) -> list[str]:
    return constant(case, exact=False)


def _violated_smoothness(case: Case) -> list[str]:
    known = case.problem.euclidean()[0] is not None
    return _violated(case) + ([] if known else [f"{type(case.problem).__name__} has no certified L_2"])


def _sides(left: Array, right: Array) -> Sides:
    return Sides(left, right, left + right)


def _dual(case: Case, transition: Transition) -> Sides:
    norm = case.method.norm
    return _sides(norm.dual(transition.after.m), norm.rho * norm2(transition.after.m, len(norm.shape)))


def _primal(case: Case, transition: Transition) -> Sides:
    norm = case.method.norm
    return _sides(norm2(transition.move, len(norm.shape)), norm.rho * norm(transition.move))


def _third(case: Case, transition: Transition) -> Sides:
    norm, move = case.method.norm, transition.move
    third = np.cbrt((np.abs(move) ** 3).reshape(len(move), -1).sum(axis=1))
    return _sides(third, norm.embedding(3).value * norm(move))


def _smoothness(case: Case, transition: Transition) -> Sides:
    norm, first = case.method.norm, case.problem.euclidean()[0]
    assert first is not None
    left = norm.dual(transition.following - transition.gradient)
    right = norm.rho**2 * first.value * norm(transition.move)
    return Sides(left, right, norm.dual(transition.following) + norm.dual(transition.gradient) + right)


_DUAL = Lemma(
    stem=STEM,
    form="dual",
    statement="||m_{k+1}||_* <= rho ||m_{k+1}||_2",
    source="section 0, A3",
    over="path",
    violated=_violated,
    sides=_dual,
)
LEMMAS = (
    _DUAL,
    replace(_DUAL, form="primal", statement="||x_{k+1} - x_k||_2 <= rho ||x_{k+1} - x_k||", sides=_primal),
    replace(
        _DUAL,
        form="third",
        statement="||x_{k+1} - x_k||_3 <= rho_3 ||x_{k+1} - x_k||",
        source="section 13.2",
        sides=_third,
    ),
    replace(
        _DUAL,
        form="smoothness",
        statement="||grad f(x_{k+1}) - grad f(x_k)||_* <= rho^2 L_2 ||x_{k+1} - x_k||",
        source="section 13.2, L <= rho^2 L_2",
        violated=_violated_smoothness,
        sides=_smoothness,
    ),
)


def checks(full: bool = False) -> list[LemmaCheck]:
    """All forms in norms of every kind."""
    return checks_on(LEMMAS, lemma_cases.every(full))
