import numpy as np
import pytest

from ntr.conformance import check_norm
from ntr.norms import Dual, OneToOne

SHAPES = [(1, 1), (1, 4), (4, 1), (2, 3)]


@pytest.mark.parametrize("shape", SHAPES)
def test_conforms(shape):
    check_norm(OneToOne(shape))


@pytest.mark.parametrize("shape", SHAPES)
def test_value_and_dual_are_numpys(shape):
    x = np.random.default_rng(0).normal(size=(20, *shape))
    np.testing.assert_allclose(OneToOne(shape)(x), np.linalg.norm(x, 1, axis=(1, 2)), rtol=1e-14)
    np.testing.assert_allclose(OneToOne(shape).dual(x), np.abs(x).max(axis=1).sum(axis=1), rtol=1e-14)


def test_lmo_has_one_entry_per_column():
    """The first of equal magnitudes; nothing in a zero column."""
    g = np.array([[1.0, 0.0, -3.0], [-2.0, 0.0, 3.0], [2.0, 0.0, 1.0]])
    np.testing.assert_array_equal(OneToOne((3, 3)).lmo(g), [[0, 0, 1], [1, 0, 0], [0, 0, 0]])


def test_embeddings_are_theory_md_13_1():
    norm = OneToOne((4, 9))
    assert norm.rho == 3
    assert norm.embedding(3).value ** 3 == pytest.approx(9, rel=1e-14)
    assert norm.embedding(3).exact


def test_dual_is_known():
    check_norm(Dual(OneToOne((2, 3))))
    assert Dual(OneToOne((2, 3))).tolerance == 0


def test_only_matrices():
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        OneToOne((3,))
