"""Lemma 3': the error of the momentum with extrapolated sampling, over all samples. Source: theory.md section 1."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr import hypotheses
from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import TrustRegion, parameters
from ntr.momentum_error import noise_scale
from proofs_checks import lemma_cases
from proofs_checks.lemma import Lemma, LemmaCheck, Sides, checks_on
from proofs_checks.transitions import Transition, constant, expected_error, longest_step

STEM = "lemma_extrapolated_error"


def _violated(case: Case) -> list[str]:
    lines = constant(case, exact=False)
    if isinstance(case.method, TrustRegion) and not case.method.extrapolate:
        lines.append("extrapolate must be True")
    return lines + hypotheses.second_smooth(case)


def _drift(case: Case, k: int) -> float:
    """(1-a) H kappa^2 eta^2 tau_k/(2 a^2)."""
    a = parameters(case.method).momentum
    forgotten = 1 - (1 - a) ** k
    return (1 - a) * case.setting.second_smoothness * longest_step(case) ** 2 * forgotten / (2 * a**2)


def _sides(case: Case, left: Array, noise: float, transition: Transition) -> Sides:
    norm, right = case.method.norm, noise * case.setting.dual_deviation + _drift(case, transition.k)
    query = norm.dual(case.problem.gradient(transition.before.query))
    size = norm.dual(transition.after.m) + norm.dual(transition.before.m) + norm.dual(transition.gradient) + query
    return Sides(left, np.full_like(left, right), size + right)


def _current(case: Case, transition: Transition) -> Sides:
    """||e_k||_* <= rho sigma s_k + (1-a) H kappa^2 eta^2 tau_k/(2 a^2)."""
    noise = float(noise_scale(parameters(case.method).momentum, np.array(transition.k)))
    return _sides(case, case.method.norm.dual(transition.error), noise, transition)


def _before(case: Case, transition: Transition) -> Sides:
    """||ebar_k||_* <= (1-a) rho sigma s_{k-1} + the same drift; 0 for k = 0."""
    k, a = transition.k, parameters(case.method).momentum
    noise = (1 - a) * float(noise_scale(a, np.array(k - 1))) if k > 0 else 0.0
    return _sides(case, case.method.norm.dual(expected_error(case, transition)), noise, transition)


_CURRENT = Lemma(
    stem=STEM,
    form="current",
    statement="E||e_k||_* <= rho sigma s_k + (1-alpha) H kappa^2 eta^2 tau_k/(2 alpha^2)",
    source="section 1, Lemma 3'",
    over="sequences",
    violated=_violated,
    sides=_current,
)
LEMMAS = (
    _CURRENT,
    replace(
        _CURRENT,
        form="before",
        statement="E||E_k e_k||_* <= (1-alpha) rho sigma s_{k-1} + (1-alpha) H kappa^2 eta^2 tau_k/(2 alpha^2); 0 for k = 0",
        sides=_before,
    ),
)


def checks(full: bool = False) -> list[LemmaCheck]:
    """Both forms with every sequence of samples; equality on H |x|^3/6, straight towards 0."""
    return checks_on(LEMMAS, lemma_cases.short(full))
