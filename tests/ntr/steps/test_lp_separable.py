"""l_p with separable regularizers."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_step
from ntr.norms import L2, Lp
from ntr.regularizers import Box, L1Penalty, Nonnegative, SquaredL2, Sum
from ntr.step import certificate, trust_region_step
from ntr.steps import lp_separable


@pytest.mark.parametrize("p", [1.2, 3.0])
@pytest.mark.parametrize("regularizer", [L1Penalty(0.7), Box(-1, 0.5), Sum(L1Penalty(0.5), Nonnegative())], ids=repr)
def test_conforms(p, regularizer):
    check_step(Lp((4,), p), regularizer, tolerance=1e-11)


@pytest.mark.parametrize("regularizer", [L1Penalty(0.7), Box(-1, 0.5)], ids=repr)
def test_near_the_euclidean_norm_it_is_the_euclidean_step(regularizer):
    rng = np.random.default_rng(0)
    m, center = rng.normal(size=(20, 5)), rng.uniform(-1, 0.5, size=(20, 5))
    expected = trust_region_step(L2((5,)), regularizer, m, center, 0.6)
    found = trust_region_step(Lp((5,), 2 + 1e-9), regularizer, m, center, 0.6)
    assert found.x == pytest.approx(expected.x, abs=1e-7)
    assert found.subgradient == pytest.approx(expected.subgradient, abs=1e-6)


@pytest.mark.parametrize("p", [1.05, 1.5, 4.0, 20.0])
@pytest.mark.parametrize("radius", [1e-9, 1e-3, 1e3, 1e9])
def test_tiny_and_huge_radii(p, radius):
    """Lp(1.5) with an l1 penalty at a tiny radius once raised SolverError."""
    norm, rng = Lp((4,), p), np.random.default_rng(1)
    m, center = rng.normal(size=(20, 4)), rng.normal(size=(20, 4))
    step = trust_region_step(norm, L1Penalty(0.7), m, center, radius)
    found = certificate(norm, L1Penalty(0.7), m, center, np.full(20, radius), step)
    allowed = 1e-12 + 8 * np.finfo(float).eps * norm(np.abs(center)) / radius
    for residual in found:
        assert (residual <= allowed).all(), (residual - allowed).max()


def test_curvature_and_extreme_exponents_are_left_to_others():
    arguments = np.ones((1, 3)), np.zeros((1, 3)), np.ones(1)
    assert lp_separable.step(Lp((3,), 3), SquaredL2(1.0), *arguments) is None
    assert lp_separable.step(Lp((3,), 1.01), L1Penalty(1.0), *arguments) is None
    assert lp_separable.step(Lp((3,), 3), L1Penalty(1.0), *arguments) is not None
