"""The closed forms of the momentum error against brute-force sums of theory.md section 0."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest

from ntr.momentum_error import (
    contracted_transient,
    mean_combined_noise,
    mean_drift,
    mean_noise,
    momentum_for,
    paper_momentum_for,
    stationarity_momentum_for,
)

MOMENTA = [1.0, 0.999, 0.5, 0.3, 0.1, 0.01, 1e-3, 1e-6]
LENGTHS = np.array([1.0, 2.0, 3.0, 10.0, 100.0, 3000.0])


def s(a: float, k: np.ndarray) -> np.ndarray:
    """s_k by the recursion of the variance of the momentum noise: v_0 = 1, v_k = (1-a)^2 v_{k-1} + a^2."""
    variance = [1.0]
    for _ in range(int(k.max())):
        variance.append((1 - a) ** 2 * variance[-1] + a * a)
    return np.sqrt(np.array(variance))[k]


def c(a: float, length: int) -> np.ndarray:
    """c_0 = 1 and c_k = s_k + (1-a) s_{k-1}, k < length."""
    noise = s(a, np.arange(length))
    return np.concatenate([[1.0], noise[1:] + (1 - a) * noise[:-1]])


@pytest.mark.parametrize("a", MOMENTA)
def test_closed_forms_bound_the_sums(a):
    noise, combined = s(a, np.arange(3000)), c(a, 3000)
    for length in LENGTHS.astype(int):
        k = np.array([float(length)])
        for name, closed, summed in [
            ("s", mean_noise(a, k)[0], noise[:length].mean()),
            ("c", mean_combined_noise(a, k)[0], combined[:length].mean()),
        ]:
            assert closed >= summed * (1 - 1e-12), f"mean {name}_k, a = {a}, K = {length}: {closed} < {summed}"
            # sqrt(u + v) <= sqrt u + sqrt v loses at most a factor sqrt 2
            assert closed <= np.sqrt(2) * summed * (1 + 1e-9), (
                f"mean {name}_k, a = {a}, K = {length}: {closed}, {summed}"
            )


@pytest.mark.parametrize("a", MOMENTA)
def test_drift_is_equal_to_the_sum(a):
    """tau_k = 1 - (1-a)^k, in 50 digits: the closed form subtracts nearly equal numbers for small a K."""
    with localcontext() as context:
        context.prec = 50
        for length in (1, 2, 10, 1000):
            exact = sum(1 - (1 - Decimal(a)) ** k if k else Decimal(0) for k in range(length)) / length
            value = mean_drift(a, np.array([float(length)]))[0]
            assert abs(value - float(exact)) <= 1e-12 + 1e-15 / a, f"a = {a}, K = {length}: {value}, {exact}"


def test_without_momentum_everything_is_the_noise_itself():
    np.testing.assert_array_equal(mean_noise(1.0, LENGTHS), 1.0)
    np.testing.assert_allclose(mean_combined_noise(1.0, LENGTHS), 1.0, rtol=1e-15)  # c_k = s_k = 1
    # tau_0 = 0 and tau_k = 1 after; it is multiplied by (1-a)/a = 0 in every bound
    np.testing.assert_allclose(mean_drift(1.0, LENGTHS), 1 - 1 / LENGTHS, rtol=1e-15)


def test_averages_forget_the_start():
    for a in (0.5, 0.1, 0.01):
        assert mean_noise(a, np.array([1e12]))[0] == pytest.approx(np.sqrt(a / (2 - a)), rel=1e-8)
        assert mean_combined_noise(a, np.array([1e12]))[0] == pytest.approx(np.sqrt(a * (2 - a)), rel=1e-8)
        assert mean_drift(a, np.array([1e12]))[0] == pytest.approx(1, rel=1e-8)


@pytest.mark.parametrize("a", [1.0, 0.9, 0.3, 0.1, 0.01, 1e-6])
@pytest.mark.parametrize("b", [1.0, 0.9, 0.3, 0.1, 0.1 * (1 + 1e-13), 0.01, 1e-5])
@pytest.mark.parametrize("length", [1, 2, 3, 10, 500])
def test_contracted_transient(a, b, length):
    """It bounds the weighted sum of c_k - c_inf, and equals its own definition, a geometric sum, to rounding."""
    value = contracted_transient(a, b, np.array([float(length)]))[0]
    n = length - 1
    i = np.arange(n)
    w = np.sqrt(2 * (1 - a) / (2 - a))
    with np.errstate(under="ignore"):
        geometric = np.sum((1 - b) ** i * (1 - a) ** (n - 1 - i))
        definition = (1 - b) ** n + 2 * w * (1 - a) * geometric
        summed = np.sum((1 - b) ** (n - np.arange(length)) * (c(a, length) - np.sqrt(a * (2 - a))))
    assert value == pytest.approx(definition, rel=1e-10, abs=1e-300), f"a = {a}, b = {b}, K = {length}"
    assert value >= summed - 1e-12, f"a = {a}, b = {b}, K = {length}: {value} < {summed}"


@pytest.mark.parametrize("level", [0.999999, 0.5, 0.1, 1e-3, 1e-8, 1e-100])
@pytest.mark.parametrize("noise", [1.0, 37.0])
def test_momentum_for_solves_its_equation(level, noise):
    a = momentum_for(level * noise, noise)
    assert 0 < a < 1
    with localcontext() as context:
        context.prec = 250  # a (2 - a) of the float a, exactly
        reached = (Decimal(a) * (2 - Decimal(a))).sqrt()
        assert float(reached / Decimal(level)) == pytest.approx(1, rel=1e-9), f"a = {a}"
        exact = 1 - (1 - Decimal(level) ** 2).sqrt()
        assert abs(Decimal(a) / exact - 1) < Decimal("1e-9"), f"a = {a} has lost digits, exact {exact:g}"


@pytest.mark.parametrize(("level", "noise"), [(1.0, 1.0), (2.0, 1.0), (1.0, 0.0)])
def test_momentum_for_is_one_where_no_averaging_is_needed(level, noise):
    assert momentum_for(level, noise) == 1.0


@pytest.mark.parametrize("noise", [1.0, 1e-3, 1e6])
@pytest.mark.parametrize("level", [1e-5, 0.3, 1.999])
def test_the_other_tuned_momenta_meet_their_levels(level, noise):
    paper = paper_momentum_for(level * noise, noise)
    assert 2 * np.sqrt(paper) == pytest.approx(level, rel=1e-12)
    sharp = stationarity_momentum_for(level * noise, noise)
    assert 2 * np.sqrt(sharp / (2 - sharp)) == pytest.approx(level, rel=1e-12)
    for tuned in (paper_momentum_for, stationarity_momentum_for):
        assert tuned(2 * noise, noise) == tuned(level, 0.0) == 1.0
