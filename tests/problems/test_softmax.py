"""Softmax regression."""

from __future__ import annotations

from typing import Any

import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_problem
from ntr.norm import Norm
from ntr.norms import L1, L2, CvxNorm, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.regularizers import Box, L1Penalty
from problems import Logistic, Softmax, digits

RNG = np.random.default_rng(7)
FEATURES = RNG.normal(size=(40, 3))
THREE = np.concatenate([[0, 1, 2], RNG.integers(3, size=37)])
TWO = THREE % 2
SQUARE, FLAT = (3, 3), (2, 3)


@pytest.mark.parametrize(
    "norm",
    [L1(SQUARE), L2(SQUARE), LInf(SQUARE), Lp(SQUARE, 1.5), Spectral(SQUARE), Nuclear(SQUARE), Schatten(SQUARE, 3.0)],
    ids=repr,
)
def test_conformance(norm: Norm) -> None:
    check_problem(Softmax(FEATURES, THREE), norm)


@pytest.mark.parametrize("norm", [L1(FLAT), LInf(FLAT), Spectral(FLAT), Nuclear(FLAT), Schatten(FLAT, 3.0)], ids=repr)
def test_conformance_with_two_classes(norm: Norm) -> None:
    check_problem(Softmax(FEATURES, TWO), norm)


@pytest.mark.parametrize("regularizer", [L1Penalty(0.05), Box(-0.5, 0.4)], ids=repr)
def test_conformance_with_regularizer(regularizer: Any) -> None:
    check_problem(Softmax(FEATURES, TWO, regularizer=regularizer), LInf(FLAT))


def test_value_by_definition() -> None:
    w = RNG.normal(size=SQUARE)
    logits = [w @ a for a in FEATURES]
    losses = [np.log(np.exp(z).sum()) - z[y] for z, y in zip(logits, THREE, strict=True)]
    assert Softmax(FEATURES, THREE).value(w) == pytest.approx(np.mean(losses), rel=1e-14)
    assert np.isfinite(Softmax(FEATURES, THREE).value(1e6 * w))


def test_two_classes_are_logistic_regression() -> None:
    """log(1 + exp(-y (w_1 - w_0) a)): the value, and L in the Euclidean norm, twice that of the difference."""
    w = RNG.normal(size=FLAT)
    logistic = Logistic(FEATURES, 2.0 * TWO - 1)
    assert Softmax(FEATURES, TWO).value(w) == pytest.approx(float(logistic.value(w[1] - w[0])), rel=1e-13)
    mine, other = Softmax(FEATURES, TWO).constants(Spectral(FLAT)).L, logistic.constants(L2(3)).L
    assert mine is not None
    assert other is not None
    assert mine.exact
    assert mine.value == pytest.approx(2 * other.value, rel=1e-12)


def test_smoothness_beside_the_formulas_of_theory() -> None:
    """theory.md 13.6: at most ||A||_F^2/(2n) in the spectral norm, at least the curvature at 0; s_max^2/(2n) Euclidean."""
    squares = np.linalg.svd(FEATURES, compute_uv=False) ** 2
    constants = Softmax(FEATURES, THREE).constants(Spectral(SQUARE))
    assert constants.L is not None
    assert constants.L.value == pytest.approx(squares[:2].sum() / 80, rel=1e-12)
    assert squares[:2].sum() / 120 <= constants.L.value <= squares.sum() / 80
    euclidean = Softmax(FEATURES, THREE).constants(L2(SQUARE)).L
    assert euclidean is not None
    assert euclidean.value == pytest.approx(squares[0] / 80, rel=1e-12)


def test_infimum_by_duality_against_cvxpy() -> None:
    w = cp.Variable(SQUARE)
    losses = sum(cp.log_sum_exp(w @ a) - w[int(y)] @ a for a, y in zip(FEATURES, THREE, strict=True))
    least = cp.Problem(cp.Minimize(losses / 40)).solve(solver=cp.CLARABEL)
    lower, upper = Softmax(FEATURES, THREE).constants(L2(SQUARE)).infimum
    assert lower - 1e-8 <= least <= upper + 1e-8, (lower, least, upper)
    assert 0 <= upper - lower <= 1e-10


@pytest.mark.parametrize("norm", [L2(SQUARE), LInf(SQUARE), Spectral(SQUARE), Nuclear(SQUARE)], ids=repr)
def test_region_against_cvxpy(norm: Norm) -> None:
    w = cp.Variable(SQUARE)
    length, more = norm.cvx(w)
    losses = sum(cp.log_sum_exp(w @ a) - w[int(y)] @ a for a, y in zip(FEATURES, THREE, strict=True))
    least = cp.Problem(cp.Minimize(losses / 40), [*more, length <= 0.4]).solve(solver=cp.CLARABEL)
    lower, upper = Softmax(FEATURES, THREE).region(norm, 0.4).infimum
    assert lower - 1e-7 <= least <= upper + 1e-7, (lower, least, upper)
    assert upper - lower <= 1e-4 + 1e-7


def test_digits_in_the_spectral_norm() -> None:
    features, labels = digits(classes=(0, 1, 2), pooling=4)
    problem = Softmax(features, labels)
    assert problem.shape == (3, 4)
    check_problem(problem, Spectral((3, 4)), exclude={"second_smoothness": "takes seconds"})


def test_full_digits() -> None:
    """At full size: finite, and the interval of a region holds what the comparator gives."""
    problem = Softmax(*digits())
    norm = Spectral((10, 64))
    region = problem.region(norm, 1.0)
    assert region.comparator is not None
    assert float(norm(region.comparator)) <= 1 + 1e-9
    assert region.infimum[0] <= float(problem.value(region.comparator)) <= region.infimum[1] + 1e-12
    assert region.infimum[1] - region.infimum[0] <= 2e-3
    x = RNG.normal(size=(3, 10, 64))
    for i in range(3):
        assert np.array_equal(problem.gradient(x)[i], problem.gradient(x[i].copy()))
        assert problem.value(x)[i] == problem.value(x[i].copy())


def test_norm_of_no_family() -> None:
    norm = CvxNorm((2, 2), lambda x: cp.mixed_norm(x, 2, 1))
    constants = Softmax(FEATURES[:5, :2], TWO[:5]).constants(norm)
    euclidean = Softmax(FEATURES[:5, :2], TWO[:5]).constants(L2((2, 2)))
    assert constants.L is not None
    assert euclidean.L is not None
    assert constants.L.value == pytest.approx(norm.rho**2 * euclidean.L.value)
    assert not constants.L.exact


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Softmax(FEATURES, THREE[:4]), "labels"),
        (lambda: Softmax(FEATURES, THREE - 1), "labels must be integers from 0"),
        (lambda: Softmax(FEATURES, THREE + 0.5), "labels must be integers from 0"),
        (lambda: Softmax(FEATURES, np.zeros(40, dtype=int)), "at least two classes"),
        (lambda: Softmax(np.empty((0, 3)), np.empty(0, dtype=int)), "empty"),
    ],
)
def test_bad_input(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
