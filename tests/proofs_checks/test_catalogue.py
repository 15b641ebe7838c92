"""The catalogue: every case is used, everything can be decided, regimes are distinct."""

from __future__ import annotations

from proofs_checks import catalogue, run
from tests.proofs_checks import planned


def test_every_case_is_used_by_a_theorem():
    statements = [theorem for stem in run.STEMS for theorem in stem.STATEMENTS]
    for item in catalogue.everything():
        assert any(catalogue.applicable(theorem, [item]) for theorem in statements), item


def test_the_default_run_has_many_distinct_checks():
    checks = planned.everything()
    described = {
        (c.theorem.name, c.problem, repr(c.case.method), repr(c.case.noise), c.case.iterations, c.target)
        for c in checks
    }
    assert len(described) == len(checks) >= 60
