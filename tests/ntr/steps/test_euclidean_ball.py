"""l_2 with an l_2 ball."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_step
from ntr.norms import L2, Lp, Schatten
from ntr.regularizers import Ball
from ntr.step import certificate, trust_region_step
from tests.ntr.steps.inputs import inputs, uncertified
from tests.ntr.steps.proximal import by_bisection


@pytest.mark.parametrize(
    ("norm", "ball"),
    [
        (L2((4,)), Ball(L2((4,)), 1.0)),
        (L2((1,)), Ball(L2((1,)), 1.0)),
        (Schatten((3, 2), 2), Ball(L2((3, 2)), 0.05)),
        (Lp((4,), 2), Ball(Lp((4,), 2), 1.0)),
    ],
    ids=repr,
)
def test_conforms(norm, ball):
    check_step(norm, ball, tolerance=1e-11)


@pytest.mark.parametrize("bound", [1.0, 1e-6, 1e6])
@pytest.mark.parametrize("size", [1, 2, 5])
def test_certified_for_all_inputs(bound, size):
    norm = L2((size,))
    ball = Ball(norm, bound)
    for what, m, center, radius in inputs(norm, count=20):
        length = norm(center)
        inside = center / np.maximum(1.0, length / bound)[:, None]
        edge = center * np.where(length > 0, bound / np.where(length > 0, length, 1.0), 0.0)[:, None]
        assert not uncertified(what, norm, ball, m, inside, radius)
        assert not uncertified(what + ", on the sphere", norm, ball, m, edge, radius)
        assert not uncertified(what + ", on the sphere, m towards the outside", norm, ball, -edge, edge, radius)
        unit = m / np.maximum(np.abs(m).max(axis=1, keepdims=True), 1e-300)
        assert not uncertified(what + ", nearly so", norm, ball, -edge + 1e-9 * bound * unit, edge, radius)


@pytest.mark.parametrize("seed", range(10))
def test_equals_bisection_also_from_outside(seed):
    rng = np.random.default_rng(seed)
    m, center = rng.normal(size=(2, 4))
    bound = float(np.exp(rng.normal()))
    radius = max(0.0, float(np.linalg.norm(center)) - bound) + 0.1 + rng.random()
    expected = by_bisection(lambda y, mu: y * min(1.0, bound / np.linalg.norm(y)), m, center, radius)
    step = trust_region_step(L2((4,)), Ball(L2((4,)), bound), m, center, radius)
    assert step.x == pytest.approx(expected, abs=1e-7), f"seed {seed}"
    found = certificate(L2((4,)), Ball(L2((4,)), bound), m, center, np.asarray(radius), step)
    assert max(abs(found.dual), found.subgradient, found.feasibility) <= 1e-12, f"seed {seed}: {found}"


def plane(m, center, radius):
    return trust_region_step(L2((2,)), Ball(L2((2,)), 1.0), np.array(m), np.array(center), radius)


def test_each_case_by_hand():
    free = plane([1.0, 0.0], [0.0, 0.0], 0.5)
    assert free.x.tolist() == [-0.5, 0.0]
    assert free.subgradient.tolist() == [0.0, 0.0]
    second = plane([3.0, 0.0], [0.5, 0.0], 2.0)
    assert second.x.tolist() == [-1.0, 0.0]
    assert second.subgradient.tolist() == [-3.0, 0.0]
    # unit circles around 0 and (1, 0) meet at (1/2, -+sqrt(3)/2)
    both = plane([0.0, 1.0], [1.0, 0.0], 1.0)
    assert both.x == pytest.approx([0.5, -np.sqrt(0.75)])
    assert both.subgradient == pytest.approx(np.array([0.5, -np.sqrt(0.75)]) / np.sqrt(3))


def test_zero_momentum_takes_the_closest_point():
    assert plane([0.0, 0.0], [0.3, 0.1], 0.5).x.tolist() == [0.3, 0.1]
    outside = plane([0.0, 0.0], [3.0, 4.0], 4.5)
    assert outside.x == pytest.approx([0.6, 0.8])
    assert outside.subgradient.tolist() == [0.0, 0.0]


def test_concentric_equal_balls():
    step = plane([0.6, 0.8], [0.0, 0.0], 1.0)
    assert step.x == pytest.approx([-0.6, -0.8])


def test_balls_that_touch_from_outside():
    step = plane([0.0, 1.0], [2.0, 0.0], 1.0)
    assert step.x == pytest.approx([1.0, 0.0])
    assert step.subgradient is None
    step = plane([1.0, 0.0], [2.0, 0.0], 1.0)  # here r = 0 proves it
    assert step.x == pytest.approx([1.0, 0.0])
    assert step.subgradient.tolist() == [0.0, 0.0]


def test_balls_that_touch_from_inside():
    step = plane([-1.0, 0.0], [0.5, 0.0], 0.5)
    assert step.x.tolist() == [1.0, 0.0]
    step = plane([1.0, 0.0], [0.5, 0.0], 1.5)
    assert step.x.tolist() == [-1.0, 0.0]


def test_a_ball_that_misses_raises():
    with pytest.raises(ValueError, match=r"radius 0\.5 around center \[2\. 0\.\].*is 1\.0"):
        plane([1.0, 0.0], [2.0, 0.0], 0.5)


def test_another_shape_raises():
    with pytest.raises(ValueError, match="shape"):
        trust_region_step(L2((2,)), Ball(L2((3,)), 1.0), np.ones(2), np.ones(2), 1.0)
