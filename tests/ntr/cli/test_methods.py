"""`ntr methods`: a block for each method, what differs, what is missing, exit codes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntr import cli
from proofs_checks import equality_methods
from proofs_checks.equality_methods import ENTRIES, Party

NIGT = next(entry for entry in ENTRIES if entry.name == "nigt")


def missing(x0, noise):
    """Other people's implementation that is not installed."""
    raise ModuleNotFoundError("No module named 'torch'", name="torch")


def test_chosen_methods_are_printed_with_formula_defaults_and_difference(capsys):
    assert cli.main(["methods", "nigt", "Clipped"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "nigt"
    assert out[1] == f"  formula   {NIGT.formula}"
    assert out[2] == "  defaults  momentum=0.1"
    assert out[3].split()[1] == "reference"
    assert float(out[3].split()[0]) <= equality_methods.ROUNDING
    assert out[4] == "Clipped"
    assert out[-1] == "2 methods: 2 comparisons, 0 differ"


def test_a_difference_is_exit_code_1(monkeypatch, capsys):
    wrong = replace(NIGT, reference=lambda x0, noise: NIGT.reference(x0, noise) * (1 + 1e-9))
    monkeypatch.setattr(equality_methods, "ENTRIES", (wrong,))
    assert cli.main(["methods"]) == 1
    out = capsys.readouterr().out
    assert "reference  DIFFERS: more than 2e-14 allowed" in out
    assert "1 methods: 1 comparisons, 1 differ" in out


def test_what_is_missing_is_told_and_no_difference(monkeypatch, capsys):
    entry = replace(NIGT, parties=(Party("Nobody's", "torch", missing, NIGT.method),))
    monkeypatch.setattr(equality_methods, "ENTRIES", (entry,))
    assert cli.main(["methods"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert "    missing Nobody's" in out
    assert out[-2:] == ["1 methods: 1 comparisons, 0 differ", "torch is missing: pip install torch==2.13.0"]


@pytest.mark.parametrize("name", ["nothing", "Muon"])
def test_an_unknown_method_is_one_line_and_exit_code_2(name, capsys):
    assert cli.main(["methods", name]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"ntr: unknown method '{name}'; there are: 'muon', ")
    assert error.count("\n") == 1
