import numpy as np
import pytest

from ntr.conformance import check_norm
from ntr.norms import Nuclear

SHAPES = [(1, 1), (1, 4), (4, 1), (3, 3), (5, 2), (2, 5)]


@pytest.mark.parametrize("shape", SHAPES)
def test_conforms(shape):
    check_norm(Nuclear(shape))


@pytest.mark.parametrize("shape", SHAPES)
def test_value_and_dual_are_numpys(shape):
    x = np.random.default_rng(0).normal(size=(20, *shape))
    np.testing.assert_allclose(Nuclear(shape)(x), np.linalg.norm(x, "nuc", axis=(1, 2)), rtol=1e-13)
    np.testing.assert_allclose(Nuclear(shape).dual(x), np.linalg.norm(x, 2, axis=(1, 2)), rtol=1e-13)


def test_lmo_is_the_first_eigenvector_pair():
    """u_1 v_1^T = G v_1 v_1^T / s_1 with v_1 from the eigenvectors of G^T G."""
    g = np.random.default_rng(1).normal(size=(4, 3))
    values, vectors = np.linalg.eigh(g.T @ g)
    v = vectors[:, -1]
    expected = -np.outer(g @ v, v) / np.sqrt(values[-1])
    np.testing.assert_allclose(Nuclear((4, 3)).lmo(g), expected, atol=1e-13)


def test_ties_give_one_pair():
    u = Nuclear((3, 3)).lmo(np.eye(3))
    assert np.linalg.matrix_rank(u) == 1
    assert np.trace(u) == pytest.approx(-1, abs=1e-15)


def test_embeddings_are_one():
    norm = Nuclear((4, 9))
    assert norm.rho == 1
    assert norm.embedding(3) == (1, True)
    assert norm.p == 1
