"""Mutant: a mistake that is planted in the checks of a theorem, and that `verify` must refute on one of its cases."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from proofs_checks.check import Check, Row, run_check

Family = Literal["methods", "constants", "bounds", "code", "parameters"]
Plant = Callable[[Check], Check | None]


@dataclass(frozen=True)
class Mutant:
    """A mistake in one theorem.

    Attributes
    ----------
    family : {"methods", "constants", "bounds", "code", "parameters"}
        What is wrong: the method, a constant in the bound, the bound itself, the code that measures, or the tuned parameters.
    theorem : str
        stem/form, or the stem alone: then all its forms are asked.
    mistake : str
        What is done wrong, in a sentence.
    plant : callable
        (check) -> the check with the mistake in it, or None where the mistake changes nothing.
    hints : tuple of str
        The problems to try first: on one of them the mistake is refuted.
    masked : callable or None
        For code that measures too little, which refutes nothing: a false statement, (check) -> check, that is refuted
        without the mistake. The mistake is found if it hides that.
    harmless : str or None
        Why the statement stays true, or why it is not refuted.
    unkilled : {"harmless", "open"}
        What that reason amounts to: a proof that it stays true, or that no case is known that can be run. What is false on
        such a case must be killed.
    """

    family: Family
    theorem: str
    mistake: str
    plant: Plant
    hints: tuple[str, ...] = ()
    masked: Plant | None = None
    harmless: str | None = None
    unkilled: Literal["harmless", "open"] = "harmless"

    @property
    def stem(self) -> str:
        """The stem of the theorem."""
        return self.theorem.partition("/")[0]

    def concerns(self, check: Check) -> bool:
        """Whether a check is of this theorem, or any form of this stem: tuned runs for wrong parameters, else bounds."""
        asked = (check.target is not None) == (self.family == "parameters")
        return asked and self.theorem in (check.theorem.name, check.theorem.stem)


class MutantRow(NamedTuple):
    """What became of a mutant.

    Attributes
    ----------
    mutant : Mutant
    killer : Row or None
        The check that refuted it (with `masked`: that should have, and did not); None: it survived.
    tried : int
        How many checks were run.
    errors : tuple of str
        What stopped a check, where something did: a failed check kills nothing.
    seconds : float
    """

    mutant: Mutant
    killer: Row | None
    tried: int
    errors: tuple[str, ...]
    seconds: float

    @property
    def status(self) -> Literal["killed", "harmless", "open", "survived"]:
        """Harmless or open only by the reason in the mutant; a mutant with a reason that is killed is killed."""
        if self.killer is not None:
            return "killed"
        return "survived" if self.mutant.harmless is None else self.mutant.unkilled


def run_mutant(mutant: Mutant, checks: Iterable[Check], level: float, most: int = 4096) -> MutantRow:
    """Run the checks with the mistake in them, in their order, until one refutes it.

    Parameters
    ----------
    mutant : Mutant
    checks : iterable of Check
        Without the mistake.
    level : float
        The level at which a run of `verify` would judge each check.
    most : int
        The most seeds of a check.
    """
    start, tried, errors = time.perf_counter(), 0, []
    for check in checks:
        planted = mutant.plant(fresh(check))
        if planted is None:
            continue
        tried += 1
        row = run_check(planted, level, most)
        if row.error is not None:
            errors.append(f"{check.problem}: {row.error}")
        if mutant.masked is None:
            found = row.status == "refuted"
        else:
            found = _hides(mutant, check, row, level, most)
        if found:
            return MutantRow(mutant, row, tried, tuple(errors), time.perf_counter() - start)
    return MutantRow(mutant, None, tried, tuple(errors), time.perf_counter() - start)


def fresh(check: Check) -> Check:
    """The same check on a copy of its case, which has remembered no constants yet."""
    return replace(check, case=replace(check.case))


def _hides(mutant: Mutant, check: Check, row: Row, level: float, most: int) -> bool:
    """Whether a false statement is refuted by the honest check and not by the one with the mistake in it."""
    assert mutant.masked is not None
    false = mutant.masked(fresh(check))
    if false is None or row.status != "verified" or run_check(false, level, most).status != "refuted":
        return False
    both = mutant.plant(fresh(false))
    return both is not None and run_check(both, level, most).status == "verified"
