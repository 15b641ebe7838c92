import numpy as np
import pytest

from ntr.conformance import check_norm
from ntr.norms import Dual, MaxColumn

SHAPES = [(1, 1), (1, 4), (4, 1), (2, 3)]


@pytest.mark.parametrize("shape", SHAPES)
def test_conforms(shape):
    check_norm(MaxColumn(shape))


@pytest.mark.parametrize("shape", SHAPES)
def test_value_and_dual_are_numpys(shape):
    x = np.random.default_rng(0).normal(size=(20, *shape))
    np.testing.assert_allclose(MaxColumn(shape)(x), np.linalg.norm(x, axis=1).max(axis=1), rtol=1e-14)
    np.testing.assert_allclose(MaxColumn(shape).dual(x), np.linalg.norm(x, axis=1).sum(axis=1), rtol=1e-14)


def test_value_is_the_operator_norm():
    """max ||X v||_2 over ||v||_1 <= 1 is reached at a vertex."""
    x = np.random.default_rng(1).normal(size=(4, 3))
    v = np.random.default_rng(2).normal(size=(3, 1000))
    v = np.concatenate([v / np.abs(v).sum(axis=0), np.eye(3)], axis=1)
    assert np.linalg.norm(x @ v, axis=0).max() == pytest.approx(float(MaxColumn((4, 3))(x)), rel=1e-15)


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_lmo_normalizes_columns(scale):
    g = scale * np.array([[3.0, 0.0, 1e-9], [-4.0, 0.0, 0.0]])
    expected = [[-0.6, 0.0, -1.0], [0.8, 0.0, 0.0]]
    np.testing.assert_allclose(MaxColumn((2, 3)).lmo(g), expected, rtol=1e-15)


def test_embeddings_are_theory_md_13_1_and_13_2():
    norm = MaxColumn((4, 9))
    assert norm.rho == 3
    assert norm.embedding(3).value ** 3 == pytest.approx(9, rel=1e-14)
    assert norm.embedding(3).exact


def test_dual_is_known():
    check_norm(Dual(MaxColumn((2, 3))))
    assert Dual(MaxColumn((2, 3))).tolerance == 0


def test_only_matrices():
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        MaxColumn((3,))
