import numpy as np
import pytest

from ntr.conformance import check_norm
from ntr.norms import L1


@pytest.mark.parametrize("shape", [(1,), (7,), (2, 3), (2, 1, 3)])
def test_conforms(shape):
    check_norm(L1(shape))


def test_value_and_dual_are_numpys():
    x = np.random.default_rng(0).normal(size=(20, 9))
    np.testing.assert_allclose(L1((9,))(x), np.linalg.norm(x, 1, axis=1), rtol=1e-15)
    np.testing.assert_array_equal(L1((9,)).dual(x), np.linalg.norm(x, np.inf, axis=1))


def test_lmo_is_the_best_vertex():
    g = np.random.default_rng(1).normal(size=(50, 4))
    vertices = np.concatenate([np.eye(4), -np.eye(4)])
    best = vertices[(g @ vertices.T).argmin(axis=1)]
    np.testing.assert_array_equal(L1((4,)).lmo(g), best)


def test_ties_go_to_the_first_in_c_order():
    g = np.array([[1.0, -3.0, 0.0], [3.0, -3.0, 2.0]])
    np.testing.assert_array_equal(L1((2, 3)).lmo(g), [[0, 1, 0], [0, 0, 0]])
    np.testing.assert_array_equal(L1((2, 3)).lmo(np.asfortranarray(g)), [[0, 1, 0], [0, 0, 0]])


def test_embeddings_are_one():
    norm = L1((5,))
    assert norm.rho == 1
    assert norm.embedding(3) == (1, True)
    assert norm.embedding(np.inf) == (1, True)
    with pytest.raises(ValueError, match=r"p must lie in \[1, inf\], got 0.5"):
        norm.embedding(0.5)


@pytest.mark.parametrize(
    ("shape", "message"), [((), "at least one axis"), ((0,), "at least 1"), ((2, -1), "at least 1")]
)
def test_bad_shape(shape, message):
    with pytest.raises(ValueError, match=message):
        L1(shape)


def test_frozen_and_hashable():
    assert L1(3) == L1((3,)) != L1((3, 1))
    assert hash(L1(3)) == hash(L1((3,)))
    with pytest.raises(AttributeError):
        L1(3).shape = (4,)
