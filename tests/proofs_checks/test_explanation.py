"""Explanations: verdicts of claims, rows that fail, which ones a run takes, and the exit code of a run."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from figures.draw import summaries
from ntr.norms import LInf
from ntr.theorem import Verdict
from proofs_checks import explanations, run, table
from proofs_checks.explanation import (
    MOST,
    Explanation,
    Finding,
    by_own_parameters,
    by_theorem,
    exactly,
    on_average,
    run_explanation,
)
from tests import house

ROOT = Path(__file__).resolve().parents[2]


def claims(number: float, level: float) -> list[Finding]:
    assert level == pytest.approx(1e-3 / MOST)
    return [exactly("a", 0.5, most=1.0), exactly("b", number, least=0.0, most=1.0)]


def breaks(level: float) -> list[Finding]:
    raise ArithmeticError("no convergence")


@pytest.mark.parametrize(
    ("number", "status"), [(0.0, "verified"), (1.0, "verified"), (1.0 + 1e-12, "refuted"), (np.nan, "refuted")]
)
def test_exact_claims(number, status):
    assert run_explanation(Explanation("x", partial(claims, number)), 1e-3).status == status


def test_means():
    values = np.random.default_rng(0).uniform(0.4, 0.6, 1024)
    arguments = ("", values, 1.0, 1e-6)
    assert on_average(*arguments, most=0.55).status == "verified"
    assert on_average(*arguments, least=0.55).status == "refuted"
    assert on_average(*arguments, most=0.5).status == "inconclusive"
    assert on_average("", values, np.inf, 1e-6, most=0.55).status == "inconclusive"  # no maximum, no upper limit
    assert on_average("", values, np.inf, 1e-6, least=0.45).status == "verified"


def test_theorems():
    ones = np.ones(2)
    verdict = Verdict("T", "refuted", np.array([1, 2]), 2 * ones, ones, 3 * ones, np.array([1.0, 4.0]), "certified", 8)
    assert by_theorem("", verdict)[1:] == (2.0, 1.0, 3.0, -np.inf, 1.0, "refuted")
    assert by_own_parameters("", verdict)[1:4] == (0.5, 0.25, 0.75)


def test_a_failure_is_a_row():
    row = run_explanation(Explanation("x", breaks), 1e-3)
    assert (row.status, row.error) == ("failed", "ArithmeticError: no convergence")
    assert run_explanation(Explanation("x", lambda level: []), 1e-3).status == "failed"


@pytest.mark.parametrize(("task", "code"), [(partial(claims, 0.5), 0), (partial(claims, 2.0), 1), (breaks, 3)])
def test_a_run_tells_it(task, code):
    results = run.run(run.Plan([], [], explanations=[Explanation("x", task)]))
    assert results.exit_code == code
    text = "\n".join(table.lines(results))
    assert ("failed: x: ArithmeticError" in text) == (code == 3)
    assert table.as_json(results)["explanations"][0]["status"] == results.explanations[0].status


def test_which_ones_a_run_takes():
    assert [e.name for e in explanations.chosen()] == list(explanations.NAMES)
    assert [e.name for e in explanations.chosen(["weight_decay"])] == ["weight_decay"]
    assert explanations.chosen(["nonconvex_momentum"]) == []
    assert explanations.chosen(norm="LInf") == []
    assert [e.name for e in explanations.chosen(["geometry"], LInf((2,)))] == ["geometry"]
    with pytest.raises(ValueError, match=r"explanation 'weight_decay' takes no norm, .* only geometry, trajectories"):
        run.plan(["weight_decay"], LInf((2,)))
    with pytest.raises(ValueError, match=r"explanation 'geometry' takes no norm, got 'LInf' .none does by its name"):
        explanations.chosen(["geometry"], "LInf")
    with pytest.raises(ValueError, match=r"norm must have the shape \(2,\), to be drawn in the plane, got \(3,\)"):
        explanations.chosen(["geometry"], LInf((3,)))


def test_every_explanation_runs_and_is_drawn():
    """The rooms are those of tests/house.py; here: none is left out of the run or of the figures."""
    assert sorted(explanations.NAMES) == sorted(house.explanations(ROOT))
    assert set(explanations.NAMES) <= set(summaries())
