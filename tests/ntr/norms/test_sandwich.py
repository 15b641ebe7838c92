import numpy as np
import pytest

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import (
    L1,
    L2,
    Dual,
    KyFan,
    LInf,
    MaxColumn,
    MaxEntry,
    MixedLpq,
    Nuclear,
    Sandwich,
    Schatten,
    Spectral,
)

SHAPE = (2, 3)
BASES = [Spectral(SHAPE), Nuclear(SHAPE), KyFan(SHAPE, 2), MaxColumn(SHAPE), MixedLpq(SHAPE, 1.5, 3), LInf(SHAPE)]


def orthogonal(n, seed):
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(n, n)))[0]


def conditioned(n, condition, seed):
    return orthogonal(n, seed) @ np.diag(np.geomspace(1, 1 / condition, n)) @ orthogonal(n, seed + 1)


def general(norm, seed=0):
    m, n = norm.shape
    rng = np.random.default_rng(seed)
    return Sandwich(norm, rng.normal(size=(m, m)) + np.eye(m), rng.normal(size=(n, n)) + np.eye(n))


@pytest.mark.parametrize("base", BASES, ids=repr)
def test_conforms(base):
    check_norm(general(base))


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (3, 1), (4, 3)])
def test_conforms_in_other_shapes(shape):
    check_norm(general(Spectral(shape), seed=1))


@pytest.mark.parametrize("base", [Spectral(SHAPE), MaxEntry(SHAPE), Schatten(SHAPE, 3)], ids=repr)
def test_conforms_with_orthogonal_and_with_nested_factors(base):
    check_norm(Sandwich(base, 3 * orthogonal(2, 0), 0.1 * orthogonal(3, 1)))
    check_norm(Sandwich(Sandwich(base, orthogonal(2, 2), np.eye(3)), np.eye(2), np.diag([1.0, -2.0, 3.0])))


def test_conforms_at_condition_number_1000():
    check_norm(Sandwich(MaxColumn(SHAPE), conditioned(2, 1e2, 0), conditioned(3, 1e1, 2)))


@pytest.mark.parametrize("condition", [1e5, 6e7])
@pytest.mark.parametrize("base", [Spectral(SHAPE), MaxColumn(SHAPE)], ids=repr)
def test_conforms_up_to_the_largest_condition_number(base, condition):
    norm = Sandwich(base, conditioned(2, condition / 10, 0), conditioned(3, 10, 2))
    assert norm.condition == pytest.approx(condition, rel=1e-6)
    assert norm.tolerance < 1e-6
    reason = "Clarabel does not reach 1e-8 at this condition number"
    check_norm(norm, exclude={"CVXPY value": reason, "dual against CVXPY": reason})


@pytest.mark.parametrize("base", BASES, ids=repr)
def test_identity_changes_nothing(base):
    x = np.random.default_rng(3).normal(size=(20, *SHAPE))
    norm = Sandwich(base, np.eye(2), np.eye(3))
    np.testing.assert_allclose(norm(x), base(x), rtol=1e-14)
    np.testing.assert_allclose(norm.dual(x), base.dual(x), rtol=1e-14)
    np.testing.assert_allclose(norm.lmo(x), base.lmo(x), atol=1e-13)
    for p in (1.5, 2.0, 3.0):
        assert norm.embedding(p).value == pytest.approx(base.embedding(p).value, rel=1e-14)
        assert norm.embedding(p).exact == base.embedding(p).exact


def test_value_and_dual_by_solving():
    """||A X B|| and ||A^-T G B^-T||_* with numpy's norms and linear systems instead of inverses."""
    norm = general(Spectral(SHAPE))
    x = np.random.default_rng(4).normal(size=(20, *SHAPE))
    np.testing.assert_allclose(norm(x), np.linalg.norm(norm.left @ x @ norm.right, 2, axis=(1, 2)), rtol=1e-13)
    for one in x:
        inner = np.linalg.solve(norm.left.T, np.linalg.solve(norm.right, one.T).T)
        assert float(norm.dual(one)) == pytest.approx(np.linalg.norm(inner, "nuc"), rel=1e-12)


def test_orthogonal_factors_leave_the_spectral_norm_alone():
    x = np.random.default_rng(5).normal(size=(20, *SHAPE))
    norm = Sandwich(Spectral(SHAPE), orthogonal(2, 0), orthogonal(3, 1))
    np.testing.assert_allclose(norm(x), Spectral(SHAPE)(x), rtol=1e-13)
    np.testing.assert_allclose(norm.lmo(x), Spectral(SHAPE).lmo(x), atol=1e-13)


@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, 3.0, np.inf])
@pytest.mark.parametrize("base", [*BASES, L1(SHAPE), Schatten(SHAPE, 3), Schatten(SHAPE, 1.3), L2(SHAPE)], ids=repr)
def test_embedding_is_at_least_what_a_search_finds(base, p):
    norm = general(base)
    value, exact = norm.embedding(p)
    found, _ = embedding_lower_bound(norm, p)
    assert found <= value * (1 + 1e-12)
    assert value <= 10 * found, "an upper bound that says nothing"
    if exact:
        assert found == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize("p", [1.0, 1.3, 2.0, 3.0, 8.0, np.inf])
@pytest.mark.parametrize("shape", [(3, 4), (4, 2)])
def test_rho_is_exact_for_schatten_norms(shape, p):
    """The maximiser sum_i x_i v_i(A^-1) u_i(B^-1)^T of theory.md 13.3, by a search that knows nothing of it."""
    norm = general(Schatten(shape, p), seed=6)
    assert norm.embedding(2).exact
    assert embedding_lower_bound(norm, 2)[0] == pytest.approx(norm.rho, rel=1e-8)


def test_rho_of_a_scaled_sandwich_of_the_spectral_norm():
    """sqrt(sum_i (s_i(A^-1) s_i(B^-1))^2) with A = diag(1, 1/2), B = diag(1/4, 1/2, 1): sqrt((2 * 4)^2 + (1 * 2)^2)."""
    norm = Sandwich(Spectral((2, 3)), np.diag([1.0, 0.5]), np.diag([0.25, 0.5, 1.0]))
    assert norm.rho == pytest.approx(np.sqrt(68), rel=1e-14)
    norm = Sandwich(Nuclear((2, 3)), np.diag([1.0, 0.5]), np.diag([0.25, 0.5, 1.0]))
    assert norm.rho == pytest.approx(8, rel=1e-14)


@pytest.mark.parametrize("base", [KyFan(SHAPE, 2), MaxColumn(SHAPE), LInf(SHAPE)], ids=repr)
def test_where_the_embedding_is_exact(base):
    permutation = np.array([[0.0, -2.0], [2.0, 0.0]]), 0.5 * np.eye(3)[[2, 0, 1]]
    assert all(Sandwich(base, *permutation).embedding(p).exact for p in (2, 3, np.inf))
    assert Sandwich(base, *permutation).embedding(3).value == pytest.approx(base.embedding(3).value, rel=1e-14)
    rotation = 2 * orthogonal(2, 0), 0.25 * orthogonal(3, 1)
    assert Sandwich(base, *rotation).embedding(2) == (pytest.approx(2 * base.rho, rel=1e-13), True)
    assert not Sandwich(base, *rotation).embedding(3).exact
    assert not general(base).embedding(2).exact


def test_large_shapes_do_not_try_every_entry():
    norm = general(MaxColumn((40, 40)))
    assert np.isfinite(norm.embedding(3).value)
    assert not norm.embedding(3).exact


def test_dual_is_known():
    norm = Dual(general(Spectral(SHAPE)))
    assert norm.tolerance < 1e-12
    check_norm(norm)


def test_singular_and_ill_conditioned_factors_are_refused():
    for left in (np.zeros((2, 2)), np.ones((2, 2)), np.diag([1.0, 1e-9])):
        with pytest.raises(ValueError, match="left and right must be invertible, with condition numbers"):
            Sandwich(Spectral(SHAPE), left, np.eye(3))
    Sandwich(Spectral(SHAPE), 1e-100 * np.eye(2), 1e100 * np.eye(3))  # the scale does not matter


def test_bad_arguments():
    with pytest.raises(ValueError, match=r"left must have shape \(2, 2\), got \(3, 3\)"):
        Sandwich(Spectral(SHAPE), np.eye(3), np.eye(3))
    with pytest.raises(ValueError, match=r"right must have shape \(3, 3\), got \(2, 2\)"):
        Sandwich(Spectral(SHAPE), np.eye(2), np.eye(2))
    with pytest.raises(ValueError, match="right must be finite"):
        Sandwich(Spectral(SHAPE), np.eye(2), np.full((3, 3), np.nan))
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        Sandwich(L1((3,)), np.eye(3), np.eye(3))
    with pytest.raises(TypeError, match="must be a Norm"):
        Sandwich("spectral", np.eye(3), np.eye(3))
