"""The steps of T8's proof: what an inexact oracle costs in one step. Source: theory.md section 9."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr import hypotheses, star_convex
from ntr.case import Case
from ntr.inexact_lmo import Accuracy
from ntr.linalg import Array, inner
from ntr.methods import TrustRegion, parameters
from proofs_checks import lemma_cases
from proofs_checks.lemma import Lemma, LemmaCheck, Sides, checks_on
from proofs_checks.transitions import Transition, center, constant, expected_error, smooth

STEM = "lemma_inexact_lmo"


def _violated_oracle(case: Case) -> list[str]:
    return constant(case, exact=False) + hypotheses.no_regularizer(case)


def _violated(case: Case) -> list[str]:
    lines = smooth(case, exact=False) + hypotheses.no_regularizer(case)
    return lines if lines or parameters(case.method).weight_decay == 0 else ["weight_decay must be 0"]


def _violated_decay(case: Case) -> list[str]:
    lines = smooth(case, exact=False) + hypotheses.no_regularizer(case)
    if lines:
        return lines
    if parameters(case.method).weight_decay == 0:
        return ["weight_decay must be positive"]
    found = star_convex.on_ball(case.setting)
    lines = star_convex.certified(found, "||x|| <= tau eta/beta")
    if found is not None and float(case.method.norm(found.point)) > (1 - _accuracy(case).delta) * _ball(case):
        lines.append("||u|| must be at most (1-delta) eta/beta")
    return lines


def _accuracy(case: Case) -> Accuracy:
    assert isinstance(case.method, TrustRegion)
    return case.method.accuracy


def _ball(case: Case) -> float:
    """eta/beta."""
    return parameters(case.method).radius / parameters(case.method).weight_decay


def _alignment(case: Case, transition: Transition) -> Sides:
    """(1-delta) ||m_{k+1}||_* <= -<m_{k+1}, d_k>, d_k = (x_{k+1} - c_k)/eta; m = 0 asks nothing."""
    norm, radius = case.method.norm, parameters(case.method).radius
    right = -inner(transition.after.m, transition.after.x - center(case, transition), len(norm.shape)) / radius
    dual = norm.dual(transition.after.m)
    size = dual * (1 + (norm(transition.before.x) + norm(transition.after.x)) / radius)
    return Sides((1 - _accuracy(case).delta) * dual, right, size)


def _length(case: Case, transition: Transition) -> Sides:
    """||x_{k+1} - c_k|| <= tau eta."""
    norm = case.method.norm
    left = norm(transition.after.x - center(case, transition))
    right = np.full_like(left, _accuracy(case).tau * parameters(case.method).radius)
    return Sides(left, right, norm(transition.before.x) + norm(transition.after.x) + right)


def _descent(case: Case, transition: Transition, errors: Array) -> Sides:
    """f(x_{k+1}) - f(x_k) + (1-delta) eta ||grad f(x_k)||_* <= errors + tau^2 L eta^2/2."""
    problem, norm, radius = case.problem, case.method.norm, parameters(case.method).radius
    delta, tau = _accuracy(case)
    start, end = problem.value(transition.before.x), problem.value(transition.after.x)
    gain = (1 - delta) * radius * norm.dual(transition.gradient)
    right = errors + tau**2 * case.setting.smoothness * radius**2 / 2
    size = np.abs(start) + np.abs(end) + gain + right + radius * norm.dual(transition.after.m)
    return Sides(end - start + gain, right, size)


def _pathwise(case: Case, transition: Transition) -> Sides:
    delta, tau = _accuracy(case)
    error = case.method.norm.dual(transition.error)
    return _descent(case, transition, (tau + 1 - delta) * parameters(case.method).radius * error)


def _conditional_errors(case: Case, transition: Transition) -> Array:
    """eta (tau ||e_k||_* + (1-delta) ||ebar_k||_*)."""
    (delta, tau), norm = _accuracy(case), case.method.norm
    before = norm.dual(expected_error(case, transition))
    return parameters(case.method).radius * (tau * norm.dual(transition.error) + (1 - delta) * before)


def _conditional(case: Case, transition: Transition) -> Sides:
    return _descent(case, transition, _conditional_errors(case, transition))


def _decay(case: Case, transition: Transition) -> Sides:
    """Phi_{k+1} - (1-b) Phi_k <= eta (tau ||e_k||_* + (1-delta) ||ebar_k||_*) + 2 tau^2 L eta^2, before the expectation."""
    problem, norm, (radius, _, decay) = case.problem, case.method.norm, parameters(case.method)
    bottom = star_convex.require(star_convex.on_ball(case.setting), case.setting).value
    start, end = problem.value(transition.before.x), problem.value(transition.after.x)
    right = _conditional_errors(case, transition)
    right = right + 2 * _accuracy(case).tau ** 2 * case.setting.smoothness * radius**2
    size = np.abs(start) + np.abs(end) + 2 * abs(bottom) + right
    size = size + radius * (norm.dual(transition.after.m) + norm.dual(transition.gradient))
    return Sides(end - bottom - (1 - decay) * (start - bottom), right, size)


_ERRORS = "eta (tau E_k||e_k||_* + (1-delta) ||E_k e_k||_*)"
_ALIGNMENT = Lemma(
    stem=STEM,
    form="alignment",
    statement="<m_{k+1}, d_k> <= -(1-delta) ||m_{k+1}||_*, with the certified delta",
    source="section 9, model",
    over="path",
    violated=_violated_oracle,
    sides=_alignment,
)
LEMMAS = (
    _ALIGNMENT,
    replace(_ALIGNMENT, form="length", statement="||d_k|| <= tau, with the certified tau", sides=_length),
    replace(
        _ALIGNMENT,
        form="pathwise",
        statement="f(x_{k+1}) <= f(x_k) - (1-delta) eta ||grad f(x_k)||_* + (tau+1-delta) eta ||e_k||_* + tau^2 L eta^2/2",
        source="section 9, proof of T8",
        violated=_violated,
        sides=_pathwise,
    ),
    replace(
        _ALIGNMENT,
        form="conditional",
        statement=f"E_k f(x_{{k+1}}) <= f(x_k) - (1-delta) eta ||grad f(x_k)||_* + {_ERRORS} + tau^2 L eta^2/2",
        source="section 9, proof of T8",
        over="sample",
        violated=_violated,
        sides=_conditional,
    ),
    replace(
        _ALIGNMENT,
        form="decay",
        statement=f"||u|| <= (1-delta) eta/beta: E_k Phi_{{k+1}} <= (1-beta) Phi_k + {_ERRORS} + 2 tau^2 L eta^2",
        source="section 9, weight decay",
        over="sample",
        violated=_violated_decay,
        sides=_decay,
    ),
)


def checks(full: bool = False) -> list[LemmaCheck]:
    """All forms with inexact oracles; the exact one is among the cases, with (delta, tau) = (0, 1)."""
    return checks_on(LEMMAS, lemma_cases.every(full))
