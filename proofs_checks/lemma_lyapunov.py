"""The Lyapunov function of the noiseless case. Source: theory.md section 3, T2-det."""

from __future__ import annotations

import numpy as np

from ntr import hypotheses
from ntr.case import Case
from ntr.methods import TrustRegion, parameters
from proofs_checks import lemma_cases
from proofs_checks.lemma import Lemma, LemmaCheck, Sides, checks_on
from proofs_checks.transitions import Transition, smooth

STEM = "lemma_lyapunov"


def _violated(case: Case) -> list[str]:
    lines = smooth(case) + hypotheses.noiseless(case) + hypotheses.no_regularizer(case)
    method = case.method
    if isinstance(method, TrustRegion) and (method.weight_decay != 0 or method.extrapolate):
        lines.append("neither decay nor extrapolation is allowed")
    return lines


def _decrease(case: Case, transition: Transition) -> Sides:
    """V_{k+1} - V_k + eta ||m_{k+1}||_* <= L eta^2/2, V_k = f(x_k) + eta ((1-a)/a) ||m_k||_*."""
    problem, norm, (radius, a, _) = case.problem, case.method.norm, parameters(case.method)
    weight = radius * (1 - a) / a
    before = problem.value(transition.before.x), weight * norm.dual(transition.before.m)
    after = problem.value(transition.after.x), weight * norm.dual(transition.after.m)
    gain = radius * norm.dual(transition.after.m)
    right = np.full_like(gain, case.setting.smoothness * radius**2 / 2)
    size = sum(map(np.abs, (*before, *after)), gain + right)
    return Sides(sum(after) - sum(before) + gain, right, size)


LEMMAS = (
    Lemma(
        stem=STEM,
        form="decrease",
        statement="sigma = 0, R = 0: V_{k+1} <= V_k - eta ||m_{k+1}||_* + L eta^2/2,"
        " V_k = f(x_k) + eta ((1-alpha)/alpha) ||m_k||_*",
        source="section 3, T2-det",
        over="path",
        violated=_violated,
        sides=_decrease,
    ),
)


def checks(full: bool = False) -> list[LemmaCheck]:
    """On the cases without noise; equality on a quadratic function, straight down."""
    return checks_on(LEMMAS, lemma_cases.every(full))
