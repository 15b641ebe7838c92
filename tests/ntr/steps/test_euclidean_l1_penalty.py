"""l_2 with an l1 penalty."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_step
from ntr.norms import L2, Lp, Schatten
from ntr.regularizers import L1Penalty
from ntr.step import trust_region_step
from tests.ntr.steps.inputs import inputs, require_certified
from tests.ntr.steps.proximal import by_bisection


@pytest.mark.parametrize("norm", [L2((4,)), L2((2, 3)), L2((1,)), Lp((4,), 2), Schatten((3, 2), 2)], ids=repr)
def test_conforms(norm):
    check_step(norm, L1Penalty(0.7), tolerance=1e-11)


@pytest.mark.parametrize("weight", [1.0, 1e-9])
@pytest.mark.parametrize("size", [1, 2, 17])
def test_certified_for_all_inputs(weight, size):
    norm = L2((size,))
    for what, m, center, radius in inputs(norm):
        require_certified(what, norm, L1Penalty(weight), m, center, radius)


@pytest.mark.parametrize("seed", range(5))
def test_equals_bisection(seed):
    rng = np.random.default_rng(seed)
    m, center = rng.normal(size=(2, 6)) * (rng.random((2, 6)) < 0.8)
    weight, radius = 0.5, float(np.exp(rng.normal()))

    def shrink(y, mu):
        return np.sign(y) * np.maximum(np.abs(y) - mu * weight, 0.0)

    expected = by_bisection(shrink, m, center, radius)
    found = trust_region_step(L2((6,)), L1Penalty(weight), m, center, radius).x
    assert found == pytest.approx(expected, abs=1e-9), f"seed {seed}"


def test_without_an_active_ball_it_is_the_closest_minimizer():
    """m_i = -w, w, below w, at w = 1: the minimizers are x_1 >= 0, x_2 <= 0, x_3 = 0."""
    norm, penalty, m = L2((3,)), L1Penalty(1.0), np.array([-1.0, 1.0, 0.5])
    step = trust_region_step(norm, penalty, m, np.array([2.0, 3.0, -1.0]), 10.0)
    assert step.x.tolist() == [2.0, 0.0, 0.0]
    assert step.subgradient.tolist() == [1.0, -1.0, -0.5]


def test_by_hand():
    """c = (3, 0), m = 0, w = 1: towards 0 along the first axis."""
    step = trust_region_step(L2((2,)), L1Penalty(1.0), np.zeros(2), np.array([3.0, 0.0]), 1.0)
    assert step.x.tolist() == [2.0, 0.0]
    assert step.subgradient.tolist() == [1.0, 0.0]
