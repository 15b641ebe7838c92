import numpy as np
import pytest

from ntr.conformance import check_norm
from ntr.norms import Dual, MaxRow

SHAPES = [(1, 1), (1, 4), (4, 1), (2, 3)]


@pytest.mark.parametrize("shape", SHAPES)
def test_conforms(shape):
    check_norm(MaxRow(shape))


@pytest.mark.parametrize("shape", SHAPES)
def test_value_and_dual_are_numpys(shape):
    x = np.random.default_rng(0).normal(size=(20, *shape))
    np.testing.assert_allclose(MaxRow(shape)(x), np.linalg.norm(x, axis=2).max(axis=1), rtol=1e-14)
    np.testing.assert_allclose(MaxRow(shape).dual(x), np.linalg.norm(x, axis=2).sum(axis=1), rtol=1e-14)


def test_value_is_the_operator_norm():
    """max |<x_i, v>| over ||v||_2 <= 1 is reached at the longest row, normalized."""
    x = np.random.default_rng(1).normal(size=(4, 3))
    v = np.concatenate([np.random.default_rng(2).normal(size=(3, 1000)), x.T], axis=1)
    v /= np.linalg.norm(v, axis=0)
    assert np.abs(x @ v).max() == pytest.approx(float(MaxRow((4, 3))(x)), rel=1e-15)


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_lmo_normalizes_rows(scale):
    g = scale * np.array([[3.0, -4.0], [0.0, 0.0], [1e-9, 0.0]])
    np.testing.assert_allclose(MaxRow((3, 2)).lmo(g), [[-0.6, 0.8], [0.0, 0.0], [-1.0, 0.0]], rtol=1e-15)


def test_embeddings_are_theory_md_13_1_and_13_2():
    norm = MaxRow((4, 9))
    assert norm.rho == 2
    assert norm.embedding(3).value ** 3 == pytest.approx(4, rel=1e-14)
    assert norm.embedding(3).exact


def test_dual_is_known():
    check_norm(Dual(MaxRow((2, 3))))
    assert Dual(MaxRow((2, 3))).tolerance == 0


def test_only_matrices():
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        MaxRow((3,))
