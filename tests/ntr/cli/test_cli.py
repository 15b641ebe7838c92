"""The command line: exit codes, errors in one line, JSON."""

from __future__ import annotations

import json

import pytest

from ntr import cli


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["verify", "nothing"], "unknown theorem 'nothing'; there are: nonconvex_deterministic"),
        (["verify", "--norm", "Nothing"], "uses the norm 'Nothing'; their norms are:"),
        (["verify", "--norm", "nothing_here:X"], "--norm 'nothing_here:X' cannot be loaded: ModuleNotFoundError"),
        (
            ["verify", "algebra", "--norm", "Nothing"],
            "no check of algebra uses the norm 'Nothing'; they are not about a norm",
        ),
        (["verify", "--norm", "math:pi"], "must be a Norm, got 3.14"),
        (["verify", "--seeds", "0"], "--seeds must be at least 1"),
        (["verify", "--resume"], "--resume is about a store: name it with --store FILE"),
        (["verify", "--checkpoint", "5"], "--checkpoint is about a store: name it with --store FILE"),
        (["verify", "algebra", "--store", "no/s"], "no/s: cannot be made: no is no folder"),
        (["verify", "--json", "no/j"], "--json 'no/j' cannot be written: No such file or directory"),
        (["tightness", "--json", "no/j"], "--json 'no/j' cannot be written: No such file or directory"),
        (["report", "--out", "no/r"], "--out 'no/r' cannot be written: No such file or directory"),
        (["tightness", "--budget", "0"], "--budget must be at least 1, got 0"),
        (["figures", "nothing"], "unknown figure 'nothing'; there are:"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_verify_one_norm_prints_the_table_and_writes_json(tmp_path, capsys):
    file = tmp_path / "out.json"
    code = cli.main(["verify", "nonconvex_deterministic", "--norm", "L1", "--jobs", "1", "--json", str(file)])
    out = capsys.readouterr().out
    assert code == 0, out
    assert "0 refuted" in out
    stored = json.loads(file.read_text())
    assert stored["exit_code"] == 0
    assert {row["status"] for row in stored["checks"]} == {"verified"}
    assert f"{len(stored['checks'])} checks: " in out
