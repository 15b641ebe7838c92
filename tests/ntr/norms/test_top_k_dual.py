import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import L1, LInf, TopK, TopKDual


@pytest.mark.parametrize(("shape", "k"), [((5,), 1), ((5,), 2), ((5,), 5), ((2, 3), 4), ((1,), 1)])
def test_conforms(shape, k):
    check_norm(TopKDual(shape, k))


def test_value_is_a_linear_program():
    """The gauge of the signed sums of k basis vectors: min sum c over c >= 0 with sum_i c_i v_i = x, by HiGHS."""
    signs = np.array(list(itertools.product([-1, 0, 1], repeat=4)))
    for k in (1, 2, 3):
        vertices = signs[np.abs(signs).sum(axis=1) == k]
        for x in np.random.default_rng(0).normal(size=(5, 4)):
            gauge = linprog(np.ones(len(vertices)), A_eq=vertices.T, b_eq=x).fun
            assert TopKDual((4,), k)(x) == pytest.approx(gauge, rel=1e-9), (k, x)


def test_it_is_the_dual_of_top_k():
    x = np.random.default_rng(1).normal(size=(50, 2, 3)) * 10.0 ** np.linspace(-150, 150, 50)[:, None, None]
    for k in range(1, 7):
        np.testing.assert_allclose(TopKDual((2, 3), k)(x), TopK((2, 3), k).dual(x), rtol=1e-15)
        np.testing.assert_allclose(TopKDual((2, 3), k).dual(x), TopK((2, 3), k)(x), rtol=1e-15)


def test_lmo_takes_the_first_of_equal_magnitudes():
    g = np.array([[1.0, -2.0, 1.0], [-1.0, 2.0, 0.0]])
    np.testing.assert_array_equal(TopKDual((2, 3), 4).lmo(g), [[-1, 1, -1], [0, -1, 0]])
    np.testing.assert_array_equal(TopKDual((2, 3), 6).lmo(g), -np.sign(g))
    np.testing.assert_array_equal(TopKDual((2, 3), 2).lmo(np.zeros((2, 3))), 0)


@pytest.mark.parametrize(("k", "other"), [(1, L1), (6, LInf)])
def test_special_cases(k, other):
    x = np.random.default_rng(2).normal(size=(30, 2, 3))
    x[0] = np.sign(x[0])
    norm, same = TopKDual((2, 3), k), other((2, 3))
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-15)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-15)
    np.testing.assert_array_equal(norm.lmo(x), same.lmo(x))


@pytest.mark.parametrize("k", [1, 2, 5])
@pytest.mark.parametrize("p", [1, 1.5, 2, 3, np.inf])
def test_embedding_is_what_a_search_finds(k, p):
    value, exact = TopKDual((5,), k).embedding(p)
    assert exact
    assert embedding_lower_bound(TopKDual((5,), k), p)[0] == pytest.approx(value, rel=1e-9)


def test_bad_k():
    with pytest.raises(ValueError, match="k must be at most 3, got 4"):
        TopKDual((3,), 4)
