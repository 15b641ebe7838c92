"""What verify and report have in common: an interrupted run shows what was done, and is told from a finished one."""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import replace

import pytest

from ntr import cli
from ntr.cli import work
from ntr.theorems.nonconvex_deterministic import THEOREM
from ntr.workers import WorkerDied
from proofs_checks import catalogue, claims, own_theorem, run


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


@pytest.mark.parametrize("command", ["verify", "tightness", "figures"])
def test_what_an_own_theorem_raises_is_one_line_that_says_where(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(own_theorem, "everything", catalogue.noiseless_momentum)
    norm = [] if command == "figures" else ["--norm", "L2"]
    assert cli.main([command, f"{__name__}:LOST", *norm]) == 2
    error = capsys.readouterr().err
    assert "ntr: nonconvex_deterministic/lost: KeyError: 'hypothesis', in _nowhere (" in error
    assert error.count("\n") == 1


def _none(case, iterations):
    return None


NOTHING = replace(THEOREM, form="nothing", terms=_none)


@pytest.mark.parametrize("arguments", [["tightness", "--budget", "1"], ["tightness", "--atlas"], ["figures"]])
def test_what_an_own_theorem_returns_may_be_wrong_too(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(own_theorem, "everything", catalogue.noiseless_momentum)
    assert cli.main([*arguments, f"{__name__}:NOTHING"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("ntr: nonconvex_deterministic/nothing: "), error
    assert error.count("\n") == 1


def _exits(case, iterations):
    raise SystemExit(0)


def _bases(case):
    raise BaseException("neither an Exception nor an exit")


EXITS = replace(THEOREM, form="exits", terms=_exits)
BASES = replace(THEOREM, form="bases", violated=_bases)


def test_no_error_has_the_exit_code_of_a_refutation(capsys):
    assert cli.main(["verify", f"{__name__}:BASES", "--norm", "L2"]) == 2
    assert capsys.readouterr().err.startswith("ntr: BaseException: neither an Exception nor an exit, in _bases (")


def test_code_that_exits_is_a_failed_check(monkeypatch, capsys):
    monkeypatch.setattr(own_theorem, "everything", catalogue.noiseless_momentum)
    assert cli.main(["verify", f"{__name__}:EXITS", "--norm", "L2", "--jobs", "1"]) == 3
    assert "SystemExit: 0" in capsys.readouterr().out


def test_the_traceback_of_the_users_code_is_shown_to_who_asks(monkeypatch, capsys):
    monkeypatch.setenv("NTR_DEBUG", "1")
    monkeypatch.setattr(own_theorem, "everything", catalogue.noiseless_momentum)
    for name, code in (("LOST", 2), ("EXITS", 3)):
        assert cli.main(["verify", f"{__name__}:{name}", "--norm", "L2", "--jobs", "1"]) == code
        error = capsys.readouterr().err
        assert "Traceback (most recent call last)" in error
        assert f'File "{__file__}"' in error


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["weight_decay"], ""),
        (["algebra", "lemma_two_point"], ""),
        (
            ["nonconvex_deterministic"],
            "# more tuned runs, and finer grids of epsilon with more seeds for the exponents",
        ),
        (["nonconvex_deterministic", "--norm", "L1"], "# more tuned runs"),
        (["nonconvex_deterministic", "--full"], ""),
    ],
)
def test_what_is_left_for_full_is_told_only_where_there_is_something(arguments, expected):
    left = work.asked(cli.parser().parse_args(["verify", *arguments])).left
    assert [re.sub(r"[1-9]\d*", "#", line) for line in left] == ([f"left for --full: {expected}"] if expected else [])


def test_a_missing_extra_is_one_line(monkeypatch, capsys):
    def missing(address):
        raise ImportError("a Dask cluster needs the extra dask")

    monkeypatch.setattr(work, "Cluster", missing)
    assert cli.main(["verify", "lemma_two_point", "--norm", "L2", "--dask", "tcp://127.0.0.1:1"]) == 2
    assert capsys.readouterr().err == "ntr: --dask: a Dask cluster needs the extra dask\n"


@pytest.mark.parametrize(
    "error",
    [ModuleNotFoundError("No module named 'mine'"), RuntimeError("Error during\ndeserialization"), WorkerDied("died")],
)
def test_workers_of_a_cluster_without_the_users_code_are_told_in_one_line(error, monkeypatch, capsys):
    def unfit(*arguments):
        raise error

    monkeypatch.setattr(work, "Cluster", lambda address: nullcontext(address))
    monkeypatch.setattr(run, "run", unfit)
    assert cli.main(["verify", "lemma_two_point", "--norm", "L2", "--dask", "tcp://127.0.0.1:1"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("ntr: the workers of --dask tcp://127.0.0.1:1 cannot run the checks: ")
    assert told.count("\n") == 1


def test_a_worker_that_dies_in_exact_arithmetic_is_no_traceback(monkeypatch, capsys):
    def died(*arguments):
        raise WorkerDied("algebra: killed")

    monkeypatch.setattr(run, "run", died)
    assert cli.main(["verify", "algebra"]) == 2
    assert capsys.readouterr().err.startswith("ntr: algebra: killed")
