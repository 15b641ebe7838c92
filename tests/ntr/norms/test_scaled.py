import numpy as np
import pytest

from ntr.conformance import check_norm
from ntr.norms import L1, CvxNorm, LInf, Scaled, Spectral


@pytest.mark.parametrize(
    "norm", [Scaled(L1((4,)), 1e-3), Scaled(Spectral((2, 3)), 7.0), Scaled(Scaled(LInf((2,)), 3), 2)]
)
def test_conforms(norm):
    check_norm(norm)


def test_is_a_multiple_also_as_an_expression():
    norm, same = Scaled(LInf((3,)), 2.5), CvxNorm((3,), lambda x: 2.5 * LInf((3,)).cvx(x)[0])
    g = np.random.default_rng(0).normal(size=(5, 3))
    np.testing.assert_allclose(norm(g), same(g), rtol=1e-14)
    np.testing.assert_allclose(norm.dual(g), same.dual(g), rtol=1e-8)
    assert norm.embedding(2).value == pytest.approx(np.sqrt(3) / 2.5, rel=1e-15)
    assert norm.embedding(2).exact


@pytest.mark.parametrize("factor", [0.0, -1.0, np.nan, np.inf])
def test_bad_factor(factor):
    with pytest.raises(ValueError, match="factor must be"):
        Scaled(L1((2,)), factor)


def test_not_a_norm():
    with pytest.raises(TypeError, match="norm must be a Norm, got 3"):
        Scaled(3, 1.0)
