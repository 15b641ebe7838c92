"""The benchmark of LMOs: its rivals solve the same problem, and its table says what was measured."""

from __future__ import annotations

import json

import cvxpy as cp
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
            "WeightedLp", "TopKL2", "SortedL1", "Group", "Atoms", "CvxNorm", "Sum", "Max", "Inequalities", "KyFan",
            "MixedLpq", "MaxEntry",
        )  # fmt: skip
        return
    g = np.random.default_rng(0).normal(size=(5, *norm.shape))
    assert abs(lmo.gap(norm, g, lmo_rivals.one_by_one(naive)(g))) < 1e-10


@pytest.mark.parametrize("norm", [norms.L1((4,)), norms.KyFan((2, 3), 1)], ids=repr)
@pytest.mark.parametrize("make", [lmo_rivals.cold, lmo_rivals.parametrised])
def test_cvxpy_solves_the_same_problem(norm, make):
    g = np.random.default_rng(0).normal(size=(2, *norm.shape))
    assert abs(lmo.gap(norm, g, lmo_rivals.one_by_one(make(norm))(g))) < lmo.EXACT


# library, norm, the gap that its LMO may have: optax adds 1e-6 and pytorch_optimizer 1e-8 to lengths
EXACT_PEERS = [
    ("scipy", norms.Spectral((8, 8)), 1e-12),
    ("optax", norms.L2((6,)), 1e-5),
    ("optax", norms.LInf((6,)), 1e-12),
    ("copt", norms.L1((6,)), 1e-12),
    ("copt", norms.Nuclear((8, 8)), 1e-12),
    ("pytorch_optimizer", norms.MaxEntry((3, 5)), 1e-12),
    ("pytorch_optimizer", norms.MaxRow((3, 5)), 1e-7),
    ("pytorch_optimizer", norms.MaxColumn((3, 5)), 1e-7),
]


@pytest.mark.parametrize(("library", "norm", "allowed"), EXACT_PEERS, ids=str)
def test_peers_have_our_lmo(library, norm, allowed):
    pytest.importorskip(library)
    (peer,) = (one for one in lmo_rivals.peers(norm) if one.name.startswith(library) and "inexact" not in one.name)
    g = np.random.default_rng(0).normal(size=(5, *norm.shape))
    u = lmo_rivals.one_by_one(peer.lmo)(g) if peer.loops else peer.lmo(g)
    assert abs(lmo.gap(norm, g, u)) < allowed
    np.testing.assert_allclose(u, norm.lmo(g), atol=10 * allowed)


@pytest.mark.parametrize("library", ["optax", "pytorch_optimizer", "torch"])
def test_newton_schulz_is_not_the_polar_factor(library):
    pytest.importorskip(library)
    norm = norms.Spectral((8, 8))
    (peer,) = (one for one in lmo_rivals.peers(norm) if one.name.startswith(library))
    g = np.random.default_rng(0).normal(size=(5, 8, 8))
    u = lmo_rivals.one_by_one(peer.lmo)(g) if peer.loops else peer.lmo(g)
    assert peer.name.endswith("inexact")
    assert lmo.EXACT < lmo.gap(norm, g, u) < 0.5


def test_what_is_not_installed_is_said(monkeypatch):
    monkeypatch.setattr(lmo_rivals, "LIBRARIES", ("scipy", "no_such_library"))
    assert lmo_rivals.missing() == ["no_such_library: not installed"]


def test_the_table_and_the_json(tmp_path, capsys):
    file = tmp_path / "rows.json"
    assert lmo.main(["--quick", "--norms", "LInf", "Sum", "OneToOne", "--json", str(file)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[: len(lmo.HEAD)] == list(lmo.HEAD)
    rows = json.loads(file.read_text())
    assert [row["norm"] for row in rows] == ["LInf", "Sum", "OneToOne"]
    for row, text in zip(rows, out[len(lmo.HEAD) :], strict=False):
        assert text.count(" | ") == lmo.HEAD[0].count(" | ")
        assert row["ours"] > 0
        assert row["alone"] > 0
    assert {"naive NumPy", "cold CVXPY", "DPP CVXPY"} <= set(rows[0]["rivals"])
    assert rows[0]["batch"] > rows[1]["batch"] == lmo.SOLVED
    assert "cold >= 50: " in out[len(lmo.HEAD) + 1]


def test_a_norm_of_ones_own(capsys):
    assert lmo.main(["--quick", "--norm", "ntr.norms:Scaled(Lp((3,), 4), 2)"]) == 0
    (row,) = (text for text in capsys.readouterr().out.splitlines() if text.startswith("| Scaled | 3 |"))
    assert row.count(" x ") == 2, "cold and DPP CVXPY"
    with pytest.raises(ValueError, match="--norm must be module:expression"):
        lmo.main(["--norm", "nonsense"])


def test_goals():
    row = lmo.Row("CvxNorm", (10,), 20, 100.0, 100.0, {"cold CVXPY": (5000.0, 0.0)})
    assert lmo.goal(row) == "cold >= 50: met"
    assert lmo.goal(row._replace(ours=101.0)) == "cold >= 50: missed"
    assert lmo.goal(row._replace(shape=(100,))) == "cold >= 10: met"
    assert lmo.goal(row._replace(norm="L1")) == ""
    assert lmo.title(norms.CvxNorm((2,), cp.norm1)) == "CvxNorm norm1"
    assert lmo.goal(row._replace(norm="CvxNorm norm1")) == "cold >= 50: met"


def test_a_peer_that_is_not_exact_shows_its_gap():
    row = lmo.Row("Spectral", (8, 8), 9, 2.0, 20.0, {"a": (1.0, 0.2), "b": (8.0, 1e-15), "c": (8.0, float("nan"))})
    assert "a x 0.5 (gap 2e-01), b x 4, c x 4 (gap nan)" in lmo.line(row)
