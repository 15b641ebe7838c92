"""Quadratics of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr.conformance import check_problem
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Schatten, Spectral
from problems import MatrixQuadratic, Quadratic

RNG = np.random.default_rng(4)
ROOT = RNG.normal(size=(5, 5))
A, B = ROOT[:2] @ ROOT[:2].T, ROOT[2:] @ ROOT[2:].T
CENTER = RNG.normal(size=(2, 3))
SHAPE = (2, 3)
NORMS = [L1(SHAPE), L2(SHAPE), LInf(SHAPE), Lp(SHAPE, 3.0), Spectral(SHAPE), Nuclear(SHAPE), Schatten(SHAPE, 3.0)]


@pytest.mark.parametrize("norm", NORMS, ids=repr)
def test_conformance(norm: Norm) -> None:
    check_problem(MatrixQuadratic(A, B, CENTER), norm)


@pytest.mark.parametrize("norm", [LInf(SHAPE), Lp(SHAPE, 4.0), Spectral(SHAPE)], ids=repr)
def test_conformance_of_diagonals(norm: Norm) -> None:
    check_problem(MatrixQuadratic(np.diag([1.0, 0.2]), np.diag([0.5, 2.0, 1.0])), norm)


def test_equals_the_quadratic_of_the_kronecker_product() -> None:
    flat = Quadratic(np.kron(A, B), CENTER.ravel())
    problem = MatrixQuadratic(A, B, CENTER)
    x = RNG.normal(size=(5, 2, 3))
    assert problem.value(x) == pytest.approx(flat.value(x.reshape(5, 6)), rel=1e-12)
    assert problem.gradient(x).reshape(5, 6) == pytest.approx(flat.gradient(x.reshape(5, 6)), rel=1e-10)
    for norm in (L1, L2):
        mine, other = problem.constants(norm(SHAPE)).L, flat.constants(norm(6)).L
        assert mine is not None
        assert other is not None
        assert mine.exact
        assert mine.value == pytest.approx(other.value, rel=1e-12)
    cube, exact = problem.constants(LInf(SHAPE)).L, flat.constants(LInf(6)).L
    assert cube is not None
    assert exact is not None
    assert cube.value >= exact.value * (1 - 1e-12)


def test_smoothness_in_schatten_norms() -> None:
    """theory.md 13.3: the sum of the products of the eigenvalues in the spectral norm, the largest one for p <= 2."""
    a, b = np.linalg.eigvalsh(A)[::-1], np.linalg.eigvalsh(B)[::-1]
    products = a[:2] * b[:2]
    for norm, value in (
        (Spectral(SHAPE), products.sum()),
        (Nuclear(SHAPE), products[0]),
        (Schatten(SHAPE, 2.0), products[0]),
        (Schatten(SHAPE, 4.0), np.linalg.norm(products)),
    ):
        bound = MatrixQuadratic(A, B).constants(norm).L
        assert bound is not None
        assert bound.exact
        assert bound.value == pytest.approx(value, rel=1e-12), norm


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MatrixQuadratic(np.diag([1.0, -1.0]), np.eye(2)), "A must be positive semidefinite"),
        (lambda: MatrixQuadratic(np.eye(2), [[0.0, 1.0], [1.0, 0.0]]), "B must be positive semidefinite"),
        (lambda: MatrixQuadratic(np.eye(2), np.eye(3), np.ones((3, 2))), "center"),
    ],
)
def test_bad_input(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
