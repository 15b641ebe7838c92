"""Instances whose measured quantity is known: the engine agrees, the bounds hold and are nearly attained, an LP agrees."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from ntr.simulate import simulate
from proofs_checks.exact import (
    EUCLIDEAN_WORST,
    Exact,
    coin,
    coin_decay,
    coin_gap,
    composite_two_cycle,
    euclidean_table,
    known,
    reflected_walk,
    reversed_box,
    two_cycle,
)
from proofs_checks.transitions import transitions


def simulated(instance: Exact) -> np.ndarray:
    case = instance.case
    trajectory = simulate(case, checkpoints=[case.iterations], record=instance.theorem.record(case))
    return instance.theorem.measured(case, trajectory)[-1]


@pytest.mark.parametrize(("shrink", "residual"), [(0.1, 1.305), (0.01, 1.480), (0.001, 1.498)])
def test_the_two_cycle_has_the_residuals_of_the_theory(shrink, residual):
    instance = composite_two_cycle(shrink, iterations=6)
    radius = instance.case.method.radius
    assert instance.measured / radius == pytest.approx(residual, abs=6e-4)
    for transition in transitions(instance.case):
        np.testing.assert_allclose(transition.after.x, -transition.before.x, atol=1e-8)
        assert transition.after.subgradient is not None
        found = instance.case.method.norm.dual(transition.following + transition.after.subgradient)
        np.testing.assert_allclose(found, instance.measured, atol=1e-8)


@pytest.mark.parametrize("shrink", [0.1, 0.01, 0.001])
def test_the_step_of_the_two_cycle_is_that_of_a_linear_program(shrink):
    """min <m, x> + c t, t >= +-((1-e) x_1 + x_2), |x - x_0| <= eta, by scipy; the dual of the kink gives r, unique."""
    instance = composite_two_cycle(shrink, iterations=1)
    radius, x0, kept = instance.case.method.radius, instance.case.x0, 1 - shrink
    weight = 1.01 * kept * radius / 2
    m = instance.case.problem.gradient(x0)
    kink = np.array([[kept, 1.0, -1.0], [-kept, -1.0, -1.0]])
    bounds = [(x0[0] - radius, x0[0] + radius), (x0[1] - radius, x0[1] + radius), (0, None)]
    solution = linprog([*m, weight], A_ub=kink, b_ub=[0.0, 0.0], bounds=bounds, method="highs")
    np.testing.assert_allclose(solution.x[:2], -x0, atol=1e-12)
    multipliers = -solution.ineqlin.marginals
    r = (multipliers[0] - multipliers[1]) * np.array([kept, 1.0])
    residual = np.abs(instance.case.problem.gradient(-x0) + r).sum()
    assert residual == pytest.approx(instance.measured, abs=1e-12)
    assert abs(solution.x[1] - x0[1]) < radius  # so that the second entry of m + r must be 0
    (step,) = transitions(instance.case)
    np.testing.assert_allclose(step.after.subgradient[0], r, atol=1e-8)


def test_the_ratios_of_the_two_cycle_grow_to_1():
    """3/2 L eta cannot be lowered: the ratio with Delta_0/(eta K) left out tends to 1 as e -> 0."""
    ratios = [composite_two_cycle(e, 2).measured / (1.5 * 0.1) for e in (0.1, 0.01, 0.001)]
    np.testing.assert_allclose(1 - np.array(ratios), [0.13, 0.0133, 0.001333], rtol=2e-2)


@pytest.mark.parametrize("instance", [two_cycle(200), composite_two_cycle(0.05, 8)], ids=lambda i: i.name)
def test_deterministic_instances(instance):
    np.testing.assert_allclose(simulated(instance), instance.measured, rtol=1e-7)


@pytest.mark.parametrize(
    "instance",
    [
        coin(iterations=10**4),
        coin(size=3, iterations=10**4),
        coin_decay(size=2, iterations=300),
        coin_gap(iterations=2000),
        reversed_box(radius=0.02, share=0.6, iterations=400),
    ],
    ids=lambda instance: instance.name,
)
def test_the_mean_over_seeds_agrees(instance):
    values = simulated(instance)
    error = 4 * values.std(ddof=1) / np.sqrt(len(values)) + 1e-9 * instance.measured
    assert abs(values.mean() - instance.measured) <= error, (values.mean(), instance.measured, error)


def test_all_hold_and_come_within_two_percent():
    found = known()
    assert len({instance.theorem.stem for instance in found}) == 5
    for instance in found:
        assert instance.theorem.violated(instance.case) == [], instance.name
        assert 0.98 <= instance.ratio <= 1, (instance.name, instance.ratio)


def test_a_noise_that_is_closer_to_the_slope_comes_closer():
    """The ratio tends to 1 with the excess: what is missing is no slack of the noise term."""
    ratios = [coin_decay(iterations=2000, excess=excess).ratio for excess in (0.1, 0.01, 1e-3, 1e-5)]
    assert ratios == sorted(ratios)
    assert ratios[-1] > 0.999


@pytest.mark.parametrize("iterations", [0, 1, 7, 40])
def test_the_reflected_walk_is_a_power_of_its_matrix(iterations):
    share, cells = 0.6, 5
    matrix = np.zeros((cells, cells))
    for cell in range(cells):
        matrix[max(cell - 1, 0), cell] += share
        matrix[min(cell + 1, cells - 1), cell] += 1 - share
    expected = np.linalg.matrix_power(matrix, iterations)[:, 0]
    np.testing.assert_allclose(reflected_walk(cells, share, iterations), expected, atol=1e-15)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"shrink must lie in \(0, 1\)"):
        composite_two_cycle(1.0)
    with pytest.raises(ValueError, match=r"share must lie in \(1/2, 1\)"):
        reversed_box(share=0.5)


def test_the_table_of_the_theory():
    paper = (6.500, 4.000, 3.167, 2.750, 2.500, 2.333, 2.214, 2.125, 2.056, 2.000)
    zero = (6.500, 3.500, 2.500, 2.000, 1.700, 1.500, 1.357, 1.250, 1.167, 1.100)
    exact = (2.464, 1.937, 1.587, 1.351, 1.186, 1.070, 1.000, 0.952, 0.894, 0.848)
    rows = np.array(euclidean_table())
    np.testing.assert_array_equal(rows[:, 0], range(1, 11))
    np.testing.assert_allclose(rows[:, 1], exact, atol=5.5e-4)
    np.testing.assert_allclose(rows[:, 2], paper, atol=5.5e-4)
    np.testing.assert_allclose(rows[:, 3], zero, atol=5.5e-4)
    assert tuple(rows[:, 1]) == EUCLIDEAN_WORST
