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
)
from ntr.norms.ordering import ranks, support_level, top, top_mask, top_ratios

WEIGHTS = [3, 2, 1, 0.5]
NORMS = [
    WeightedLp((4,), 3, [1, 2, 3, 4]),
    Mahalanobis((4,), np.diag([1.0, 2, 3, 4])),
    *(make((4,), k) for make in (TopK, TopKDual, KSupport, TopKL2) for k in (1, 2, 4)),
    SortedL1((4,), WEIGHTS),
    SortedL1Dual((4,), WEIGHTS),
    Group((4,), [0, 1, 1, 0], 1, 2),
    Group((4,), [0, 1, 1, 0], 2, 1),
    Group((4,), [0, 1, 1, 0], np.inf, np.inf),
    Atoms((4,), np.eye(4)),
    Inequalities((4,), np.eye(4)),
]


def numbers(seed: int) -> np.ndarray:
    """(60, 2, 3) with many equal magnitudes."""
    return np.random.default_rng(seed).integers(-3, 4, (60, 2, 3)).astype(float)


@pytest.mark.parametrize("k", range(1, 7))
def test_top_is_the_end_of_a_sort(k):
    x = numbers(0)
    np.testing.assert_array_equal(top(x, k, 2), np.sort(np.abs(x.reshape(60, 6)))[:, 6 - k :])


@pytest.mark.parametrize("k", range(1, 7))
def test_mask_and_ranks_follow_a_stable_sort(k):
    x = numbers(1)
    for one, mask, rank in zip(x, top_mask(x, k, 2), ranks(x, 2), strict=True):
        order = sorted(range(6), key=lambda i: -abs(one.ravel()[i]))  # Python's sort is stable
        assert set(np.flatnonzero(mask)) == set(order[:k]), one
        assert [order.index(i) for i in range(6)] == rank.ravel().tolist(), one


def test_ratios():
    np.testing.assert_array_equal(top_ratios(np.array([1.0, -4.0, 2.0]), (2.0, 1.0, 0.5), 1), [2, 2, 2])


def test_level_keeps_the_condition_of_the_formula():
    """|x|_{k-r-1} > c >= |x|_{k-r}: the two inequalities of Proposition 2.1 (Argyriou, Foygel, Srebro 2012)."""
    x = np.random.default_rng(2).normal(size=(200, 6))
    down = -np.sort(-np.abs(x))
    for k in range(1, 7):
        _, level = support_level(x, k, 1)
        fits = []
        for r in range(k):
            c = down[:, k - r - 1 :].sum(axis=1) / (r + 1)
            before = np.inf if r == k - 1 else down[:, k - r - 2]
            fits.append(np.where((before > c) & (c >= down[:, k - r - 1]), c, 0.0))
        np.testing.assert_array_equal(np.count_nonzero(fits, axis=0), 1)  # r is unique
        np.testing.assert_allclose(level, np.sum(fits, axis=0), rtol=1e-14)


@pytest.mark.parametrize("norm", NORMS, ids=lambda norm: repr(norm)[:30])
def test_nan_reaches_the_result(norm):
    """A run that went wrong must not go on unnoticed: whichever entry is NaN, alone or in a batch."""
    for i in range(4):
        x = np.array([[1.0, -3.0, 2.0, 1.0], [1.0, -3.0, 2.0, 1.0]])
        x[1, i] = np.nan
        assert np.isfinite(norm(x)).tolist() == [True, False], norm(x)
        assert np.isfinite(norm.dual(x)).tolist() == [True, False], norm.dual(x)
        assert np.isfinite(norm.lmo(x)).all(axis=1).tolist() == [True, False], norm.lmo(x)
