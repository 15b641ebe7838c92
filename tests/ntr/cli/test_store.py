"""`ntr store`: what it prints, exit codes, and the message for every file that is none."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest

from ntr import cli
from ntr.store import Record, Store
from ntr.store.store import Timing


@pytest.fixture
def file(tmp_path) -> str:
    path = tmp_path / "runs.db"
    with Store(path, write=True, create=True) as store:
        for i, status in enumerate(("verified", "refuted", "failed")):
            summary = json.dumps({"bound": [0.1, None], "text": 'a "b",\nc', "k": i})
            record = Record(f"{i:02d}" * 32, f"theorem, problem {2 - i}", status, summary, "null", "[]", f"code{i}")
            modules = {"ntr.bound": "another digest"} if i == 1 else {"not_to_be_found": "x"}
            store.put(record, Timing(i / 2, "then", "{}"), modules)
        store.pause("key", "unfinished case", b"state")
    return str(path)


def run(*arguments: str) -> int:
    return cli.main(["store", *arguments])


def test_list(file, capsys):
    assert run("list", file) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines[:3]] == ["failed", "refuted", "verified"]
    assert lines[3].endswith("unfinished    unfinished case")
    assert run("list", file, "--status", "refuted") == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_nothing_in_a_store_of_a_stranger_commands_the_terminal(tmp_path, capsys):
    with Store(tmp_path / "s", write=True, create=True) as store:
        spoilt = [f"{field}\x1b[2J" for field in ("key", "name", "status", "null", "null", "null", "code")]
        store.put(Record(*spoilt), Timing(1.0, "\x1b[2J", "{}"), {})
    for action in ("list", "check"):
        run(action, str(tmp_path / "s"))
        printed = capsys.readouterr()
        assert printed.out
        assert "\x1b" not in printed.out + printed.err


def test_show(file, capsys):
    assert run("show", file, "01") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["status"] == "refuted"
    assert shown["code"] == {"ntr.bound": "another digest"}
    assert shown["timing"]["seconds"] == 0.5
    for key in ("", "7"):
        assert run("show", file, key) == 2
        assert "must be the beginning of one key" in capsys.readouterr().err


def test_export_as_csv_to_a_file_and_to_standard_output(file, tmp_path, capsys):
    out = tmp_path / "runs.csv"
    assert run("export", file, "--out", str(out)) == 0
    capsys.readouterr()
    assert run("export", file) == 0
    assert capsys.readouterr().out == out.read_text()
    with out.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ["key", "name", "status", "bound", "k", "text"]
    assert [row["status"] for row in rows] == ["failed", "refuted", "verified"]
    assert rows[0]["text"] == 'a "b",\nc'
    assert rows[0]["bound"] == "[0.1, null]"
    assert run("export", file, "--timings") == 0
    assert capsys.readouterr().out.splitlines()[1].split(",")[-3:] == ["1.0", "then", "{}"]
    assert run("export", file, "--out", "runs.xlsx") == 2
    assert "--out must end in .csv or .parquet" in capsys.readouterr().err


def test_export_as_parquet(file, tmp_path):
    duckdb = pytest.importorskip("duckdb", reason="the extra parquet")
    out = tmp_path / "it's.parquet"
    assert run("export", file, "--out", str(out)) == 0
    rows = duckdb.read_parquet(str(out))
    assert rows.columns == ["key", "name", "status", "bound", "k", "text"]
    assert [row[2] for row in rows.fetchall()] == ["failed", "refuted", "verified"]


def test_parquet_has_the_types_and_all_digits_of_the_results(tmp_path):
    """Each column alone would be guessed wrong from its text: as a number, a rounded number, or a date."""
    duckdb = pytest.importorskip("duckdb", reason="the extra parquet")
    columns = {
        "seed": [2**64 - 1, 5],
        "low": [-3, 2**62 + 1],
        "huge": [2**70, 1],
        "inf": [math.inf, math.inf],
        "x": [0.1, 1 / 3],
        "mixed": [1, 0.5],
        "ok": [True, None],
        "text": ["2020-01-01", "2021-01-01"],
        "digits": ["007", "1e5"],
        "none": [None, None],
    }
    with Store(tmp_path / "s", write=True, create=True) as store:
        for i in range(2):
            summary = json.dumps({name: values[i] for name, values in columns.items()})
            store.put(
                Record(str(i + 1) * 64, f"{i}", "verified", summary, "1", "1", "c"), Timing(0.5, "then", "{}"), {}
            )
    out = tmp_path / "a.parquet"
    assert run("export", str(tmp_path / "s"), "--out", str(out)) == 0
    rows = duckdb.read_parquet(str(out))
    found = {name: list(values) for name, values in zip(rows.columns, zip(*rows.fetchall(), strict=True), strict=True)}
    assert found.pop("key") == ["1" * 64, "2" * 64]
    assert found.pop("name") == ["0", "1"]
    assert found.pop("status") == ["verified"] * 2
    assert found == columns | {"huge": [str(2**70), "1"]}
    assert run("export", str(tmp_path / "s"), "--out", str(out), "--timings") == 0
    assert duckdb.read_parquet(str(out)).fetchall()[0] == ("1" * 64, "0", 0.5, "then", "{}")


def test_prune(file, capsys):
    assert run("prune", file) == 2
    assert "say what to remove" in capsys.readouterr().err
    assert run("prune", file, "--failed", "--paused") == 0
    assert "2 rows removed, 2 results left" in capsys.readouterr().out
    assert run("prune", file, "--old-code") == 0
    assert "1 rows removed, 1 results left" in capsys.readouterr().out


def test_check_and_recover(file, tmp_path, capsys):
    assert run("check", file) == 0
    assert "3 good results, 1 unfinished checks" in capsys.readouterr().out
    content = bytearray(Path(file).read_bytes())
    at = content.index(b"theorem, problem 1")
    content[at : at + 3] = b"THE"
    Path(file).write_bytes(content)
    assert run("check", file) == 2
    captured = capsys.readouterr()
    assert "damaged: THEorem, problem 1" in captured.out
    assert "--recover NEW" in captured.err
    assert run("list", file) == 2
    assert "is damaged" in capsys.readouterr().err
    assert run("check", file, "--recover", str(tmp_path / "new.db")) == 0
    assert "2 good results; 1 rows" in capsys.readouterr().out
    assert run("check", str(tmp_path / "new.db")) == 0


@pytest.mark.parametrize("action", ["list", "show", "export", "prune", "check"])
def test_a_file_that_is_no_store_is_told_in_one_line(action, tmp_path, capsys):
    (tmp_path / "text").write_text("my only copy")
    more = {"show": ["key"], "prune": ["--failed"]}.get(action, [])
    for name, message in (("text", "is not a store of ntr"), ("missing", "no such store"), (".", "is not a file")):
        assert run(action, str(tmp_path / name), *more) == 2
        error = capsys.readouterr().err
        assert message in error
        assert error.count("\n") == 1
    assert (tmp_path / "text").read_text() == "my only copy"


def test_verify_does_not_add_to_results_unless_told(file, capsys):
    arguments = ["verify", "algebra", "--jobs", "1"]
    assert cli.main([*arguments, "--store", file]) == 2
    assert "holds results already: go on with --resume" in capsys.readouterr().err
    assert cli.main([*arguments, "--resume"]) == 2
    assert "--resume is about a store" in capsys.readouterr().err
