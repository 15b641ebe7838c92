"""The figure of all rates: one hard instance of every theorem."""

from __future__ import annotations

from figures import rates
from proofs_checks.run import STEMS, name_of


def test_every_theorem_has_a_hard_instance() -> None:
    checks = rates.checks()
    assert [check.theorem.stem for check in checks] == [name_of(stem) for stem in STEMS]
    assert all(check.hard for check in checks)
