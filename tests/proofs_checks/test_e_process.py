"""The e-process against a separately written reference, its invariances, and its stability."""

import numpy as np
import pytest

from proofs_checks.e_process import BETS, _accumulate, first_crossing, log_average, log_e_process


def reference(values, bound, scale, sign):
    """The recipe of statistics.md section 5: cumulated logarithms instead of running products."""
    excess = np.maximum(sign * (values - bound) / scale, -1)
    with np.errstate(divide="ignore"):
        paths = np.cumsum(np.log1p(BETS[:, None] * excess), axis=1)
    top = paths.max(axis=0)
    return top + np.log(np.exp(paths - top).mean(axis=0))


def draw(seed, shape):
    return np.random.default_rng(seed).lognormal(0, 1, shape)


def test_bets_are_those_of_the_recipe():
    assert sorted(BETS) == sorted([1.0, 0.75, 0.5, 0.375, *(2.0**-k for k in range(2, 13))])


@pytest.mark.parametrize("bound", [0.3, 1.0, 1.6, 5.0])
def test_equals_the_reference(bound):
    values = draw(1, (5, 700))
    actual = log_e_process(values, bound, bound, 1)
    expected = [reference(row, bound, bound, 1) for row in values]
    np.testing.assert_allclose(actual, expected, rtol=1e-11, atol=1e-11)
    bounded = np.minimum(values, 8.0)
    actual = log_e_process(bounded, bound, 8.0 - bound, -1)
    expected = [reference(row, bound, 8.0 - bound, -1) for row in bounded]
    np.testing.assert_allclose(actual, expected, rtol=1e-11, atol=1e-11)


def test_compiled_equals_interpreted():
    excess = draw(2, (3, 50)) - 1
    out = np.empty_like(excess)
    _accumulate(excess, BETS, out)
    np.testing.assert_allclose(log_e_process(excess + 1, 1.0, 1.0, 1), out, rtol=1e-13, atol=1e-13)


def test_by_hand():
    # one value twice the bound: mean of 1 + l;  then 0: mean of (1 + l)(1 - l)
    actual = log_e_process([2.0, 0.0], 1.0, 1.0, 1)
    np.testing.assert_allclose(np.exp(actual), [(1 + BETS).mean(), (1 - BETS**2).mean()], rtol=1e-14)


def test_is_one_in_expectation_at_the_bound():
    """Enumerate all 2^8 outcomes of a skewed two-point variable of mean exactly the bound: E e = 1 up to rounding."""
    probability, length = 0.3, 8
    outcomes = (np.arange(2**length)[:, None] >> np.arange(length)) & 1
    values = np.where(outcomes, 1 / probability, 0.0)
    weights = np.where(outcomes, probability, 1 - probability).prod(axis=1)
    for sign, scale in ((1, 1.0), (-1, 1 / probability - 1)):
        e = np.exp(log_e_process(values, 1.0, scale, sign))
        np.testing.assert_allclose(weights @ e, np.ones(length), rtol=1e-12, err_msg=f"sign {sign}")


def test_batch_equals_slices_and_prefixes_bit_for_bit():
    values, bound = draw(3, (2, 4, 300)), draw(4, (2, 4))
    whole = log_e_process(values, bound, bound, 1)
    for i, j in np.ndindex(2, 4):
        for seeds in (1, 32, 299):
            part = log_e_process(values[i, j, :seeds], bound[i, j], bound[i, j], 1)
            assert np.array_equal(part, whole[i, j, :seeds]), f"slice {i, j}, {seeds} seeds"


@pytest.mark.parametrize("magnitude", [1e-150, 1e-80, 1e80, 1e150])
def test_does_not_depend_on_units(magnitude):
    values = np.minimum(draw(5, (3, 400)), 6.0)
    for sign, scale in ((1, 1.2), (-1, 6.0 - 1.2)):
        expected = log_e_process(values, 1.2, scale, sign)
        actual = log_e_process(values * magnitude, 1.2 * magnitude, scale * magnitude, sign)
        np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-9)


def test_extreme_ratios_stay_finite_and_ordered():
    spread = np.array([1e150, 0.0, 1e-150, 1.0] * 300)
    for bound in (1e-150, 1.0, 1e150):
        log_e = log_e_process(spread, bound, bound, 1)
        assert np.isfinite(log_e).all(), bound
    assert log_e_process(spread, 1e-150, 1e-150, 1).max() > 300
    assert np.isfinite(log_e_process(np.zeros(10_000), 1.0, 1.0, 1)).all()


def test_infinite_scale_is_no_evidence():
    np.testing.assert_allclose(log_e_process(draw(6, 100), 1.0, np.inf, -1), 0, atol=1e-14)


def test_decreases_with_the_hypothetical_mean():
    values = np.minimum(draw(7, (1, 500)), 9.0)
    bounds = np.geomspace(0.05, 8.9, 60)
    up = log_e_process(np.repeat(values, 60, axis=0), bounds, bounds, 1)
    down = log_e_process(np.repeat(values, 60, axis=0), bounds, 9.0 - bounds, -1)
    assert (np.diff(up, axis=0) <= 1e-12).all()
    assert (np.diff(down, axis=0) >= -1e-12).all()


def test_average_is_the_mean_of_e_values():
    log_e = np.log(np.array([[1.0, 2.0, 8.0], [3.0, 0.5, 0.0 + 1e-300]]))
    np.testing.assert_allclose(np.exp(log_average(log_e)), [2.0, 1.25, 4.0], rtol=1e-14)
    np.testing.assert_allclose(log_average(np.full((3, 2), 1e5)), 1e5)


def test_first_crossing():
    log_e = np.log([[1.0, 20.0, 3.0, 50.0], [1.0, 2.0, 3.0, 4.0], [25.0, 0.1, 0.1, 0.1]])
    assert first_crossing(log_e, 0.05).tolist() == [2.0, np.inf, 1.0]
    assert first_crossing(np.empty((2, 0)), 0.05).tolist() == [np.inf, np.inf]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.0, -0.1], 1.0, 1.0, 1), r"value -0.1 .* index \(1,\)"),
        (([[1.0], [3.1]], 1.0, 2.0, -1), r"value 3.1 .* index \(1, 0\)"),
        (([np.nan], 1.0, 1.0, 1), "value nan"),
        (([1.0], 1.0, 0.0, 1), "scale must be positive, got 0.0"),
        (([1.0], 1.0, np.nan, 1), "scale must be positive, got nan"),
        (([1.0], 1.0, 1.0, 2), "sign must be 1 or -1, got 2"),
    ],
)
def test_bad_input(arguments, message):
    with pytest.raises(ValueError, match=message):
        log_e_process(*arguments)
