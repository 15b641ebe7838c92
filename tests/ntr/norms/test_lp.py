import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import L1, L2, LInf, Lp

EXPONENTS = [1, 1.01, 1.3, 1.5, 2, 2.7, 3, 10, 200, np.inf]


@pytest.mark.parametrize("p", EXPONENTS)
def test_conforms(p):
    check_norm(Lp((5,), p))


@pytest.mark.parametrize("shape", [(1,), (2, 3), (2, 2, 2)])
def test_conforms_in_other_shapes(shape):
    check_norm(Lp(shape, 1.7))


@pytest.mark.parametrize("p", EXPONENTS)
def test_value_and_dual_are_numpys(p):
    x = np.random.default_rng(0).normal(size=(20, 9))
    q = {1: np.inf, np.inf: 1}.get(p) or p / (p - 1)
    np.testing.assert_allclose(Lp((9,), p)(x), np.linalg.norm(x, p, axis=1), rtol=1e-13)
    np.testing.assert_allclose(Lp((9,), p).dual(x), np.linalg.norm(x, q, axis=1), rtol=1e-13)


@pytest.mark.parametrize(("p", "other"), [(1, L1), (2, L2), (np.inf, LInf)])
def test_special_exponents(p, other):
    x = np.random.default_rng(0).normal(size=(20, 3, 3))
    x[0] = np.sign(x[0])  # ties
    x[1, 0] = 0.0
    norm, same = Lp((3, 3), p), other((3, 3))
    assert norm.p == same.p
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-15)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-15)
    np.testing.assert_allclose(norm.lmo(x), same.lmo(x), rtol=1e-15)


@pytest.mark.parametrize("p", [1.2, 1.5, 4.0])
def test_lmo_is_the_stationary_point_of_its_lagrangian(p):
    """g_i = -||g||_* sign(u_i) |u_i|^(p-1): the optimality condition, from the primal side."""
    g = np.random.default_rng(2).normal(size=(30, 6))
    norm = Lp((6,), p)
    u = norm.lmo(g)
    expected = -norm.dual(g)[:, None] * np.sign(u) * np.abs(u) ** (p - 1)
    np.testing.assert_allclose(g, expected, rtol=1e-12)


@given(st.floats(1, 1e6), st.integers(1, 6), st.integers(0, 2**32 - 1), st.floats(-150, 150))
def test_duality_for_every_exponent_and_scale(p, size, seed, exponent):
    g = np.random.default_rng(seed).normal(size=size) * 10.0**exponent
    norm = Lp((size,), p)
    u = norm.lmo(g)
    assert norm(u) <= 1 + 1e-14
    assert -(g * u).sum() == pytest.approx(float(norm.dual(g)), rel=1e-13)


@pytest.mark.parametrize("p", [1.0, 1.4, 2.0, 2.5, 3.5, np.inf])
@pytest.mark.parametrize("q", [1.0, 1.5, 2.0, 3.0, 5.0, np.inf])
def test_embedding_is_what_a_search_finds(p, q):
    norm = Lp((2, 3), p)
    value, exact = norm.embedding(q)
    assert exact
    assert embedding_lower_bound(norm, q)[0] == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize("p", [0.5, -1, np.nan])
def test_bad_exponent(p):
    with pytest.raises(ValueError, match=r"p must lie in \[1, inf\]"):
        Lp((3,), p)


def test_exponent_of_another_type():
    with pytest.raises(TypeError, match="p must be a real number or inf, got 'two'"):
        Lp((3,), "two")
