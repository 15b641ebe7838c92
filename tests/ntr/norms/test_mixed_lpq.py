import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import L1, Dual, InfToInf, Lp, MaxColumn, MaxEntry, MaxRow, MixedLpq, OneToOne, Transposed

EXPONENTS = [1, 1.5, 2, 3, np.inf]


def conjugate(p):
    return {1: np.inf, np.inf: 1}.get(p) or p / (p - 1)


@pytest.mark.parametrize(
    ("inner", "outer"),
    [(1, 2), (1, np.inf), (1.5, 1), (1.5, 3), (2, 1), (2, np.inf), (3, 1.5), (np.inf, 1), (np.inf, 2)],
)
def test_conforms(inner, outer):
    check_norm(MixedLpq((2, 3), inner, outer))


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4, 1), (5, 2)])
def test_conforms_in_other_shapes(shape):
    check_norm(MixedLpq(shape, 1.7, 4))


@pytest.mark.parametrize("outer", [*EXPONENTS, 1.01, 50.0])
@pytest.mark.parametrize("inner", [*EXPONENTS, 1.01, 50.0])
def test_value_and_dual_are_numpys(inner, outer):
    x = np.random.default_rng(0).normal(size=(20, 4, 3))
    norm = MixedLpq((4, 3), inner, outer)
    expected = np.linalg.norm(np.linalg.norm(x, inner, axis=1), outer, axis=1)
    np.testing.assert_allclose(norm(x), expected, rtol=1e-13)
    expected = np.linalg.norm(np.linalg.norm(x, conjugate(inner), axis=1), conjugate(outer), axis=1)
    np.testing.assert_allclose(norm.dual(x), expected, rtol=1e-13)


@given(st.floats(1, 1e3), st.floats(1, 1e3), st.integers(0, 2**32 - 1), st.floats(-150, 150))
@settings(deadline=None, max_examples=30)
def test_duality_for_all_exponents_and_scales(inner, outer, seed, exponent):
    g = np.random.default_rng(seed).normal(size=(3, 4)) * 10.0**exponent
    g[:, 1] = 0.0
    norm = MixedLpq((3, 4), inner, outer)
    u = norm.lmo(g)
    assert norm(u) <= 1 + 1e-14
    assert -(g / np.abs(g).max() * u).sum() * np.abs(g).max() == pytest.approx(float(norm.dual(g)), rel=1e-13)


SPECIAL = [
    (MixedLpq((4, 3), 2, np.inf), MaxColumn((4, 3))),
    (MixedLpq((4, 3), 1, np.inf), OneToOne((4, 3))),
    (MixedLpq((4, 3), np.inf, np.inf), MaxEntry((4, 3))),
    (Transposed(MixedLpq((3, 4), 2, np.inf)), MaxRow((4, 3))),
    (Transposed(MixedLpq((3, 4), 1, np.inf)), InfToInf((4, 3))),
    (MixedLpq((4, 3), 1, 1), L1((4, 3))),
    (MixedLpq((4, 3), 2, 2), Lp((4, 3), 2)),
    (MixedLpq((4, 3), 3, 3), Lp((4, 3), 3)),
    (MixedLpq((4, 1), 3, 1), Lp((4, 1), 3)),
    (MixedLpq((1, 3), 1, 3), Lp((1, 3), 3)),
]


@pytest.mark.parametrize(("norm", "same"), SPECIAL, ids=lambda norm: repr(norm))
def test_special_cases(norm, same):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(40, *norm.shape)) * 10.0 ** rng.choice([-150, -3, 0, 3, 150], (40, 1, 1))
    x[0] = 1.0  # ties
    x[1, :, 0] = 0.0
    x[2] = 0.0
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-14)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-14)
    for p in (1.0, 1.5, 2.0, 3.0, np.inf):
        assert norm.embedding(p).value == pytest.approx(same.embedding(p).value, rel=1e-15), f"p = {p}"
        assert norm.embedding(p).exact
    for one in (norm, same):  # at ties the minimizers may differ
        gap, excess = one.certificate(x)
        np.testing.assert_array_less(np.abs(gap), 1e-13 * one.dual(x) + 1e-300)
        np.testing.assert_array_less(excess, 1e-14)
    np.testing.assert_allclose(norm.lmo(x[3:]), same.lmo(x[3:]), atol=1e-14)


@pytest.mark.parametrize("p", [1.5, 2.0, 3.0])
@pytest.mark.parametrize("outer", EXPONENTS)
@pytest.mark.parametrize("inner", EXPONENTS)
def test_embedding_is_what_a_search_finds(inner, outer, p):
    norm = MixedLpq((2, 3), inner, outer)
    value, exact = norm.embedding(p)
    assert exact
    assert embedding_lower_bound(norm, p)[0] == pytest.approx(value, rel=1e-9)


def test_rho_is_theory_md_13_1():
    m, n = 4, 9
    for inner, outer, rho in [(2, 1, 1), (1, 2, 1), (2, np.inf, 3), (np.inf, 2, 2), (np.inf, np.inf, 6)]:
        assert MixedLpq((m, n), inner, outer).rho == pytest.approx(rho, rel=1e-15), (inner, outer)


def test_dual_is_known():
    norm = Dual(MixedLpq((3, 4), 1.5, np.inf))
    assert norm.tolerance == 0
    g = np.random.default_rng(4).normal(size=(5, 3, 4))
    np.testing.assert_array_equal(norm.lmo(g), MixedLpq((3, 4), 3, 1).lmo(g))


def test_bad_exponents():
    with pytest.raises(ValueError, match=r"inner must lie in \[1, inf\], got 0\.5"):
        MixedLpq((3, 4), 0.5, 2)
    with pytest.raises(ValueError, match=r"outer must lie in \[1, inf\], got 0"):
        MixedLpq((3, 4), 2, 0)
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        MixedLpq((3,), 2, 2)
