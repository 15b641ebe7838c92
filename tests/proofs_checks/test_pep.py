"""Semidefinite programs against the closed forms of T1-E0 and T1-E, the table of theory.md, and PEPit."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import cvxpy as cp
import numpy as np
import pytest
from scipy.optimize import brentq

from ntr.cvx import solve
from proofs_checks.exact import EUCLIDEAN_GAP, EUCLIDEAN_WORST
from proofs_checks.pep import (
    _differences,
    _entries,
    _pairs,
    _product,
    _smooth,
    _walk,
    first_step,
    gap_of,
    least_gap,
    least_step,
    worst_gradient,
)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
@pytest.mark.parametrize("eps", [0.55, 0.8, 1.0, 1.3, 2.5])
def test_the_formula_of_the_exact_worst_case(count, eps):
    """(N-1) h(eps) + eps^2/(2L), to 1e-6 in units of L eta^2."""
    assert least_gap([eps] * count, 1.0, 1.0) == pytest.approx(
        (count - 1) * least_step(eps, 1.0, 1.0) + eps**2 / 2, abs=1e-6
    )


@pytest.mark.parametrize("eps", [0.8, 1.3])
def test_units(eps):
    """eps in L eta, gaps in L eta^2."""
    radius, smoothness = 0.2, 5.0
    found = least_gap([eps * radius * smoothness] * 3, radius, smoothness) / (smoothness * radius**2)
    assert found == pytest.approx(least_gap([eps] * 3, 1.0, 1.0), abs=1e-7)


@pytest.mark.parametrize("seed", range(4))
def test_equal_norms_are_optimal(seed):
    generator = np.random.default_rng(seed)
    eps = generator.uniform(0.6, 2.5)
    norms = eps + generator.exponential(0.2, size=4)
    least = 3 * least_step(eps, 1.0, 1.0) + eps**2 / 2
    # gradients that are more than L eta apart do not exist: what is far is pulled near
    norms = np.minimum(norms, eps + 0.9)
    assert least_gap(norms, 1.0, 1.0) >= least - 1e-7, norms


@pytest.mark.parametrize("count", range(1, 7))
def test_the_worst_case_after_the_first_step(count):
    """phi(eps) + (N-1) h(eps) + eps^2/(2L) = Delta_0 for eps >= L eta: the table for N <= 6, by the formula and the programs."""

    def gap(eps: float) -> float:
        return first_step(eps, 1.0, 1.0) + (count - 1) * least_step(eps, 1.0, 1.0) + eps**2 / 2

    eps = brentq(lambda e: gap(e) - EUCLIDEAN_GAP, 1.0, 4.0)
    assert eps == pytest.approx(EUCLIDEAN_WORST[count - 1], abs=1e-5)
    if count in (1, 3, 6):
        assert gap_of(eps, count, 1.0, 1.0) == pytest.approx(EUCLIDEAN_GAP, abs=1e-5)


@pytest.mark.parametrize("count", [7, 8, 9, 10])
def test_the_worst_case_below_L_eta_is_bracketed(count):
    """No closed form there: Delta_0 lies between the gaps of the table's value -+ 1e-4."""
    eps = EUCLIDEAN_WORST[count - 1]
    assert gap_of(eps - 1e-4, count, 1.0, 1.0) < EUCLIDEAN_GAP < gap_of(eps + 1e-4, count, 1.0, 1.0)


@pytest.mark.long
@pytest.mark.parametrize("count", range(1, 11))
def test_the_whole_table(count):
    found = worst_gradient(count, EUCLIDEAN_GAP, 1.0, 1.0, tolerance=1e-6)
    assert found == pytest.approx(EUCLIDEAN_WORST[count - 1], abs=1e-4)


def test_one_entry_of_the_table_by_root_finding():
    assert worst_gradient(1, EUCLIDEAN_GAP, 1.0, 1.0) == pytest.approx(EUCLIDEAN_WORST[0], abs=1e-4)


def least_decrease(steps: Sequence[float], residual: float) -> float:
    """Composite: the least F(x_0) - F(x_K) for which ||g_k + r_{k+1}|| = steps[k] and ||g_k + r_k|| >= residual, k = 1..K.

    Over all f with 1-Lipschitz gradient and convex R; x_{k+1} = x_k - v_k/||v_k||, v_k = g_k + r_{k+1}, k < K. There is
    no subgradient at x_0, only R(x_0).
    """
    sizes, count = np.array(steps), len(steps)
    gram = cp.Variable((2 * count + 1, 2 * count + 1), PSD=True)  # of g_0, ..., g_K, r_1, ..., r_K
    smooth, convex = cp.Variable(count + 1), cp.Variable(count + 1)
    basis = np.eye(2 * count + 1)
    gradients, subgradients = basis[: count + 1], basis[count + 1 :]
    moves = gradients[:-1] + subgradients
    points = _walk(moves, 1 / sizes)
    stationary = gradients[1:] + subgradients
    kinks = [  # R(x_j) - R(x_i) >= <r_i, x_j - x_i> for i = 1..K
        _product(subgradients[i - 1], points[j] - points[i]) for j, i in _pairs(count + 1) if i > 0
    ]
    known = np.array([i > 0 for _, i in _pairs(count + 1)])
    constraints = [
        smooth[0] == 0,
        convex[0] == 0,
        _differences(smooth) >= _entries(gram, _smooth(points, gradients, 1.0)),
        _differences(convex)[known] >= _entries(gram, kinks),
        _entries(gram, [_product(v, v) for v in moves]) == sizes**2,
        _entries(gram, [_product(v, v) for v in stationary]) >= residual**2,
    ]
    return solve(cp.Minimize(-smooth[count] - convex[count]), constraints)


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("residual", [1.2, 1.7, 2.0, 2.5])
def test_the_composite_worst_case(count, residual):
    """min F(x_0) - F(x_K) = K phi(M) at the step sizes of the proof, and no less at others."""
    best = residual - 0.9995 if residual >= 2 else float(np.sqrt((residual**2 - 1) / 3))
    claim = count * first_step(residual, 1.0, 1.0)
    assert least_decrease([best] * count, residual) == pytest.approx(claim, abs=1e-5)
    generator = np.random.default_rng(count)
    for _ in range(3):
        steps = best + (residual + 0.9 - best) * generator.uniform(0.01, 0.99, size=count)
        for k in range(1, count):  # ||v_k|| <= ||g_k + r_k|| <= ||v_{k-1}|| + L eta, by monotonicity of dR and A2
            steps[k] = min(steps[k], steps[k - 1] + 0.9)
        assert least_decrease(steps, residual) >= claim - 1e-6, steps


def test_wrong_formulas_are_seen():
    """h without its second term, and phi continued beyond its kink, differ by far more than the tolerances above."""
    assert least_gap([0.8] * 3, 1.0, 1.0) < 2 * 0.8 + 0.32 - 0.1
    assert least_decrease([1.5005], 2.5) > np.sqrt(3) / 2 * np.sqrt(2.5**2 - 1) + 0.01


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="norms must be positive"):
        least_gap([1.0, 0.0], 1.0, 1.0)
    with pytest.raises(ValueError, match="eps must be at least L eta"):
        first_step(0.5, 1.0, 1.0)
    with pytest.raises(ValueError, match="gap must be positive"):
        worst_gradient(2, 0.0, 1.0, 1.0)


@pytest.mark.parametrize(("count", "eps"), [(2, 0.8), (3, 1.3), (5, 0.7), (5, 2.0)])
def test_pepit_agrees(count, eps):
    """f(x_0) - f(x_{N-1}) >= (N-1) h(eps) by an independent implementation of performance estimation."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pepit = pytest.importorskip("PEPit")
        functions = pytest.importorskip("PEPit.functions")
        problem = pepit.PEP()
        function = problem.declare_function(functions.SmoothFunction, L=1.0)
        x = problem.set_initial_point()
        values = []
        for _ in range(count):
            gradient, value = function.oracle(x)
            problem.add_constraint(gradient**2 == eps**2)
            values.append(value)
            x = x - gradient / eps
        problem.set_performance_metric(values[-1] - values[0])
        found = -problem.solve(wrapper="cvxpy", solver="CLARABEL", verbose=0)
    assert found == pytest.approx((count - 1) * least_step(eps, 1.0, 1.0), abs=1e-5)
