import numpy as np
import pytest

from ntr.conformance import check_norm
from ntr.norms import Dual, LInf, MaxEntry

SHAPES = [(1, 1), (1, 4), (4, 1), (2, 3)]


@pytest.mark.parametrize("shape", SHAPES)
def test_conforms(shape):
    check_norm(MaxEntry(shape))


@pytest.mark.parametrize("shape", SHAPES)
def test_value_and_dual_are_numpys(shape):
    x = np.random.default_rng(0).normal(size=(20, *shape))
    np.testing.assert_allclose(MaxEntry(shape)(x), np.abs(x).max(axis=(1, 2)), rtol=1e-14)
    np.testing.assert_allclose(MaxEntry(shape).dual(x), np.abs(x).sum(axis=(1, 2)), rtol=1e-14)


def test_it_is_linf_of_the_entries():
    x = np.random.default_rng(1).normal(size=(20, 3, 4))
    x[0] = 0.0
    x[1, 0] = 0.0
    norm, same = MaxEntry((3, 4)), LInf((3, 4))
    np.testing.assert_array_equal(norm(x), same(x))
    np.testing.assert_array_equal(norm.dual(x), same.dual(x))
    np.testing.assert_array_equal(norm.lmo(x), same.lmo(x))
    assert norm.embedding(3) == same.embedding(3)


def test_embeddings_are_theory_md_13_1_and_13_2():
    norm = MaxEntry((4, 9))
    assert norm.rho == 6
    assert norm.embedding(3).value ** 3 == pytest.approx(36, rel=1e-14)
    assert norm.embedding(3).exact


def test_dual_is_known():
    check_norm(Dual(MaxEntry((2, 3))))
    assert Dual(MaxEntry((2, 3))).tolerance == 0


def test_only_matrices():
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        MaxEntry((3, 3, 3))
