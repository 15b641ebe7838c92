"""`ntr norms`: the table, what it says about a norm, and norms that an installed package offers."""

from __future__ import annotations

import importlib
import inspect
import json

import pytest

from ntr import cli, norms
from ntr.cli.catalogue import cost, cvx_atoms, dual, entries, formula
from ntr.norms.examples import examples

PACKAGE = {
    "tiny_norms.py": (
        "from ntr.norms import Scaled, L2\n\n\n"
        "def half():\n    return Scaled(L2((3,)), 0.5)\n\n\n"
        "TWICE = Scaled(L2((3,)), 2.0)\nNO_NORM = 3\n"
    ),
    "tiny_norms-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny-norms\nVersion: 1.0\n",
}


def install(folder, points):
    """What pip leaves behind for a package with these entry points."""
    lines = "\n".join(f"{name} = {value}" for name, value in points.items())
    for file, text in {**PACKAGE, "tiny_norms-1.0.dist-info/entry_points.txt": f"[ntr.norms]\n{lines}\n"}.items():
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")


@pytest.fixture
def installed(tmp_path, monkeypatch):
    install(tmp_path, {"tiny-half": "tiny_norms:half", "tiny-twice": "tiny_norms:TWICE"})
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    return tmp_path


# ---------------------------------------------------------------- the table


def test_two_norms(capsys):
    assert cli.main(["norms", "LInf", "CvxNorm"]) == 0
    out = capsys.readouterr().out
    assert "||x||_inf = max_i |x_i|" in out
    assert "dual: sum_i |g_i|" in out
    assert "LInf(shape=(5,)): rho 2.2361, rho_3 1.71;" in out
    assert "us per LMO (batch of " in out
    assert "closed form" in out
    assert "rho [0.35355, 0.66667]" in out
    assert "solver for dual, LMO" in out


def test_json(tmp_path, capsys):
    assert cli.main(["norms", "KyFan", "Sum", "--json", "-"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert list(rows) == ["KyFan", "Sum"]
    assert rows["KyFan"]["instance"] == "KyFan(shape=(3, 4), k=2)"
    assert rows["KyFan"]["rho"] == [1.0, 1.0]
    assert rows["KyFan"]["closed_form"] == "closed form"
    assert rows["KyFan"]["batch"] > rows["Sum"]["batch"] >= 1, "a solver is slower"
    assert rows["Sum"]["microseconds_per_lmo"] > rows["KyFan"]["microseconds_per_lmo"] > 0
    assert cli.main(["norms", "KyFan", "--json", str(tmp_path / "out.json")]) == 0
    assert "KyFan" in capsys.readouterr().out
    assert len(json.loads((tmp_path / "out.json").read_text())) == 1


def test_an_unknown_norm_is_one_line_and_exit_code_2(capsys):
    assert cli.main(["norms", "L7"]) == 2
    error = capsys.readouterr().err
    assert "unknown norm 'L7'; there are: L1, L2" in error
    assert error.count("\n") == 1


# ---------------------------------------------------------------- what is read from docstrings


@pytest.mark.parametrize("name", [example.name for example in examples()])
def test_formula_and_dual_are_found_in_every_docstring(name):
    exported = getattr(norms, name)
    text = inspect.getdoc(exported)
    assert formula(text), name
    assert len(formula(text)) < 200, formula(text)
    assert "dual" not in formula(text), formula(text)
    without = {"CvxNorm": "any expression", "Induced": "one of several norms"}
    if isinstance(exported, type) and name not in without:
        assert dual(text) != "max {<g, u> : ||u|| <= 1}", f"{name}: no dual found"


@pytest.mark.parametrize(
    ("text", "definition", "polar"),
    [
        ("a + b; its dual is c + ... + d. More.", "a + b", "c + ... + d"),
        ("a, b. Its dual is c, lmo(g) = d.", "a, b", "c"),
        ("a.\n\nDual: c; d.\n\nParameters\n----------\nx : int\n", "a", "c"),
        ("a, its own dual. lmo(g) = b.", "a", "the norm itself"),
        ("a.", "a", "max {<g, u> : ||u|| <= 1}"),
    ],
)
def test_how_docstrings_are_read(text, definition, polar):
    assert formula(text) == definition
    assert dual(text) == polar


def test_cvx_atoms():
    assert cvx_atoms(norms.L1((3,))) == "norm1"
    assert cvx_atoms(norms.KSupport((3,), 2)) == "SOC; 7 auxiliary variables"


def test_the_cost_of_a_batch():
    measured = cost(norms.LInf((3,)))
    assert measured.batch >= 512, measured
    assert 0 < measured.microseconds < 100, measured


# ---------------------------------------------------------------- entry points


def test_installed_norms_are_listed(installed, capsys):
    names = [entry.name for entry in entries(["L1", "tiny-half", "tiny-twice"])]
    assert names == ["L1", "tiny-half", "tiny-twice"]
    assert cli.main(["norms", "tiny-half"]) == 0
    out = capsys.readouterr().out
    assert "installed\n  tiny-half" in out
    assert "Scaled(norm=L2(shape=(3,)), factor=0.5): rho 2, rho_3 2" in out


def test_installed_norms_are_checked_and_verified_by_name(installed, capsys):
    assert cli.main(["check-norm", "tiny-twice"]) == 0
    assert capsys.readouterr().out.startswith("Scaled(norm=L2(shape=(3,)), factor=2.0)")
    assert cli.main(["verify", "nonconvex_deterministic", "--norm", "tiny-half", "--jobs", "1"]) == 0
    assert " 0 refuted" in capsys.readouterr().out


def test_entry_points_that_are_no_norms(tmp_path, monkeypatch, capsys):
    install(tmp_path, {"tiny-three": "tiny_norms:NO_NORM", "tiny-lost": "lost_module:X"})
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    for name, message in (("tiny-three", "TypeError"), ("tiny-lost", "ModuleNotFoundError")):
        assert cli.main(["check-norm", name]) == 2
        assert f"NORM '{name}' cannot be loaded: {message}" in capsys.readouterr().err
