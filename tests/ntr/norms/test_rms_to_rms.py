import numpy as np
import pytest
import scipy.linalg

from ntr.conformance import check_norm
from ntr.norms import Dual, RMSToRMS, Scaled, Spectral

SHAPES = [(1, 1), (1, 4), (4, 1), (5, 2), (2, 5)]


@pytest.mark.parametrize("shape", SHAPES)
def test_conforms(shape):
    check_norm(RMSToRMS(shape))


@pytest.mark.parametrize("shape", SHAPES)
def test_value_is_the_operator_norm_between_root_mean_squares(shape):
    """RMS(X v) for RMS(v) = 1, at the first right singular vector; never more at random v."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=shape)
    v = np.concatenate([rng.normal(size=(500, shape[1])), np.linalg.svd(x)[2][:1]])
    v /= np.sqrt(np.mean(v**2, axis=1, keepdims=True))
    assert np.sqrt(np.mean((v @ x.T) ** 2, axis=1)).max() == pytest.approx(float(RMSToRMS(shape)(x)), rel=1e-13)


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
@pytest.mark.parametrize("shape", [(3, 3), (5, 2), (2, 5), (16, 8)])
def test_lmo_is_a_multiple_of_scipys_polar_factor(shape, scale):
    for g in np.random.default_rng(1).normal(size=(5, *shape)):
        polar, _ = scipy.linalg.polar(g, side="right" if shape[0] >= shape[1] else "left")
        np.testing.assert_allclose(RMSToRMS(shape).lmo(scale * g), -np.sqrt(shape[0] / shape[1]) * polar, atol=1e-13)


@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_a_scaled_spectral_norm(shape):
    x = np.random.default_rng(2).normal(size=(20, *shape))
    x[0], x[1] = 0.0, 1.0
    norm, same = RMSToRMS(shape), Scaled(Spectral(shape), np.sqrt(shape[1] / shape[0]))
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-14)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-14)
    np.testing.assert_allclose(norm.lmo(x), same.lmo(x), atol=1e-14)
    for p in (1.0, 2.0, 3.0):
        assert norm.embedding(p).value == pytest.approx(same.embedding(p).value, rel=1e-15)
        assert norm.embedding(p).exact == same.embedding(p).exact


def test_rho():
    assert RMSToRMS((4, 9)).rho == pytest.approx(2 * 2 / 3, rel=1e-15)


def test_dual_is_known():
    check_norm(Dual(RMSToRMS((2, 3))))
    assert Dual(RMSToRMS((2, 3))).tolerance == 0


def test_only_matrices():
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        RMSToRMS((3,))
