"""The figure of a theorem of the user."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from figures.own_theorem import panels
from ntr import cli
from ntr.norms import L2
from proofs_checks import catalogue, own_theorem

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def theorem(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    monkeypatch.setattr(own_theorem, "everything", catalogue.noiseless_momentum)
    return importlib.import_module("my_theorems").DESCENT


def test_the_command_draws_it(theorem, tmp_path, capsys):
    arguments = ["figures", "my_theorems:DESCENT", "--out", str(tmp_path / "new"), "--format", "svg"]
    assert cli.main(arguments) == 0
    files = [tmp_path / "new" / f"steepest_descent_mean.{kind}" for kind in ("svg", "txt")]
    assert capsys.readouterr().out.split() == [str(file) for file in files]
    assert theorem.statement in files[1].read_text(encoding="utf-8")
    assert cli.main([*arguments[:-1], "gif"]) == 2


def test_panels_are_longer_runs_in_different_norms(theorem):
    shown = panels(theorem)
    kinds = [type(case.method.norm) for _, case in shown]
    assert 2 <= len(shown) <= 3
    assert len(set(kinds)) == len(kinds)
    assert shown[0][1].iterations >= 20


def test_panel_of_the_users_norm(theorem):
    assert [case.method.norm for _, case in panels(theorem, L2((3,)))] == [L2((3,))]
