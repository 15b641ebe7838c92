import numpy as np
import pytest

from ntr.conformance import check_norm
from ntr.norms import Dual, InfToInf

SHAPES = [(1, 1), (1, 4), (4, 1), (2, 3)]


@pytest.mark.parametrize("shape", SHAPES)
def test_conforms(shape):
    check_norm(InfToInf(shape))


@pytest.mark.parametrize("shape", SHAPES)
def test_value_and_dual_are_numpys(shape):
    x = np.random.default_rng(0).normal(size=(20, *shape))
    np.testing.assert_allclose(InfToInf(shape)(x), np.linalg.norm(x, np.inf, axis=(1, 2)), rtol=1e-14)
    np.testing.assert_allclose(InfToInf(shape).dual(x), np.abs(x).max(axis=2).sum(axis=1), rtol=1e-14)


def test_lmo_has_one_entry_per_row():
    """The first of equal magnitudes; nothing in a zero row."""
    g = np.array([[1.0, -2.0, 2.0], [0.0, 0.0, 0.0], [-3.0, 3.0, 1.0]])
    np.testing.assert_array_equal(InfToInf((3, 3)).lmo(g), [[0, 1, 0], [0, 0, 0], [1, 0, 0]])


def test_embeddings_are_theory_md_13_1():
    norm = InfToInf((4, 9))
    assert norm.rho == 2
    assert norm.embedding(3).value ** 3 == pytest.approx(4, rel=1e-14)
    assert norm.embedding(3).exact


def test_dual_is_known():
    check_norm(Dual(InfToInf((2, 3))))
    assert Dual(InfToInf((2, 3))).tolerance == 0


def test_only_matrices():
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        InfToInf((3,))
