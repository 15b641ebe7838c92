import numpy as np
import pytest

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import Lp, WeightedLp

EXPONENTS = [1, 1.2, 2, 3.5, np.inf]
WEIGHTS = np.array([[0.5, 3.0, 1.0], [0.1, 5.0, 2.0]])


@pytest.mark.parametrize("p", EXPONENTS)
def test_conforms(p):
    check_norm(WeightedLp((2, 3), p, WEIGHTS))


@pytest.mark.parametrize("p", [1, 2, np.inf])
def test_conforms_with_weights_over_twelve_decades(p):
    """Not against Clarabel, which does not reach its accuracy there."""
    reason = {"CVXPY value": "the solver's scaling", "dual against CVXPY": "the solver's scaling"}
    check_norm(WeightedLp((4,), p, [1e-6, 1e6, 1.0, 30.0]), exclude=reason)


@pytest.mark.parametrize("p", EXPONENTS)
def test_weights_one_give_l_p(p):
    x = np.random.default_rng(0).normal(size=(30, 5))
    x[0] = np.sign(x[0])
    norm, plain = WeightedLp((5,), p, np.ones(5)), Lp((5,), p)
    np.testing.assert_allclose(norm(x), plain(x), rtol=1e-15)
    np.testing.assert_allclose(norm.dual(x), plain.dual(x), rtol=1e-15)
    np.testing.assert_allclose(norm.lmo(x), plain.lmo(x), rtol=1e-15)


def test_weights_stand_inside_the_power():
    x = np.array([1.0, 2.0, -1.0])
    assert WeightedLp((3,), 2, [1, 2, 3])(x) == pytest.approx(np.sqrt(1 + 16 + 9))
    assert WeightedLp((3,), np.inf, [1, 2, 3])(x) == 4
    assert WeightedLp((3,), 1, [1, 2, 4]).dual(x) == 1
    np.testing.assert_array_equal(WeightedLp((3,), np.inf, [1, 2, 4]).lmo(x), [-1, -0.5, 0.25])


@pytest.mark.parametrize("p", EXPONENTS)
@pytest.mark.parametrize("q", [1, 1.5, 2, 3, 6, np.inf])
def test_embedding_is_what_a_search_finds(p, q):
    norm = WeightedLp((4,), p, [0.3, 1.0, 2.0, 0.7])
    value, exact = norm.embedding(q)
    assert exact
    assert embedding_lower_bound(norm, q)[0] == pytest.approx(value, rel=1e-8)


def test_embedding_for_exponents_that_nearly_agree():
    value, exact = WeightedLp((2,), 2 + 1e-12, [1e-3, 1.0]).embedding(2)
    assert exact
    assert value == pytest.approx(1e3, rel=1e-9)


@pytest.mark.parametrize("scale", [1e-150, 1e150])
def test_products_with_the_weights_do_not_overflow(scale):
    x = np.array([1.0, -2.0]) * scale
    assert WeightedLp((2,), 3, [1e100, 1e-100])(x * 1e-100) == pytest.approx(scale, rel=1e-14)


def test_value_semantics():
    norm = WeightedLp((2, 3), 2, WEIGHTS)
    assert norm == WeightedLp((2, 3), 2, WEIGHTS.tolist()) != WeightedLp((2, 3), 2, 2 * WEIGHTS)
    assert hash(norm) == hash(WeightedLp((2, 3), 2, WEIGHTS))


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1, 2], "shape"),
        ([1, 0, 2], "positive, got 0.0"),
        ([1, -1, 2], "positive, got -1.0"),
        ([1, np.inf, 2], "finite"),
    ],
)
def test_bad_weights(weights, message):
    with pytest.raises(ValueError, match=f"weights must .*{message}"):
        WeightedLp((3,), 2, weights)
