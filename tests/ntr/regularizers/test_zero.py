"""R = 0."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.bound import Bound
from ntr.conformance import check_regularizer
from ntr.norms import L1
from ntr.regularizers import Zero


@pytest.mark.parametrize("shape", [(1,), (4,), (2, 3)])
def test_conforms(shape):
    check_regularizer(Zero(), shape)


def test_value_has_the_shape_of_the_batch():
    assert Zero()(np.ones((2, 3, 4)), ndim=1).shape == (2, 3)
    assert Zero()(np.ones((2, 3, 4))).shape == ()


def test_the_only_subgradient_is_zero():
    x = np.ones((2, 3))
    assert Zero().subgradient_bound(L1((3,))) == Bound(0.0, True)
    assert Zero().fenchel_gap(x, np.array([[0.0, 0, 0], [0, 1e-300, 0]]), ndim=1).tolist() == [0.0, np.inf]


def test_equal_and_hashable():
    assert {Zero(): 1}[Zero()] == 1
