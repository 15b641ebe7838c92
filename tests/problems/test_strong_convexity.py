"""Strong convexity and the smoothness of coordinates: never more, or less, than what random points show."""

from __future__ import annotations

import numpy as np
import pytest

from problems import CosineQuadratic, Huber, LogCosh, MatrixQuadratic, Quadratic, Saturating, Separable
from problems.quadratic import least_eigenvalue

ROTATED = np.array([[2.0, 1.0, 0.0], [1.0, 2.0, 0.5], [0.0, 0.5, 1.0]])


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (Quadratic(np.diag([3.0, 0.5, 1.0])), 0.5),
        (Quadratic(ROTATED), float(np.linalg.eigvalsh(ROTATED)[0])),
        (MatrixQuadratic(ROTATED, np.diag([2.0, 4.0])), 2 * float(np.linalg.eigvalsh(ROTATED)[0])),
        (Separable(CosineQuadratic(0.3, [1.0, 1.5]), np.zeros(2)), 1 - 0.3 * 1.5**2),
        (Separable(Huber(2.0, np.inf), np.ones(3)), 2.0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_modulus_holds_and_is_nearly_reached(problem, expected: float) -> None:
    mu = problem.strong_convexity()
    np.testing.assert_allclose(mu, expected, rtol=1e-12)
    assert mu <= expected
    x, y = np.random.default_rng(11).normal(size=(2, 500, *problem.shape)) * 3
    axes = tuple(range(1, x.ndim))
    slopes = ((problem.gradient(x) - problem.gradient(y)) * (x - y)).sum(axis=axes)
    assert (slopes >= mu * ((x - y) ** 2).sum(axis=axes) * (1 - 1e-9)).all()


@pytest.mark.parametrize(
    "problem",
    [
        Quadratic(np.diag([1.0, 0.0])),
        MatrixQuadratic(np.eye(2), np.diag([1.0, 0.0])),
        Separable(LogCosh(), np.zeros(2)),
        Separable(Saturating(), np.zeros(2)),
        Separable(Huber(1.0, [np.inf, 1.0]), np.zeros(2)),
        Separable(CosineQuadratic(1.0, 1.0), np.zeros(2)),
    ],
    ids=repr,
)
def test_what_is_not_strongly_convex_says_none(problem) -> None:
    assert problem.strong_convexity() is None


def test_the_least_eigenvalue_is_a_lower_bound() -> None:
    random = np.random.default_rng(2)
    for _ in range(20):
        factor = random.normal(size=(6, 6))
        matrix = factor @ factor.T
        matrix = (matrix + matrix.T) / 2
        assert 0 < least_eigenvalue(matrix) <= np.linalg.eigvalsh(matrix)[0]
    assert least_eigenvalue(np.ones((3, 3))) == 0.0


def test_coordinates() -> None:
    diagonal = Quadratic(np.diag([3.0, 0.5]))
    assert np.array_equal(diagonal.coordinate_smoothness(), [3.0, 0.5])
    assert Quadratic(ROTATED).coordinate_smoothness() is None
    assert Quadratic(np.diag([1.0, 0.0])).coordinate_smoothness() is None
    assert np.array_equal(Separable(Huber([1.0, 4.0]), np.zeros(2)).coordinate_smoothness(), [1.0, 4.0])
    assert MatrixQuadratic(np.eye(2), np.eye(2)).coordinate_smoothness() is None
    for problem in (diagonal, Separable(LogCosh(), np.ones(3))):
        x, h = np.random.default_rng(1).normal(size=(2, 100, *problem.shape))
        change = problem.gradient(x + h) - problem.gradient(x)
        assert (np.abs(change) <= problem.coordinate_smoothness() * np.abs(h) * (1 + 1e-12)).all()
