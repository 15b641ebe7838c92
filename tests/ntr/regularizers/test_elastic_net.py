"""R(x) = l1 ||x||_1 + (l2 / 2) ||x||_2^2."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_regularizer
from ntr.norms import L2
from ntr.regularizers import ElasticNet, L1Penalty, SquaredL2


@pytest.mark.parametrize("shape", [(4,), (2, 3)])
def test_conforms(shape):
    check_regularizer(ElasticNet(0.3, 0.7), shape)


def test_it_is_the_sum_of_its_parts():
    x = np.random.default_rng(0).normal(size=(9, 3))
    parts = L1Penalty(0.3)(x, ndim=1) + SquaredL2(0.7)(x, ndim=1)
    assert ElasticNet(0.3, 0.7)(x, ndim=1) == pytest.approx(parts, rel=1e-14)
    assert ElasticNet(0.3, 0.7).subgradient_bound(L2((3,))) is None


def test_two_forms_of_the_fenchel_gap():
    """By coordinates here, by the point where r is a slope in `Separable`."""
    rng = np.random.default_rng(1)
    x, r = rng.normal(size=(2, 50, 3)) * (rng.random((2, 50, 3)) < 0.7)
    net = ElasticNet(0.3, 0.7)
    assert net.fenchel_gap(x, r, ndim=1) == pytest.approx(net.separable().gap(x, r, 1), abs=1e-14)


@pytest.mark.parametrize("name", ["l1", "l2"])
@pytest.mark.parametrize("weight", [0.0, -1.0, np.nan, np.inf])
def test_weights_must_be_positive(name, weight):
    with pytest.raises(ValueError, match=name):
        ElasticNet(**{"l1": 1.0, "l2": 1.0, name: weight})
