import itertools

import cvxpy as cp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.cvx import solve
from ntr.norms import L1, L2, KSupport


@pytest.mark.parametrize(("shape", "k"), [((5,), 1), ((5,), 2), ((5,), 4), ((5,), 5), ((2, 3), 3), ((1,), 1)])
def test_conforms(shape, k):
    check_norm(KSupport(shape, k))


def overlapping_groups(x, k):
    """The definition: min sum_G ||v_G||_2 over sum_G v_G = x, G all sets of k entries; by Clarabel."""
    groups = list(itertools.combinations(range(len(x)), k))
    parts = [cp.Variable(k) for _ in groups]
    total = sum(np.eye(len(x))[:, list(group)] @ part for group, part in zip(groups, parts, strict=True))
    return solve(cp.Minimize(sum(cp.norm2(part) for part in parts)), [total == x])


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_value_is_that_of_overlapping_groups(k):
    rng = np.random.default_rng(0)
    for x in [*rng.normal(size=(3, 4)), np.ones(4), np.array([2.0, 1, 1, 0]), np.array([5.0, 1, 1, 1])]:
        assert KSupport((4,), k)(x) == pytest.approx(overlapping_groups(x, k), rel=1e-7), (k, x)


def test_value_by_hand():
    """k = 2: (3, 1, 1): r = 0, since 3 > (3 + 1 + 1)/2: sqrt(9 + 4). (2, 1, 1): r = 1, since 2 <= 4/2: sqrt(16/2)."""
    assert KSupport((3,), 2)(np.array([1.0, -3.0, 1.0])) == pytest.approx(np.sqrt(13), rel=1e-15)
    assert KSupport((3,), 2)(np.array([1.0, 1.0, -2.0])) == pytest.approx(np.sqrt(8), rel=1e-15)


def test_dual_is_the_largest_over_all_sets():
    g = np.random.default_rng(1).normal(size=(40, 5))
    for k in (1, 2, 3, 5):
        sets = [np.linalg.norm(g[:, list(group)], axis=1) for group in itertools.combinations(range(5), k)]
        np.testing.assert_allclose(KSupport((5,), k).dual(g), np.max(sets, axis=0), rtol=1e-14)


@pytest.mark.parametrize(("k", "other"), [(1, L1), (6, L2)])
def test_special_cases(k, other):
    x = np.random.default_rng(2).normal(size=(30, 2, 3)) * 10.0 ** np.linspace(-150, 150, 30)[:, None, None]
    x[0] = np.sign(x[0])
    norm, same = KSupport((2, 3), k), other((2, 3))
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-15)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-15)
    np.testing.assert_allclose(norm.lmo(x), same.lmo(x), rtol=1e-15)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32 - 1), st.floats(-150, 150))
def test_duality_for_every_k_and_scale(size, k, seed, exponent):
    """With few distinct magnitudes, so that the formula is met at its ties."""
    norm = KSupport((size,), min(k, size))
    g = np.random.default_rng(seed).integers(-3, 4, size) * 10.0**exponent
    u = norm.lmo(g)
    assert norm(u) <= 1 + 1e-14
    assert -(g * u).sum() == pytest.approx(float(norm.dual(g)), rel=1e-13)
    assert np.count_nonzero(u) <= norm.k


@pytest.mark.parametrize("k", [1, 3, 5])
@pytest.mark.parametrize("p", [1, 1.5, 2, 3, np.inf])
def test_embedding_is_what_a_search_finds(k, p):
    value, exact = KSupport((5,), k).embedding(p)
    assert exact
    assert embedding_lower_bound(KSupport((5,), k), p)[0] == pytest.approx(value, rel=1e-9)


def test_bad_k():
    with pytest.raises(ValueError, match="k must be at least 1, got 0"):
        KSupport((3,), 0)
