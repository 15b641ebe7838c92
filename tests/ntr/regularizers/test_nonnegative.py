"""The indicator of the nonnegative orthant."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.bound import Bound
from ntr.conformance import check_regularizer
from ntr.norms import L2
from ntr.regularizers import Box, Nonnegative

inf = np.inf


@pytest.mark.parametrize("shape", [(4,), (2, 3)])
def test_conforms(shape):
    check_regularizer(Nonnegative(), shape)


def test_it_is_a_box_without_upper_bounds():
    rng = np.random.default_rng(0)
    x, r = rng.normal(size=(2, 40, 2)) * (rng.random((2, 40, 2)) < 0.7)
    box = Box(0, inf)
    assert Nonnegative()(x, ndim=1).tolist() == box(x, ndim=1).tolist()
    assert Nonnegative().fenchel_gap(x, r, ndim=1) == pytest.approx(box.fenchel_gap(x, r, ndim=1), abs=1e-15)
    assert Nonnegative().into_domain(x, 1).tolist() == np.maximum(x, 0).tolist()
    assert Nonnegative().into_conjugate_domain(r, 1).tolist() == np.minimum(r, 0).tolist()


def test_comparison_is_exact():
    x = np.array([[0.0, -0.0], [0.0, -5e-324], [np.nan, 1.0], [1.0, inf]])
    assert Nonnegative()(x[:3], ndim=1).tolist() == [0.0, inf, inf]


def test_bounds():
    assert Nonnegative().subgradient_bound(L2((2,))) is None
    assert Nonnegative().lipschitz(L2((2,))) == Bound(0.0, True)
    assert {Nonnegative(): 1}[Nonnegative()] == 1
