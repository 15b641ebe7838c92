import numpy as np
import pytest

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import L2, Nuclear, Schatten, Spectral


@pytest.mark.parametrize("p", [1, 1.2, 2, 3, 8, np.inf])
def test_conforms(p):
    check_norm(Schatten((3, 3), p))


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (3, 1), (2, 4), (4, 2)])
def test_conforms_in_other_shapes(shape):
    check_norm(Schatten(shape, 1.5))


@pytest.mark.parametrize("p", [1, 1.2, 2, 3, np.inf])
def test_value_and_dual_are_norms_of_the_eigenvalues_of_the_gram_matrix(p):
    x = np.random.default_rng(0).normal(size=(20, 4, 3))
    s = np.sqrt(np.linalg.eigvalsh(x.swapaxes(1, 2) @ x))
    q = {1: np.inf, np.inf: 1}.get(p) or p / (p - 1)
    np.testing.assert_allclose(Schatten((4, 3), p)(x), np.linalg.norm(s, p, axis=1), rtol=1e-12)
    np.testing.assert_allclose(Schatten((4, 3), p).dual(x), np.linalg.norm(s, q, axis=1), rtol=1e-12)


@pytest.mark.parametrize(("p", "other"), [(1, Nuclear), (2, L2), (np.inf, Spectral)])
def test_special_exponents(p, other):
    x = np.random.default_rng(0).normal(size=(20, 3, 4))
    x[0, 1:] = 0.0
    norm, same = Schatten((3, 4), p), other((3, 4))
    assert norm.p == same.p
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-14)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-14)
    np.testing.assert_allclose(norm.lmo(x), same.lmo(x), atol=1e-14)


@pytest.mark.parametrize("p", [1.2, 20.0, 1e6])
def test_zero_singular_directions_stay_zero(p):
    """At large p, t^(q-1) would lift a singular value of 1e-17 to almost 1."""
    rng = np.random.default_rng(3)
    g = np.outer(rng.normal(size=5), rng.normal(size=4))
    np.testing.assert_allclose(Schatten((5, 4), p).lmo(g), -g / np.linalg.norm(g), atol=1e-14)


@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, 2.5, 4.0, np.inf])
@pytest.mark.parametrize("q", [1.0, 1.5, 2.0, 3.0, 5.0, np.inf])
@pytest.mark.parametrize("shape", [(3, 3), (2, 4), (1, 3)])
def test_embedding_is_what_a_search_finds(p, q, shape):
    norm = Schatten(shape, p)
    value, exact = norm.embedding(q)
    found, _ = embedding_lower_bound(norm, q)
    assert found <= value * (1 + 1e-13)
    if exact:
        assert found == pytest.approx(value, rel=1e-9)


def test_embedding_is_exact_from_two_on():
    assert all(Schatten((3, 4), p).embedding(q).exact for p in (1.0, 1.5, 7.0, np.inf) for q in (2, 3, np.inf))
    assert not Schatten((3, 4), 4.0).embedding(1.5).exact
