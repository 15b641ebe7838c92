"""Weight decay: the claims hold on small runs, and each is refuted where the decay or the constraint is taken away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import parameters
from proofs_checks.explanation import on_average
from proofs_checks.weight_decay import DECAY, closest, converges, expected, floor, largest, last, promise, pull, walk

LEVEL = 1e-6


@pytest.fixture(scope="module")
def free() -> Case:
    return walk(1.0, 0.0, iterations=2000)


@pytest.fixture(scope="module")
def values(free: Case) -> Array:
    return last(free)


def test_with_decay_it_stays_below_the_bound():
    assert converges(walk(1.0, DECAY, iterations=2000), LEVEL).status == "verified"


def test_without_decay_the_same_claim_is_refuted(free):
    """The planted error: beta = 0 called converging."""
    found = converges(free, LEVEL)
    assert found.status == "refuted", found
    assert found.lower > found.most


def test_a_decay_a_thousand_times_too_small_is_refuted(free):
    method = replace(free.method, weight_decay=DECAY / 1000)
    assert converges(replace(free, method=method), LEVEL).status == "refuted"


def test_the_binomial_sum(free, values):
    exact = expected(free, np.array([free.iterations]))[0]
    assert exact == pytest.approx(0.1 * (1 + 0.05 * free.iterations / 3) - 0.005, rel=1e-6)  # far out: the slope itself
    assert on_average("", values, largest(free), LEVEL, 0.8 * exact, 1.25 * exact).status == "verified"
    assert on_average("", values, largest(free), LEVEL, 1.3 * exact, 1.4 * exact).status == "refuted"
    assert promise(free) < values.mean()


def test_the_floor_is_reached_and_not_passed():
    case = pull(1.5, seeds=8)
    assert floor(case) == pytest.approx(0.125)
    assert floor(case) * (1 - 1e-12) <= closest(case) <= floor(case) * (1 + 1e-3)


def test_without_decay_the_floor_is_passed():
    """The planted error: the constraint does not come from the radius alone."""
    case = pull(1.5, seeds=8)
    radius, a, _ = parameters(case.method)
    loose = replace(case, method=replace(case.method, weight_decay=1e-6))
    assert closest(loose) < floor(case) / 2, (radius, a)
