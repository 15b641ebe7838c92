"""Planted errors in T8 and T10: delta, tau, L_0, L_1, q and Delta_0 that are ignored or too small are refuted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntr.case import Setting
from ntr.inexact_lmo import Accuracy
from ntr.lmos import NewtonSchulz
from ntr.methods import TrustRegion
from ntr.norms import Spectral
from ntr.problem import Problem
from ntr.theorems import generalized_smoothness as t10
from ntr.theorems import inexact_lmo as t8
from problems import Gaussian, Quadratic, Separable
from proofs_checks import generalized_smoothness, inexact_lmo, run
from proofs_checks.catalogue import descending
from proofs_checks.check import Check, run_check

LEVEL = run.LEVEL / 300  # its share in a run of the default catalogue


def statuses(module, form: str, problem: str) -> list[str]:
    """The verdicts of one form on the tight cases of that name."""
    theorem = next(t for t in module.STATEMENTS if t.form == form)
    cases = [case for name, case in module.tight() if name == problem]
    assert cases, problem
    return [run_check(Check(theorem, problem, replace(case)), LEVEL).status for case in cases]


EIGHT = [
    ("zero", "Huber slope, short steps"),
    ("zero", "quadratic, two-cycle of half steps"),
    ("zero", "Huber slope, one-sided, tight noise"),
    ("replaced", "Huber slope, short steps"),
    ("replaced", "Huber slope, one-sided, tight noise"),
    ("extrapolation", "quadratic, extrapolated two-cycle"),
    ("extrapolation", "Huber slope, extrapolated, tight noise"),
]
STRETCHED = [
    ("zero", "quadratic, two-cycle of long steps"),
    ("zero", "Huber slope, one-sided long, tight noise"),
    ("replaced", "quadratic, two-cycle of long steps"),
    ("replaced", "Huber slope, one-sided long, tight noise"),
    ("decay", "Huber slope, one-sided decay, tight noise"),
]


@pytest.mark.parametrize(("form", "problem"), EIGHT)
def test_a_delta_that_is_ignored_is_refuted(form, problem, monkeypatch):
    assert statuses(inexact_lmo, form, problem) == ["verified"]
    honest = t8._accuracy
    monkeypatch.setattr(t8, "_accuracy", lambda setting: Accuracy(0.0, honest(setting).tau))
    assert statuses(inexact_lmo, form, problem) == ["refuted"]


@pytest.mark.parametrize(("form", "problem"), STRETCHED)
def test_a_tau_that_is_ignored_is_refuted(form, problem, monkeypatch):
    assert statuses(inexact_lmo, form, problem) == ["verified"]
    honest = t8._accuracy

    def without(setting: Setting) -> Accuracy:
        # the domain of weight decay stays the one that the iterates are in
        return Accuracy(honest(setting).delta, 1.0)

    monkeypatch.setattr(t8, "_accuracy", without)
    if form == "decay":  # D = eta/beta, computed from the domain radius and tau, must stay right
        reference = t8._reference

        def true_size(setting: Setting):
            found = reference(setting)
            return None if found is None else found._replace(reach=setting.domain_radius / honest(setting).tau)

        monkeypatch.setattr(t8, "_reference", true_size)
    assert statuses(inexact_lmo, form, problem) == ["refuted"]


def halved(index: int):
    """`Problem.generalized_smoothness` with half of L_0 (0) or of L_1 (1)."""

    def mutant(self: Problem, norm):
        pair = list(HONEST[type(self)](self, norm))
        pair[index] /= 2
        return tuple(pair)

    return mutant


HONEST = {cls: cls.generalized_smoothness for cls in (Quadratic, Separable)}


@pytest.mark.parametrize(
    ("index", "form", "problem"),
    [
        (0, "stochastic", "quadratic, two-cycle"),
        (0, "clipping", "quadratic, near the limit of gamma"),
        (1, "stochastic", "steep cosh, long steps, descent"),
    ],
)
def test_half_of_a_constant_of_generalized_smoothness_is_refuted(index, form, problem, monkeypatch):
    assert statuses(generalized_smoothness, form, problem) == ["verified"]
    for cls in HONEST:
        monkeypatch.setattr(cls, "generalized_smoothness", halved(index))
    assert statuses(generalized_smoothness, form, problem) == ["refuted"]


def test_q_that_is_ignored_is_refuted(monkeypatch):
    monkeypatch.setattr(t10, "_share", lambda case: 0.0)
    assert statuses(generalized_smoothness, "stochastic", "steep cosh, long steps, descent") == ["refuted"]


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ("stochastic", "Huber slope, small steps, descent"),
        ("clipping", "Huber slope, small clipping, descent"),
        ("clipping", "Huber slope, half clipped, descent"),
        ("smooth", "Huber slope, smooth clipping, descent"),
    ],
)
def test_half_of_the_initial_gap_is_refuted(form, problem, monkeypatch):
    assert statuses(generalized_smoothness, form, problem) == ["verified"]
    honest = Setting.initial_gap.func
    monkeypatch.setattr(Setting, "initial_gap", property(lambda setting: 0.5 * honest(setting)))
    assert statuses(generalized_smoothness, form, problem) == ["refuted"]


def test_half_of_the_noise_is_refuted(monkeypatch):
    cases = [
        (inexact_lmo, "zero", "Huber slope, one-sided, tight noise"),
        (inexact_lmo, "zero", "Huber slope, one-sided long, tight noise"),
        (inexact_lmo, "extrapolation", "Huber slope, extrapolated, tight noise"),
        (inexact_lmo, "decay", "Huber slope, one-sided decay, tight noise"),
        (generalized_smoothness, "stochastic", "Huber slope, clipped, tight noise"),
    ]
    monkeypatch.setattr(Setting, "dual_deviation", property(lambda setting: 0.45 * setting.norm.rho * setting.sigma))
    for module, form, problem in cases:
        assert statuses(module, form, problem) == ["refuted"], (form, problem)


def test_measured_accuracy_of_a_run_is_within_the_certificate():
    problem = next(
        case.problem for name, case in inexact_lmo.stochastic(False) if name == "matrix saturating, Muon's 5 steps"
    )
    case = descending(problem, Spectral((5, 4)), Gaussian(1.0), 0.1, 50)
    assert isinstance(case.method, TrustRegion)
    spoilt = inexact_lmo.spoilt(case, NewtonSchulz())
    measured, certified = inexact_lmo.measured_accuracy(spoilt), NewtonSchulz().certified(Spectral((5, 4)))
    assert 0.1 < measured.delta <= certified.delta, (measured, certified)
    assert 1.0 < measured.tau <= certified.tau, (measured, certified)
