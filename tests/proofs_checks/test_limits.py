"""Confidence limits: they cover, and are the edges of the decisions."""

import numpy as np
import pytest
from scipy import optimize, stats

from proofs_checks.e_process import BETS
from proofs_checks.statistics import decide, limits
from tests.proofs_checks.distributions import MAXIMUM, NEVER, averages, distributions, last_iterates


@distributions
def test_limits_cover(draw):
    """Each limit at level .05 is on the wrong side in at most 5 % of 1000 repetitions; the rows are the repetitions."""
    values = draw(np.random.default_rng(51), (1000, 256))
    result = limits(values, MAXIMUM[draw], lower_level=0.05, upper_level=0.05)
    wrong = np.mean(result.lower > 1), np.mean(result.upper < 1)
    assert max(wrong) <= 0.05, f"lower, upper wrong: {wrong}, seed 51"
    assert (result.upper <= MAXIMUM[draw] * (1 + 1e-12)).all()
    np.testing.assert_allclose(result.mean, values.mean(axis=1), rtol=1e-12)


def test_limits_are_as_tight_as_measured_before():
    """T2 averages, S = 1024, level 1e-6, M/mean = 10: -.016 / +.144 in statistics.md section 5."""
    result = limits(averages(np.random.default_rng(52), (5, 1024)), 10.0, lower_level=1e-6, upper_level=1e-6)
    np.testing.assert_allclose(1 - result.lower, 0.016, atol=0.004)
    np.testing.assert_allclose(result.upper - 1, 0.144, atol=0.01)


def test_limits_are_the_edge_of_the_decisions():
    values = last_iterates(np.random.default_rng(53), (20, 200))
    result = limits(values, 12.0, lower_level=1e-3, upper_level=1e-2)
    for row, lower, upper in zip(values, result.lower, result.upper, strict=True):
        for bound, expected in ((lower, "refuted"), (lower * 1.001, None), (upper * 0.999, None), (upper, "verified")):
            # each edge on its own: the earlier of two crossings would win
            levels = {"refute_level": 1e-3, "verify_level": NEVER}
            if bound >= upper * 0.999:
                levels = {"refute_level": NEVER, "verify_level": 1e-2}
            bound = bound * (1 - 1e-9 if expected == "refuted" else 1 + 1e-9)
            assert decide(row[None], bound, 12.0, **levels) == expected, (bound, lower, upper)


def test_limits_of_degenerate_values():
    # constant values: the wealth only grows, so the limit solves mean_j (1 + l_j b/(1-b))^50 = 20, in closed form
    edge = optimize.brentq(lambda y: np.mean((1 + BETS * y) ** 50) - 20, 1e-3, 1)
    zeros = limits(np.zeros((2, 50)), [1.0, np.inf], lower_level=0.05, upper_level=0.05)
    assert zeros.lower.tolist() == [0, 0]
    assert zeros.upper[0] == pytest.approx(edge / (1 + edge), rel=1e-5)
    assert zeros.upper[1] == np.inf
    assert zeros.asymptotic_upper.tolist() == [0, 0]
    full = limits(np.ones((1, 50)), 1.0, lower_level=0.05, upper_level=0.05)
    assert full.upper == 1
    assert full.lower[0] == pytest.approx(1 / (1 + edge), rel=1e-5)
    single = limits([[3.0], [0.0]], [4.0, 0.0], lower_level=0.05, upper_level=0.05)
    assert 3 < single.upper[0] < 4
    assert single.upper[1] == 0
    assert (single.asymptotic_upper == np.inf).all()
    assert 0 < single.lower[0] < 3
    none = limits(np.empty((2, 0)), [4.0, np.inf], lower_level=0.05, upper_level=0.05)
    assert np.isnan(none.mean).all()
    assert none.lower.tolist() == [0, 0]
    assert none.upper.tolist() == [4.0, np.inf]


def test_limits_of_values_of_all_magnitudes():
    values = 10.0 ** np.random.default_rng(55).uniform(-150, 150, (5, 200))
    result = limits(values, 1e150, lower_level=1e-3, upper_level=1e-3)
    assert all(np.isfinite(part).all() for part in result), result
    assert (result.lower > 0).all()


def test_asymptotic_limit_is_students():
    values = last_iterates(np.random.default_rng(56), (1, 40))
    result = limits(values, lower_level=0.05, upper_level=0.01)
    expected = values.mean() + stats.t.ppf(0.99, 39) * stats.sem(values[0])
    assert result.upper[0] == np.inf
    assert result.asymptotic_upper[0] == pytest.approx(expected, rel=1e-12)
