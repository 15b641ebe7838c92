import numpy as np
import pytest
import scipy.linalg

from ntr.conformance import check_norm
from ntr.norms import Spectral

SHAPES = [(1, 1), (1, 4), (4, 1), (3, 3), (5, 2), (2, 5)]


@pytest.mark.parametrize("shape", SHAPES)
def test_conforms(shape):
    check_norm(Spectral(shape))


@pytest.mark.parametrize("shape", SHAPES)
def test_value_and_dual_are_numpys(shape):
    x = np.random.default_rng(0).normal(size=(20, *shape))
    np.testing.assert_allclose(Spectral(shape)(x), np.linalg.norm(x, 2, axis=(1, 2)), rtol=1e-13)
    np.testing.assert_allclose(Spectral(shape).dual(x), np.linalg.norm(x, "nuc", axis=(1, 2)), rtol=1e-13)


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
@pytest.mark.parametrize("shape", [(3, 3), (5, 2), (2, 5), (16, 8)])
def test_lmo_is_minus_scipys_polar_factor(shape, scale):
    for g in np.random.default_rng(1).normal(size=(5, *shape)):
        side = "right" if shape[0] >= shape[1] else "left"
        polar, _ = scipy.linalg.polar(g, side=side)
        np.testing.assert_allclose(Spectral(shape).lmo(scale * g), -polar, atol=1e-13)


@pytest.mark.parametrize("condition", [1e4, 1e8, 1e12])
def test_lmo_is_orthogonal_at_every_condition_number(condition):
    rng = np.random.default_rng(2)
    u, v = (np.linalg.qr(rng.normal(size=(6, 6)))[0] for _ in range(2))
    g = u @ np.diag(np.geomspace(1, 1 / condition, 6)) @ v.T
    polar = -Spectral((6, 6)).lmo(g)
    np.testing.assert_allclose(polar @ polar.T, np.eye(6), atol=1e-13)
    assert (g * polar).sum() == pytest.approx(float(Spectral((6, 6)).dual(g)), rel=1e-14)


def test_zero_singular_directions_stay_zero():
    """Of rank one: the polar factor of minimal norm, and not whatever directions rounding left."""
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=5), rng.normal(size=4)
    expected = -np.outer(a, b) / (np.linalg.norm(a) * np.linalg.norm(b))
    np.testing.assert_allclose(Spectral((5, 4)).lmo(np.outer(a, b)), expected, atol=1e-14)
    np.testing.assert_array_equal(Spectral((2, 2)).lmo(np.diag([3.0, 0.0])), np.diag([-1.0, 0.0]))


def test_embeddings():
    norm = Spectral((4, 9))
    assert norm.rho == 2
    assert norm.embedding(3).value == pytest.approx(4 ** (1 / 3), rel=1e-15)
    assert norm.embedding(3).exact
    assert norm.p == np.inf


def test_only_matrices():
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        Spectral((3,))
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        Spectral((3, 3, 3))
