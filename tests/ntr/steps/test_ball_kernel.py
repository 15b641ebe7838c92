"""The twin of the Euclidean step in a Euclidean ball: the rule itself, in all its cases."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.engine.kernels import COMPOSITE, PENALTY, compiled
from ntr.norms import L2
from ntr.regularizers import Ball
from ntr.step import trust_region_step
from ntr.steps.twin import composite_kernel

NORM, REGULARIZER = L2((5,)), Ball(L2((5,)), 1.5)


def inputs(scale):
    """Momenta and centers (200, 5): inside, on the sphere, opposite to m, at 0, and m along an axis."""
    random = np.random.default_rng(0)
    m, x = random.standard_normal((200, 5)), random.standard_normal((200, 5))
    m[:40] = np.eye(5)[random.integers(0, 5, 40)]
    x[20:60] = -3.0 * m[20:60]
    x[:10] = 0.0
    return scale * m, REGULARIZER.into_domain(x, 1)


@pytest.mark.parametrize("scale", [0.0, 1.0, 1e-200, 1e100])
@pytest.mark.parametrize("radius", [0.01, 0.5, 3.0])
def test_the_kernel_is_the_rule(radius, scale):
    m, x = inputs(scale)
    wanted = trust_region_step(NORM, REGULARIZER, m, x, radius)
    kernel = composite_kernel(NORM, REGULARIZER, np.zeros(5), decays=False)
    for step, penalty in (
        (kernel.step, kernel.penalty),
        (compiled(kernel.step, COMPOSITE), compiled(kernel.penalty, PENALTY)),
    ):
        y, r, value = np.ascontiguousarray(x.T), np.empty((5, 200)), np.empty(200)
        step(np.ascontiguousarray(m.T), kernel.params, 1.0, radius, y, r)
        np.testing.assert_allclose(y.T, wanted.x, rtol=1e-13, atol=1e-14)
        np.testing.assert_allclose(r.T, wanted.subgradient, rtol=1e-12, atol=1e-14 * scale)
        penalty(y, kernel.params, value)
        assert (value == 0).all()
        penalty(1.01 * y / np.maximum(np.linalg.norm(y, axis=0) / 1.5, 1e-9), kernel.params, value)
        assert (value[np.linalg.norm(y, axis=0) > 0] == np.inf).all()


def test_nan_reaches_the_result():
    kernel = composite_kernel(NORM, REGULARIZER, np.zeros(5), decays=True)
    m, x, r = np.ones((5, 2)), np.zeros((5, 2)), np.zeros((5, 2))
    m[2, 0] = np.nan
    compiled(kernel.step, COMPOSITE)(m, kernel.params, 1.0, 0.1, x, r)
    assert np.isnan(x[:, 0]).all()
    assert np.isfinite(x[:, 1]).all()
