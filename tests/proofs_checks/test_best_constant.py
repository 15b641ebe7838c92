"""The search for the best constant parameters, and how its exponent is reported: with its label and without a verdict."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from ntr.journal import Journal, active
from ntr.methods import TrustRegion
from ntr.norms import L2
from ntr.theorems.nonconvex_deterministic import STATEMENTS as T1
from ntr.theorems.star_convex_decay import STATEMENTS as T4
from problems import Gaussian, Rademacher
from proofs_checks import best_grids, instances, instances_star_convex, run, stored, table
from proofs_checks.best_constant import BestPoint, best_constants, best_exponent, lasting_time
from proofs_checks.check import RateCheck, run_rate_check

ZERO_NOISY = next(theorem for theorem in run.nonconvex_momentum.STATEMENTS if theorem.form == "zero")
ZERO = next(theorem for theorem in T1 if theorem.form == "zero")
DECAY = next(theorem for theorem in T4 if theorem.form == "sharp")
GRID = (0.2, 0.1, 0.05)


def test_lasting_time_is_the_first_that_holds_for_half_as_long_again():
    k = np.array([10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 24.0, 28.0, 32.0])
    curve = np.array([3.0, 0.5, 2.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    # at 12 it does not last; at 16 it lasts to 24; between 14 and 16 it crosses 1 at two thirds, in log(iterations)
    assert lasting_time(k, curve, 1.0) == pytest.approx(math.exp(np.log(14) + 2 / 3 * np.log(16 / 14)))
    assert lasting_time(k[:6], curve[:6], 1.0) == np.inf  # 24 is not seen
    assert lasting_time(k, np.zeros(9), 1.0) == 10.0
    assert lasting_time(k, np.full(9, 2.0), 1.0) == np.inf
    assert lasting_time(k, np.where(k < 16, np.nan, curve), 1.0) == 16.0


@pytest.fixture(scope="module")
def noiseless():
    return best_constants(ZERO, instances.slope_noiseless, GRID)


def test_t1_on_the_slope_is_as_hard_as_stated(noiseless):
    """statistics.md section 2: slope 2.015 +- .012, K/N* = 1.4 on a coarser grid of eta."""
    exponent = best_exponent(noiseless)
    assert exponent.slope.value == pytest.approx(2.0, abs=0.05)
    assert (exponent.label, exponent.excess, exponent.judgement) == ("best constant parameters", None, None)
    for point in noiseless:
        assert point.momentum == 1
        assert 1.25 < point.prescribed / point.iterations < 1.5
        assert point.radius == pytest.approx(point.epsilon, rel=0.3)


def test_the_best_eta_is_better_than_others(noiseless):
    """Independently: at N*, no eta of a fine scan has a running average of at most eps."""
    point = noiseless[0]
    setting = instances.slope_noiseless(point.epsilon)
    for radius in np.geomspace(point.radius / 4, 4 * point.radius, 40):
        case = setting.case(TrustRegion(L2((1,)), radius), math.floor(0.9 * point.iterations))
        x, seen = setting.x0, []
        for _ in range(case.iterations):
            g = setting.problem.gradient(x)
            seen.append(abs(g[0]))
            x = x - radius * np.sign(g)
        assert np.mean(seen) > point.epsilon


def test_with_decay_the_ball_stays():
    def edge(epsilon):
        return replace(instances.edge(epsilon), noise=Gaussian(0.0))

    (point,) = best_constants(DECAY, edge, (0.3,))
    assert point.weight_decay == point.radius  # D = 1
    assert point.radius <= 1


def test_with_noise_a_memory_pays():
    def slope(epsilon):
        return replace(instances.slope(epsilon), noise=Rademacher(1.0))

    (point,) = best_constants(ZERO_NOISY, slope, (0.5,))
    assert point.momentum < 1
    assert point.prescribed / point.iterations > 100


def test_what_does_not_settle_is_an_error():
    with pytest.raises(ValueError, match=r"no constant parameters reach epsilon = 0\.2 within 40 iterations"):
        best_constants(ZERO, instances.slope_noiseless, (0.2,), most=40)


def test_a_journal_does_not_keep_the_thousands_of_runs(noiseless):
    with Journal(seconds=0.0) as journal:  # it would put a recorded simulation down at its second step
        assert best_constants(ZERO, instances.slope_noiseless, GRID[:1]) == noiseless[:1]
        assert active() is journal


def test_report(noiseless):
    check = RateCheck(ZERO, "slope (hard)", instances.slope_noiseless, None, GRID, 1, hard=True, best=GRID)
    row = run_rate_check(check)
    assert row.error is None
    assert row.best == noiseless
    assert row.exponents[-1] == best_exponent(noiseless)
    lines = table.lines(run.Results([], [row]))
    assert sum("best constant parameters: exponent of 1/eps 2." in line for line in lines) == 1
    assert any("on this instance family, eps 0.2 to 0.05: N* 36" in line for line in lines)
    stored_row = stored.decode(stored.encode(row, stored.TASKS), stored.CLASSES, missing=check)
    assert isinstance(stored_row.best[0], BestPoint)
    assert stored_row.best == row.best


def test_every_grid_has_its_instance():
    for name in best_grids.GRIDS:
        module = next(module for module in run.STEMS if run.name_of(module) == name[0])
        assert any(rate.problem == name[1] for rate in module.rate_checks(full=True)), name
    assert {name for name, _ in best_grids.GRIDS} == set(map(run.name_of, run.STEMS))


def test_only_under_full_and_only_one_for_each_theorem():
    searched = [best_grids.searched(rate) for rate in run.nonconvex_momentum.rate_checks(full=True)]
    assert [bool(rate.best) for rate in searched] == [rate.problem == "slope (hard)" for rate in searched]
    assert not any(rate.best for rate in run.plan(["nonconvex_momentum"]).rates)


def test_eta_goes_up_to_the_size_of_a_bounded_domain():
    """T3: the prescribed eta is below 1e-7, and the best one of the order of D = 2."""
    clipping = next(theorem for theorem in run.star_convex_clipping.STATEMENTS if theorem.form == "sharp")

    def edge(epsilon):
        return replace(instances_star_convex.edge_of_box(epsilon), noise=Rademacher(0.01))

    (point,) = best_constants(clipping, edge, (0.001,))
    assert clipping.tuned(edge(0.001), 0.001).method.radius < 1e-7
    assert 0.2 < point.radius <= 2
