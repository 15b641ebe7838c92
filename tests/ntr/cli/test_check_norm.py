"""`ntr check-norm`: a line per check, the input that shows a failure, exit codes."""

from __future__ import annotations

import json

import pytest

from ntr import cli
from ntr.conformance.norm import CHECKS

WRONG = """
import numpy as np
from ntr.norms import L1 as Right
from ntr.norm import Norm

class Wrong(Norm):
    shape = (3,)
    right = Right((3,))
    __call__ = lambda self, x: self.right(x)
    dual = lambda self, g: self.right.dual(g)
    lmo = lambda self, g: 0.5 * self.right.lmo(g)
    cvx = lambda self, x: self.right.cvx(x)
    __repr__ = lambda self: "Wrong()"

def refuses():
    raise ZeroDivisionError("division by zero")
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "wrong_norms.py").write_text(WRONG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_a_right_norm_passes_with_a_line_per_check(capsys):
    assert cli.main(["check-norm", "ntr.norms:L1((3,))"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "L1(shape=(3,))"
    assert [line.split()[0] for line in out[1:-1]] == ["passed"] * len(CHECKS)
    for line, name in zip(out[1:-1], CHECKS, strict=True):
        assert line[10:].startswith(name), line
    assert out[-1] == f"{len(CHECKS)} checks: {len(CHECKS)} passed, 0 failed"


def test_a_wrong_norm_fails_with_the_input_that_shows_it(folder, capsys):
    assert cli.main(["check-norm", "wrong_norms:Wrong()", "--seed", "7"]) == 1
    out = capsys.readouterr().out.splitlines()
    failed = [line for line in out if line.startswith("  FAILED")]
    assert [line[10:32].strip() for line in failed] == ["duality", "ties", "scales"]
    for part in ("-<g, lmo(g)>: got", "expected", "allowed", "seed 7", "at ["):
        assert part in failed[0], failed[0]
    assert out[-1] == f"{len(CHECKS)} checks: {len(CHECKS) - 3} passed, 3 failed"


def test_a_tolerance_of_ones_own(folder, capsys):
    assert cli.main(["check-norm", "wrong_norms:Wrong()", "--tolerance", "0.6"]) == 0
    capsys.readouterr()


def test_json_on_standard_output_and_into_a_file(folder, capsys):
    assert cli.main(["check-norm", "wrong_norms:Wrong()", "--json", "-"]) == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed["norm"] == "Wrong()"
    assert list(printed["checks"]) == list(CHECKS)
    assert [name for name, failure in printed["checks"].items() if failure] == ["duality", "ties", "scales"]
    assert cli.main(["check-norm", "wrong_norms:Wrong()", "--json", "out.json"]) == 1
    capsys.readouterr()
    assert json.loads((folder / "out.json").read_text()) == printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["L1"], "NORM must be module:expression or an entry point of ntr.norms"),
        (["wrong_norms:refuses()"], "NORM 'wrong_norms:refuses()' cannot be loaded: ZeroDivisionError"),
        (["wrong_norms:WRONG"], "NORM 'wrong_norms:WRONG' cannot be loaded: NameError"),
        (["wrong_norms:3"], "NORM 'wrong_norms:3' must be a Norm, got 3"),
        (["ntr.norms:KyFan((3, 4), 5)"], "k must be at most 3"),
        (["ntr.norms:L1((3,))", "--seed", "-1"], "--seed must be at least 0"),
        (["ntr.norms:L1((3,))", "--tolerance", "0"], "--tolerance must be positive"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(folder, arguments, message, capsys):
    assert cli.main(["check-norm", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
