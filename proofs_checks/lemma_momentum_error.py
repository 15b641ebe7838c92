"""Lemma 3: the error of the momentum, in expectation over all samples, and on long runs. Source: theory.md section 1."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import TrustRegion, parameters
from ntr.momentum_error import noise_scale
from ntr.observables import momentum_error
from ntr.theorem import Theorem
from ntr.trajectory import Observable, Trajectory
from proofs_checks import lemma_cases
from proofs_checks.check import Check
from proofs_checks.lemma import Lemma, LemmaCheck, Sides, checks_on
from proofs_checks.transitions import Transition, expected_error, longest_step, smooth

STEM = "lemma_momentum_error"
MEASURED = "measured"


def _violated(case: Case) -> list[str]:
    lines = smooth(case, exact=False)
    if isinstance(case.method, TrustRegion) and case.method.extrapolate:
        lines.append("extrapolate must be False")
    return lines


def _noise(case: Case, k: int) -> float:
    """rho sigma s_k."""
    return case.setting.dual_deviation * float(noise_scale(parameters(case.method).momentum, np.array(k)))


def _drift(case: Case, k: int) -> float:
    """kappa L eta tau_k/a."""
    a = parameters(case.method).momentum
    return longest_step(case) * case.setting.smoothness * (1 - (1 - a) ** k) / a


def _sides(case: Case, left: Array, right: float, transition: Transition) -> Sides:
    norm = case.method.norm
    size = norm.dual(transition.after.m) + norm.dual(transition.before.m) + norm.dual(transition.gradient)
    return Sides(left, np.full_like(left, right), size + right)


def _current(case: Case, transition: Transition) -> Sides:
    """||e_k||_* <= rho sigma s_k + kappa L eta ((1-a)/a) tau_k."""
    k, a = transition.k, parameters(case.method).momentum
    right = _noise(case, k) + (1 - a) * _drift(case, k)
    return _sides(case, case.method.norm.dual(transition.error), right, transition)


def _before(case: Case, transition: Transition) -> Sides:
    """||ebar_k||_* <= (1-a) (rho sigma s_{k-1} + kappa L eta tau_k/a), and ebar_0 = 0."""
    k, a = transition.k, parameters(case.method).momentum
    right = (1 - a) * (_noise(case, k - 1) + _drift(case, k)) if k > 0 else 0.0
    return _sides(case, case.method.norm.dual(expected_error(case, transition)), right, transition)


def _previous(transition: Transition) -> Array:
    """m_k - grad f(x_k)."""
    return transition.before.m - transition.gradient


def _paper_object(case: Case, transition: Transition) -> Sides:
    """||m_k - grad f(x_k)||_* <= rho sigma s_{k-1} + kappa L eta tau_k/a for k >= 1, and rho sigma for k = 0."""
    k = transition.k
    right = _noise(case, k - 1) + _drift(case, k) if k > 0 else case.setting.dual_deviation
    return _sides(case, case.method.norm.dual(_previous(transition)), right, transition)


def _paper(case: Case, transition: Transition) -> Sides:
    """||m_k - grad f(x_k)||_* <= ((1-a)^k + sqrt(a)) rho sigma + kappa L eta/a."""
    a = parameters(case.method).momentum
    right = ((1 - a) ** transition.k + np.sqrt(a)) * case.setting.dual_deviation
    right += longest_step(case) * case.setting.smoothness / a
    return _sides(case, case.method.norm.dual(_previous(transition)), float(right), transition)


_CURRENT = Lemma(
    stem=STEM,
    form="current",
    statement="E||e_k||_* <= rho sigma s_k + kappa L eta ((1-alpha)/alpha) tau_k, e_k = m_{k+1} - grad f(x_k)",
    source="section 1, Lemma 3",
    over="sequences",
    violated=_violated,
    sides=_current,
)
LEMMAS = (
    _CURRENT,
    replace(
        _CURRENT,
        form="before",
        statement="E||E_k e_k||_* <= (1-alpha) rho sigma s_{k-1} + kappa L eta ((1-alpha)/alpha) tau_k; 0 for k = 0",
        sides=_before,
    ),
    replace(
        _CURRENT,
        form="paper_object",
        statement="E||m_k - grad f(x_k)||_* <= rho sigma s_{k-1} + kappa L eta tau_k/alpha, k >= 1",
        sides=_paper_object,
    ),
    replace(
        _CURRENT,
        form="paper",
        statement="E||m_k - grad f(x_k)||_* <= ((1-alpha)^k + sqrt(alpha)) rho sigma + kappa L eta/alpha",
        source="section 1, Lemma 3, paper form",
        sides=_paper,
    ),
)


def _record(case: Case) -> dict[str, Observable]:
    return {MEASURED: momentum_error(case.method.norm)}


def _measured(case: Case, trajectory: Trajectory) -> Array:
    return trajectory.series[MEASURED]


def _terms(case: Case, iterations: Array) -> dict[str, Array | float]:
    a = parameters(case.method).momentum
    drift = longest_step(case) * case.setting.smoothness * (1 - (1 - a) ** iterations) / a
    return {"noise": case.setting.dual_deviation * noise_scale(a, iterations - 1), "drift": drift}


def _maximum(case: Case, iterations: Array) -> Array:
    """sup ||n||_* + 2 sup ||grad f||_*: m_k is a mean of the gradients and noises so far."""
    gradient, noise = case.setting.constants.gradient, case.noise.in_norm(case.problem, case.method.norm)
    if gradient is None or noise is None or noise.largest is None:
        return np.full(iterations.shape, np.inf)
    return np.full(iterations.shape, noise.largest.value + 2 * gradient.value)


STATEMENTS = (
    Theorem(
        stem=STEM,
        form="long_run",
        statement="E||m_k - grad f(x_k)||_* <= rho sigma s_{k-1} + kappa L eta tau_k/alpha   (theory.md Lemma 3)",
        kind="upper",
        rate=(0.0, 0),
        violated=_violated,
        record=_record,
        measured=_measured,
        terms=_terms,
        maximum=_maximum,
    ),
)


def checks(full: bool = False) -> list[LemmaCheck]:
    """All forms on short runs with every sequence of samples; equality for one coin, no momentum, and for straight motion."""
    return checks_on(LEMMAS, lemma_cases.short(full))


def statistical_checks(full: bool = False) -> list[Check]:
    """Long runs with sampled noise, by e-processes."""
    return [Check(STATEMENTS[0], *named) for named in lemma_cases.long(full)]
