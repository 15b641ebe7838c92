"""What verify and report have in common: an interrupted run shows what was done, and is told from a finished one."""

from __future__ import annotations

from ntr import cli
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
