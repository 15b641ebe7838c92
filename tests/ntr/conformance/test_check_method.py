"""The conformance kit of methods is itself checked, with planted bugs."""

from __future__ import annotations

import pytest

from ntr.conformance import ConformanceError, check_method
from tests.ntr.conformance.method_mutants import HONEST, PLANTED

NAMES = ("form", "start", "batch", "repeatable", "arguments", "zero_gradient", "magnitudes", "nan", "regularizer")


@pytest.mark.parametrize("name", PLANTED)
def test_planted_bug_is_caught_by_the_check_that_names_it(name):
    method, check = PLANTED[name]
    others = {other: "not the one that names it" for other in NAMES if other != check}
    with pytest.raises(ConformanceError) as caught:
        check_method(method, exclude=others)
    assert set(caught.value.failures) == {check}


def test_every_check_catches_something():
    assert {check for _, check in PLANTED.values()} == set(NAMES)


@pytest.mark.parametrize("seed", range(4))
def test_the_honest_method_passes(seed):
    assert check_method(HONEST, seed=seed) == NAMES


def test_the_report_names_check_and_seed():
    method, _ = PLANTED["momentum from 0"]
    with pytest.raises(AssertionError, match=r"\[start\] m after the first step.*seed 7"):
        check_method(method, seed=7)
