import numpy as np
import pytest

from ntr.conformance import check_norm
from ntr.norms import L2


@pytest.mark.parametrize("shape", [(1,), (7,), (130,), (2, 3), (3, 2, 2)])
def test_conforms(shape):
    check_norm(L2(shape))


@pytest.mark.parametrize("scale", [1e-300, 1e-150, 1.0, 1e150, 1e300])
def test_value_dual_and_lmo_are_numpys_at_every_scale(scale):
    x = np.random.default_rng(0).normal(size=(20, 3, 3))
    expected = np.linalg.norm(x, axis=(1, 2))  # Frobenius
    norm = L2((3, 3))
    np.testing.assert_allclose(norm(scale * x) / scale, expected, rtol=1e-14)
    np.testing.assert_allclose(norm.dual(scale * x) / scale, expected, rtol=1e-14)
    np.testing.assert_allclose(norm.lmo(scale * x), -x / expected[:, None, None], rtol=1e-14)


def test_embeddings():
    norm = L2((4, 2))
    assert norm.rho == 1
    assert norm.embedding(3) == (1, True)
    value, exact = norm.embedding(1)
    assert exact
    assert value == pytest.approx(np.sqrt(8), rel=1e-15)
