"""A separable penalty on a box."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.bound import Bound
from ntr.conformance import check_regularizer
from ntr.norms import L2
from ntr.regularizers import Ball, Box, ElasticNet, L1Penalty, Nonnegative, SquaredL2, Sum

inf = np.inf


@pytest.mark.parametrize(
    ("regularizer", "shape"),
    [
        (Sum(L1Penalty(0.5), Box(-1, 0.5)), (4,)),
        (Sum(ElasticNet(0.3, 0.2), Nonnegative()), (2, 2)),
        (Sum(SquaredL2(2.0), Box([1.0, -1], [2.0, 1])), (2,)),
        (Sum(L1Penalty(1.0), Box([1.0, -1], [2.0, inf])), (2,)),
    ],
)
def test_conforms(regularizer, shape):
    check_regularizer(regularizer, shape)


def test_infimum_where_the_box_does_not_contain_0():
    assert Sum(ElasticNet(1.0, 2.0), Box([1.0, -3.0, -1.0], [2.0, -2.0, 1.0])).infimum == 1 + 1 + 2 + 4
    assert Sum(L1Penalty(1.0), Box(-1, 1)).infimum == 0.0


def test_lipschitz_is_that_of_the_penalty():
    total = Sum(L1Penalty(0.5), Box(-1, 1))
    assert total.lipschitz(L2((4,))) == Bound(1.0, False)
    assert total.subgradient_bound(L2((4,))) is None
    assert Sum(SquaredL2(0.5), Box(-1, 1)).lipschitz(L2((4,))) is None


@pytest.mark.parametrize(
    ("penalty", "box", "what"),
    [
        (Ball(L2((2,)), 1.0), Box(-1, 1), "penalty must be a separable"),
        (L1Penalty(1.0), Ball(L2((2,)), 1.0), "box must be a separable"),
        (1.0, Box(-1, 1), "penalty must be a separable"),
    ],
)
def test_both_must_be_separable(penalty, box, what):
    with pytest.raises(TypeError, match=what):
        Sum(penalty, box)


@pytest.mark.parametrize(
    ("penalty", "box", "what"),
    [
        (Box(-1, 1), Box(-1, 1), "penalty must be finite"),
        (L1Penalty(1.0), SquaredL2(1.0), "box must be an indicator"),
        (L1Penalty(1.0), Box(1, 2), "box must have arrays"),
    ],
)
def test_what_cannot_be_added(penalty, box, what):
    with pytest.raises(ValueError, match=what):
        Sum(penalty, box)
