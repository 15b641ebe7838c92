"""The twins of the separable steps in l_1, l_2 and l_p: the rules themselves, at ties and ends too."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.engine.kernels import COMPOSITE, PENALTY, compiled
from ntr.norms import L1, L2, Lp, Schatten
from ntr.regularizers import Box, ElasticNet, L1Penalty, Nonnegative, SquaredL2, Sum
from ntr.step import trust_region_step
from ntr.steps.twin import composite_kernel

SIZE, COUNT = 5, 60
FLAT = [
    L1Penalty(0.3), Box(-0.4, 0.6), Nonnegative(), Sum(L1Penalty(0.3), Nonnegative()), Sum(L1Penalty(0.3), Box(-0.4, 0.6)),
    Box(np.array([-0.1, -np.inf, 0.0, -1.0, 0.0]), np.array([0.2, 0.1, np.inf, 0.0, 0.0])),
]  # fmt: skip
CURVED = [SquaredL2(0.7), ElasticNet(0.2, 0.5), Sum(ElasticNet(0.2, 0.5), Box(-1.0, 0.1))]
PAIRS = [(norm, r) for norm in (L1((SIZE,)), L2((SIZE,)), Lp((SIZE,), 3.0), Lp((SIZE,), 1.3)) for r in FLAT]
PAIRS += [(norm, r) for norm in (L1((SIZE,)), L2((SIZE,))) for r in CURVED]


def inputs(regularizer, radius):
    """Momenta and centers (3 COUNT, SIZE): with ties, on ends and kinks; generic; with steps that are all for m."""
    random = np.random.default_rng(int(10 * radius))
    m = random.standard_normal((3 * COUNT, SIZE))
    x = random.standard_normal((3 * COUNT, SIZE))
    m[:COUNT] = random.choice([-1.0, -0.3, 0.0, 0.2, 0.3, 1e-200], (COUNT, SIZE))
    x[:COUNT] = random.choice([-0.4, -0.1, 0.0, 0.1, 0.6, 3.0], (COUNT, SIZE))
    m[-COUNT:] *= 1e100
    return m, regularizer.separable().clip(x)


@pytest.mark.parametrize("radius", [0.1, 0.5, 3.0])
@pytest.mark.parametrize(("norm", "regularizer"), PAIRS, ids=lambda o: f"{type(o).__name__}{getattr(o, 'p', '')}")
def test_the_kernel_is_the_rule(norm, regularizer, radius):
    m, x = inputs(regularizer, radius)
    wanted = trust_region_step(norm, regularizer, m, x, radius)
    kernel = composite_kernel(norm, regularizer, np.zeros(SIZE), decays=False)
    assert kernel is not None
    size = np.maximum(1.0, np.abs(m).max(axis=1, keepdims=True))
    for step, penalty in (
        (kernel.step, kernel.penalty),
        (compiled(kernel.step, COMPOSITE), compiled(kernel.penalty, PENALTY)),
    ):
        y, r, value = np.ascontiguousarray(x.T), np.empty((SIZE, len(m))), np.empty(len(m))
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            step(np.ascontiguousarray(m.T), kernel.params, 1.0, radius, y, r)
        np.testing.assert_allclose(y.T, wanted.x, rtol=1e-14, atol=1e-14 * max(1.0, radius))
        np.testing.assert_allclose(r.T / size, wanted.subgradient / size, rtol=1e-13, atol=1e-13)
        penalty(y, kernel.params, value)
        np.testing.assert_allclose(value, regularizer(wanted.x, 1), rtol=1e-14)


@pytest.mark.parametrize("norm", [L1((SIZE,)), L2((SIZE,))], ids=lambda norm: type(norm).__name__)
def test_the_center_is_a_multiple_of_x(norm):
    regularizer = Sum(ElasticNet(0.2, 0.5), Box(-1.0, 0.1))
    m, x = inputs(regularizer, 0.5)
    wanted = trust_region_step(norm, regularizer, m, 0.75 * x, 0.5)
    kernel = composite_kernel(norm, regularizer, np.zeros(SIZE), decays=True)
    y, r = np.ascontiguousarray(x.T), np.empty((SIZE, len(m)))
    compiled(kernel.step, COMPOSITE)(np.ascontiguousarray(m.T), kernel.params, 0.75, 0.5, y, r)
    np.testing.assert_allclose(y.T, wanted.x, rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("norm", [L1((2,)), L2((2,))], ids=lambda norm: type(norm).__name__)
@pytest.mark.parametrize("regularizer", [Box(-1.0, 1.0), SquaredL2(1.0)], ids=lambda r: type(r).__name__)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_reaches_the_result(norm, regularizer, bad):
    kernel = composite_kernel(norm, regularizer, np.zeros(2), decays=False)
    x, r = np.zeros((2, 2)), np.zeros((2, 2))
    compiled(kernel.step, COMPOSITE)(np.array([[bad, 1.0], [1.0, 1.0]]), kernel.params, 1.0, 0.1, x, r)
    assert np.isnan(x[:, 0]).all()
    assert np.isfinite(x[:, 1]).all()


def test_which_pairs_have_one():
    assert composite_kernel(L1((2,)), SquaredL2(1.0), np.zeros(2), decays=True) is not None
    assert composite_kernel(Lp((2,), 3.0), SquaredL2(1.0), np.zeros(2), decays=True) is None
    assert composite_kernel(Schatten((2, 2), 2.0), Box(-1.0, 1.0), np.zeros((2, 2)), decays=True) is not None
