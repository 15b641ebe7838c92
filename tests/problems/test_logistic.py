"""Binary logistic regression."""

from __future__ import annotations

import itertools
from typing import Any

import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_problem
from ntr.norm import Norm
from ntr.norms import L1, L2, CvxNorm, LInf, Lp
from ntr.regularizers import Ball, Box, L1Penalty
from problems import Logistic, digits

RNG = np.random.default_rng(6)
FEATURES = RNG.normal(size=(30, 3))
LABELS = np.where(FEATURES @ [1.0, -1.0, 0.5] + RNG.normal(size=30) > 0, 1.0, -1.0)
NORMS = [L1(3), L2(3), LInf(3), Lp(3, 1.5), Lp(3, 4.0)]


@pytest.mark.parametrize("norm", NORMS, ids=repr)
def test_conformance(norm: Norm) -> None:
    check_problem(Logistic(FEATURES, LABELS), norm)


@pytest.mark.parametrize("regularizer", [L1Penalty(0.05), Box(-0.5, 0.4), Ball(L2(3), 0.6)], ids=repr)
def test_conformance_with_regularizer(regularizer: Any) -> None:
    check_problem(Logistic(FEATURES, LABELS, regularizer=regularizer), L2(3))


def test_value_by_definition() -> None:
    w = np.array([0.3, -2.0, 1.0])
    losses = [np.log(1 + np.exp(-y * (a @ w))) for a, y in zip(FEATURES, LABELS, strict=True)]
    assert Logistic(FEATURES, LABELS).value(w) == pytest.approx(np.mean(losses), rel=1e-14)
    far = Logistic(FEATURES, LABELS).value(1e6 * w)
    assert far == pytest.approx(np.mean(np.maximum(-LABELS * (FEATURES @ w) * 1e6, 0)), rel=1e-12)


def test_smoothness_by_definition() -> None:
    """||A||_{norm->2}^2/(4n), by vertices and singular values."""
    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=3)))
    for norm, value in (
        (L1(3), np.max(np.sum(FEATURES**2, axis=0))),
        (L2(3), np.linalg.norm(FEATURES, 2) ** 2),
        (LInf(3), np.max(np.sum((signs @ FEATURES.T) ** 2, axis=1))),
    ):
        bound = Logistic(FEATURES, LABELS).constants(norm).L
        assert bound is not None
        assert bound.exact
        assert bound.value == pytest.approx(value / 120, rel=1e-12), norm


def test_infimum_by_duality_against_cvxpy() -> None:
    w = cp.Variable(3)
    margins = cp.multiply(LABELS, FEATURES @ w)
    least = cp.Problem(cp.Minimize(cp.sum(cp.logistic(-margins)) / 30)).solve(solver=cp.CLARABEL)
    lower, upper = Logistic(FEATURES, LABELS).constants(L2(3)).infimum
    assert lower - 1e-8 <= least <= upper + 1e-8, (lower, least, upper)
    assert 0 <= upper - lower <= 1e-10


def test_infimum_of_separable_data_is_zero() -> None:
    labels = np.where(FEATURES @ [1.0, -1.0, 0.5] > 0, 1, -1)
    lower, upper = Logistic(FEATURES, labels).constants(L2(3)).infimum
    assert lower == 0.0
    assert 0 <= upper < 1e-3


@pytest.mark.parametrize("norm", NORMS, ids=repr)
def test_region_against_cvxpy(norm: Norm) -> None:
    w = cp.Variable(3)
    length, more = norm.cvx(w)
    objective = cp.sum(cp.logistic(-cp.multiply(LABELS, FEATURES @ w))) / 30
    least = cp.Problem(cp.Minimize(objective), [*more, length <= 0.5]).solve(solver=cp.CLARABEL)
    lower, upper = Logistic(FEATURES, LABELS).region(norm, 0.5).infimum
    assert lower - 1e-7 <= least <= upper + 1e-7, (lower, least, upper)
    assert upper - lower <= 1e-6


def test_digits() -> None:
    features, labels = digits(classes=(3, 8))
    problem = Logistic(features, 2 * labels - 1)
    constants = problem.constants(LInf(64))
    assert constants.L is not None
    assert constants.L.exact, "the features are not negative: all signs fit"
    assert constants.L.value == pytest.approx(np.sum(features.sum(axis=1) ** 2) / (4 * len(features)), rel=1e-12)
    check_problem(
        problem, L2(64), exclude={"infimum": "slow descent on 64 features", "second_smoothness": "takes seconds"}
    )


def test_norm_of_no_family() -> None:
    norm = CvxNorm((2,), lambda x: cp.norm(x, 1) + cp.norm(x, "inf"))
    constants = Logistic(FEATURES[:4, :2], LABELS[:4]).constants(norm)
    euclidean = Logistic(FEATURES[:4, :2], LABELS[:4]).constants(L2(2))
    assert constants.L is not None
    assert euclidean.L is not None
    assert constants.L.value <= norm.rho**2 * euclidean.L.value * (1 + 1e-9)
    assert not constants.L.exact


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Logistic(FEATURES, np.zeros(30)), "labels must be -1 or"),
        (lambda: Logistic(FEATURES, LABELS[:5]), "labels"),
        (lambda: Logistic(np.empty((0, 3)), np.empty(0)), "empty"),
        (lambda: Logistic(FEATURES[0], LABELS), "features"),
        (lambda: Logistic(np.full((30, 3), np.nan), LABELS), "finite"),
    ],
)
def test_bad_input(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
