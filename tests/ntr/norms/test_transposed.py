import numpy as np
import pytest

from ntr.conformance import check_norm
from ntr.norms import L1, L2, Dual, MaxColumn, MaxRow, MixedLpq, Nuclear, RMSToRMS, Spectral, Transposed


@pytest.mark.parametrize(
    "norm", [MixedLpq((2, 4), 1.5, 3), RMSToRMS((4, 2)), MaxColumn((1, 3)), Transposed(MaxRow((3, 2))), Nuclear((3, 3))]
)
def test_conforms(norm):
    check_norm(Transposed(norm))


@pytest.mark.parametrize("norm", [Spectral((4, 3)), L1((4, 3)), L2((4, 3))])
def test_these_do_not_change(norm):
    x = np.random.default_rng(0).normal(size=(20, 3, 4))
    same = type(norm)((3, 4))
    np.testing.assert_allclose(Transposed(norm)(x), same(x), rtol=1e-14)
    np.testing.assert_allclose(Transposed(norm).dual(x), same.dual(x), rtol=1e-14)
    np.testing.assert_allclose(Transposed(norm).lmo(x), same.lmo(x), atol=1e-14)
    assert Transposed(norm).embedding(3) == same.embedding(3)


def test_shape_is_reversed():
    norm = Transposed(MaxColumn((4, 3)))
    assert norm.shape == (3, 4)
    assert norm == Transposed(MaxColumn((4, 3)))
    with pytest.raises(ValueError, match=r"x must have trailing axes \(3, 4\)"):
        norm(np.ones((4, 3)))


def test_dual_is_known():
    norm = Dual(Transposed(MaxColumn((4, 3))))
    assert norm.tolerance == 0
    x = np.random.default_rng(1).normal(size=(20, 3, 4))
    np.testing.assert_allclose(norm(x), np.linalg.norm(x, axis=2).sum(axis=1), rtol=1e-14)


def test_only_norms_of_matrices():
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        Transposed(L1((3,)))
    with pytest.raises(TypeError, match="must be a Norm, got 3"):
        Transposed(3)
