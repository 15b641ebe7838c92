import numpy as np
import pytest

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import L2, Mahalanobis, WeightedLp


def definite(size: int, condition: float, seed: int = 0) -> np.ndarray:
    """A random symmetric matrix with log-spaced eigenvalues from 1 to `condition`."""
    basis = np.linalg.qr(np.random.default_rng(seed).normal(size=(size, size)))[0]
    matrix = (basis * np.geomspace(1, condition, size)) @ basis.T
    return (matrix + matrix.T) / 2


@pytest.mark.parametrize(("shape", "condition"), [((1,), 1), ((4,), 1), ((4,), 50), ((2, 3), 1e4), ((3,), 1e9)])
def test_conforms(shape, condition):
    check_norm(Mahalanobis(shape, definite(int(np.prod(shape)), condition)))


def test_formulas():
    A = definite(5, 30)
    x = np.random.default_rng(1).normal(size=(20, 5))
    norm = Mahalanobis((5,), A)
    squared = np.einsum("bi,bi->b", x, np.linalg.solve(A, x.T).T)
    np.testing.assert_allclose(norm(x) ** 2, np.einsum("bi,ij,bj->b", x, A, x), rtol=1e-13)
    np.testing.assert_allclose(norm.dual(x) ** 2, squared, rtol=1e-13)
    np.testing.assert_allclose(norm.lmo(x), -np.linalg.solve(A, x.T).T / np.sqrt(squared)[:, None], rtol=1e-11)


def test_identity_is_l2():
    x = np.random.default_rng(2).normal(size=(9, 2, 2)) * 1e150
    norm = Mahalanobis((2, 2), np.eye(4))
    np.testing.assert_allclose(norm(x), L2((2, 2))(x), rtol=1e-15)
    np.testing.assert_allclose(norm.lmo(x), L2((2, 2)).lmo(x), rtol=1e-15)


@pytest.mark.parametrize("p", [1, 1.5, 2, 3, np.inf])
def test_diagonal_is_weighted_l2(p):
    weights = np.array([0.1, 2.0, 5.0])
    value, exact = Mahalanobis((3,), np.diag(weights**2)).embedding(p)
    assert exact
    assert value == pytest.approx(WeightedLp((3,), 2, weights).embedding(p).value, rel=1e-14)


@pytest.mark.parametrize("p", [1, 1.5, 2, 3, 10, np.inf])
def test_embedding_brackets_a_search(p):
    norm = Mahalanobis((4,), definite(4, 40))
    found = embedding_lower_bound(norm, p)[0]
    value, exact = norm.embedding(p)
    assert exact == (p in (2, np.inf))
    assert found <= value * (1 + 1e-9)
    assert found >= value * (1 - 1e-9 if exact else 0.6), (found, value)


def test_tolerance_grows_with_the_condition_only():
    assert Mahalanobis((3,), 1e-12 * np.eye(3)).tolerance < 1e-15
    assert Mahalanobis((3,), definite(3, 1e8)).tolerance == pytest.approx(3 * 2.0**-52 * 1e4, rel=1e-6)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.eye(3), r"shape \(2, 2\), got \(3, 3\)"),
        ([[1, 2], [0, 1]], "symmetric, got a difference of 2.0"),
        ([[1, 2], [2, 1]], "positive definite, got eigenvalues from -1"),
        ([[1, 1], [1, 1]], "positive definite"),
        ([[0, 0], [0, 0]], "positive definite"),
        ([[1, np.nan], [np.nan, 1]], "finite"),
    ],
)
def test_bad_matrix(matrix, message):
    with pytest.raises(ValueError, match=f"matrix must .*{message}"):
        Mahalanobis((2,), matrix)


def test_value_semantics():
    assert Mahalanobis((2,), np.eye(2)) == Mahalanobis(2, [[1, 0], [0, 1]]) != Mahalanobis(2, 2 * np.eye(2))
    assert isinstance(hash(Mahalanobis((2,), np.eye(2))), int)
