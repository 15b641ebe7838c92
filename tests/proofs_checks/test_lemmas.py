"""The lemmas in a run: chosen by name or by norm, printed, stored, and a refuted one decides the exit code."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from ntr import cli
from ntr.norms import KyFan
from proofs_checks import lemmas, run, table
from proofs_checks.lemma import Sides, run_lemma


def test_one_lemma_is_chosen_and_printed(tmp_path, capsys):
    file = tmp_path / "out.json"
    assert cli.main(["verify", "lemma_lyapunov", "--jobs", "1", "--json", str(file)]) == 0
    out = capsys.readouterr().out
    assert "lemma_lyapunov/decrease  path" in out
    assert "checks of 1 steps of the proofs" in out
    stored = json.loads(file.read_text())
    assert stored["checks"] == stored["claims"] == []
    assert {row["lemma"] for row in stored["lemmas"]} == {"lemma_lyapunov/decrease"}
    assert all(row["status"] == "verified" and row["source"].startswith("theory.md") for row in stored["lemmas"])


def test_a_run_has_all_lemmas_and_names_are_unique():
    plan = run.plan(list(map(run.name_of, lemmas.MODULES)))
    names = [lemma.name for module in lemmas.MODULES for lemma in module.LEMMAS]
    assert len(set(names)) == len(names)
    assert {check.lemma.name for check in plan.lemmas} == set(names)
    assert {check.theorem.name for check in plan.checks} == {"lemma_momentum_error/long_run"}
    for module in lemmas.MODULES:
        assert run.name_of(module) == module.STEM
        assert all(lemma.stem == module.STEM for lemma in module.LEMMAS)


def test_a_norm_is_chosen_by_name():
    plan = run.plan(["lemma_norm_embedding"], norm="SortedL1")
    assert plan.lemmas
    assert {type(check.case.method.norm).__name__ for check in plan.lemmas} == {"SortedL1"}
    with pytest.raises(ValueError, match="no check of lemma_lyapunov uses the norm 'Nuclear'; their norms are: "):
        run.plan(["lemma_lyapunov"], norm="Nuclear")


def test_a_norm_of_the_users_own_gets_every_kind_of_lemma():
    plan = run.plan(list(map(run.name_of, lemmas.MODULES)), norm=KyFan((2, 2), 1))
    rows = [run_lemma(check) for check in plan.lemmas]
    assert {row.check.lemma.stem for row in rows} >= {"lemma_descent", "lemma_master", "lemma_momentum_error"}
    assert [row.message for row in rows if row.status != "verified"] == []


def test_long_runs_are_verified_by_e_processes():
    results = run.run(run.Plan(lemmas.sampled_checks(lemmas.MODULES), []))
    assert [row.status for row in results.rows] == ["verified"] * 3, [row.error for row in results.rows]


def impossible(case, transition):
    """0 <= -1 from step 3 on."""
    zero = np.zeros(len(transition.gradient))
    return Sides(zero, zero - (transition.k >= 3), zero + 1)


def test_a_refuted_lemma_is_told_and_decides_the_exit_code():
    check = run.plan(["lemma_lyapunov"]).lemmas[0]
    planted = replace(check, lemma=replace(check.lemma, sides=impossible))
    results = run.run(run.Plan([], [], [check, planted]))
    assert results.exit_code == 1
    text = "\n".join(table.lines(results))
    assert "refuted: lemma_lyapunov/decrease, " in text
    assert "step k = 3, seed 0: right - left = -1" in text
    assert "1 verified, 1 refuted" in text
    assert table.as_json(results)["lemmas"][1]["step"] == 3
    assert run.Results([], [], results.lemmas[:1]).exit_code == 0
