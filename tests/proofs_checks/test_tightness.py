"""The search for tight cases: it finds what is known, refutes what is false, and goes on after a kill."""

from __future__ import annotations

import json
import math
import warnings
from dataclasses import replace

import numpy as np
import pytest

from ntr import cli
from ntr.case import Case
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from ntr.theorems.nonconvex_deterministic import STATEMENTS as T1
from ntr.theorems.nonconvex_momentum import STATEMENTS as T2
from problems import Huber, LogCosh, Quadratic, Rademacher, Separable
from proofs_checks import atlas, catalogue, exact, pep, run, tightness, tightness_table
from proofs_checks.catalogue import Named
from proofs_checks.check import Check
from proofs_checks.exact import two_cycle
from proofs_checks.memo import Memo
from proofs_checks.pepit import least_gap
from proofs_checks.tight_cases import NOISELESS
from proofs_checks.tightness import evaluate, search
from proofs_checks.variation import parameters, varied

ZERO = next(theorem for theorem in T1 if theorem.form == "zero")
NOISY = next(theorem for theorem in T2 if theorem.form == "zero")
LOOSE = Case(Separable(LogCosh(), np.zeros(1)), NOISELESS, TrustRegion(L2((1,)), 0.3), np.array([2.0]), 30, 1)
COIN = Case(
    Separable(Huber(0.2, 0.1), np.zeros(1)), Rademacher(0.2), TrustRegion(LInf((1,)), 0.01), np.full(1, 3.0), 100, 4
)


# --- what is varied --------------------------------------------------------------------------------------------------


def test_parameters_are_the_numbers_of_a_case():
    names = ("method.radius", "method.momentum", "problem.scalar.curvature", "problem.scalar.slope", "x0", "iterations")
    assert parameters(LOOSE) == names
    assert "noise.sigma" in parameters(COIN)
    assert "problem.A" in parameters(replace(LOOSE, problem=Quadratic(np.eye(1))))


def test_varied_scales_each_number():
    logs = {name: np.log(2) for name in parameters(COIN)}
    case = varied(COIN, logs, longest=150)
    assert case.method == TrustRegion(LInf((1,)), 0.02, 1.0)  # the momentum is at most 1
    assert [float(value) for value in case.problem.scalar.parameters()] == [0.4, 0.2]
    assert case.noise == Rademacher(0.4)
    assert (case.x0[0], case.iterations) == (6.0, 150)
    with pytest.raises(ValueError, match=r"unknown name 'method.eta'; there are: method.radius"):
        varied(COIN, {"method.eta": 1.0}, 10)


# --- the search ------------------------------------------------------------------------------------------------------


def test_the_search_comes_close_to_equality_from_a_loose_case():
    assert evaluate(ZERO, LOOSE).ratio < 0.94
    found = search(ZERO, [Named("log cosh", LOOSE)], budget=60)
    assert found.ratio > 0.995
    assert found.row.status == "verified"
    assert found.row.verdict.measured[found.row.worst] / found.row.verdict.bound[found.row.worst] == found.ratio
    assert found.evaluations == 61


def test_an_equality_is_found_in_the_catalogue():
    found = search(ZERO, [Named("loose", LOOSE), Named("two-cycle", two_cycle().case)], budget=0)
    assert (found.origin, found.how, found.factors) == ("two-cycle", "catalogue", {})
    assert found.ratio == pytest.approx(two_cycle().ratio, rel=1e-9)


def test_a_false_theorem_is_refuted_by_the_search_alone():
    false = replace(ZERO, terms=lambda case, K: {name: 0.97 * t for name, t in ZERO.terms(case, K).items()})
    assert search(false, [Named("log cosh", LOOSE)], budget=0).row.status == "verified"
    found = search(false, [Named("log cosh", LOOSE)], budget=60)
    assert found.ratio > 1
    assert found.row.status == "refuted"


def test_with_noise_the_last_word_has_fresh_seeds():
    found = search(NOISY, [Named("coin", COIN)], budget=6)
    assert found.row.check.case.seeds.start >= 10**6
    assert found.row.status in ("verified", "inconclusive")


def test_the_search_is_deterministic_and_resumed(tmp_path):
    path = tmp_path / "search.json"
    memo = Memo(path)
    first = search(ZERO, [Named("log cosh", LOOSE)], budget=20, memo=memo)
    memo.write()
    again = Memo(path)
    second = search(ZERO, [Named("log cosh", LOOSE)], budget=20, memo=again)
    assert (first.ratio, first.factors, first.how) == (second.ratio, second.factors, second.how)
    assert again.found == 21  # nothing was run again
    longer = Memo(path)
    search(ZERO, [Named("log cosh", LOOSE)], budget=20, seed=1, memo=longer)
    assert 0 < longer.found < 21  # another seed: other random variations


def test_a_case_outside_the_hypotheses_counts_nothing():
    assert evaluate(ZERO, COIN).ratio == 0
    with pytest.raises(ValueError, match="on none of the 1 cases"):
        search(ZERO, [Named("noise", COIN)])
    with pytest.raises(ValueError, match="starts must hold at least one case"):
        search(ZERO, [])


def test_an_entry_of_something_else_is_computed_again(tmp_path):
    memo = Memo(tmp_path / "m.json")
    right = evaluate(ZERO, LOOSE, memo)
    for wrong in ([], [1.0], [math.nan, math.nan, math.nan]):
        for key in memo._values:
            memo._values[key] = wrong
        assert evaluate(ZERO, LOOSE, memo) == right


def test_a_file_of_something_else_is_no_memo(tmp_path):
    path = tmp_path / "other.json"
    path.write_text('{"a": 1}')
    with pytest.raises(ValueError, match="is no file of evaluations"):
        Memo(path)


# --- the atlas and the exact values ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cells():
    checks = [Check(ZERO, "loose", LOOSE), Check(ZERO, "two-cycle", two_cycle().case), Check(NOISY, "coin", COIN)]
    return atlas.cells([*checks, Check(ZERO, "tuned", LOOSE, target=0.1)])


def test_the_atlas_takes_the_largest_ratio_of_a_class(cells):
    assert [(c.theorem, c.norm, c.momentum, c.noise) for c in cells] == [
        ("nonconvex_deterministic/zero", "L2", "1", "none"),
        ("nonconvex_deterministic/zero", "L2", "1", "none"),
        ("nonconvex_momentum/zero", "LInf", "1", "Rademacher"),
    ]
    by_noise = atlas.grid(cells, "noise")
    assert by_noise.classes == ("none", "Rademacher")
    assert by_noise.cells["nonconvex_deterministic/zero", "none"].problem == "two-cycle"
    assert ("nonconvex_momentum/zero", "none") not in by_noise.cells


@pytest.mark.parametrize(("momentum", "name"), [(1.0, "1"), (0.1, "[0.1, 1)"), (0.05, "[0.01, 0.1)"), (1e-3, "< 0.01")])
def test_classes_of_momentum(momentum, name):
    assert atlas.classes(replace(LOOSE, method=TrustRegion(L2((1,)), 0.1, momentum)))[1] == name


def test_tables(cells):
    lines = "\n".join(tightness_table.atlas_lines(cells))
    assert "nonconvex_momentum/zero          .      0." in lines
    assert "1.0002" in "\n".join(tightness_table.exact_lines([two_cycle()]))
    stored = tightness_table.as_json([], cells, [two_cycle()])
    assert json.loads(json.dumps(stored))["atlas"][0]["problem"] == "loose"


def test_pepit_finds_the_same_gap():
    norms = [0.9, 1.2, 1.2]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = least_gap(norms)
    if found is None:
        pytest.skip("PEPit is not installed")
    assert found == pytest.approx(pep.least_gap(norms, 1.0, 1.0), abs=1e-5)


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch):
    checks = [Check(ZERO, *item) for item in catalogue.noiseless_momentum() if not ZERO.violated(item.case)]
    monkeypatch.setattr(run, "plan", lambda stems, norm: run.Plan(checks, []))
    monkeypatch.setattr(tightness_table, "euclidean_lines", lambda: ["the table"])
    monkeypatch.setattr(exact, "known", lambda: [exact.composite_two_cycle(0.001, 3), two_cycle()])


def test_the_command(small, tmp_path, capsys):
    file, state = tmp_path / "out.json", tmp_path / "state.json"
    assert cli.main(["tightness", "--budget", "4", "--json", str(file), "--resume", str(state)]) == 0
    out = capsys.readouterr().out
    for part in ("nonconvex_deterministic/zero", "bound/measured", "1.4980 L eta", "the table"):
        assert part in out, out
    assert json.loads(file.read_text())["tightest"][0]["status"] == "verified"
    assert state.exists()
    assert cli.main(["tightness", "--atlas"]) == 0
    assert "largest measured/bound by norm" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["nothing"], ["--budget", "-1"], ["--resume", "/nowhere/at/all.json"]])
def test_wrong_usage(arguments, capsys):
    assert cli.main(["tightness", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_seeds_of_an_evaluation_are_few():
    assert evaluate(NOISY, replace(COIN, seeds=range(4096))) == evaluate(NOISY, COIN)
    assert tightness.SEEDS <= 64
