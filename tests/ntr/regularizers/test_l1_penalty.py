"""R(x) = weight ||x||_1."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from ntr.bound import Bound
from ntr.conformance import check_regularizer
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Spectral
from ntr.regularizers import L1Penalty


@pytest.mark.parametrize(("weight", "shape"), [(0.7, (4,)), (3.0, (2, 3)), (1e-3, (1,))])
def test_conforms(weight, shape):
    check_regularizer(L1Penalty(weight), shape)


def test_value():
    assert L1Penalty(0.5)(np.array([[1.0, -2.0], [0.0, 3.0]]), ndim=1).tolist() == [1.5, 1.5]
    assert float(L1Penalty(0.5)(np.array([[1.0, -2.0], [0.0, 3.0]]))) == 3.0


@pytest.mark.parametrize(
    "norm", [L1((4,)), L2((4,)), LInf((4,)), Lp((4,), 1.5), Lp((4,), 3), Spectral((2, 2)), Nuclear((2, 2))]
)
def test_subgradient_bound_is_the_largest_dual_norm_of_a_sign_vector(norm):
    """The dual norm is convex: its maximum over the cube |r_i| <= weight is attained at a corner; all are tried."""
    corners = np.array(list(itertools.product([-0.7, 0.7], repeat=4))).reshape(-1, *norm.shape)
    bound = L1Penalty(0.7).subgradient_bound(norm)
    largest = norm.dual(corners).max()
    if bound.exact:
        assert bound.value == pytest.approx(largest, rel=1e-12)
    else:
        assert bound.value >= largest * (1 - 1e-12)


def test_subgradient_bound_is_exact_only_if_the_embedding_is():
    class Loose(L2):
        def embedding(self, p: float) -> Bound:
            return Bound(2 * L2.embedding(self, p).value, exact=False)

    loose: Norm = Loose((4,))
    assert L1Penalty(0.5).subgradient_bound(loose) == Bound(2.0, False)
    assert L1Penalty(0.5).subgradient_bound(L2((4,))) == Bound(1.0, True)


def test_fenchel_gap_is_exactly_zero_for_the_signs():
    x = np.array([1.1, -2.3, 0.0, 1e-200])
    r = np.array([0.3, -0.3, 0.1, 0.3])
    assert float(L1Penalty(0.3).fenchel_gap(x, r)) == 0.0
    assert float(L1Penalty(0.3).fenchel_gap(x, -r)) == pytest.approx(0.6 * 3.4)
    assert float(L1Penalty(0.3).fenchel_gap(x, 1.01 * r)) == np.inf


@pytest.mark.parametrize("weight", [0.0, -1.0, np.nan, np.inf])
def test_weight_must_be_positive(weight):
    with pytest.raises(ValueError, match="weight"):
        L1Penalty(weight)


def test_weight_must_be_a_number():
    with pytest.raises(TypeError, match="weight"):
        L1Penalty("heavy")
