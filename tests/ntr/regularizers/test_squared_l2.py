"""R(x) = (weight / 2) ||x||_2^2."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_regularizer
from ntr.norms import L2
from ntr.regularizers import SquaredL2


@pytest.mark.parametrize(("weight", "shape"), [(0.5, (4,)), (3.0, (2, 3)), (1e-3, (1,))])
def test_conforms(weight, shape):
    check_regularizer(SquaredL2(weight), shape)


def test_by_hand():
    x = np.array([[3.0, -4.0], [0.0, 1.0]])
    assert SquaredL2(0.5)(x, ndim=1).tolist() == [6.25, 0.25]
    assert SquaredL2(0.5).fenchel_gap(x, 0.5 * x, ndim=1).tolist() == [0.0, 0.0]
    assert SquaredL2(0.5).fenchel_gap(x, 0.5 * x + 1.0, ndim=1).tolist() == [2.0, 2.0]
    assert SquaredL2(0.5).prox(x, np.array([2.0, 6.0]), 1).tolist() == [[1.5, -2.0], [0.0, 0.25]]
    assert SquaredL2(0.5).subgradient_bound(L2((2,))) is None
    assert SquaredL2(0.5).lipschitz(L2((2,))) is None


@pytest.mark.parametrize("weight", [0.0, -1.0, np.nan, np.inf])
def test_weight_must_be_positive(weight):
    with pytest.raises(ValueError, match="weight"):
        SquaredL2(weight)
