"""The benchmark of LMOs: its rivals solve the same problem, and its table says what was measured."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks import lmo, lmo_rivals
from ntr import norms

EVERY = [norm for size in (10, (8, 8)) for norm in lmo.instances(size)]


@pytest.mark.parametrize("norm", EVERY, ids=lambda norm: type(norm).__name__)
def test_naive_formulas_are_exact(norm):
    naive = lmo_rivals.naive(norm)
    if naive is None:
        assert type(norm).__name__ in (
            "WeightedLp", "TopKL2", "SortedL1", "Group", "Atoms", "CvxNorm", "Sum", "Max", "Inequalities", "KyFan", "MixedLpq",
        )  # fmt: skip
        return
    g = np.random.default_rng(0).normal(size=(5, *norm.shape))
    assert abs(lmo.gap(norm, g, lmo_rivals.one_by_one(naive)(g))) < 1e-10


@pytest.mark.parametrize("norm", [norms.L1((4,)), norms.KyFan((2, 3), 1)], ids=repr)
@pytest.mark.parametrize("make", [lmo_rivals.cold, lmo_rivals.parametrised])
def test_cvxpy_solves_the_same_problem(norm, make):
    g = np.random.default_rng(0).normal(size=(2, *norm.shape))
    assert abs(lmo.gap(norm, g, lmo_rivals.one_by_one(make(norm))(g))) < lmo.EXACT


def test_peers():
    g = np.random.default_rng(0).normal(size=(5, 8, 8))
    found = {peer.name: peer for peer in lmo_rivals.peers(norms.Spectral((8, 8)))}
    exact = lmo_rivals.one_by_one(found["scipy.linalg.polar"].lmo)(g)
    assert abs(lmo.gap(norms.Spectral((8, 8)), g, exact)) < 1e-12
    pytest.importorskip("optax")
    inexact = lmo.gap(norms.Spectral((8, 8)), g, found["optax muon, inexact"].lmo(g))
    assert lmo.EXACT < inexact < 0.5, "five Newton-Schulz steps are not the polar factor"
    for norm, allowed in ((norms.L2((6,)), 1e-5), (norms.LInf((6,)), 1e-12)):  # optax adds 1e-6 to the length
        (peer,) = lmo_rivals.peers(norm)
        g = np.random.default_rng(0).normal(size=(5, 6))
        assert abs(lmo.gap(norm, g, peer.lmo(g))) < allowed


def test_the_table_and_the_json(tmp_path, capsys):
    file = tmp_path / "rows.json"
    assert lmo.main(["--quick", "--norms", "LInf", "CvxNorm", "OneToOne", "--json", str(file)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[: len(lmo.HEAD)] == list(lmo.HEAD)
    rows = json.loads(file.read_text())
    assert [row["norm"] for row in rows] == ["LInf", "CvxNorm", "OneToOne"]
    for row, text in zip(rows, out[len(lmo.HEAD) :], strict=False):
        assert text.count(" | ") == lmo.HEAD[0].count(" | ")
        assert row["ours"] > 0
        assert row["alone"] > 0
    assert {"naive NumPy", "cold CVXPY", "DPP CVXPY"} <= set(rows[0]["rivals"])
    assert rows[0]["batch"] > rows[1]["batch"] == lmo.SOLVED
    assert "cold >= 50: " in out[len(lmo.HEAD) + 1]
    assert "copt: not measured" in out


def test_goals():
    row = lmo.Row("CvxNorm", (10,), 20, 100.0, 100.0, {"cold CVXPY": (5000.0, 0.0)})
    assert lmo.goal(row) == "cold >= 50: met"
    assert lmo.goal(row._replace(ours=101.0)) == "cold >= 50: missed"
    assert lmo.goal(row._replace(shape=(100,))) == "cold >= 10: met"
    assert lmo.goal(row._replace(norm="L1")) == ""


def test_a_peer_that_is_not_exact_shows_its_gap():
    row = lmo.Row("Spectral", (8, 8), 9, 2.0, 20.0, {"a": (1.0, 0.2), "b": (8.0, 1e-15), "c": (8.0, float("nan"))})
    assert "a x 0.5 (gap 2e-01), b x 4, c x 4 (gap nan)" in lmo.line(row)
