"""Every kind of mistake is planted in several norms of the catalogue, and caught by the check that names it.

``pytest -s`` on this file prints the table of what catches what.
"""

from __future__ import annotations

import pytest

from ntr.conformance import ConformanceError, check_norm
from ntr.conformance.norm import CHECKS
from tests.ntr.conformance.catalogue_mutants import KINDS
from tests.ntr.conformance.norm_mutants import PLANTED, Mutant


@pytest.mark.parametrize("kind", KINDS)
def test_every_mutant_is_caught_by_the_check_that_names_it(kind):
    print(f"\n{kind}")
    missed = []
    for mutant, check in KINDS[kind]:
        with pytest.raises(ConformanceError) as caught:
            check_norm(mutant)
        found = caught.value.failures
        others = [name for name in found if name != check]
        print(f"  {type(mutant.base).__name__:<20}{check:<22}also: {', '.join(others) or '-'}")
        if check not in found:
            missed.append(f"{mutant.base!r}: caught by {sorted(found)}, not by {check!r}")
    assert not missed, "\n".join(missed)


def test_every_kind_is_planted_in_several_norms():
    for kind, planted in KINDS.items():
        assert len({repr(mutant.base) for mutant, _ in planted}) >= 2, kind


def test_every_check_names_a_mistake_in_several_norms():
    named = {check: [] for check in CHECKS}
    for mutant, check in [*PLANTED.values(), *(pair for planted in KINDS.values() for pair in planted)]:
        named[check].append(repr(mutant.base))
    for check, bases in named.items():
        assert len(set(bases)) >= 2, f"{check}: {bases}"


def test_the_norms_are_right_before_the_bug_is_planted():
    bases = {repr(mutant.base): mutant.base for planted in KINDS.values() for mutant, _ in planted}
    for base in bases.values():
        check_norm(Mutant(base))
