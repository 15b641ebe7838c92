"""`ntr mutants`: the tables, the score, JSON, exit codes."""

from __future__ import annotations

import functools
import json

import pytest

from ntr import cli
from proofs_checks import mutants


@pytest.fixture(autouse=True)
def fixed_level(monkeypatch):
    """By default the level is that of a whole run of `ntr verify`, whose plan takes seconds to build."""
    monkeypatch.setattr(mutants, "run_tasks", functools.partial(mutants.run_tasks, level=1e-6))


def test_bounds_of_one_theorem_are_printed_and_written(tmp_path, capsys):
    file = tmp_path / "out.json"
    arguments = ["mutants", "nonconvex_deterministic", "--family", "bounds", "--jobs", "1", "--json", str(file)]
    assert cli.main(arguments) == 0
    out = capsys.readouterr().out
    stored = json.loads(file.read_text())
    count = len(stored["mutants"])
    assert count >= 9
    assert {row["status"] for row in stored["mutants"]} == {"killed"}
    assert out.splitlines()[-1] == f"bounds, {count} mistakes: {count} killed, 0 harmless, 0 open, 0 survived"
    assert all(row["killer"]["ratio"] > 1 for row in stored["mutants"])


def test_constants_of_one_theorem(capsys):
    assert cli.main(["mutants", "generalized_smoothness", "--family", "constants", "--jobs", "1"]) == 0
    out = capsys.readouterr().out
    assert "the largest share of each constant with which the theorem is still refuted" in out
    assert "constants, 10 mistakes: 10 killed, 0 harmless, 0 open, 0 survived" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["mutants", "nothing"], "unknown theorem 'nothing'; there are: nonconvex_deterministic"),
        (["mutants", "--family", "nothing"], "unknown family 'nothing'; there are: methods, constants, bounds, code"),
        (["mutants", "--jobs", "0"], "--jobs must be at least 1"),
    ],
)
def test_wrong_usage(arguments, message, capsys):
    assert cli.main(arguments) == 2
    assert message in capsys.readouterr().err
