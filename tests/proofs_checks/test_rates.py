"""Settling times, exponents and their verdicts on curves whose exponents are known."""

import math

import numpy as np
import pytest

from proofs_checks import rates
from proofs_checks.rates import Grid, RatePoint, arithmetic_exponent, judge, settling_time
from proofs_checks.slope import Slope, slope


def log_spaced(last, ratio=1.01):
    return np.unique(np.append(np.round(ratio ** np.arange(0, math.log(last) / math.log(ratio))), last))


def test_labels_are_those_of_the_recipe():
    assert rates.LABELS == (
        "prescribed",
        "iterations needed at the prescribed parameters",
        "iterations needed, current iterate",
        "best constant parameters",
    )


@pytest.mark.parametrize("exponent", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("epsilon", [0.003, 0.05, 0.4])
def test_settling_time_of_a_power(exponent, epsilon):
    stops = log_spaced(1e7)
    expected = epsilon ** (-1 / exponent)
    actual = settling_time(stops, stops**-exponent, epsilon)
    # checkpoints are integers, so below 100 the spacing is coarser than 1.01
    tolerance = 1e-4 if expected > 100 else 0.2 * exponent / expected
    assert float(actual) == pytest.approx(expected, rel=tolerance)


def test_settling_time_is_the_last_of_several_crossings():
    stops, curve = [1, 10, 100, 1000, 10_000], [4.0, 0.5, 3.0, 1.0, 0.2]
    assert settling_time(stops, curve, 2.0) == pytest.approx(10**2.5)  # between 100 (3) and 1000 (1), half way
    assert settling_time(stops, curve, 1.0) == pytest.approx(1000)  # <= epsilon counts as settled
    assert settling_time(stops, curve, 0.6) == pytest.approx(10**3.5)
    assert settling_time(stops, [4, 1, 0, 0, 0], 0.5) == pytest.approx(10**1.5)  # a curve may reach 0


def test_settling_time_never_and_always():
    stops = [1, 2, 3]
    assert settling_time(stops, [3, 0.5, 2], 1.0) == np.inf  # not settled at the end
    assert settling_time(stops, [3, 2, 2], 1.0) == np.inf
    assert math.isnan(settling_time(stops, [0.5, 1, 0.2], 1.0))  # never seen above
    assert settling_time(stops, [3, 0.5, np.nan], 1.0) == np.inf
    assert settling_time(stops, [np.nan, 0.5, 0.5], 1.0) == 2  # known only from there on
    assert settling_time(stops, [np.inf, 0.5, 0.5], 1.0) == 2
    assert settling_time([7], [0.5], 0.5) != settling_time([7], [0.6], 0.5)  # one checkpoint: nan, inf


def test_settling_time_of_a_batch_is_that_of_its_slices():
    stops = log_spaced(1000, 1.2)
    curves = np.random.default_rng(1).exponential(1, (3, 4, stops.size)) / np.sqrt(stops) * 3
    times = settling_time(stops, curves, 0.3)
    assert times.shape == (3, 4)
    for i, j in np.ndindex(3, 4):
        np.testing.assert_array_equal(times[i, j], settling_time(stops, curves[i, j], 0.3))


def trend(value, half_width):
    return Slope(value, value - half_width, value + half_width, 0.01, 8)


@pytest.mark.parametrize(
    ("value", "half_width", "hard", "expected"),
    [
        (0.02, 0.01, True, "attained"),
        (0.02, 0.01, False, "not worse"),
        (0.3, 0.09, True, "refuted"),
        (0.3, 0.09, False, "refuted"),
        (0.3, 0.11, True, "not worse"),  # lower limit below the margin, upper above
        (-0.3, 0.05, True, "not worse"),  # faster than stated: not attained, not worse
        (0.2, 0.0, True, "attained"),  # exactly the margin is allowed
        (math.nan, math.inf, True, "inconclusive"),
    ],
)
def test_judge(value, half_width, hard, expected):
    assert judge(trend(value, half_width), hard=hard) == expected


def margin_shares(true, deviation, seed, repetitions=1000):
    """Shares of verdicts at level .01: 8 points over .6 decades with sd(log N) `deviation`, known to the bootstrap."""
    generator = np.random.default_rng(seed)
    x = np.linspace(0, 0.6 * math.log(10), 8)
    verdicts = []
    for _ in range(repetitions):
        y = true * x + generator.normal(0, deviation, 8)
        verdicts.append(judge(slope(x, y, deviation**2, level=0.01), hard=True))
    return {name: verdicts.count(name) / repetitions for name in ("refuted", "attained", "not worse")}


def test_error_rates_of_the_margin_rule():
    """statistics.md section 4, sd(log N) = .05: refuted 0, .0011, .9995 at excess 0, .2, .5; attained .86, .0004, 0."""
    none, edge, half = (margin_shares(true, 0.05, seed) for seed, true in enumerate((0.0, 0.2, 0.5)))
    assert none["refuted"] == 0
    assert none["attained"] >= 0.8
    assert edge["refuted"] <= 0.01
    assert edge["attained"] <= 0.01
    assert half["refuted"] >= 0.99
    assert half["attained"] == 0
    assert margin_shares(0.0, 0.01, 3)["attained"] >= 0.995  # ours is at most .011


def point(epsilon, generator, *, exponent, prescribed_exponent, seeds=64, spread=0.1):
    """A run of K = 10 eps^-prescribed_exponent iterations that needs N = eps^-exponent, up to noise per seed.

    The averaged curve is eps (N / k)^(1/2); that of the current iterate eps N'/k with N' = eps^-1.5.
    """
    prescribed = round(10 * epsilon**-prescribed_exponent)
    stops = log_spaced(prescribed)
    factors = generator.gamma(1 / spread**2, spread**2, seeds)
    curve = epsilon * np.sqrt(epsilon**-exponent / stops)[:, None] * factors
    current = epsilon * (epsilon**-1.5 / stops)[:, None] * factors
    return RatePoint(epsilon, prescribed, stops, curve, current)


def grid(exponent, prescribed_exponent, hard=True, seed=0, **options):
    """8 accuracies with seeds of their own."""
    generator = np.random.default_rng(seed)
    points = [
        point(epsilon, generator, exponent=exponent, prescribed_exponent=prescribed_exponent, **options)
        for epsilon in np.geomspace(0.2, 0.03, 8)
    ]
    return Grid(tuple(points), hard)


def test_a_hard_instance_attains():
    prescribed, needed, current = grid(3.0, 3.0).exponents()
    assert [prescribed.label, needed.label, current.label] == list(rates.LABELS[:3])
    assert prescribed.judgement == "not worse"
    assert abs(prescribed.slope.value) < 0.05
    assert needed.judgement == "attained", needed
    assert needed.slope.lower < 3 < needed.slope.upper
    assert needed.excess is not None
    assert needed.excess.lower < 0 < needed.excess.upper
    assert current.slope.lower < 1.5 < current.slope.upper
    assert current.judgement is None
    assert current.excess is None


def test_more_iterations_than_stated_are_refuted():
    """K grows with the power 2.5, N with 3: an excess of .5, and a drift of .25 as the curve falls like k^(-1/2)."""
    prescribed, needed, _ = grid(3.0, 2.5, seed=1).exponents()
    assert needed.judgement == "refuted", needed
    assert needed.excess is not None
    assert needed.excess.lower < 0.5 < needed.excess.upper
    assert prescribed.slope.value == pytest.approx(0.25, abs=0.03)
    assert prescribed.judgement == "refuted", prescribed


def test_a_benign_instance_carries_no_verdict_on_the_exponent():
    needed = grid(3.0, 2.5, hard=False, seed=1).needed()
    assert needed.judgement is None
    assert needed.excess is not None
    assert needed.excess.value > 0.4


def test_fewer_iterations_are_neither_worse_nor_attained():
    needed = grid(2.5, 3.0, seed=2).needed()
    assert needed.judgement == "not worse", needed


def test_false_refutations_of_a_hard_instance():
    """40 grids with independent seeds: none is refuted, nearly all attain."""
    judgements = [grid(3.0, 3.0, seed=100 + seed).needed().judgement for seed in range(40)]
    assert "refuted" not in judgements
    assert judgements.count("attained") >= 36, judgements


def test_one_run_that_never_settles_makes_it_inconclusive():
    good = grid(3.0, 3.0)
    bad = good.points[3]
    stuck = RatePoint(bad.epsilon, bad.prescribed, bad.checkpoints, bad.averaged + bad.epsilon, bad.current)
    changed = Grid((*good.points[:3], stuck, *good.points[4:]), hard=True)
    assert stuck.needed(stuck.averaged)[0] == math.inf
    assert stuck.ratio > 1
    needed = changed.needed()
    assert needed.judgement == "inconclusive"
    assert math.isnan(needed.slope.value)
    assert changed.needed_current().slope.value == good.needed_current().slope.value


def test_a_curve_that_starts_below_is_not_a_settling_time():
    start = RatePoint(1.0, 4, [1, 2, 4], np.full((3, 5), 0.5), np.full((3, 5), 0.5))
    assert math.isnan(start.needed(start.averaged)[0])
    assert start.ratio == 0.5


def test_a_measured_zero_does_not_drift():
    """T3 on its hard instance sits in the corner: measured / eps = 0 on the whole grid."""
    points = [
        RatePoint(epsilon, 100, [1, 10, 100], [[1.0], [0.5], [0.0]], [[1.0], [0.5], [0.0]])
        for epsilon in (0.1, 0.05, 0.02, 0.01)
    ]
    prescribed = Grid(tuple(points), hard=True).prescribed()
    assert prescribed.slope.value == pytest.approx(0, abs=1e-12)
    assert prescribed.judgement == "not worse"
    # but a ratio that rises from 0 is seen
    rising = [
        RatePoint(p.epsilon, 100, [1, 10, 100], [[1.0], [0.5], [m]], [[1.0], [0.5], [m]])
        for p, m in zip(points, (0.0, 0.002, 0.004, 0.009), strict=True)
    ]
    assert Grid(tuple(rising), hard=True).prescribed(level=0.1).judgement == "refuted"


def test_one_seed_has_no_sampling_variance():
    exact = Grid(grid(2.0, 2.0, seeds=1, spread=1e-6).points, hard=True)
    needed = exact.needed()
    assert needed.judgement == "attained"
    assert needed.slope.value == pytest.approx(2.0, abs=0.02)


FORMULAS = {
    "T1": (lambda e: math.ceil(2 / e**2), None, 2.0),
    "T2": (lambda e: math.ceil(41 / e**4 + 7 / e**3), None, 4.0),
    "T3": (lambda e: 3 / e**3 * math.log(8 * 4 / e), lambda e: math.log(8 * 4 / e), 3.0),
    "T5": (lambda e: 11 * e**-3.5, None, 3.5),
    "T6": (lambda e: 5 * e**-2.5 * math.log(2 / e), lambda e: math.log(2 / e), 2.5),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_arithmetic_exponent(name):
    iterations, log_factor, exponent = FORMULAS[name]
    assert arithmetic_exponent(iterations, log_factor) == pytest.approx(exponent, abs=1e-3)


def test_arithmetic_exponent_sees_the_logarithm():
    """Undivided 3.0588 in statistics.md section 3 (its constant: log(8/eps)); huge integers do not overflow."""
    undivided = arithmetic_exponent(lambda e: e**-3 * math.log(8 / e))
    assert undivided == pytest.approx(3 + math.log10(math.log(8e7) / math.log(8e6)), abs=1e-9)
    assert arithmetic_exponent(lambda e: round(1 / e) ** 60) == pytest.approx(60, abs=1e-6)
    with pytest.raises(ValueError, match="iterations and log_factor must be positive at 1e-07"):
        arithmetic_exponent(lambda e: -1.0)


GOOD = {
    "epsilon": 0.1,
    "prescribed": 10,
    "checkpoints": [1, 10],
    "averaged": np.ones((2, 3)),
    "current": np.ones((2, 3)),
}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"epsilon": 0.0}, "epsilon must be positive"),
        ({"prescribed": 11}, r"the last checkpoint must be the prescribed 11.0, got 10.0"),
        ({"checkpoints": [10, 1]}, "checkpoints must be positive and increasing"),
        ({"checkpoints": [0, 10]}, "checkpoints must be positive and increasing"),
        ({"averaged": -np.ones((2, 3))}, "averaged must be non-negative"),
        ({"averaged": np.ones((3, 3))}, r"averaged must be non-negative, 2 checkpoints .* got shape \(3, 3\)"),
        ({"current": np.full((2, 3), np.nan)}, "current must be finite"),
    ],
)
def test_bad_points(changes, message):
    with pytest.raises(ValueError, match=message):
        RatePoint(**{**GOOD, **changes})


def test_bad_grids_and_curves():
    one = RatePoint(**GOOD)
    with pytest.raises(ValueError, match="at least 3 distinct accuracies"):
        Grid((one, one, one), hard=True)
    with pytest.raises(ValueError, match="curve must have 2 values on its last axis"):
        settling_time([1, 2], [1, 2, 3], 0.1)
    with pytest.raises(ValueError, match="epsilon must be positive"):
        settling_time([1, 2], [1, 2], -1)
    with pytest.raises(ValueError, match="margin must be at least 0"):
        judge(trend(0, 1), margin=-0.1)
