"""Theorems of the user: a true one is verified, a false one refuted, and nothing is left out in silence."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ntr import cli
from ntr.case import Case
from ntr.methods import SteepestDescent
from ntr.norms import L2
from ntr.theorem import UnmetHypotheses
from problems import Gaussian, Quadratic
from proofs_checks import catalogue, check_theorem, own_theorem

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def mine(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    return importlib.import_module("my_theorems")


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """A small catalogue: building the whole one takes seconds."""
    named = [*catalogue.noiseless_momentum(), *catalogue.decayed()[:2]]
    monkeypatch.setattr(own_theorem, "everything", lambda: named)


def quadratic_case(step: float = 0.25, sigma: float = 0.0) -> Case:
    problem = Quadratic(np.diag([1.0, 2.0]))
    return Case(problem, Gaussian(sigma), SteepestDescent(L2((2,)), step), np.ones(2), 20, range(8))


def test_the_true_theorem_of_the_documentation_is_verified(mine, capsys):
    assert cli.main(["verify", "my_theorems:DESCENT", "--jobs", "1"]) == 0
    out = capsys.readouterr().out
    count = len(own_theorem.checks(mine.DESCENT).checks)
    assert f"{count} checks: {count} verified, 0 refuted" in out
    assert "left for steepest_descent/mean: 2 tuned runs: the tuning says" in out  # the linear functions: inf f = -inf


def test_the_false_theorem_of_the_documentation_is_refuted(mine, capsys):
    assert cli.main(["verify", "my_theorems:FALSE", "--jobs", "1"]) == 1
    assert "refuted" in capsys.readouterr().out


def test_the_whole_catalogue_of_the_documentation(mine, monkeypatch):
    monkeypatch.undo()
    checks = own_theorem.checks(mine.DESCENT).checks
    assert 60 < len(checks) < 120  # "some 90"
    assert len({type(check.case.method.norm) for check in checks}) >= 8


def test_the_search_refutes_the_false_theorem(mine, capsys):
    assert cli.main(["tightness", "my_theorems:FALSE", "--budget", "1", "--norm", "Spectral"]) == 1
    out = capsys.readouterr().out
    assert "refuted" in out
    assert "Exact values" not in out  # they are about other theorems


def test_one_norm_and_a_norm_of_the_users(mine):
    spectral = own_theorem.checks(mine.DESCENT, norm="Spectral").checks
    assert {type(check.case.method.norm).__name__ for check in spectral} == {"Spectral"}
    mine_only = own_theorem.checks(mine.DESCENT, norm=L2((3,))).checks
    assert {check.case.method.norm for check in mine_only} == {L2((3,))}
    with pytest.raises(ValueError, match="norm must be one of"):
        own_theorem.checks(mine.DESCENT, norm="Nothing")


def test_cases_of_the_users(mine):
    assert check_theorem(mine.DESCENT, [quadratic_case()]).exit_code == 0
    # one step of 1/L along the steep coordinate leads to the minimum, and lowers f by half of what FALSE takes for granted
    steep = replace(quadratic_case(0.5), x0=np.array([0.0, 1.0]))
    assert check_theorem(mine.FALSE, [catalogue.Named("steep", steep)]).exit_code == 1


def test_a_case_that_violates_a_hypothesis_is_an_error(mine):
    with pytest.raises(UnmetHypotheses, match="eta must be less than 2/L = 1, got 1"):
        check_theorem(mine.DESCENT, [quadratic_case(1.0)])
    with pytest.raises(UnmetHypotheses, match="sigma must be 0"):
        check_theorem(mine.DESCENT, [quadratic_case(sigma=1.0)])


def test_no_case_at_all_is_an_error_that_says_why(mine):
    with pytest.raises(ValueError, match=r"no case to check it on: .* violate 'the method must be SteepestDescent"):
        check_theorem(replace(mine.DESCENT, tuned=None))
    with pytest.raises(ValueError, match="cases must hold at least one case"):
        check_theorem(mine.DESCENT, [])


def test_wrong_types(mine):
    with pytest.raises(TypeError, match="theorem must be a Theorem"):
        check_theorem("DESCENT")
    with pytest.raises(TypeError, match="cases must be Case or Named, got 3"):
        check_theorem(mine.DESCENT, [3])
    assert cli.main(["verify", "my_theorems:terms"]) == 2
    assert cli.main(["verify", "--cases", "my_theorems:[]"]) == 2


def test_a_tuned_run_beyond_reach_is_counted(mine, monkeypatch):
    monkeypatch.setattr(own_theorem, "LONGEST", 12)
    left = own_theorem.checks(mine.DESCENT).left
    assert any("ask for more than 12 iterations" in line for line in left)
