"""`ntr report`: writes the file, prints where it is, and tells the command that runs it again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ntr import cli

DOCS = Path(__file__).resolve().parents[3] / "docs"
COMMAND = ["lemma_two_point", "--norm", "L2", "--jobs", "1", "--no-machine"]


def test_a_report_of_one_lemma(tmp_path, capsys):
    file = tmp_path / "report.html"
    assert cli.main(["report", *COMMAND, "--out", str(file), "--json", str(tmp_path / "out.json")]) == 0
    assert capsys.readouterr().out.startswith(f"{file}: ")
    text = file.read_text(encoding="utf-8")
    assert "<code>ntr verify lemma_two_point --norm L2</code>" in text
    assert "This machine" not in text
    assert json.loads((tmp_path / "out.json").read_text())["exit_code"] == 0
    assert cli.main(["report", *COMMAND, "--out", str(tmp_path / "again.html")]) == 0
    assert (tmp_path / "again.html").read_bytes() == file.read_bytes()


@pytest.mark.long
def test_a_theorem_of_the_user_has_its_section_and_figure(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(DOCS)
    monkeypatch.syspath_prepend(DOCS)
    file = tmp_path / "own.html"
    assert cli.main(["report", "my_theorems:DESCENT", "--norm", "L1", "--jobs", "1", "--out", str(file)]) == 0
    text = file.read_text(encoding="utf-8")
    assert "<code>ntr verify my_theorems:DESCENT --norm L1</code>" in text
    assert 'id="figure-steepest_descent_mean-' in text
    assert "This machine, this time" in text


def test_results_of_a_store_are_not_computed_again(tmp_path, capsys):
    store = ["--store", str(tmp_path / "runs.db")]
    assert cli.main(["verify", "algebra", "--jobs", "1", *store]) == 0
    capsys.readouterr()
    out = ["--out", str(tmp_path / "report.html"), "--no-machine"]
    assert cli.main(["report", "algebra", "--jobs", "1", *store, "--resume", *out]) == 0
    assert re.search(r"ntr: \d+ results were in ", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], "unknown theorem 'nothing'"),
        (["--seeds", "0"], "--seeds must be at least 1"),
        (["--out", "nowhere/report.html", "lemma_two_point"], "nowhere/report.html"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["report", "--out", "report.html", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
