import itertools

import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.cvx import solve
from ntr.norms import L1, LInf, SortedL1, TopK

WEIGHTS = [[3, 2, 1, 0.5], [1, 1, 1, 1], [1, 0, 0, 0], [2, 2, 0.5, 0]]


@pytest.mark.parametrize("weights", WEIGHTS)
def test_conforms(weights):
    check_norm(SortedL1((2, 2), weights))


def test_conforms_in_one_dimension():
    check_norm(SortedL1((1,), [2.5]))


@pytest.mark.parametrize("weights", WEIGHTS)
def test_value_is_the_largest_over_all_orders(weights):
    x = np.random.default_rng(0).normal(size=(40, 4))
    orders = [(np.abs(x) * np.array(order)).sum(axis=1) for order in itertools.permutations(weights)]
    np.testing.assert_allclose(SortedL1((4,), weights)(x), np.max(orders, axis=0), rtol=1e-14)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_lmo_is_the_best_extreme_point(weights):
    signs = np.array([s for s in itertools.product([-1, 0, 1], repeat=4) if any(s)])
    extreme = signs / np.cumsum(weights)[np.abs(signs).sum(axis=1) - 1][:, None]
    norm = SortedL1((4,), weights)
    np.testing.assert_allclose(norm(extreme), 1, rtol=1e-15)
    g = np.concatenate([np.random.default_rng(1).normal(size=(100, 4)), signs])
    np.testing.assert_allclose((g * norm.lmo(g)).sum(axis=1), (g @ extreme.T).min(axis=1), rtol=1e-13)
    np.testing.assert_allclose(norm.dual(g), (g @ extreme.T).max(axis=1), rtol=1e-13)


def test_value_against_sums_of_the_largest():
    """sum_j (w_j - w_{j+1}) (sum of the j largest), by CVXPY: not the atom that `cvx` uses."""
    weights = np.array([3, 2, 1, 0.5])
    for x in np.random.default_rng(2).normal(size=(5, 4)):
        v, steps = cp.Variable(4), weights - np.append(weights[1:], 0)
        expression = sum(steps[j] * cp.sum_largest(cp.abs(v), j + 1) for j in range(4))
        assert SortedL1((4,), weights)(x) == pytest.approx(solve(cp.Minimize(expression), [v == x]), rel=1e-8)


@pytest.mark.parametrize(
    ("weights", "same"), [([1] * 6, L1((6,))), ([1] + [0] * 5, LInf((6,))), ([1, 1, 1, 0, 0, 0], TopK((6,), 3))]
)
def test_special_cases(weights, same):
    x = np.random.default_rng(3).normal(size=(30, 6)) * 10.0 ** np.linspace(-150, 150, 30)[:, None]
    norm = SortedL1((6,), weights)
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-14)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-14)
    np.testing.assert_allclose(norm.lmo(x), same.lmo(x), rtol=1e-14)


def test_ties_go_to_the_first_and_to_the_fewest():
    g = np.array([1.0, -1.0, 1.0])
    np.testing.assert_array_equal(SortedL1((3,), [1, 1, 1]).lmo(g), [-1, 0, 0])
    np.testing.assert_array_equal(SortedL1((3,), [3, 1, 1]).lmo(g), [-0.2, 0.2, -0.2])


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("p", [1, 1.5, 2, 3, np.inf])
def test_embedding_is_what_a_search_finds(weights, p):
    norm = SortedL1((4,), weights)
    value, exact = norm.embedding(p)
    assert exact
    assert embedding_lower_bound(norm, p)[0] == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("weights", "message"),
    [([1, 2, 0], "decreasing"), ([1, 0, -1], "nonnegative"), ([0, 0, 0], "first positive"), ([1, 1], "shape")],
)
def test_bad_weights(weights, message):
    with pytest.raises(ValueError, match=f"weights must .*{message}"):
        SortedL1((3,), weights)
