"""The dual pairs of the vector norms."""

import numpy as np
import pytest

from ntr.norms import (
    Atoms,
    Group,
    Inequalities,
    KSupport,
    Mahalanobis,
    SortedL1,
    SortedL1Dual,
    TopK,
    TopKDual,
    TopKL2,
    WeightedLp,
    closed_dual,
)

POINTS = np.random.default_rng(0).normal(size=(5, 2, 2))
NORMS = [
    WeightedLp((2, 2), 1.5, [[1, 2], [3, 0.5]]),
    Mahalanobis((2, 2), np.diag([1.0, 2, 3, 4]) + 0.3),
    TopK((2, 2), 3),
    TopKDual((2, 2), 3),
    KSupport((2, 2), 3),
    TopKL2((2, 2), 3),
    SortedL1((2, 2), [3, 2, 1, 0]),
    SortedL1Dual((2, 2), [3, 2, 1, 0]),
    Group((2, 2), [[0, 1], [1, 0]], 3, 1),
    Atoms((2, 2), POINTS),
    Inequalities((2, 2), POINTS),
]


@pytest.mark.parametrize("norm", NORMS, ids=lambda norm: type(norm).__name__)
def test_closed_dual_is_the_dual(norm):
    """Value and dual are exchanged, and the dual's LMO attains the value: <x, lmo_*(x)> = -||x||."""
    x = np.random.default_rng(1).normal(size=(50, 2, 2))
    other = closed_dual(norm)
    np.testing.assert_allclose(other(x), norm.dual(x), rtol=1e-12)
    np.testing.assert_allclose(other.dual(x), norm(x), rtol=1e-12)
    np.testing.assert_allclose(-(x * other.lmo(x)).sum(axis=(1, 2)), norm(x), rtol=1e-12)
    assert (norm.dual(other.lmo(x)) <= 1 + 1e-12).all()
