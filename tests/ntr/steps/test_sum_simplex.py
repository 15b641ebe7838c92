"""l_1 with a simplex: certified, against the conic program, and the compiled twin."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_step
from ntr.engine.kernels import COMPOSITE, PENALTY, compiled
from ntr.norms import L1, L2, Lp
from ntr.regularizers import Simplex
from ntr.step import certificate, trust_region_step
from ntr.steps.general import solve_slices
from ntr.steps.rule import first_fit
from ntr.steps.twin import composite_kernel
from tests.ntr.steps.inputs import inputs, uncertified

NORM, SIMPLEX = L1((5,)), Simplex(2.0)


def centers(points):
    """Points of the simplex, some of them with zeros, some vertices."""
    x = SIMPLEX.prox(points, np.ones(len(points)), 1)
    x[::7] = 2.0 * np.eye(5)[np.arange(len(points))[::7] % 5]
    return x


@pytest.mark.parametrize("norm", [NORM, Lp((5,), 1.0), L1((1,)), L1((2, 2))], ids=repr)
def test_conforms(norm):
    check_step(norm, SIMPLEX, tolerance=1e-11)


def test_certified_for_all_inputs():
    for what, m, center, radius in inputs(NORM, count=20):
        unit = center / np.maximum(np.abs(center).max(axis=1, keepdims=True), 1e-300)
        assert not uncertified(what, NORM, SIMPLEX, m, centers(unit), radius)


@pytest.mark.parametrize("radius", [0.1, 1.0, 5.0])
def test_is_as_good_as_the_conic_program(radius):
    random = np.random.default_rng(0)
    m, c = random.normal(size=(10, 5)), centers(random.normal(size=(10, 5)))
    step = trust_region_step(NORM, SIMPLEX, m, c, radius)
    other = solve_slices(NORM, SIMPLEX, m, c, np.full(10, radius))
    np.testing.assert_allclose((m * step.x).sum(axis=1), (m * other.x).sum(axis=1), atol=1e-5)


def test_known_steps():
    x, r = trust_region_step(L1((3,)), Simplex(1.0), [1.0, 3.0, 2.0], [0.5, 0.25, 0.25], 0.6)
    np.testing.assert_allclose(x, [0.8, 0.0, 0.2], atol=1e-15)
    np.testing.assert_allclose(r, [-1.5, -2.5, -1.5])
    still = trust_region_step(L1((3,)), Simplex(1.0), np.ones(3), [0.5, 0.25, 0.25], 0.6)
    np.testing.assert_array_equal(still.x, [0.5, 0.25, 0.25])
    far = trust_region_step(L1((3,)), Simplex(1.0), [1.0, 3.0, 2.0], [0.5, 0.25, 0.25], 9.0)
    np.testing.assert_array_equal(far.x, [1.0, 0.0, 0.0])


def test_centers_outside_go_to_the_conic_program():
    m, c = np.array([[1.0, 3.0, 2.0]] * 2), np.array([[0.5, 0.25, 0.25], [0.5, 0.5, 0.5]])
    step = trust_region_step(L1((3,)), Simplex(1.0), m, c, 0.7)
    assert first_fit(L1((3,)), Simplex(1.0), m, c, np.full(2, 0.7)) is not None
    found = certificate(L1((3,)), Simplex(1.0), m, c, np.full(2, 0.7), step)
    assert (np.maximum(np.abs(found.dual), found.feasibility) < 1e-6).all()


def test_the_sum_does_not_drift():
    random, x = np.random.default_rng(0), np.array([2.0, 0.0, 0.0, 0.0, 0.0])
    for _ in range(2000):
        x = trust_region_step(NORM, SIMPLEX, random.normal(size=5), x, 0.01 * random.random()).x
    assert abs(x.sum() - 2.0) <= 1e-15


@pytest.mark.parametrize("radius", [0.01, 0.4, 5.0])
def test_the_kernel_is_the_rule(radius):
    random = np.random.default_rng(1)
    m, c = random.normal(size=(80, 5)), centers(random.normal(size=(80, 5)))
    m[:30] = random.choice([-1.0, 0.0, 0.5], (30, 5))
    c[:10] = random.choice([0.2, 0.4], (10, 5))
    c[:10] *= 2.0 / c[:10].sum(axis=1, keepdims=True)
    wanted, kernel = trust_region_step(NORM, SIMPLEX, m, c, radius), composite_kernel(NORM, SIMPLEX, c[0], decays=False)
    for step, penalty in (
        (kernel.step, kernel.penalty),
        (compiled(kernel.step, COMPOSITE), compiled(kernel.penalty, PENALTY)),
    ):
        y, r, value = np.ascontiguousarray(c.T), np.empty((5, 80)), np.empty(80)
        step(np.ascontiguousarray(m.T), kernel.params, 1.0, radius, y, r)
        np.testing.assert_allclose(y.T, wanted.x, rtol=1e-14, atol=1e-15)
        np.testing.assert_allclose(r.T, wanted.subgradient, rtol=1e-14, atol=1e-15)
        penalty(y, kernel.params, value)
        assert (value == 0).all()
        penalty(1.001 * y, kernel.params, value)
        assert (value == np.inf).all()
    spoilt = np.ascontiguousarray(m.T)
    spoilt[2, 3] = np.nan
    y, r = np.ascontiguousarray(c.T), np.empty((5, 80))
    compiled(kernel.step, COMPOSITE)(spoilt, kernel.params, 1.0, radius, y, r)
    assert np.isnan(y[:, 3]).all()
    assert np.isfinite(np.delete(y, 3, axis=1)).all()


def test_weight_decay_has_no_twin():
    assert composite_kernel(NORM, SIMPLEX, np.full(5, 0.4), decays=True) is None
    assert composite_kernel(L2((5,)), SIMPLEX, np.full(5, 0.4), decays=False) is None
