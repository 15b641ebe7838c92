import cvxpy as cp
import numpy as np
import pytest
from scipy.optimize import linprog

from ntr import cvx
from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import Dual, KyFan, KyFanDual, Nuclear, Spectral

CASES = [((1, 1), 1), ((1, 4), 1), ((4, 1), 1), ((3, 3), 1), ((3, 3), 2), ((3, 3), 3), ((5, 2), 2), ((2, 5), 1)]


@pytest.mark.parametrize(("shape", "k"), CASES)
def test_conforms(shape, k):
    check_norm(KyFanDual(shape, k))


@pytest.mark.parametrize(("shape", "k"), CASES)
def test_value_and_dual_are_numpys(shape, k):
    x = np.random.default_rng(0).normal(size=(20, *shape))
    norm = KyFanDual(shape, k)
    expected = np.maximum(np.linalg.norm(x, 2, axis=(1, 2)), np.linalg.norm(x, "nuc", axis=(1, 2)) / k)
    np.testing.assert_allclose(norm(x), expected, rtol=1e-13)
    np.testing.assert_array_equal(norm.dual(x), KyFan(shape, k)(x))
    np.testing.assert_array_equal(norm(x), KyFan(shape, k).dual(x))


def test_value_by_the_atoms_of_cvxpy():
    """max(sigma_max, normNuc/k), which is not what `cvx` gives to the solver."""
    for k, x in enumerate(np.random.default_rng(1).normal(size=(3, 3, 4)), 1):
        variable = cp.Variable((3, 4))
        expression = cp.maximum(cp.sigma_max(variable), cp.normNuc(variable) / k)
        value = cvx.solve(cp.Minimize(expression), [variable == x])
        assert float(KyFanDual((3, 4), k)(x)) == pytest.approx(value, rel=1e-7), f"k = {k}, seed 1"


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_lmo_solves_the_linear_program_over_singular_values(k):
    rng = np.random.default_rng(2)
    for g in rng.normal(size=(5, 4, 6)):
        s = np.linalg.svd(g, compute_uv=False)
        program = linprog(-s, A_ub=np.ones((1, 4)), b_ub=[k], bounds=(0, 1))
        u = KyFanDual((4, 6), k).lmo(g)
        assert -(g * u).sum() == pytest.approx(-program.fun, rel=1e-9), f"k = {k}, seed 2"
        np.testing.assert_allclose(np.linalg.svd(u, compute_uv=False), program.x, atol=1e-9)


@pytest.mark.parametrize(("k", "other"), [(3, Spectral), (1, Nuclear)])
def test_ends_are_the_spectral_and_the_nuclear_norm(k, other):
    x = np.random.default_rng(3).normal(size=(30, 4, 3)) * 10.0 ** np.linspace(-150, 150, 30)[:, None, None]
    norm, same = KyFanDual((4, 3), k), other((4, 3))
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-14)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-14)
    np.testing.assert_allclose(norm.lmo(x), same.lmo(x), atol=1e-14)
    for p in (1.0, 1.5, 2.0, 3.0, np.inf):
        assert norm.embedding(p).value == pytest.approx(same.embedding(p).value, rel=1e-15), f"p = {p}"


def test_rank_deficient_and_tied():
    norm = KyFanDual((3, 3), 2)
    np.testing.assert_array_equal(norm.lmo(np.diag([5.0, 0.0, 0.0])), np.diag([-1.0, 0.0, 0.0]))
    u = norm.lmo(np.eye(3))
    assert np.linalg.matrix_rank(u) == 2
    assert np.trace(u) == pytest.approx(-2, abs=1e-15)


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_embedding_is_theory_md_13_1_and_13_2(k):
    norm = KyFanDual((4, 9), k)
    assert norm.rho == pytest.approx(np.sqrt(k), rel=1e-15)
    assert norm.embedding(3).value ** 3 == pytest.approx(k, rel=1e-14)
    assert norm.embedding(2).exact
    assert norm.embedding(3).exact


@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, 2.5, 3.0, 5.0, np.inf])
@pytest.mark.parametrize(("shape", "k"), [((3, 3), 2), ((2, 4), 2), ((4, 4), 1)])
@pytest.mark.parametrize("norm", [KyFan, KyFanDual])
def test_embedding_is_what_a_search_finds(norm, shape, k, p):
    value, exact = norm(shape, k).embedding(p)
    found, _ = embedding_lower_bound(norm(shape, k), p)
    assert found <= value * (1 + 1e-13)
    if exact:
        assert found == pytest.approx(value, rel=1e-9)


def test_dual_is_known():
    check_norm(Dual(KyFanDual((2, 3), 2)))
    g = np.random.default_rng(4).normal(size=(5, 3, 4))
    np.testing.assert_array_equal(Dual(KyFanDual((3, 4), 2)).lmo(g), KyFan((3, 4), 2).lmo(g))
