"""`ntr doctor`: what there is, what is optional and missing, and what is wrong with the line that mends it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from ntr import cli
from ntr.cli import doctor


def test_nothing_is_wrong_here(capsys):
    assert cli.main(["doctor"]) == 0
    out = capsys.readouterr().out
    for part in ("machine\n", "numpy ", "openblas", "kept functions", "optional\n", "0 wrong"):
        assert part in out, out


def test_json(capsys):
    assert cli.main(["doctor", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"machine", "packages", "linear algebra", "compiled code", "optional"} == {row["about"] for row in found}
    assert {row["name"]: row["state"] for row in found}["numpy"] == "ok"


def test_a_version_that_is_not_allowed_is_wrong(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "_version", lambda name: "1.0" if name == "numpy" else None)
    assert cli.main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "! numpy                 1.0  (must be >=2.0: make setup)" in out
    assert "! scipy                 not installed" in out
    assert "- torch" in out, "what is optional is missing, not wrong"


def test_a_missing_program_comes_with_its_line(monkeypatch, capsys):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert cli.main(["doctor"]) == 0
    assert "apt-get install chromium)" in capsys.readouterr().out


def test_every_folder_with_compiled_functions_is_looked_into():
    root = Path(doctor.__file__).parents[2]
    found = {folder.parent.relative_to(root).as_posix() for folder in doctor._caches()}
    assert found == {"ntr/engine", "ntr/lmos", "ntr/norms", "ntr/steps", "problems", "proofs_checks"}
    for folder in ("ntr", "problems", "proofs_checks", "figures"):
        kept = {file.parent for file in (root / folder).rglob("*.nbi")}
        assert kept <= doctor._caches(), "numba has put functions elsewhere"


def test_a_cache_that_cannot_be_written_is_wrong(monkeypatch, capsys):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert cli.main(["doctor"]) == 1
    assert "set NUMBA_CACHE_DIR to a folder that can" in capsys.readouterr().out


@pytest.mark.parametrize("name", doctor.THREADS)
def test_settings_of_threads_are_told(name, monkeypatch, capsys):
    monkeypatch.setenv(name, "3")
    cli.main(["doctor"])
    assert f"{name:<22}3\n" in capsys.readouterr().out
