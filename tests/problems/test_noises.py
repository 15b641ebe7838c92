"""Noise models: their law, and the kit on each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr.conformance import check_noise
from ntr.engine.kernels import NOISE, compiled
from ntr.noise import AdditiveNoise, Key, Noise, normals, signs
from ntr.problem import Problem
from problems import (
    Gaussian,
    Logistic,
    Minibatch,
    Quadratic,
    Rademacher,
    Saturating,
    Separable,
    Softmax,
    StudentT,
    TwoPoint,
)

RNG = np.random.default_rng(8)
VECTOR = Separable(Saturating(), RNG.normal(size=3))
MATRIX = Separable(Saturating(), RNG.normal(size=(3, 5)))
LONG = Separable(Saturating(), RNG.normal(size=200))
FEATURES = RNG.normal(size=(20, 3))
LOGISTIC = Logistic(FEATURES, np.where(np.arange(20) % 2, 1, -1))
SOFTMAX = Softmax(FEATURES, np.arange(20) % 3)
KEY = Key(7, np.arange(200000, dtype=np.uint64), 3)
ADDITIVE = [Gaussian(2.0), Rademacher(0.5), TwoPoint(1.0, 3.0), TwoPoint(1.0, -2.0), StudentT(1.5, 5.0)]


@pytest.mark.parametrize("problem", [VECTOR, MATRIX, LONG], ids=lambda p: str(p.shape))
@pytest.mark.parametrize(
    "noise", [*ADDITIVE, Gaussian(0.0), Rademacher(0.0), TwoPoint(0.0), StudentT(0.0, 3.0)], ids=repr
)
def test_conformance(noise: Noise, problem: Problem) -> None:
    check_noise(noise, problem)


@pytest.mark.parametrize("skew", [-3.0, 0.0, 1.0, 20.0])
@pytest.mark.parametrize("problem", [VECTOR, MATRIX], ids=lambda p: str(p.shape))
def test_conformance_along_a_direction(problem: Problem, skew: float) -> None:
    check_noise(TwoPoint(1.5, skew, RNG.normal(size=problem.shape)), problem)


@pytest.mark.parametrize("size", [1, 4, 50])
@pytest.mark.parametrize("problem", [LOGISTIC, SOFTMAX], ids=["logistic", "softmax"])
def test_conformance_of_minibatches(problem: Problem, size: int) -> None:
    check_noise(Minibatch(size), problem)


def test_gaussian_and_rademacher_are_scaled_draws() -> None:
    key = Key(1, np.arange(5, dtype=np.uint64), 2)
    assert np.array_equal(Gaussian(3.0).sample((2, 2), key), 1.5 * normals((2, 2), key))
    assert np.array_equal(Rademacher(3.0).sample((9,), key), 1.0 * signs((9,), key))
    assert np.sum(Rademacher(3.0).sample((9,), key) ** 2, axis=1) == pytest.approx(9.0)


@pytest.mark.parametrize("skew", [-4.0, -0.5, 0.0, 2.0, 30.0])
def test_two_point_values_and_skewness(skew: float) -> None:
    n = TwoPoint(2.0, skew, np.ones(1)).sample((1,), KEY)[:, 0]
    low, high = np.unique(n)
    p = (1 - skew / np.sqrt(4 + skew**2)) / 2
    assert high == pytest.approx(2 * np.sqrt((1 - p) / p), rel=1e-9)
    assert low == pytest.approx(-2 * np.sqrt(p / (1 - p)), rel=1e-9)
    share = np.mean(n == high)
    assert abs(share - p) <= 5 * np.sqrt(p * (1 - p) / len(n)), (share, p)
    moments = [p * high**j + (1 - p) * low**j for j in (1, 2, 3)]
    assert moments == pytest.approx([0, 4, 8 * skew], abs=1e-8)


def test_two_point_of_great_skewness_does_not_cancel() -> None:
    low, high, probability = TwoPoint(1.0, 1e5)._parameters((1,))[:3]
    assert probability == pytest.approx(1e-10, rel=1e-9)
    assert probability * high + (1 - probability) * low == pytest.approx(0, abs=1e-15)


def test_two_point_with_a_direction_moves_along_it() -> None:
    direction = np.array([[3.0, 0.0], [0.0, -4.0]])
    n = TwoPoint(1.0, 1.0, direction).sample((2, 2), KEY)
    assert np.array_equal(n[:, 0, 1], np.zeros(len(n)))
    assert n[:, 1, 1] == pytest.approx(-4 / 3 * n[:, 0, 0])
    assert len(np.unique(n[:, 0, 0])) == 2


def test_two_point_without_a_direction_has_independent_entries() -> None:
    n = TwoPoint(1.0, 1.0).sample((4,), KEY)
    correlation = np.corrcoef(n.T) - np.eye(4)
    assert np.abs(correlation).max() <= 5 / np.sqrt(len(n))


@pytest.mark.parametrize("df", [3.0, 5.0, 30.0])
def test_student_t_has_its_distribution(df: float) -> None:
    """Quantiles against scipy's; the scale makes the variance sigma^2/d."""
    from scipy.stats import kstest
    from scipy.stats import t as student

    n = StudentT(2.0, df).sample((4,), KEY)
    scale = 2 * np.sqrt((df - 2) / (4 * df))
    result = kstest(n[:50000].ravel() / scale, student(df).cdf)
    assert result.pvalue > 1e-4, result


def test_minibatch_rows_are_uniform() -> None:
    rows = Minibatch(2).rows(7, KEY)
    counts = np.bincount(rows.ravel(), minlength=7)
    expected = rows.size / 7
    assert counts.size == 7
    assert np.abs(counts - expected).max() <= 5 * np.sqrt(expected), counts


def test_minibatch_rows_are_the_exact_multiply_high() -> None:
    from ntr.noise import words

    key = Key(1, np.arange(50, dtype=np.uint64), 2)
    for samples in (1, 2, 1797, 2**31 + 11):
        expected = [[int(w) * samples >> 64 for w in line] for line in words((3,), key)]
        assert np.array_equal(Minibatch(3).rows(samples, key), expected)


def test_minibatch_deviation() -> None:
    bound = Minibatch(4).deviation(LOGISTIC)
    assert bound.value == pytest.approx(np.sqrt(np.sum(FEATURES**2) / 20 / 4), rel=1e-14)
    assert not bound.exact


def test_minibatch_needs_a_finite_sum() -> None:
    noise, problem = Minibatch(2), Quadratic(np.eye(2))
    with pytest.raises(TypeError, match="FiniteSum"):
        noise.deviation(problem)
    with pytest.raises(TypeError, match="FiniteSum"):
        noise.gradient(problem, np.zeros((1, 2)), Key(0, np.zeros(1, dtype=np.uint64), 0))


@pytest.mark.parametrize(
    "noise", [*ADDITIVE[:4], TwoPoint(1.0, 2.0, np.arange(1.0, 4.0)), Gaussian(0.0), TwoPoint(0.0)], ids=repr
)
def test_kernels_give_the_bits_of_numpy(noise: AdditiveNoise) -> None:
    """As plain Python and compiled, for several lane counts."""
    kernel = noise.kernel(VECTOR)
    assert kernel is not None
    for lanes in (1, 5):
        seeds = np.arange(10, 10 + lanes, dtype=np.uint64)
        exact = RNG.normal(size=(3, lanes))
        expected = exact + noise.sample((3,), Key(2, seeds, 6)).T
        x, nothing = np.zeros((3, lanes)), np.empty(0)
        for function in (kernel.noise, compiled(kernel.noise, NOISE)):
            g = exact.copy()
            with np.errstate(over="ignore"):  # words wrap around
                function(np.uint64(2), seeds, 6, kernel.params, nothing, x, g)
            assert np.array_equal(g, expected), (function, np.abs(g - expected).max())


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Gaussian(-1.0), ValueError, "sigma"),
        (lambda: Rademacher(np.nan), ValueError, "sigma"),
        (lambda: TwoPoint(1.0, np.inf), ValueError, "skew"),
        (lambda: TwoPoint(1.0, 1e7), ValueError, "skew"),
        (lambda: TwoPoint(1.0, 0.0, np.zeros(3)), ValueError, "direction"),
        (lambda: TwoPoint(1.0, 0.0, np.ones(2)).sample((3,), KEY), ValueError, "direction"),
        (lambda: StudentT(1.0, 2.0), ValueError, "df"),
        (lambda: Minibatch(0), ValueError, "size"),
        (lambda: Minibatch(1.5), TypeError, "size"),  # type: ignore[arg-type]
    ],
)
def test_bad_input(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()
