"""The general path through CVXPY."""

from __future__ import annotations

from dataclasses import dataclass

import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_step
from ntr.cvx import SolverError
from ntr.norm import Norm
from ntr.norms import L1, L2, CvxNorm, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.regularizer import Regularizer
from ntr.regularizers import (
    Affine,
    Ball,
    Box,
    ElasticNet,
    GroupLasso,
    L1Penalty,
    Nonnegative,
    NuclearPenalty,
    Simplex,
    SquaredL2,
    Sum,
)
from ntr.step import certificate, trust_region_step
from ntr.steps import any_ball, any_separable, general


@dataclass(frozen=True)
class HalfSquare(Regularizer):
    """R(x) = (weight / 2) ||x||_2^2: a user's regularizer, with no more than the interface asks for."""

    weight: float
    infimum = 0.0

    def __call__(self, x, ndim=None):
        return 0.5 * self.weight * (x * x).sum(axis=None if ndim is None else tuple(range(x.ndim - ndim, x.ndim)))

    def subgradient_bound(self, norm):
        return None

    def cvx(self, x):
        return 0.5 * self.weight * cp.sum_squares(x), []


def name(value):
    """The repr without the address of a function."""
    return repr(value).split(", expression")[0]


def mixed(x):
    return cp.norm1(x) + 2 * cp.norm_inf(x)


PAIRS = [
    (LInf((4,)), Ball(L2((4,)), 1.0)),
    (Spectral((3, 2)), Ball(Spectral((3, 2)), 0.5)),
    (Nuclear((2, 2)), Box(-1, 0.5)),
    (L1((3,)), L1Penalty(0.7)),
    (L2((3,)), HalfSquare(0.5)),
    (CvxNorm((3,), mixed), Box(-1, np.inf)),
    (LInf((4,)), GroupLasso([(0, 2), (1,), (3,)], 0.5)),
    (L1((4,)), Simplex(2.0)),
    (LInf((4,)), Affine([[1.0, 2, -1, 0.5]], [0.7])),
    (Spectral((2, 2)), NuclearPenalty(0.4)),
    (Spectral((2, 2)), Sum(ElasticNet(0.3, 0.2), Nonnegative())),
]
LONG = [
    (L1((5,)), Box(-1, 0.5)),
    (L1((5,)), Ball(L1((5,)), 0.5)),
    (Lp((5,), 3), L1Penalty(0.7)),
    (Lp((5,), 3), Ball(L2((5,)), 1.0)),
    (Spectral((3, 2)), L1Penalty(0.7)),
    (Spectral((3, 2)), Box(-1, 0.5)),
    (Nuclear((3, 2)), L1Penalty(0.7)),
    (Schatten((3, 2), 3), NuclearPenalty(0.4)),
    (Schatten((3, 2), 3), Box(-1, 0.5)),
    (Lp((5,), 3), SquaredL2(0.5)),
    (Lp((5,), 1.5), ElasticNet(0.3, 0.7)),
    (Lp((5,), 3), GroupLasso([(0, 2), (1, 4), (3,)], 0.5)),
    (Lp((5,), 3), Simplex(2.0)),
    (L1((5,)), Affine([[1.0, 2, -1, 0.5, 0]], [0.7])),
    (Nuclear((3, 2)), Ball(Nuclear((3, 2)), 0.5)),
    (LInf((5,)), Ball(LInf((5,)), 0.5)),
]


@pytest.mark.parametrize(("norm", "regularizer"), PAIRS, ids=name)
def test_conforms(norm, regularizer):
    check_step(norm, regularizer)


@pytest.mark.long
@pytest.mark.parametrize(("norm", "regularizer"), LONG, ids=name)
def test_more_pairs_conform(norm, regularizer):
    check_step(norm, regularizer)


@pytest.mark.parametrize(
    ("general_rule", "norm", "regularizer"),
    [
        (any_separable.step, LInf((3,)), L1Penalty(0.7)),
        (any_separable.step, L2((3,)), L1Penalty(0.7)),
        (any_separable.step, LInf((3,)), Box(-1, 0.5)),
        (any_separable.step, L2((3,)), Box(-1, 0.5)),
        (any_ball.step, L2((3,)), Ball(L2((3,)), 1.0)),
    ],
    ids=lambda value: "" if callable(value) and not isinstance(value, Norm | Regularizer) else repr(value),
)
def test_agrees_with_the_closed_forms(general_rule, norm, regularizer):
    """Sign and scale of the multiplier: x and r are unique here, and both are those of the special rule."""
    rng = np.random.default_rng(0)
    m, center = rng.normal(size=(12, 3)), rng.uniform(-0.5, 0.5, size=(12, 3))
    radius = rng.uniform(0.3, 1.0, size=12)
    special = trust_region_step(norm, regularizer, m, center, radius)
    solved = general_rule(norm, regularizer, m, center, radius)
    assert solved.x == pytest.approx(special.x, abs=1e-6)
    assert solved.subgradient == pytest.approx(special.subgradient, abs=1e-6)
    assert np.abs(special.subgradient).max() > 0.1


@dataclass(frozen=True)
class HalfSpace(Regularizer):
    """The indicator of {sum x_i <= 1/2}, without any margin."""

    infimum = 0.0

    def __call__(self, x, ndim=None):
        return np.where(x.sum(axis=None if ndim is None else tuple(range(x.ndim - ndim, x.ndim))) <= 0.5, 0.0, np.inf)

    def subgradient_bound(self, norm):
        return None

    def cvx(self, x):
        return cp.Constant(0.0), [cp.sum(x) <= 0.5]


def test_a_domain_without_margin():
    """The solver ends on either side of its boundary; the step lies inside, and r is a multiple of (1, ..., 1)."""
    rng = np.random.default_rng(3)
    m, center = rng.normal(size=(8, 3)) - 1.0, rng.uniform(-0.5, 0.1, size=(8, 3))
    step = trust_region_step(L2((3,)), HalfSpace(), m, center, 1.0)
    assert (step.x.sum(axis=-1) <= 0.5).all()
    assert step.subgradient == pytest.approx(
        np.repeat(step.subgradient.mean(axis=-1, keepdims=True), 3, axis=-1), abs=1e-6
    )
    assert step.subgradient.max() > 0.1


def test_a_smooth_regularizer_has_its_gradient_as_subgradient():
    rng = np.random.default_rng(1)
    m, center = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    step = trust_region_step(LInf((3,)), HalfSquare(2.0), m, center, 0.5)
    assert step.subgradient == pytest.approx(2.0 * step.x, abs=1e-5)


def test_steps_that_stay_inside_are_not_solved(monkeypatch):
    def refuse(*_):
        raise AssertionError("solved")

    monkeypatch.setattr(general, "_attempt", refuse)
    norm = Spectral((3, 2))
    m = np.random.default_rng(2).normal(size=(3, 3, 2))
    for regularizer, center in ((Box(-1, 1), np.zeros((3, 3, 2))), (L1Penalty(0.1), 5 * np.ones((3, 3, 2)))):
        step = trust_region_step(norm, regularizer, m, center, 0.5)
        found = certificate(norm, regularizer, m, center, np.full(3, 0.5), step)
        assert found.dual == pytest.approx(0.0, abs=1e-13)
        assert not found.subgradient.any()


def test_a_ball_that_misses_raises_with_the_distance():
    """The l_1 distance of (2, 2) from [-1, 1]^2 is 2."""
    with pytest.raises(ValueError, match=r"batch element \(1,\).*radius 0\.5 around.*distance.*is (2\.0|1\.9999)"):
        trust_region_step(L1((2,)), Box(-1, 1), np.ones((2, 2)), np.array([[0.0, 0.0], [2.0, 2.0]]), 0.5)


def test_a_ball_that_touches_gives_the_point_where_it_does():
    """The l_1 ball around (2, 0) meets the unit square in (1, 0) only; any r there would need m_2 = r_2 -+ |m_1 + r_1|."""
    step = trust_region_step(L1((2,)), Box(-1, 1), np.array([0.0, 1.0]), np.array([2.0, 0.0]), 1.0)
    assert step.x == pytest.approx([1.0, 0.0], abs=1e-6)


def test_what_is_not_certified_is_not_returned(monkeypatch):
    """A solver whose multipliers are 0.1 off."""
    honest = general._attempt

    def wrong(*arguments):
        return [step._replace(subgradient=step.subgradient + 0.1) for step in honest(*arguments)]

    monkeypatch.setattr(general, "_attempt", wrong)
    with pytest.raises(SolverError, match="not solved to 1e-06"):
        trust_region_step(LInf((3,)), HalfSquare(2.0), np.ones(3), np.zeros(3), 0.5)


@pytest.mark.parametrize("norm", [Spectral((2, 2)), Schatten((2, 2), 3), CvxNorm((2, 2), mixed)], ids=name)
@pytest.mark.parametrize(
    "regularizer", [L1Penalty(0.7), Box(-1, 0.5), Sum(ElasticNet(0.3, 0.2), Nonnegative())], ids=repr
)
@pytest.mark.parametrize("radius", [1e-9, 1e9])
def test_separable_regularizers_at_tiny_and_huge_radii(norm, regularizer, radius):
    """The center is 1e9 times the radius, or the radius that of the center; m = 0; centers on kinks and bounds."""
    rng = np.random.default_rng(5)
    m, center = rng.normal(size=(6, 2, 2)), rng.normal(size=(6, 2, 2))
    m[0], center[1], center[2:4, 0] = 0.0, 0.0, 0.0
    terms = regularizer.separable()
    center = terms.clip(center)
    step = trust_region_step(norm, regularizer, m, center, radius)
    found = certificate(norm, regularizer, m, center, np.full(6, radius), step)
    allowed = 1e-6 + 8 * np.finfo(float).eps * (1 + norm(np.abs(center)) / radius)
    assert np.isfinite(regularizer(step.x, 2)).all()
    for what, residual in zip(found._fields, found, strict=True):
        assert (residual <= allowed).all(), (what, residual)


@pytest.mark.parametrize("norm", [LInf((3,)), L1((3,)), Lp((3,), 3)], ids=repr)
@pytest.mark.parametrize("bound", [1e-6, 1e6])
def test_balls_far_smaller_or_larger_than_the_points(norm, bound):
    """Radii of R a million times off the points once raised SolverError."""
    rng = np.random.default_rng(6)
    m, center = rng.normal(size=(2, 10, 3))
    ball = Ball(Lp((3,), 4), bound)
    center = ball.into_domain(center * 10.0 ** rng.uniform(-3, 3, size=(10, 1)), 1)
    radius = 10.0 ** rng.uniform(-3, 3, size=10)
    step = trust_region_step(norm, ball, m, center, radius)
    found = certificate(norm, ball, m, center, radius, step)
    allowed = 1e-6 + 8 * np.finfo(float).eps * (1 + norm(np.abs(center)) / radius)
    assert np.isfinite(ball(step.x, 1)).all()
    for what, residual in zip(found._fields, found, strict=True):
        assert (residual <= allowed).all(), (what, residual)
