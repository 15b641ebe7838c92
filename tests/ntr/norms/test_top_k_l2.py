import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import L2, KSupport, LInf, TopKL2


@pytest.mark.parametrize(("shape", "k"), [((5,), 1), ((5,), 2), ((5,), 4), ((5,), 5), ((2, 3), 3), ((1,), 1)])
def test_conforms(shape, k):
    check_norm(TopKL2(shape, k))


def test_value_is_the_largest_over_all_sets():
    x = np.random.default_rng(0).normal(size=(40, 5))
    for k in (1, 2, 3, 5):
        sets = [np.linalg.norm(x[:, list(group)], axis=1) for group in itertools.combinations(range(5), k)]
        np.testing.assert_allclose(TopKL2((5,), k)(x), np.max(sets, axis=0), rtol=1e-14)


def test_lmo_by_hand():
    """k = 2, g = (3, 1, -1): the level is 2, so u ~ -(3, 2, -2)/sqrt(13); for (2, 1, -1) all are level."""
    np.testing.assert_allclose(
        TopKL2((3,), 2).lmo(np.array([3.0, 1, -1])), np.array([-3, -2, 2]) / np.sqrt(13), rtol=1e-15
    )
    np.testing.assert_allclose(
        TopKL2((3,), 2).lmo(np.array([2.0, 1, -1])), np.array([-1, -1, 1]) / np.sqrt(2), rtol=1e-15
    )


def test_lmo_is_the_gradient_of_the_dual():
    g, step = np.random.default_rng(1).normal(size=(20, 6)), 1e-6
    for k in (1, 2, 4, 6):
        norm = TopKL2((6,), k)
        slope = [(norm.dual(g + step * e) - norm.dual(g - step * e)) / (2 * step) for e in np.eye(6)]
        np.testing.assert_allclose(norm.lmo(g), -np.array(slope).T, atol=1e-8)


@pytest.mark.parametrize(("k", "other"), [(1, LInf), (6, L2)])
def test_special_cases(k, other):
    x = np.random.default_rng(2).normal(size=(30, 2, 3)) * 10.0 ** np.linspace(-150, 150, 30)[:, None, None]
    x[0] = np.sign(x[0])
    norm, same = TopKL2((2, 3), k), other((2, 3))
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-15)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-15)
    np.testing.assert_allclose(norm.lmo(x), same.lmo(x), rtol=1e-14)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32 - 1), st.floats(-150, 150))
def test_duality_for_every_k_and_scale(size, k, seed, exponent):
    """With few distinct magnitudes, so that the formula is met at its ties."""
    norm = TopKL2((size,), min(k, size))
    g = np.random.default_rng(seed).integers(-3, 4, size) * 10.0**exponent
    u = norm.lmo(g)
    assert norm(u) <= 1 + 1e-14
    assert -(g * u).sum() == pytest.approx(float(norm.dual(g)), rel=1e-13)


def test_it_is_the_dual_of_k_support():
    x = np.random.default_rng(3).normal(size=(50, 7))
    for k in range(1, 8):
        np.testing.assert_allclose(TopKL2((7,), k).dual(x), KSupport((7,), k)(x), rtol=1e-15)
        np.testing.assert_allclose(TopKL2((7,), k)(x), KSupport((7,), k).dual(x), rtol=1e-15)


@pytest.mark.parametrize("k", [1, 2, 3, 5])
@pytest.mark.parametrize("p", [1, 1.5, 2, 3, 7, np.inf])
def test_embedding_is_what_a_search_finds(k, p):
    value, exact = TopKL2((5,), k).embedding(p)
    assert exact
    assert embedding_lower_bound(TopKL2((5,), k), p)[0] == pytest.approx(value, rel=1e-9)


def test_bad_k():
    with pytest.raises(TypeError, match="k must be an integer, got 'two'"):
        TopKL2((3,), "two")
