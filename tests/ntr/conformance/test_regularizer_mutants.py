"""Every kind of mistake is planted in several regularizers, and caught by the check that names it.

``pytest -s`` on this file prints the table of what catches what.
"""

from __future__ import annotations

import pytest

from ntr.conformance import ConformanceError, check_regularizer
from tests.ntr.conformance.catalogue_regularizer_mutants import BASES, REGULARIZER_KINDS
from tests.ntr.conformance.test_check_regularizer import SHAPE, Mutant


@pytest.mark.parametrize("kind", REGULARIZER_KINDS)
def test_every_mutant_is_caught_by_the_check_that_names_it(kind):
    check, mutants = REGULARIZER_KINDS[kind]
    print(f"\n{kind}: {check}")
    missed = []
    for mutant in mutants:
        with pytest.raises(ConformanceError) as caught:
            check_regularizer(mutant, SHAPE)
        found = caught.value.failures
        others = ", ".join(other for other in found if other != check)
        print(f"  {type(mutant.base).__name__:<14}also: {others or '-'}")
        if check not in found:
            missed.append(f"{mutant.base!r}: caught by {sorted(found)}, not by {check!r}")
    assert not missed, "\n".join(missed)


def test_every_kind_is_planted_in_several_regularizers():
    for kind, (_, mutants) in REGULARIZER_KINDS.items():
        assert len({repr(mutant.base) for mutant in mutants}) >= 2, kind


@pytest.mark.parametrize("base", BASES, ids=repr)
def test_the_regularizers_are_right_before_the_bug_is_planted(base):
    check_regularizer(Mutant(base), SHAPE)
