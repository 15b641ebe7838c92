"""Rules of one's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from ntr.norm import Norm
from ntr.norms import L2, LInf, Lp
from ntr.regularizers import Ball, Box, L1Penalty, Zero
from ntr.step import Step, rule, trust_region_step
from ntr.steps import rule as rules


@pytest.fixture(autouse=True)
def _restore_rules(monkeypatch):
    monkeypatch.setattr(rules, "_rules", list(rules._rules))


@dataclass(frozen=True)
class Mine(L2):
    """A user's norm with a user's rule."""


def test_a_rule_registered_later_is_tried_first():
    @rule(L2, Zero)
    def first(norm, regularizer, m, center, radius):
        return Step(center + 1, m)

    assert trust_region_step(L2((2,)), Zero(), np.ones(2), np.zeros(2), 1.0).x.tolist() == [1.0, 1.0]

    @rule(L2, Zero)
    def second(norm, regularizer, m, center, radius):
        return Step(center + 2, m)

    assert trust_region_step(L2((2,)), Zero(), np.ones(2), np.zeros(2), 1.0).x.tolist() == [2.0, 2.0]
    assert first is not second


def test_a_rule_that_does_not_fit_leaves_it_to_the_next():
    seen = []

    @rule((L2, LInf), (Zero, Box))
    def picky(norm, regularizer, m, center, radius):
        seen.append((type(norm), type(regularizer)))

    expected = trust_region_step(Lp((2,), np.inf), Box(-1, 1), np.ones(2), np.zeros(2), 0.5).x
    assert np.array_equal(trust_region_step(LInf((2,)), Box(-1, 1), np.ones(2), np.zeros(2), 0.5).x, expected)
    trust_region_step(LInf((2,)), L1Penalty(1), np.ones(2), np.zeros(2), 0.5)
    assert seen == [(LInf, Box)]


def test_a_rule_for_any_norm_and_for_a_subclass():
    @rule(Norm, Zero)
    def stay(norm, regularizer, m, center, radius):
        return Step(center, m) if isinstance(norm, Mine) else None

    assert trust_region_step(Mine((2,)), Zero(), np.ones(2), np.zeros(2), 1.0).x.tolist() == [0.0, 0.0]
    assert trust_region_step(LInf((2,)), Zero(), np.ones(2), np.zeros(2), 1.0).x.tolist() == [-1.0, -1.0]


def test_a_rule_receives_validated_arrays():
    received = []

    @rule(Mine, Ball)
    def look(norm, regularizer, m, center, radius):
        received.extend((m, center, radius))
        return Step(center, m)

    trust_region_step(Mine((2,)), Ball(L2((2,)), 1), [[1, 2], [3, 4]], [[0, 0], [0, 0]], 2)
    assert [value.shape for value in received] == [(2, 2), (2, 2), (2,)]
    assert {value.dtype for value in received} == {np.dtype(np.float64)}


@pytest.mark.parametrize(
    ("norms", "regularizers", "name"),
    [
        ("L2", Zero, "norms"),
        (L2((2,)), Zero, "norms"),
        (Zero, Zero, "norms"),
        (L2, L2, "regularizers"),
        (L2, (Zero, 3), "regularizers"),
    ],
)
def test_what_is_no_class_of_them_raises(norms, regularizers, name):
    with pytest.raises(TypeError, match=name):
        rule(norms, regularizers)
