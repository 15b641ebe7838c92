"""The theorems of the neighbours: verified on their cases, and refuted there when a constant or a term is too small."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import pytest

from ntr.beyond import adagrad, adam, pisa, proximal_point
from ntr.case import Case
from ntr.methods import AdaGrad
from ntr.norms import L1
from problems import Huber, Rademacher, Separable
from proofs_checks import beyond, run, table
from proofs_checks.check import Check, Row, run_check

LEVEL = run.LEVEL / 300  # its share in a run of the default catalogue
BY_NAME = {theorem.name: theorem for theorem in beyond.STATEMENTS}
CASES = {item.problem: item.case for item in beyond.tight() + beyond.equalities()}


def scaled(theorem, term: str | None, factor: float, case, iterations):
    """The terms of a theorem, one of them (None: all) times a factor."""
    return {
        name: value * (factor if term in (None, name) else 1.0)
        for name, value in theorem.terms(case, iterations).items()
    }


def status(name: str, problem: str, term: str | None = None, factor: float = 1.0) -> str:
    """The verdict of a theorem with a scaled term."""
    theorem = BY_NAME[name]
    planted = replace(theorem, terms=functools.partial(scaled, theorem, term, factor))
    row = run_check(Check(planted, problem, CASES[problem]), LEVEL, most=1024)
    assert row.error is None, row.error
    return row.status


@pytest.mark.parametrize("name", [name for name, theorem in BY_NAME.items() if theorem.kind == "upper"])
def test_the_bound_itself_is_verified_on_a_tight_case(name: str) -> None:
    taken = [p for p, case in CASES.items() if not BY_NAME[name].violated(case) and case.setting.sigma == 0]
    assert status(name, taken[0]) == "verified"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("proximal_point/strongly_convex", "nearly isotropic"),
        ("proximal_point/strongly_convex", "isotropic, start"),
        ("adagrad/separable", "quadratic, eta = .45 d"),
        ("adagrad/separable", "steep Huber, slope N"),
        ("adam/without_momentum", "slope"),
        ("pisa/as_sgd", "quadratic, p = 2"),
        ("pisa/as_sgd", "bounded quadratic, p = 2"),
    ],
)
def test_half_of_the_bound_is_refuted(name: str, problem: str) -> None:
    assert status(name, problem, factor=0.5) == "refuted"


@pytest.mark.parametrize(
    ("name", "problem", "term", "factor"),
    [
        ("proximal_point/strongly_convex", "isotropic, start", "start", 0.99),
        ("proximal_point/strongly_convex", "nearly isotropic", "noise", 0.8),
        ("adagrad/separable", "quadratic, eta = .45 d", "curvature", 0.6),
        ("adagrad/separable", "steep Huber, slope N", "noise", 0.4),
        ("adam/without_momentum", "slope", "descent", 0.93),
        ("pisa/as_sgd", "quadratic, p = 2", "descent", 0.99),
        ("pisa/as_sgd", "bounded quadratic, p = 2", "noise", 0.9),
    ],
)
def test_a_term_that_is_too_small_is_refuted(name: str, problem: str, term: str, factor: float) -> None:
    assert status(name, problem, term, factor) == "refuted"


@pytest.mark.parametrize("factor", [0.95, 1.05])
def test_an_equality_is_refuted_from_both_sides(factor: float) -> None:
    assert status("proximal_point/isotropic", "isotropic quadratic", "noise", factor) == "refuted"


@pytest.mark.parametrize(
    ("module", "name", "planted", "problem"),
    [
        (proximal_point, "_modulus", lambda honest: lambda problem: 2 * honest(problem), "nearly isotropic"),
        (adam, "_constants", lambda honest: lambda s: (honest(s)[0], honest(s)[1] / 4), "slope"),
        (pisa, "_smoothness", lambda honest: lambda problem: honest(problem) / 2, "bounded quadratic, p = 2"),
    ],
)
def test_a_wrong_constant_is_refuted(module, name, planted, problem, monkeypatch) -> None:
    monkeypatch.setattr(module, name, planted(getattr(module, name)))
    assert status(module.THEOREM.name, problem) == "refuted"


def test_a_reach_without_the_noise_is_refuted(monkeypatch) -> None:
    """D = eta, as if the noise never led away from the minimizer: in a flat bowl short steps do, far."""
    flat = Separable(Huber(0.01, np.inf), np.zeros(1))
    case = Case(flat, Rademacher(1.0), AdaGrad((1,), 0.1), np.zeros(1), 3000, range(32))
    assert adagrad.THEOREM.violated(case) == []
    monkeypatch.setattr(adagrad, "_turning", lambda problem, center, size: 0.0 * center)
    row = run_check(Check(adagrad.THEOREM, "flat", replace(case)), LEVEL, most=64)
    assert row.status == "failed"
    assert "certified maximum" in str(row.error)


def test_every_case_is_taken_by_its_theorem_and_rows_have_a_section_of_their_own() -> None:
    checks = beyond.checks()
    taken = {(check.theorem.stem, check.problem) for check in checks}
    for item in beyond.tight() + beyond.others():
        stems = {theorem.stem for theorem in beyond.STATEMENTS if not theorem.violated(item.case)}
        assert stems, item.problem
        assert {(stem, item.problem) for stem in stems} <= taken
    assert {check.theorem.name for check in checks} == set(BY_NAME)
    assert {check.theorem.name for check in checks if check.target} == {n for n, t in BY_NAME.items() if t.tuned}
    text = table.lines(run.Results([Row(checks[0], None, "stopped", 0.0)], []))
    assert text[0].startswith("Beyond the paper")
    assert run.plan(["beyond"]).checks[0].problem == checks[0].problem


def test_a_norm_of_ones_own_leaves_nothing_and_says_so() -> None:
    with pytest.raises(ValueError, match=r"no check of beyond takes a norm, got L1"):
        run.plan(["beyond"], norm=L1((3,)))
