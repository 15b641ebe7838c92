"""The indicator of an affine subspace."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.bound import Bound
from ntr.conformance import check_regularizer
from ntr.norms import L2
from ntr.regularizers import Affine

ROWS = np.array([[1.0, 2.0, -1.0, 0.5], [0.0, 1.0, 0.0, 0.0]])


@pytest.mark.parametrize(
    ("plane", "shape"),
    [(Affine(ROWS[:1], [0.7]), (4,)), (Affine(ROWS, [0.7, 0.0]), (2, 2)), (Affine([[10.0, 0.1, 0.0]], [0.0]), (3,))],
)
def test_conforms(plane, shape):
    check_regularizer(plane, shape)


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e9])
def test_projection_against_least_squares(size):
    """y - A^+ (A y - b), with the pseudoinverse by lstsq; the result lies inside at every scale."""
    plane, rng = Affine(ROWS, [0.7, 0.2]), np.random.default_rng(0)
    y = size * rng.normal(size=(5, 4))
    projected = plane.prox(y, np.ones(5), 1)
    expected = np.array([one - np.linalg.lstsq(ROWS, ROWS @ one - plane.b)[0] for one in y])
    assert projected == pytest.approx(expected, abs=1e-13 * (1 + size))
    assert plane(projected, ndim=1).tolist() == [0.0] * 5
    assert plane(projected + 1e-6 * (1 + size), ndim=1).tolist() == [np.inf] * 5


def test_subgradients_are_the_range_of_the_transpose():
    plane, x = Affine(ROWS, [0.7, 0.2]), np.array([0.3, 0.2, 0.0, 0.0])
    r = np.array([0.4, -1.2]) @ ROWS
    assert float(plane(x)) == 0.0
    assert float(plane.fenchel_gap(x, r)) == 0.0
    assert float(plane.fenchel_gap(x, r + np.array([1e-6, 0, 0, 0]))) == np.inf
    assert float(plane.fenchel_gap(x + 1, r)) == np.inf
    assert plane.into_conjugate_domain(r + np.array([0.5, 0, 0.5, 0]), 1) == pytest.approx(r, abs=1e-14)


def test_bounds():
    plane = Affine(ROWS, [0.7, 0.2])
    assert plane.subgradient_bound(L2((4,))) is None
    assert plane.lipschitz(L2((4,))) == Bound(0.0, True)


@pytest.mark.parametrize(
    ("matrix", "vector", "what"),
    [
        (np.eye(2), [1, 1], "fewer than columns"),
        ([[1.0, 2, 3], [2, 4, 6]], [1, 2], "independent"),
        ([1.0, 2.0], [1], "A must have 2 axes"),
        (ROWS, [1.0], "b must have shape"),
        ([[np.nan, 1.0, 0.0]], [1.0], "A must be finite"),
    ],
)
def test_bad_input(matrix, vector, what):
    with pytest.raises(ValueError, match=what):
        Affine(matrix, vector)


def test_wrong_size():
    with pytest.raises(ValueError, match="4 entries"):
        Affine(ROWS, [0.7, 0.2])(np.zeros(3))
