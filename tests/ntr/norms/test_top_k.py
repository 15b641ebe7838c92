import numpy as np
import pytest
from scipy.optimize import linprog

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import L1, LInf, TopK


@pytest.mark.parametrize(("shape", "k"), [((5,), 1), ((5,), 2), ((5,), 5), ((2, 3), 4), ((1,), 1), ((2, 1, 3), 3)])
def test_conforms(shape, k):
    check_norm(TopK(shape, k))


def test_value_is_a_linear_program():
    """max <x, u> over |u_i| <= 1, ||u||_1 <= k, by HiGHS."""
    for k in (1, 2, 4):
        for x in np.random.default_rng(0).normal(size=(10, 4)):
            cost = -np.abs(x)
            best = linprog(cost, A_ub=np.ones((1, 4)), b_ub=[k], bounds=(0, 1))
            assert TopK((4,), k)(x) == pytest.approx(-best.fun, rel=1e-9), (k, x)


def test_lmo_is_the_best_extreme_point():
    signs = np.array(np.meshgrid(*[[-1, 1]] * 4)).reshape(4, -1).T
    g = np.random.default_rng(1).normal(size=(200, 4))
    for k in (1, 2, 3, 4):
        extreme = np.concatenate([np.eye(4), -np.eye(4), signs / k])
        np.testing.assert_allclose((g * TopK((4,), k).lmo(g)).sum(axis=1), (g @ extreme.T).min(axis=1), rtol=1e-13)


@pytest.mark.parametrize(("k", "other"), [(1, LInf), (6, L1)])
def test_special_cases(k, other):
    x = np.random.default_rng(2).normal(size=(30, 2, 3))
    x[0] = np.sign(x[0])
    norm, same = TopK((2, 3), k), other((2, 3))
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-15)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-15)
    np.testing.assert_array_equal(norm.lmo(x[1:]), same.lmo(x[1:]))


def test_between_spike_and_signs():
    norm = TopK((3,), 2)
    np.testing.assert_array_equal(norm.lmo(np.array([3.0, -1.0, 1.0])), [-1, 0, 0])
    np.testing.assert_array_equal(norm.lmo(np.array([2.0, -1.0, 1.0])), [-1, 0, 0])  # a tie: the single coordinate
    np.testing.assert_array_equal(norm.lmo(np.array([1.9, -1.0, 1.0])), [-0.5, 0.5, -0.5])


@pytest.mark.parametrize("k", [1, 2, 3, 5])
@pytest.mark.parametrize("p", [1, 1.5, 2, 3, np.inf])
def test_embedding_is_what_a_search_finds(k, p):
    value, exact = TopK((5,), k).embedding(p)
    assert exact
    assert embedding_lower_bound(TopK((5,), k), p)[0] == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("k", "error", "message"),
    [(0, ValueError, "at least 1"), (4, ValueError, "at most 3"), (1.5, TypeError, "integer")],
)
def test_bad_k(k, error, message):
    with pytest.raises(error, match=f"k must be .*{message}"):
        TopK((3,), k)
