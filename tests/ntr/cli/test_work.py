"""What verify and report have in common: an interrupted run shows what was done, and is told from a finished one."""

from __future__ import annotations

from dataclasses import replace

from ntr import cli
from ntr.cli import work
from ntr.theorems.nonconvex_deterministic import THEOREM
from proofs_checks import claims, run


def test_an_interrupted_run_is_shown_and_ends_with_130(monkeypatch, capsys):
    whole = run.run

    def interrupted(plan, *arguments):
        return whole(plan._replace(claims=claims.CLAIMS[:2]))._replace(unfinished=5)

    monkeypatch.setattr(run, "run", interrupted)
    assert cli.main(["verify", "algebra"]) == 130
    said = capsys.readouterr()
    assert "2 algebraic claims" in said.out
    assert "interrupted, 5 checks left; these are the results so far (--store FILE keeps them)" in said.err


def _nowhere(case):
    return {}["hypothesis"]


LOST = replace(THEOREM, form="lost", violated=_nowhere)


def test_what_an_own_theorem_raises_is_one_line_that_says_where(capsys):
    assert cli.main(["verify", f"{__name__}:LOST", "--norm", "L1"]) == 2
    error = capsys.readouterr().err
    assert "nonconvex_deterministic/lost cannot be checked: KeyError: 'hypothesis', in _nowhere" in error
    assert error.count("\n") == 1


def test_a_missing_extra_is_one_line(monkeypatch, capsys):
    def missing(address):
        raise ImportError("a Dask cluster needs the extra dask")

    monkeypatch.setattr(work, "Cluster", missing)
    assert cli.main(["verify", "lemma_two_point", "--norm", "L2", "--dask", "tcp://127.0.0.1:1"]) == 2
    assert capsys.readouterr().err == "ntr: --dask: a Dask cluster needs the extra dask\n"
