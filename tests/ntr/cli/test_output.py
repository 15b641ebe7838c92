"""Colours: on a terminal only, not with NO_COLOR, and of verdicts only. And the options that every command has."""

from __future__ import annotations

import json
import sys

import pytest

from ntr import cli
from ntr.cli.output import printable, show, writable, write_json

ROWS = ["T1  0.9  verified", "T2  1.1  refuted", "2 checks: 2 verified, 0 refuted", "  FAILED  duality  -<g, u>"]


def on_a_terminal(monkeypatch, lines, **settings):
    """Show lines as on a terminal with these environment variables."""
    for name, value in {"NO_COLOR": "", "TERM": "xterm", **settings}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    show(lines)


def test_a_terminal_shows_verdicts_in_colour(monkeypatch, capsys):
    on_a_terminal(monkeypatch, ROWS)
    assert capsys.readouterr().out.splitlines() == [
        "T1  0.9  \x1b[32mverified\x1b[0m",
        "T2  1.1  \x1b[31mrefuted\x1b[0m",
        ROWS[2],
        "\x1b[31m  FAILED\x1b[0m  duality  -<g, u>",
    ]


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_colour_where_it_is_not_wanted(monkeypatch, capsys, name, value):
    on_a_terminal(monkeypatch, ROWS, **{name: value})
    assert capsys.readouterr().out.splitlines() == ROWS


def test_a_pipe_is_plain(capsys):
    show(ROWS)
    assert capsys.readouterr().out.splitlines() == ROWS


def test_json_goes_to_a_file_or_to_standard_output(tmp_path, capsys):
    assert write_json({"a": 1}, "-")
    assert not write_json({"a": 1}, str(tmp_path / "a.json"))
    assert json.loads(capsys.readouterr().out) == json.loads((tmp_path / "a.json").read_text()) == {"a": 1}


def test_a_file_is_tried_before_the_work_and_nothing_is_left_behind(tmp_path):
    old = tmp_path / "old"
    old.write_text("kept")
    for file in (None, "-", str(old), str(tmp_path / "new")):
        writable(file, "--json")
    assert [file.name for file in tmp_path.iterdir()] == ["old"]
    assert old.read_text() == "kept"
    for file, reason in (
        (str(tmp_path), "Is a directory"),
        (str(tmp_path / "no" / "j"), "No such file"),
        ("\0", "null"),
    ):
        with pytest.raises(OSError, match=f"^--json .* cannot be written: .*{reason}"):
            writable(file, "--json")


def test_control_characters_do_not_reach_the_terminal():
    assert printable("\x1b[31mred\n\u202e é, ||x||") == r"\x1b[31mred\n\u202e é, ||x||"


@pytest.mark.parametrize("module", cli.COMMANDS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_command_has_an_example_and_json(module, capsys):
    name = module.__name__.rpartition(".")[2].replace("_", "-")
    with pytest.raises(SystemExit) as error:
        cli.main([name, "--help"])
    assert error.value.code == 0
    out = capsys.readouterr().out
    assert f"ntr {name}" in out.partition("examples:")[2], out
    assert "--json" in out or name == "completion", out


def test_the_first_lesson_names_every_command(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    lesson = capsys.readouterr().out.partition("a first lesson:")[2]
    for module in cli.COMMANDS:
        name = module.__name__.rpartition(".")[2].replace("_", "-")
        assert f"ntr {name}" in lesson or name == "completion", name
