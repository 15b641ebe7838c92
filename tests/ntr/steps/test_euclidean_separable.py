"""l_2 with separable regularizers."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_step
from ntr.norms import L2, Lp, Schatten
from ntr.regularizers import Box, ElasticNet, L1Penalty, Nonnegative, SquaredL2, Sum
from ntr.step import trust_region_step
from tests.ntr.steps.inputs import inputs, uncertified
from tests.ntr.steps.proximal import by_bisection

inf = np.inf


@pytest.mark.parametrize(
    ("norm", "box"),
    [(L2((4,)), Box(-1, 0.5)), (Lp((4,), 2), Box(-inf, 0.3)), (Schatten((3, 2), 2), Box(-1, 0.5))],
    ids=repr,
)
def test_conforms(norm, box):
    check_step(norm, box, tolerance=1e-11)


BOXES = [Box(-1, 1), Box(-inf, 0.5), Box(0, inf), Box([-1, -inf, 0, 2, 0], [1, 0, inf, 2, 1e-9])]


@pytest.mark.parametrize("box", BOXES, ids=repr)
def test_certified_for_all_inputs(box):
    norm = L2((5,))
    for what, m, center, radius in inputs(norm):
        assert not uncertified(what, norm, box, m, np.clip(center, box.lower, box.upper), radius)


@pytest.mark.parametrize("seed", range(8))
def test_equals_bisection_also_from_outside(seed):
    rng = np.random.default_rng(seed)
    m, center = rng.normal(size=(2, 6)) * (rng.random((2, 6)) < 0.8)
    lower, upper = np.array([-0.5, -inf, 0.0, 0.3, -1.0, 0.0]), np.array([0.5, 0.2, inf, 0.3, 2.0, 0.1])
    away = float(np.linalg.norm(np.clip(center, lower, upper) - center))
    radius = away + float(np.exp(rng.normal()))
    expected = by_bisection(lambda y, mu: np.clip(y, lower, upper), m, center, radius)
    step = trust_region_step(L2((6,)), Box(lower, upper), m, center, radius)
    assert step.x == pytest.approx(expected, abs=1e-9), f"seed {seed}"


def test_without_an_active_ball_it_is_the_closest_minimizer():
    step = trust_region_step(L2((3,)), Box(-1, 1), np.array([1.0, -2.0, 0.0]), np.array([0.5, 0.5, 0.25]), 10.0)
    assert step.x.tolist() == [-1.0, 1.0, 0.25]
    assert step.subgradient.tolist() == [-1.0, 2.0, 0.0]


def test_rounding_of_the_nearest_point_stays_on_the_bound():
    """c + (u - c) is below u in floating point here; r at u must not be lost."""
    center, upper = 5.447481122166292, 0.3
    assert center + (upper - center) != upper
    step = trust_region_step(L2((1,)), Box(-inf, upper), np.array([-2.0]), np.array([center]), 20.0)
    assert step.x.tolist() == [upper]
    assert step.subgradient.tolist() == [2.0]


def test_a_ball_that_touches_the_box_has_a_subgradient_only_if_no_coordinate_could_move():
    norm, box = L2((2,)), Box(-1, 1)
    center = np.array([2.0, 0.0])
    step = trust_region_step(norm, box, np.array([0.0, 1.0]), center, 1.0)
    assert step.x.tolist() == [1.0, 0.0]
    assert step.subgradient is None
    step = trust_region_step(norm, box, np.array([-3.0, 0.0]), center, 1.0)
    assert step.x.tolist() == [1.0, 0.0]
    assert step.subgradient.tolist() == [3.0, 0.0]


def test_one_slice_without_subgradient_leaves_none_for_the_batch():
    m, center = np.array([[0.0, 1.0], [0.0, 1.0]]), np.array([[2.0, 0.0], [0.0, 0.0]])
    step = trust_region_step(L2((2,)), Box(-1, 1), m, center, 1.0)
    assert step.x.tolist() == [[1.0, 0.0], [0.0, -1.0]]
    assert step.subgradient is None


def test_a_ball_that_misses_raises():
    with pytest.raises(ValueError, match=r"radius 1\.0 around center \[2\. 2\.\], .* is 1\.41421"):
        trust_region_step(L2((2,)), Box(-1, 1), np.ones(2), np.array([2.0, 2.0]), 1.0)


def test_bounds_of_another_shape_raise():
    with pytest.raises(ValueError, match="shape"):
        trust_region_step(L2((2,)), Box([0, 0, 0], 1), np.ones(2), np.ones(2), 1.0)


@pytest.mark.parametrize("norm", [L2((4,)), L2((2, 3)), L2((1,)), Lp((4,), 2), Schatten((3, 2), 2)], ids=repr)
def test_conforms_with_an_l1_penalty(norm):
    check_step(norm, L1Penalty(0.7), tolerance=1e-11)


@pytest.mark.parametrize("weight", [1.0, 1e-9])
@pytest.mark.parametrize("size", [1, 2, 17])
def test_certified_for_all_inputs_with_an_l1_penalty(weight, size):
    norm = L2((size,))
    for what, m, center, radius in inputs(norm):
        assert not uncertified(what, norm, L1Penalty(weight), m, center, radius)


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


def test_without_an_active_ball_it_is_the_closest_minimizer_with_an_l1_penalty():
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


MORE = [
    SquaredL2(0.5),
    ElasticNet(0.3, 0.7),
    Nonnegative(),
    Sum(L1Penalty(0.5), Box(-1, 0.5)),
    Sum(ElasticNet(0.3, 0.2), Nonnegative()),
    Sum(SquaredL2(2.0), Box([1.0, -1, 0, -inf], [2.0, 1, 0.5, 3])),
]


@pytest.mark.parametrize("regularizer", MORE, ids=repr)
def test_more_conform(regularizer):
    check_step(L2((4,)), regularizer, tolerance=1e-11)


@pytest.mark.parametrize(
    "regularizer", [SquaredL2(1e-6), ElasticNet(0.3, 0.7), Sum(ElasticNet(1.0, 2.0), Box(-1, 2))], ids=repr
)
def test_more_certified_for_all_inputs(regularizer):
    norm, terms = L2((4,)), regularizer.separable()
    for what, m, center, radius in inputs(norm, count=20):
        assert not uncertified(what, norm, regularizer, m, terms.clip(np.clip(center, -1e60, 1e60)), radius)


@pytest.mark.parametrize("seed", range(8))
def test_everything_together_equals_bisection(seed):
    """x = clip(shrink(y, mu l1) / (1 + mu l2)): in one dimension the constraint comes last."""
    rng = np.random.default_rng(seed)
    m, center = rng.normal(size=(2, 6)) * (rng.random((2, 6)) < 0.8)
    lower, upper = np.array([-0.5, -inf, 0.0, 0.3, -1.0, 0.0]), np.array([0.5, 0.2, inf, 0.3, 2.0, 0.1])

    def prox(y, mu):
        return np.clip(np.sign(y) * np.maximum(np.abs(y) - mu * 0.4, 0.0) / (1 + mu * 0.6), lower, upper)

    radius = float(np.linalg.norm(np.clip(center, lower, upper) - center)) + float(np.exp(rng.normal() - 1))
    expected = by_bisection(prox, m, center, radius)
    step = trust_region_step(L2((6,)), Sum(ElasticNet(0.4, 0.6), Box(lower, upper)), m, center, radius)
    assert step.x == pytest.approx(expected, abs=1e-8), f"seed {seed}"
