"""The conformance kit of the step is itself checked, with planted bugs."""

from __future__ import annotations

import pytest

from ntr.conformance import ConformanceError, check_step
from ntr.norms import L2
from ntr.regularizers import Ball, Box, L1Penalty, Zero
from tests.ntr.conformance.step_mutants import FREE, PAIRS, PLANTED, toward_center

ALWAYS = (
    "form", "ball", "domain", "optimal", "dual", "subgradient", "batch", "repeatable", "arguments", "zero_momentum",
    "boundary", "radii", "magnitudes", "bad_input",
)  # fmt: skip
WITH_OUTSIDE = ("outside", "missing")


@pytest.mark.parametrize("name", PLANTED)
def test_planted_bug_is_caught_by_the_check_that_names_it(name):
    pair, mutant, check = PLANTED[name]
    names = ALWAYS + (WITH_OUTSIDE if isinstance(pair[1], Box | Ball) else ())
    others = {other: "not the one that names it" for other in names if other != check}
    with pytest.raises(ConformanceError) as caught:
        check_step(*pair, step=mutant, tolerance=1e-11, exclude=others)
    assert set(caught.value.failures) == {check}


def test_every_check_catches_something():
    """Each check is the one that names some bug: none is idle."""
    assert {check for _, _, check in PLANTED.values()} == set(ALWAYS + WITH_OUTSIDE)


@pytest.mark.parametrize("pair", PAIRS, ids=repr)
def test_the_right_step_passes_wherever_a_bug_is_planted(pair):
    expected = ALWAYS + (WITH_OUTSIDE if isinstance(pair[1], Box | Ball) else ())  # where dom R has an outside
    assert check_step(*pair, tolerance=1e-11) == expected


def test_the_report_names_check_values_tolerance_and_seed():
    with pytest.raises(AssertionError) as caught:
        check_step(L2((3,)), Zero(), step=toward_center, tolerance=1e-11, seed=11)
    message = str(caught.value)
    for part in ("[dual] residual of dual: got", "allowed", "seed 11", "at [", "L2(shape=(3,))", "Zero()"):
        assert part in message, message


def test_excluded_checks_do_not_run():
    known = {"bad_input": "takes NaN, issue 12"}
    pair, mutant, _ = PLANTED["NaN is 0"]
    assert "bad_input" not in check_step(*pair, step=mutant, tolerance=1e-11, exclude=known)


def test_an_exception_is_a_failure_of_its_check():
    def breaks(norm, regularizer, m, center, radius):
        raise ZeroDivisionError("float division by zero")

    with pytest.raises(ConformanceError) as caught:
        check_step(*FREE, step=breaks)
    assert set(caught.value.failures) == set(ALWAYS)
    assert caught.value.failures["dual"] == "raised ZeroDivisionError: float division by zero"


@pytest.mark.parametrize("seed", range(1, 4))
def test_other_seeds_pass_too(seed):
    for pair in ((L2((3,)), Zero()), (L2((3,)), L1Penalty(0.7))):
        check_step(*pair, seed=seed, tolerance=1e-11)
