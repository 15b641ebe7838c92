"""Decisions on statements of kind "tight": the bound must be met, from both sides."""

import numpy as np
import pytest

from proofs_checks.e_process import first_crossing, log_e_process
from proofs_checks.statistics import TIGHTNESS, decide, limits
from tests.proofs_checks.distributions import MAXIMUM, NEVER, SEEDS, averages, distributions


def tight(values, bound=1.0, maximum=2.0, level=1e-3):
    return decide(values, bound, maximum, refute_level=level, verify_level=level, kind="tight")


def test_tight_statements():
    values = averages(np.random.default_rng(81), (3, 4096))
    assert tight(values) == "verified"
    assert tight(values, maximum=np.inf) is None
    assert tight(values * [[1.0], [1.0], [1.1]], maximum=2.2) == "refuted"
    assert tight(values * [[1.0], [0.9], [1.0]]) == "refuted"
    assert tight(values[:, :32]) is None
    assert tight(np.full((1, 50), 0.97), maximum=0.98) == "refuted"  # a certified maximum below an exact value
    wide = limits(values[:, :64], 2.0, lower_level=1e-3, upper_level=1e-3)
    assert (wide.upper > 1 + TIGHTNESS).all()


@pytest.mark.parametrize("factor", [1.1, 0.9])
def test_tight_is_refuted_at_the_seed_where_the_average_crosses(factor):
    values = averages(np.random.default_rng(85), (2, 600)) * factor
    up, down = log_e_process(values, 1.0, 1.0, 1), log_e_process(values, 1.0, 1.0, -1)
    seeds = int(first_crossing(np.log(np.exp([*up, *down]).mean(axis=0)), 1e-3))
    assert tight(values[:, : seeds - 1]) is None
    assert tight(values[:, :seeds]) == "refuted"


def test_tight_is_not_verified_after_the_bound_has_left_the_limits():
    """Mean .985: 1 is excluded long before .98 is, so limits within 2 % come too late; mean .997 is verified."""
    levels = {"refute_level": NEVER, "verify_level": 1e-3, "kind": "tight"}
    assert decide(np.full((1, 3000), 0.985), 1.0, 1.5, **levels) is None
    assert limits(np.full((1, 3000), 0.985), 1.5, lower_level=1e-3, upper_level=1e-3).lower > 0.98
    assert decide(np.full((1, 3000), 0.997), 1.0, 1.5, **levels) == "verified"


@pytest.mark.parametrize("shift", [1.0201, 0.9799])
def test_tight_is_not_verified_off_by_more_than_its_tolerance(shift):
    generator = np.random.default_rng(82)
    statuses = [
        decide(
            averages(generator, (1, 4096)) * shift,
            1.0,
            2.0,
            refute_level=NEVER,
            verify_level=0.05,
            kind="tight",
        )
        for _ in range(300)
    ]
    assert statuses.count("verified") <= 15, statuses.count("verified")


@distributions
def test_tight_is_not_refuted_when_exact(draw):
    generator = np.random.default_rng(83)
    maximum = MAXIMUM[draw]
    levels = {"refute_level": 0.05, "verify_level": NEVER}
    refuted = sum(
        decide(draw(generator, (1, SEEDS)), 1.0, maximum, kind="tight", **levels) == "refuted" for _ in range(500)
    )
    assert refuted <= 25, f"{refuted} of 500, seed 83"
