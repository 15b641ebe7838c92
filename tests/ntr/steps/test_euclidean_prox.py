"""l_2 with regularizers that have a proximal operator."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_step
from ntr.norms import L1, L2, LInf, Nuclear, Schatten, Spectral
from ntr.regularizers import Affine, Ball, GroupLasso, L1Penalty, NuclearPenalty, Simplex, SquaredL2
from ntr.step import certificate, trust_region_step
from ntr.steps import euclidean_ball, euclidean_prox, euclidean_separable
from tests.ntr.steps.proximal import by_bisection

GROUPS = GroupLasso([(0, 2), (1,), (3,)], 0.5)
PLANE = Affine([[1.0, 2, -1, 0.5]], [0.7])


@pytest.mark.parametrize(
    ("norm", "regularizer"),
    [
        (L2((4,)), GROUPS),
        (L2((4,)), Simplex(2.0)),
        (L2((4,)), PLANE),
        (L2((4,)), Ball(L1((4,)), 1.0)),
        (Schatten((3, 2), 2), NuclearPenalty(0.4)),
        (L2((3, 2)), Ball(Spectral((3, 2)), 1.0)),
    ],
    ids=repr,
)
def test_conforms(norm, regularizer):
    check_step(norm, regularizer, tolerance=1e-11)


@pytest.mark.parametrize("regularizer", [GROUPS, Simplex(2.0), PLANE, Ball(L1((4,)), 1.0)], ids=repr)
@pytest.mark.parametrize("radius", [1e-9, 1e-4, 1e9])
def test_tiny_and_huge_radii(regularizer, radius):
    norm, rng = L2((4,)), np.random.default_rng(2)
    m = rng.normal(size=(12, 4))
    m[0] = 0.0
    center = regularizer.prox(rng.normal(size=(12, 4)), np.ones(12), 1)
    step = trust_region_step(norm, regularizer, m, center, radius)
    found = certificate(norm, regularizer, m, center, np.full(12, radius), step)
    allowed = 1e-11 + 8 * np.finfo(float).eps * (1 + norm(np.abs(center)) / radius)
    assert np.isfinite(regularizer(step.x, 1)).all()
    for name, residual in zip(found._fields, found, strict=True):
        assert (residual <= allowed).all(), (name, residual, allowed)


@pytest.mark.parametrize("regularizer", [GROUPS, Simplex(2.0), PLANE, Ball(L1((4,)), 1.0)], ids=repr)
@pytest.mark.parametrize("seed", range(4))
def test_equals_bisection(regularizer, seed):
    rng = np.random.default_rng(seed)
    m, center = rng.normal(size=(2, 4))
    center = regularizer.prox(center, np.ones(()), 1)
    radius = float(np.exp(rng.normal() - 1))
    expected = by_bisection(lambda y, mu: regularizer.prox(y, np.asarray(mu), 1), m, center, radius)
    found = trust_region_step(L2((4,)), regularizer, m, center, radius).x
    assert found == pytest.approx(expected, abs=1e-6), f"seed {seed}"


@pytest.mark.parametrize(
    ("special", "regularizer"),
    [
        (euclidean_separable, SquaredL2(0.5)),
        (euclidean_ball, Ball(L2((4,)), 1.0)),
        (euclidean_separable, Ball(LInf((4,)), 1.0)),
    ],
    ids=["squared", "ball", "cube"],
)
def test_agrees_with_the_closed_forms(special, regularizer):
    rng = np.random.default_rng(3)
    m, center = rng.normal(size=(30, 4)), rng.uniform(-0.45, 0.45, size=(30, 4))
    arguments = L2((4,)), regularizer, m, center, np.exp(rng.normal(size=30) - 0.5)
    one, other = special.step(*arguments), euclidean_prox.step(*arguments)
    assert other.x == pytest.approx(one.x, abs=1e-7)
    assert other.subgradient == pytest.approx(one.subgradient, abs=1e-6)


def test_a_ball_that_touches_or_misses():
    away = np.array([3.0, 0.0, 0.0])
    step = trust_region_step(L2((3,)), Simplex(1.0), np.array([0.0, 1.0, 0.0]), away, 2.0)
    assert step.x == pytest.approx([1.0, 0, 0], abs=1e-6)
    with pytest.raises(ValueError, match=r"distance of the center from the domain of Simplex.* is 2\.0"):
        trust_region_step(L2((3,)), Simplex(1.0), np.ones(3), away, 1.5)


def test_it_needs_a_proximal_operator_and_the_euclidean_norm():
    arguments = np.ones((1, 2, 2)), np.zeros((1, 2, 2)), np.ones(1)
    assert euclidean_prox.step(L2((2, 2)), Ball(Schatten((2, 2), 3), 1.0), *arguments) is None
    assert euclidean_prox.step(LInf((2, 2)), NuclearPenalty(1.0), *arguments) is None
    assert euclidean_prox.step(L2((2, 2)), Ball(Nuclear((2, 2)), 1.0), *arguments) is not None
    assert L1Penalty(1.0).prox(np.ones(2), np.ones(()), 1) is None
