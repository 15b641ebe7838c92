import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import L1, LInf, SortedL1, SortedL1Dual, TopKDual

WEIGHTS = [[3, 2, 1, 0.5], [1, 1, 1, 1], [1, 0, 0, 0], [2, 2, 0.5, 0]]


@pytest.mark.parametrize("weights", WEIGHTS)
def test_conforms(weights):
    check_norm(SortedL1Dual((2, 2), weights))


def test_conforms_in_one_dimension():
    check_norm(SortedL1Dual((1,), [2.5]))


def vertices(weights):
    """All signed orders of the weights."""
    orders = set(itertools.permutations(weights))
    signs = list(itertools.product([-1, 1], repeat=len(weights)))
    return np.unique([np.multiply(sign, order) for sign in signs for order in orders], axis=0)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_value_is_the_gauge_of_the_signed_permutahedron(weights):
    """min sum c over c >= 0 with sum_i c_i v_i = x, by HiGHS."""
    points = vertices(weights)
    for x in np.random.default_rng(0).normal(size=(5, 4)):
        gauge = linprog(np.ones(len(points)), A_eq=points.T, b_eq=x).fun
        assert SortedL1Dual((4,), weights)(x) == pytest.approx(gauge, rel=1e-9), x


@pytest.mark.parametrize("weights", WEIGHTS)
def test_lmo_is_the_best_vertex(weights):
    points, norm = vertices(weights), SortedL1Dual((4,), weights)
    g = np.random.default_rng(1).normal(size=(100, 4))
    np.testing.assert_allclose((g * norm.lmo(g)).sum(axis=1), (g @ points.T).min(axis=1), rtol=1e-13)
    np.testing.assert_allclose(norm.dual(g), (g @ points.T).max(axis=1), rtol=1e-13)


def test_it_is_the_dual_of_sorted_l1():
    x = np.random.default_rng(2).normal(size=(50, 4)) * 10.0 ** np.linspace(-150, 150, 50)[:, None]
    for weights in WEIGHTS:
        np.testing.assert_array_equal(SortedL1Dual((4,), weights)(x), SortedL1((4,), weights).dual(x))
        np.testing.assert_array_equal(SortedL1Dual((4,), weights).dual(x), SortedL1((4,), weights)(x))


def test_lmo_gives_the_weights_in_the_order_of_the_magnitudes():
    g = np.array([[1.0, -2.0], [0.0, -1.0]])
    np.testing.assert_array_equal(SortedL1Dual((2, 2), [4, 3, 2, 1]).lmo(g), [[-3, 4], [0, 2]])


@pytest.mark.parametrize(
    ("weights", "same"), [([1] * 6, LInf((6,))), ([1] + [0] * 5, L1((6,))), ([1, 1, 1, 0, 0, 0], TopKDual((6,), 3))]
)
def test_special_cases(weights, same):
    x = np.random.default_rng(3).normal(size=(30, 6))
    norm = SortedL1Dual((6,), weights)
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-14)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-14)
    np.testing.assert_array_equal(norm.lmo(x), same.lmo(x))


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("p", [1, 1.5, 2, 3, np.inf])
def test_embedding_is_what_a_search_finds(weights, p):
    norm = SortedL1Dual((4,), weights)
    value, exact = norm.embedding(p)
    assert exact
    assert embedding_lower_bound(norm, p)[0] == pytest.approx(value, rel=1e-9)


def test_bad_weights():
    with pytest.raises(ValueError, match="weights must be nonnegative and decreasing"):
        SortedL1Dual((2,), [1, 2])
