"""Every kind of mistake is planted in the steps of several pairs, and caught by the check that names it.

``pytest -s`` on this file prints the table of what catches what.
"""

from __future__ import annotations

import pytest

from ntr.conformance import ConformanceError, check_step
from tests.ntr.conformance.catalogue_step_mutants import PAIRS, STEP_KINDS


def name(pair):
    return f"{type(pair[0]).__name__} + {type(pair[1]).__name__}"


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_every_mutant_is_caught_by_the_check_that_names_it(kind):
    check, step, pairs = STEP_KINDS[kind]
    print(f"\n{kind}: {check}")
    missed = []
    for pair in pairs:
        with pytest.raises(ConformanceError) as caught:
            check_step(*pair, step=step, tolerance=1e-11)
        found = caught.value.failures
        print(f"  {name(pair):<28}also: {', '.join(other for other in found if other != check) or '-'}")
        if check not in found:
            missed.append(f"{name(pair)}: caught by {sorted(found)}, not by {check!r}")
    assert not missed, "\n".join(missed)


def test_every_kind_is_planted_in_several_pairs():
    for kind, (_, _, pairs) in STEP_KINDS.items():
        assert len({name(pair) for pair in pairs}) >= 2, kind


@pytest.mark.parametrize("pair", PAIRS, ids=name)
def test_the_steps_are_right_before_the_bug_is_planted(pair):
    check_step(*pair, tolerance=1e-11)
