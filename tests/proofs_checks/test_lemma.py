"""The runner of lemmas: it sees what it should, at the step and the seed where it is, and judges nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from ntr.case import Case
from ntr.methods import Clipped, TrustRegion
from ntr.norms import L2
from problems import Gaussian, Quadratic, Rademacher
from proofs_checks.lemma import Lemma, LemmaCheck, Sides, checks_on, run_lemma, violated
from proofs_checks.transitions import Transition

CASE = Case(
    Quadratic(np.eye(2)), Rademacher(1.0), TrustRegion(L2((2,)), 0.1, 0.5), np.array([1.0, 2.0]), 6, range(10, 14)
)


def nothing(case: Case) -> list[str]:
    return []


def refuse(case: Case) -> list[str]:
    return ["never"]


def sides(left, right=1.0):
    def function(case: Case, transition: Transition) -> Sides:
        value = np.broadcast_to(np.asarray(left(transition), dtype=np.float64), transition.gradient.shape[:1])
        return Sides(value, np.full(value.shape, right), np.ones(value.shape))

    return function


def lemma(function, over="path", violated=nothing) -> Lemma:
    return Lemma("lemma_test", "form", "left <= right", "nowhere", over, violated, function)


def test_a_lemma_that_holds_is_verified():
    row = run_lemma(LemmaCheck(lemma(sides(lambda t: 0.25)), "quadratic", CASE))
    assert row.status == "verified", row.message
    assert row.slack.shape == (6, 4)
    assert (row.slack == 0.75).all()
    assert row.closest == 0.25


@pytest.mark.parametrize(("step", "seed"), [(0, 10), (3, 12), (5, 13)])
def test_one_violation_refutes_and_is_named(step, seed):
    def left(transition: Transition):
        return np.where((transition.k == step) & (np.arange(10, 14) == seed), 1 + 1e-9, 0.5)

    row = run_lemma(LemmaCheck(lemma(sides(left)), "quadratic", CASE))
    assert row.status == "refuted"
    assert row.worst == (step, seed)
    assert re.match(rf"lemma_test/form, quadratic: step k = {step}, seed {seed}: right - left = -1e-09", row.message)


def test_rounding_is_allowed_and_no_more():
    assert run_lemma(LemmaCheck(lemma(sides(lambda t: 1 + 5e-12)), "", CASE)).status == "verified"
    assert run_lemma(LemmaCheck(lemma(sides(lambda t: 1 + 5e-11)), "", CASE)).status == "refuted"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_an_error_and_no_verdict(value):
    row = run_lemma(LemmaCheck(lemma(sides(lambda t: value)), "quadratic", CASE))
    assert row.status == "failed"
    assert "is NaN or infinite at step 0" in row.message


def test_a_case_outside_of_the_hypotheses_is_an_error_and_left_out_of_the_list():
    found = lemma(sides(lambda t: 0.0), violated=refuse)
    row = run_lemma(LemmaCheck(found, "quadratic", CASE))
    assert row.status == "failed"
    assert "does not apply: never" in row.message
    assert checks_on([found], [("quadratic", CASE)]) == []


def test_an_expectation_over_the_next_sample_is_a_mean_of_its_values():
    """Left is the first entry of the noise: +-1/sqrt(2) in the branches, 0 on average, for every seed and step."""

    def left(transition: Transition):
        k, m = transition.k, transition.after.m
        g = m if k == 0 else (m - 0.5 * transition.before.m) / 0.5
        return (g - transition.gradient)[:, 0]

    row = run_lemma(LemmaCheck(lemma(sides(left, right=1e-9), over="sample"), "", CASE))
    assert row.status == "verified", row.message
    np.testing.assert_allclose(row.slack, 1e-9, atol=1e-14)
    assert row.slack.shape == (6, 4)
    path = run_lemma(LemmaCheck(lemma(sides(left, right=1e-9)), "", CASE))
    assert path.status == "refuted"


def test_an_expectation_over_all_sequences_is_one_number_a_step():
    """E (x_k)_1 of a walk of fair signs, momentum 1, on a slope that the noise outweighs: the start."""
    case = replace(CASE, method=TrustRegion(L2((2,)), 1e-3, 1.0), noise=Rademacher(100.0))

    def left(transition: Transition):
        return transition.before.x[:, 0]

    row = run_lemma(LemmaCheck(lemma(sides(left, right=1.0), over="sequences"), "", case))
    assert row.slack.shape == (6, 1)
    assert row.worst[1] is None
    np.testing.assert_allclose(row.slack, 0, atol=1e-4)
    assert "mean over all samples" in row.message


@pytest.mark.parametrize("over", ["sample", "sequences"])
def test_an_expectation_needs_a_noise_with_few_values(over):
    found = lemma(sides(lambda t: 0.0), over=over)
    assert violated(found, replace(CASE, noise=Gaussian(1.0))) == [
        "the noise must take few values, got Gaussian(sigma=1.0)"
    ]
    assert violated(found, CASE) == []


def test_too_many_sequences_are_refused():
    found = lemma(sides(lambda t: 0.0), over="sequences")
    (line,) = violated(found, replace(CASE, iterations=20))
    assert line == "there must be at most 16384 sequences of samples, got 4^20"


def test_a_run_that_breaks_off_is_an_error():
    def broken(case: Case, transition: Transition) -> Sides:
        raise RuntimeError("no")

    row = run_lemma(LemmaCheck(lemma(broken), "quadratic", CASE))
    assert row.message == "lemma_test/form, quadratic: RuntimeError: no"


def test_methods_other_than_trust_region_are_refused_by_the_lemmas():
    from proofs_checks import lemmas

    case = replace(CASE, method=Clipped(L2((2,)), 0.1, 1.0))
    for module in lemmas.MODULES:
        for found in module.LEMMAS:
            assert "the method must be TrustRegion, got Clipped" in found.violated(case), found.name
