"""`ntr compare`: methods, problems and norms by name or expression, the table, JSON, the figure, errors."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ntr import cli
from ntr.cli.compare import defaults
from ntr.cli.contenders import NAMES, contender, norm_for, task
from ntr.methods import Clipped, Lion, ReleasedMuon, StochasticProximalPoint
from ntr.methods.released_muon import unscaled
from ntr.norms import L2, LInf, Spectral
from problems import Quadratic

MINE = """
import numpy as np
from ntr.methods import SGDM
from problems import Gaussian, Quadratic
from proofs_checks.compare import Task

def make(value):
    return SGDM((4,), value)

def no_method(value):
    return value

problem = Quadratic(np.diag([1.0, 2.0, 3.0, 0.1]))
task = Task("mine", problem, Gaussian(0.1), np.ones(4), 12)
start = np.arange(4.0)
"""
SHORT = ["--iterations", "8", "--seeds", "2", "--tuning-seeds", "1", "--budget", "5", "--jobs", "1"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "mine_to_compare.py").write_text(MINE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_table_json_and_figure(folder, capsys):
    arguments = [
        "compare",
        "sign_sgd",
        "mine_to_compare:make",
        "Lion(momentum=0.5)",
        "--problem",
        "mine_to_compare:problem",
    ]
    arguments += ["--x0", "2", "--noise", "problems:Gaussian(0.2)", "--norm", "LInf", *SHORT]
    assert cli.main([*arguments, "--json", "out.json", "--out", "out.png"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "problem; Gaussian(sigma=0.2); 8 iterations"
    assert out[4].split()[:3] == ["method", "tuned", "F"]
    assert {line.split()[0] for line in out[5:]} == {"sign_sgd", "mine_to_compare:make", "Lion(momentum=0.5)"}
    stored = json.loads((folder / "out.json").read_text())
    assert stored["norm"] == "LInf(shape=(4,))"
    assert [len(entry["trials"]) for entry in stored["methods"]] == [5, 5, 5]
    figure, caption = (folder / "out.png").read_bytes(), (folder / "out.txt").read_text()
    assert "Lion(momentum=0.5): Lion(norm=LInf(shape=(4,)), radius=" in caption
    assert cli.main([*arguments, "--json", "-", "--out", "out.png"]) == 0
    assert json.loads(capsys.readouterr().out) == stored
    assert (folder / "out.png").read_bytes() == figure


def test_a_task_of_ones_own(folder, capsys):
    assert cli.main(["compare", "SGDM", "--problem", "mine_to_compare:task", *SHORT]) == 0
    assert capsys.readouterr().out.startswith("mine; Gaussian(sigma=0.1); 8 iterations")
    moved = task("mine_to_compare:task", "mine_to_compare:start")
    assert np.array_equal(moved.x0, [0, 1, 2, 3])


def test_methods_by_name():
    square, vector = Quadratic(np.eye(3)), L2((3,))
    assert contender("Lion(momentum=0.5)", square, vector).make(0.1) == Lion(vector, 0.1, 0.5)
    assert contender("Clipped(gamma=2.0)", square, vector).make(0.1) == Clipped(vector, 0.1, 2.0)
    own = contender("Clipped(gamma=2.0, norm=LInf((3,)))", square, vector)
    assert own.make(0.1) == Clipped(LInf((3,)), 0.1, 2.0)
    proximal = contender("StochasticProximalPoint", square, vector)
    assert proximal.make(0.1) == StochasticProximalPoint(square, 0.1)
    assert contender("uscg(radius=3.0)", square, vector).parameter == "step"
    assert contender("uscg(step=0.5)", square, vector).parameter == "radius"
    assert contender("PISA(curvature=1.0)", square, vector).parameter == "penalty"
    assert contender("SmoothClipped(linear=0.0)", square, vector).parameter == "constant"
    released = contender("ReleasedMuon(scale=unscaled, lmo=None)", task("saturating").problem, Spectral((6, 4)))
    assert released.make(0.1) == ReleasedMuon((6, 4), 0.1, scale=unscaled, lmo=None)


def test_every_name_is_tuned_by_something():
    required = {"Clipped": "gamma=0.1", "PISA": "curvature=1.0", "NSISA": "curvature=1.0", "SmoothClipped": "linear=0.0",
                "uscg": "radius=1.0", "scg": "radius=1.0"}  # fmt: skip
    for name in NAMES:
        assert contender(f"{name}({required.get(name, '')})", Quadratic(np.eye(3)), L2((3,))).parameter


def test_norms_and_defaults():
    assert norm_for(None, (3, 2)) == Spectral((3, 2))
    assert norm_for(None, (3,)) == L2((3,))
    assert norm_for("ntr.norms:Lp((3,), 3.0)", (3,)).p == 3.0
    assert [name.partition("(")[0] for name in defaults((3, 2))] == [
        "muon", "sign_sgd", "normalized_sgd", "OrthogonalSGDM", "SGDM", "Adam", "muon", "sign_sgd", "normalized_sgd",
    ]  # fmt: skip
    assert not any("muon" in name for name in defaults((3,)))
    for name in defaults((10, 64)):
        assert contender(name, task("digits").problem, Spectral((10, 64))).make(0.1).momentum == 0.1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Nothing"], "METHOD must be module:expression or one of AdaGrad, Adam, "),
        (["Clipped"], "METHOD 'Clipped' needs gamma: Clipped(gamma=...)"),
        (["SGDM(speed=1)"], "METHOD 'SGDM(speed=1)': SGDM has no speed, only shape, radius, momentum"),
        (["SGDM(radius=1)"], "METHOD 'SGDM(radius=1)' must leave radius open"),
        (["SGDM(0.1)"], "METHOD 'SGDM(0.1)' cannot be evaluated"),
        (["SGDM", "SGDM"], "every method must be there once"),
        (["mine_to_compare:start"], "must be a function value -> Method"),
        (["mine_to_compare:no_method"], "must be a function value -> Method, got 0.0001 at 0.0001"),
        (
            ["SGDM", "--problem", "nothing"],
            "--problem must be module:expression or one of digits, quadratic, saturating",
        ),
        (["SGDM", "--problem", "mine_to_compare:make"], "must be a Problem or a Task"),
        (["SGDM", "--norm", "Lp"], "--norm Lp needs more than a shape"),
        (["SGDM", "--norm", "Nothing"], "--norm must be module:expression or a class of ntr.norms"),
        (["SGDM", "--norm", "L2", "--noise", "math:pi"], "--noise 'math:pi' must be a Noise"),
        (["SGDM", "--x0", "high"], "--x0 must be a number or module:expression"),
        (["SGDM", "--out", "figure.gif"], "--out must end in .svg, .pdf, .png"),
        (["SGDM", "--budget", "2"], "budget must be at least 5"),
        (["SGDM", "--range", "1", "0.1"], "low must be less than high"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(folder, arguments, message, capsys):
    wanted = arguments if "--problem" in arguments else [*arguments, "--problem", "quadratic"]
    assert cli.main(["compare", *wanted, "--jobs", "1"]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("code", "message"), [("lambda: 3", "TypeError: <lambda>() takes 0"), ("exit", "SystemExit: ")]
)
def test_a_method_that_cannot_be_called_is_named(folder, capsys, code, message):
    assert cli.main(["compare", f"math:{code}", "--problem", "mine_to_compare:task", *SHORT]) == 2
    error = capsys.readouterr().err
    assert f"METHOD 'math:{code}' must be a function value -> Method; called with " in error
    assert message in error
    assert error.count("\n") == 1
