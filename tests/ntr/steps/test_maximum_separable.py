"""l_inf with separable regularizers."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_step
from ntr.norms import LInf, Lp
from ntr.regularizers import Ball, Box, ElasticNet, L1Penalty, Nonnegative, SquaredL2, Sum
from ntr.step import trust_region_step
from tests.ntr.steps.inputs import inputs, uncertified

inf = np.inf
BOXES = [Box(-1, 1), Box(-inf, 0.5), Box(0, inf), Box([-1, -inf, 0, 2, 0], [1, 0, inf, 2, 1e-9])]


@pytest.mark.parametrize(
    ("norm", "box"),
    [(LInf((4,)), Box(-1, 0.5)), (LInf((3, 2)), Box(-inf, 0.3)), (Lp((4,), inf), Box(-1, 0.5))],
    ids=repr,
)
def test_conforms(norm, box):
    check_step(norm, box, tolerance=1e-11)


@pytest.mark.parametrize("box", BOXES, ids=repr)
def test_certified_for_all_inputs(box):
    norm = LInf((5,))
    for what, m, center, radius in inputs(norm):
        inside = np.clip(center, box.lower, box.upper)
        assert not uncertified(what, norm, box, m, inside, radius)
        away = inside + 0.9 * radius[:, None] * norm.lmo(np.roll(m, 1, axis=0))
        assert not uncertified(what + ", center moved out", norm, box, m, away, radius)


def test_every_case_of_one_coordinate():
    """(m, c) -> (x, r) for [0, 3], eta = 1: ends of the ball, ends of the box, m = 0, centers inside and outside."""
    cases = {
        (2.0, 2.0): (1.0, 0.0),
        (2.0, 0.5): (0.0, -2.0),
        (-2.0, 1.0): (2.0, 0.0),
        (-2.0, 2.5): (3.0, 2.0),
        (2.0, 1.0): (0.0, 0.0),  # both ends coincide: the ball's, r = 0
        (0.0, 2.5): (2.5, 0.0),
        (0.0, -0.5): (0.0, 0.0),
        (2.0, -0.5): (0.0, -2.0),
        (-2.0, -0.5): (0.5, 0.0),
        (-2.0, -1.0): (0.0, 0.0),  # the ball touches the box
        (2.0, -1.0): (0.0, -2.0),
        (2.0, 3.5): (2.5, 0.0),
        (-2.0, 3.5): (3.0, 2.0),
    }
    m, c = np.array(list(cases)).T
    step = trust_region_step(LInf((len(m),)), Box(0, 3), m, c, 1.0)
    assert np.column_stack((step.x, step.subgradient)).tolist() == [list(pair) for pair in cases.values()]


def test_a_ball_that_misses_by_rounding_touches():
    """0.1 + 0.2 > 0.3 in floating point: x is the end of the box, exactly."""
    step = trust_region_step(LInf((1,)), Box(0.1 + 0.2, 1), np.array([1.0]), np.array([0.1]), 0.2)
    assert step.x.tolist() == [0.1 + 0.2]


def test_a_ball_that_misses_raises_and_names_the_slice():
    center = np.array([[0.0, 0.0], [0.0, -1.5]])
    with pytest.raises(ValueError, match=r"batch element \(1,\).*radius 0\.25 around center.*distance.*is 0\.5"):
        trust_region_step(LInf((2,)), Box(-1, 1), np.ones((2, 2)), center, 0.25)


def test_bounds_of_another_shape_raise():
    with pytest.raises(ValueError, match="shape"):
        trust_region_step(LInf((2,)), Box([0, 0, 0], 1), np.ones(2), np.ones(2), 1.0)


@pytest.mark.parametrize("norm", [LInf((4,)), LInf((2, 3)), LInf((1,)), Lp((4,), np.inf)], ids=repr)
def test_conforms_with_an_l1_penalty(norm):
    check_step(norm, L1Penalty(0.7), tolerance=1e-11)


@pytest.mark.parametrize("weight", [1.0, 1e-9])
def test_certified_for_all_inputs_with_an_l1_penalty(weight):
    norm = LInf((5,))
    for what, m, center, radius in inputs(norm):
        assert not uncertified(what, norm, L1Penalty(weight), m, center, radius)


def test_every_case_of_one_coordinate_with_an_l1_penalty():
    """(m, c) -> (x, r) at w = 1, eta = 1, worked out by hand: m above w, below -w, between, at the ties, and kinks."""
    cases = {
        (2.0, 5.0): (4.0, 1.0),
        (2.0, 0.5): (-0.5, -1.0),
        (2.0, 1.0): (0.0, -1.0),  # the lower end is 0: the r closest to -m
        (-2.0, 0.5): (1.5, 1.0),
        (-2.0, -3.0): (-2.0, -1.0),
        (0.5, 3.0): (2.0, 1.0),
        (0.5, -3.0): (-2.0, -1.0),
        (0.5, 0.25): (0.0, -0.5),
        (0.0, 0.25): (0.0, 0.0),
        (1.0, 0.25): (0.0, -1.0),  # tie: every x in [-0.75, 0] is a minimizer
        (-1.0, 0.25): (0.0, 1.0),
        (1.0, -3.0): (-2.0, -1.0),
        (-1.0, -3.0): (-2.0, -1.0),
    }
    m, c = np.array(list(cases)).T
    step = trust_region_step(LInf((len(m),)), L1Penalty(1.0), m, c, 1.0)
    assert np.column_stack((step.x, step.subgradient)).tolist() == [list(pair) for pair in cases.values()]


MORE = [
    SquaredL2(0.5),
    ElasticNet(0.3, 0.7),
    Nonnegative(),
    Sum(ElasticNet(0.3, 0.2), Box(-1, 0.5)),
    Sum(SquaredL2(2.0), Box([1.0, -1, 0, -inf], [2.0, 1, 0.5, 3])),
    Ball(LInf((4,)), 0.5),
]


@pytest.mark.parametrize("regularizer", MORE, ids=repr)
def test_more_conform(regularizer):
    check_step(LInf((4,)), regularizer, tolerance=1e-11)


@pytest.mark.parametrize("regularizer", [SquaredL2(1e-6), Sum(ElasticNet(0.3, 0.7), Box(-1, 2))], ids=repr)
def test_more_certified_for_all_inputs(regularizer):
    norm, terms = LInf((4,)), regularizer.separable()
    for what, m, center, radius in inputs(norm, count=20):
        assert not uncertified(what, norm, regularizer, m, terms.clip(np.clip(center, -1e60, 1e60)), radius)
