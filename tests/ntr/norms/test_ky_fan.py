import cvxpy as cp
import numpy as np
import pytest

from ntr import cvx
from ntr.conformance import check_norm
from ntr.norms import Dual, KyFan, KyFanDual, Nuclear, Spectral

CASES = [((1, 1), 1), ((1, 4), 1), ((4, 1), 1), ((3, 3), 1), ((3, 3), 2), ((3, 3), 3), ((5, 2), 2), ((2, 5), 1)]


@pytest.mark.parametrize(("shape", "k"), CASES)
def test_conforms(shape, k):
    check_norm(KyFan(shape, k))


@pytest.mark.parametrize(("shape", "k"), CASES)
def test_value_and_dual_are_those_of_the_eigenvalues_of_the_gram_matrix(shape, k):
    x = np.random.default_rng(0).normal(size=(20, *shape))
    gram = x @ x.swapaxes(1, 2) if shape[0] <= shape[1] else x.swapaxes(1, 2) @ x
    s = np.sqrt(np.linalg.eigvalsh(gram))[:, ::-1]
    np.testing.assert_allclose(KyFan(shape, k)(x), s[:, :k].sum(axis=1), rtol=1e-12)
    np.testing.assert_allclose(KyFan(shape, k).dual(x), np.maximum(s[:, 0], s.sum(axis=1) / k), rtol=1e-12)


@pytest.mark.parametrize("shape", [(3, 4), (4, 2)])
def test_value_is_the_infimal_convolution_that_its_dual_says(shape):
    """min ||Z||_nuc + k ||X - Z||_op: another derivation than the one in `cvx`."""
    for k, x in enumerate(np.random.default_rng(1).normal(size=(2, *shape)), 1):
        z = cp.Variable(shape)
        value = cvx.solve(cp.Minimize(cp.normNuc(z) + k * cp.sigma_max(x - z)), [])
        assert float(KyFan(shape, k)(x)) == pytest.approx(value, rel=1e-7), f"k = {k}, seed 1"


@pytest.mark.parametrize(("k", "other"), [(1, Spectral), (3, Nuclear)])
def test_ends_are_the_spectral_and_the_nuclear_norm(k, other):
    x = np.random.default_rng(2).normal(size=(30, 4, 3)) * 10.0 ** np.linspace(-150, 150, 30)[:, None, None]
    norm, same = KyFan((4, 3), k), other((4, 3))
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-14)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-14)
    np.testing.assert_allclose(norm.lmo(x), same.lmo(x), atol=1e-14)
    for p in (1.0, 1.5, 2.0, 3.0, np.inf):
        assert norm.embedding(p).value == pytest.approx(same.embedding(p).value, rel=1e-15), f"p = {p}"


def test_lmo_has_rank_one_or_equal_singular_values():
    """Of s = (4, 1, 1): 4 >= 6/2, one pair. Of s = (4, 3, 3): 4 < 10/2, all of them by halves."""
    norm = KyFan((3, 3), 2)
    np.testing.assert_array_equal(norm.lmo(np.diag([4.0, 1.0, 1.0])), -np.diag([1.0, 0.0, 0.0]))
    np.testing.assert_array_equal(norm.lmo(np.diag([4.0, 3.0, 3.0])), -np.eye(3) / 2)
    np.testing.assert_array_equal(norm.lmo(np.diag([2.0, 1.0, 1.0])), -np.diag([1.0, 0.0, 0.0]))  # the tie


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_zero_singular_directions_stay_zero(scale):
    rng = np.random.default_rng(3)
    g = rng.normal(size=(5, 2)) @ np.diag([1.0, 0.9]) @ np.linalg.qr(rng.normal(size=(4, 2)))[0].T
    u = KyFan((5, 4), 1).lmo(scale * g)
    np.testing.assert_allclose(np.linalg.svd(u, compute_uv=False), [1.0, 1.0, 0.0, 0.0], atol=1e-14)
    u = KyFan((5, 4), 2).lmo(scale * g)  # of rank 2: s_1 >= (s_1 + s_2)/2
    np.testing.assert_allclose(np.linalg.svd(u, compute_uv=False), [1.0, 0.0, 0.0, 0.0], atol=1e-14)


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_embedding_is_theory_md_13_1_and_13_2(k):
    norm = KyFan((4, 9), k)
    assert norm.rho == pytest.approx(max(1.0, 2.0 / k), rel=1e-15)
    assert norm.embedding(3).value ** 3 == pytest.approx(max(1.0, 4 / k**3), rel=1e-15)
    assert norm.embedding(2).exact
    assert norm.embedding(3).exact


def test_dual_is_known():
    assert Dual(KyFan((3, 4), 2)).tolerance == 0
    check_norm(Dual(KyFan((2, 3), 2)))
    g = np.random.default_rng(4).normal(size=(5, 3, 4))
    np.testing.assert_array_equal(Dual(KyFan((3, 4), 2)).lmo(g), KyFanDual((3, 4), 2).lmo(g))


@pytest.mark.parametrize(("k", "message"), [(0, "at least 1"), (4, "at most 3"), (-1, "at least 1")])
def test_bad_k(k, message):
    for norm in (KyFan, KyFanDual):
        with pytest.raises(ValueError, match=f"k must be {message}, got {k}"):
            norm((3, 5), k)


def test_k_of_another_type():
    with pytest.raises(TypeError, match=r"k must be an integer, got 1\.5"):
        KyFan((3, 5), 1.5)
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        KyFan((3,), 1)
