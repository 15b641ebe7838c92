import numpy as np
import pytest
import scipy.optimize

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import L1, L2, Composition, CvxNorm, LInf, Lp, Nuclear, Spectral

SQUARE = np.random.default_rng(0).normal(size=(4, 4))
TALL = np.random.default_rng(1).normal(size=(6, 4))
ROTATION = np.linalg.qr(SQUARE)[0]


@pytest.mark.parametrize(
    "norm",
    [
        Composition(L1((4,)), SQUARE),
        Composition(Spectral((2, 2)), SQUARE, (4,)),
        Composition(Lp((4,), 3), SQUARE, (2, 2)),
        Composition(L2((6,)), TALL),
        Composition(Spectral((2, 3)), 1e5 * TALL[:, :2]),
    ],
    ids=lambda norm: f"{type(norm.norm).__name__} {norm.matrix.shape}",
)
def test_conforms(norm):
    check_norm(norm)


@pytest.mark.parametrize("closed", [LInf((4,)), Nuclear((2, 2))])
def test_closed_form_against_the_program(closed):
    norm = Composition(closed, SQUARE)
    same = CvxNorm((4,), lambda x: norm.cvx(x)[0])
    g = np.random.default_rng(2).normal(size=(5, 4))
    np.testing.assert_allclose(norm(g), same(g), rtol=1e-13)
    np.testing.assert_allclose(norm.dual(g), same.dual(g), rtol=1e-8)


def test_tall_polyhedral_dual_against_linear_programming():
    """||g||_* = min {max |w_i| : A^T w = g} for l_1, by HiGHS."""
    norm = Composition(L1((6,)), TALL)
    for g in np.random.default_rng(3).normal(size=(5, 4)):
        bound = np.hstack([np.vstack([np.eye(6), -np.eye(6)]), -np.ones((12, 1))])
        equal = np.hstack([TALL.T, np.zeros((4, 1))])
        free = [(None, None)] * 7
        found = scipy.optimize.linprog(np.eye(7)[6], bound, np.zeros(12), equal, g, bounds=free)
        assert norm.dual(g) == pytest.approx(found.fun, rel=1e-8)


def test_euclidean_is_mahalanobis():
    norm = Composition(L2((6,)), TALL)
    g = np.random.default_rng(4).normal(size=(5, 4))
    gram = TALL.T @ TALL
    np.testing.assert_allclose(norm(g), np.sqrt(np.einsum("si,ij,sj->s", g, gram, g)), rtol=1e-13)
    solved = np.linalg.solve(gram, g.T).T
    np.testing.assert_allclose(norm.dual(g), np.sqrt((g * solved).sum(axis=1)), rtol=1e-12)
    np.testing.assert_allclose(norm.lmo(g), -solved / norm.dual(g)[:, None], rtol=1e-11)
    assert norm.embedding(2) == (pytest.approx(1 / np.linalg.svd(TALL)[1][-1]), True)


def test_order_of_the_entries_is_that_of_c():
    x = np.arange(4.0).reshape(2, 2)
    norm = Composition(LInf((2, 2)), np.diag([1.0, 10.0, 100.0, 1000.0]), (2, 2))
    assert norm(x) == 3000
    np.testing.assert_allclose(norm.lmo(np.ones((2, 2))), [[-1, -0.1], [-0.01, -0.001]], rtol=1e-15)


@pytest.mark.parametrize(
    ("norm", "exact"),
    [
        (Composition(L1((4,)), SQUARE), True),
        (Composition(LInf((4,)), 3 * ROTATION), True),
        (Composition(LInf((4,)), SQUARE), False),
        (Composition(Spectral((2, 3)), TALL), False),
    ],
    ids=["l1", "rotation", "linf", "tall"],
)
def test_embedding_bounds_what_a_search_finds(norm, exact):
    bound = norm.embedding(2)
    found, _ = embedding_lower_bound(norm, 2)
    assert bound.exact == exact
    assert found <= bound.value * (1 + 1e-9)
    if exact:
        assert found == pytest.approx(bound.value, rel=1e-7)
    for p in (1.0, 1.5, 3.0, np.inf):
        assert embedding_lower_bound(norm, p)[0] <= norm.embedding(p).value * (1 + 1e-8)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((L1((3,)), np.ones((3, 4))), ValueError, "a wide one is not injective"),
        ((L1((3,)), np.ones((2, 2))), ValueError, "as many rows as"),
        ((L1((3,)), np.ones((3, 3))), ValueError, "condition number"),
        ((L1((2,)), np.diag([1.0, 1e-11])), ValueError, "condition number of at most 1e"),
        ((L1((3,)), np.ones(3)), ValueError, "matrix must have 2 axes"),
        ((L1((4,)), SQUARE, (2, 3)), ValueError, "shape must have 4 entries"),
        (("L1", SQUARE), TypeError, "norm must be a Norm"),
        ((L1((2,)), np.diag([1.0, np.nan])), ValueError, "matrix must be finite"),
    ],
)
def test_bad_arguments(arguments, error, message):
    with pytest.raises(error, match=message):
        Composition(*arguments)
