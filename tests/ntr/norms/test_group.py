import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import Group, Lp

LABELS = np.array([0, 1, 0, 2, 1, 0])
EXPONENTS = [1, 1.5, 2, 4, np.inf]


def dual(p):
    return {1: np.inf, np.inf: 1}.get(p) or p / (p - 1)


@pytest.mark.parametrize(
    ("inner", "outer"), [(1, 2), (1.5, 1), (2, 1), (2, 3), (2, np.inf), (np.inf, 1), (np.inf, 1.5)]
)
def test_conforms(inner, outer):
    check_norm(Group((5,), LABELS[:5], inner, outer))


def test_conforms_on_matrices():
    check_norm(Group((2, 3), [[7, 7, -1], [7, 3, -1]], 2, 1))


@pytest.mark.parametrize("inner", EXPONENTS)
@pytest.mark.parametrize("outer", EXPONENTS)
def test_value_and_dual_are_numpys(inner, outer):
    x = np.random.default_rng(0).normal(size=(10, 6))
    norm = Group((6,), LABELS, inner, outer)
    for got, p, q in ((norm(x), inner, outer), (norm.dual(x), dual(inner), dual(outer))):
        lengths = [np.linalg.norm(x[:, label == LABELS], p, axis=1) for label in range(3)]
        np.testing.assert_allclose(got, np.linalg.norm(lengths, q, axis=0), rtol=1e-13)


@pytest.mark.parametrize("p", EXPONENTS)
@pytest.mark.parametrize(
    "same",
    [
        lambda p: Group((6,), range(6), 3, p),  # groups of one
        lambda p: Group((6,), np.zeros(6), p, 3),  # one group
        lambda p: Group((6,), LABELS, p, p),
    ],
)
def test_special_cases_are_l_p(p, same):
    x = np.random.default_rng(1).normal(size=(20, 6))
    x[0], x[1, :3] = np.sign(x[0]), 0.0
    norm, plain = same(p), Lp((6,), p)
    np.testing.assert_allclose(norm(x), plain(x), rtol=1e-14)
    np.testing.assert_allclose(norm.dual(x), plain.dual(x), rtol=1e-14)
    product = (x * norm.lmo(x)).sum(axis=1)
    np.testing.assert_allclose(product, -plain.dual(x), rtol=1e-13)
    np.testing.assert_allclose(norm.lmo(x[2:]), plain.lmo(x[2:]), rtol=1e-13, atol=1e-15)


def test_ties_go_to_the_first_of_the_first_group():
    g = np.array([1.0, -2.0, 1.0, 0.0, 2.0, 2.0])
    np.testing.assert_array_equal(Group((6,), LABELS, 1, 1).lmo(g), [0, 0, 0, 0, 0, -1])
    np.testing.assert_array_equal(Group((6,), LABELS, 1, np.inf).lmo(g), [0, 1, 0, 0, 0, -1])
    np.testing.assert_array_equal(Group((6,), LABELS, np.inf, 1).lmo(g), [-1, 0, -1, 0, 0, -1])  # 4 = 4


def test_columns_of_a_matrix_are_the_mixed_norm():
    """l_{2,1} of the columns, and the LMO of the group lasso: the normalised first longest column."""
    g = np.random.default_rng(2).normal(size=(30, 3, 4))
    norm = Group((3, 4), np.tile(np.arange(4), (3, 1)), 2, 1)
    lengths = np.linalg.norm(g, axis=1)
    np.testing.assert_allclose(norm(g), lengths.sum(axis=1), rtol=1e-14)
    longest = np.arange(4) == lengths.argmax(axis=1)[:, None]
    np.testing.assert_allclose(norm.lmo(g), -g * (longest / lengths)[:, None, :], rtol=1e-13)


@given(st.floats(1, 1e4), st.floats(1, 1e4), st.integers(1, 8), st.integers(0, 2**32 - 1), st.floats(-140, 140))
def test_duality_for_every_partition_exponent_and_scale(inner, outer, size, seed, exponent):
    """The groups themselves differ by up to twenty orders of magnitude."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 4, size)
    norm = Group((size,), labels, inner, outer)
    g = rng.normal(size=size) * 10.0 ** (exponent + rng.uniform(-10, 10, 4)[labels])
    u = norm.lmo(g)
    assert norm(u) <= 1 + 1e-13
    assert -(g * u).sum() == pytest.approx(float(norm.dual(g)), rel=1e-12)


@pytest.mark.parametrize("inner", [1, 1.5, 3, np.inf])
@pytest.mark.parametrize("outer", [1, 2.5, np.inf])
@pytest.mark.parametrize("p", [1, 2, 3])
def test_embedding_is_what_a_search_finds(inner, outer, p):
    norm = Group((6,), LABELS, inner, outer)
    value, exact = norm.embedding(p)
    assert exact
    assert embedding_lower_bound(norm, p)[0] == pytest.approx(value, rel=1e-8)


def test_labels_are_names():
    assert Group((3,), [5, -2, 5], 2, 1) == Group((3,), [0, 1, 0], 2, 1) != Group((3,), [0, 1, 1], 2, 1)
    assert Group((3,), [5, -2, 5], 2, 1).groups == (0, 1, 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 1], 2, 1), r"groups must have shape \(3,\)"),
        (([0, 0.5, 1], 2, 1), "groups must be integer labels, got .*0.5"),
        (([0, 1, 1], 0.5, 1), r"inner must lie in \[1, inf\], got 0.5"),
        (([0, 1, 1], 2, 0), r"outer must lie in \[1, inf\], got 0"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        Group((3,), *arguments)
