import pickle

import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.cvx import solve
from ntr.norms import L1, L2, CvxNorm, InfimalConvolution, LInf, Lp, Nuclear, Scaled, Spectral, Sum

MIXTURE = Sum((L1((3,)), Scaled(LInf((3,)), 2)))


@pytest.mark.parametrize(
    "norm",
    [MIXTURE, Sum((Spectral((2, 2)), L1((2, 2)))), Sum((L2((2,)), InfimalConvolution((L1((2,)), L2((2,))))))],
    ids=lambda norm: type(norm.norms[0]).__name__,
)
def test_conforms(norm):
    check_norm(norm)


def test_dual_of_the_mixture_by_its_extreme_points():
    """The ball of |x|_1 + 2 |x|_inf has the extreme points s/(k + 2), s with k entries +-1 and the others 0."""
    signs = np.array(np.meshgrid(*[[-1, 0, 1]] * 3)).reshape(3, -1).T
    signs = signs[signs.any(axis=1)]
    extreme = signs / (np.abs(signs).sum(axis=1, keepdims=True) + 2)
    g = np.random.default_rng(2).normal(size=(20, 3))
    np.testing.assert_allclose(MIXTURE.dual(g), (g @ extreme.T).max(axis=1), rtol=1e-8)


@pytest.mark.parametrize("norms", [(L1((3,)), L2((3,)), LInf((3,))), (Nuclear((2, 3)), Spectral((2, 3)))])
def test_dual_is_a_minimum_over_splittings(norms):
    """min {max_i ||g_i||_i* : sum g_i = g}, with the dual norms written down."""
    duals = {L1: cp.norm_inf, L2: lambda x: cp.norm(x, 2), LInf: cp.norm1, Nuclear: cp.sigma_max, Spectral: cp.normNuc}
    for g in np.random.default_rng(0).normal(size=(3, *norms[0].shape)):
        parts = [cp.Variable(norm.shape) for norm in norms]
        lengths = [duals[type(norm)](part) for norm, part in zip(norms, parts, strict=True)]
        assert Sum(norms).dual(g) == pytest.approx(
            solve(cp.Minimize(cp.maximum(*lengths)), [sum(parts) == g]), rel=1e-7
        )


@pytest.mark.parametrize("unit", [1e-9, 1e9])
def test_the_unit_does_not_matter(unit):
    norm = Sum([Scaled(one, unit) for one in MIXTURE.norms])
    g = np.random.default_rng(1).normal(size=(4, 3))
    np.testing.assert_allclose(norm.dual(g) * unit, MIXTURE.dual(g), rtol=1e-8)
    np.testing.assert_allclose(norm(norm.lmo(g)), 1.0, rtol=1e-14)


def test_agrees_with_cvx_norm():
    same = CvxNorm((3,), lambda x: cp.norm1(x) + 2 * cp.norm_inf(x))
    g = np.random.default_rng(3).normal(size=(5, 3))
    np.testing.assert_allclose(MIXTURE(g), same(g), rtol=1e-14)
    np.testing.assert_allclose(MIXTURE.dual(g), same.dual(g), rtol=1e-8)


def test_embedding():
    assert Sum((L1((4,)), L2((4,)))).embedding(3) == (pytest.approx(0.5), True)  # at e_1
    assert Sum((L2((4,)), LInf((4,)))).embedding(2) == (pytest.approx(2 / 3), True)  # at the constant vector
    assert Sum((Spectral((2, 2)), Lp((2, 2), 4))).embedding(3).exact is False
    value, exact = MIXTURE.embedding(2)
    assert not exact  # the bound 1/(1 + 2/sqrt(3)) is reached only by a vector that is e_1 and constant
    assert value >= max(k**0.5 / (k + 2) for k in (1, 2, 3)) - 1e-12
    assert embedding_lower_bound(MIXTURE, 2)[0] == pytest.approx(max(k**0.5 / (k + 2) for k in (1, 2, 3)), rel=1e-6)


def test_zero_travels_and_empty_batches():
    assert not MIXTURE.lmo(np.zeros((2, 3))).any()
    assert MIXTURE.lmo(np.zeros((0, 3))).shape == (0, 3)
    g = np.array([1.0, -2.0, 0.5])
    again = pickle.loads(pickle.dumps(MIXTURE))
    assert again == MIXTURE
    assert again.lmo(g).tobytes() == MIXTURE.lmo(g).tobytes()


def test_bad_arguments():
    with pytest.raises(ValueError, match=r"one shape, got \[\(2,\), \(3,\)\]"):
        Sum((L1((2,)), L1((3,))))
    with pytest.raises(ValueError, match="at least one norm"):
        Sum(())
    with pytest.raises(ValueError, match="g must be finite"):
        MIXTURE.lmo(np.array([np.inf, 1.0, 0.0]))
