import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import L1, Atoms, Inequalities, LInf, TopK, polytope

GENERIC = np.random.default_rng(0).normal(size=(6, 3))


@pytest.mark.parametrize("rows", [GENERIC, GENERIC[:3], np.eye(3), GENERIC * [1e-3, 1, 1e3]])
def test_conforms(rows):
    check_norm(Inequalities((3,), rows))


@pytest.mark.parametrize("shape", [(1,), (2, 2)])
def test_conforms_in_other_shapes(shape):
    check_norm(Inequalities(shape, np.random.default_rng(1).normal(size=(5, *shape))))


def test_conforms_by_linear_programs(monkeypatch):
    monkeypatch.setattr(polytope, "MOST_FACETS", 0)
    check_norm(Inequalities((2,), GENERIC[:4, :2]))


@pytest.mark.parametrize("most", [0, 4096])
def test_lmo_is_a_linear_program(monkeypatch, most):
    """min <g, u> over -1 <= <a_i, u> <= 1, by HiGHS: not the program that the norm solves, which is its dual."""
    monkeypatch.setattr(polytope, "MOST_FACETS", most)
    norm, both = Inequalities((3,), GENERIC), np.concatenate([GENERIC, -GENERIC])
    for g in np.random.default_rng(2).normal(size=(10, 3)):
        least = linprog(g, A_ub=both, b_ub=np.ones(12), bounds=(None, None)).fun
        assert g @ norm.lmo(g) == pytest.approx(least, rel=1e-9), g
        assert norm.dual(g) == pytest.approx(-least, rel=1e-9), g


def test_lmo_is_the_best_vertex():
    """The vertices by brute force: all choices of 3 rows and signs whose intersection is feasible."""
    corners = []
    for chosen in itertools.combinations(range(6), 3):
        for signs in itertools.product([-1, 1], repeat=3):
            corner = np.linalg.solve(GENERIC[list(chosen)], signs)
            if np.abs(GENERIC @ corner).max() <= 1 + 1e-12:
                corners.append(corner)
    norm = Inequalities((3,), GENERIC)
    g = np.random.default_rng(3).normal(size=(100, 3))
    np.testing.assert_allclose((g * norm.lmo(g)).sum(axis=1), (g @ np.transpose(corners)).min(axis=1), rtol=1e-12)
    for p in (1, 2, 3, np.inf):
        longest = np.linalg.norm(corners, p, axis=1).max()
        assert norm.embedding(p) == (pytest.approx(longest, rel=1e-12), True)


def test_it_is_the_dual_of_atoms():
    x = np.random.default_rng(4).normal(size=(30, 3)) * 10.0 ** np.linspace(-150, 150, 30)[:, None]
    ball, polar = Inequalities((3,), GENERIC), Atoms((3,), GENERIC)
    np.testing.assert_array_equal(ball(x), polar.dual(x))
    np.testing.assert_array_equal(ball.dual(x), polar(x))


@pytest.mark.parametrize(
    ("rows", "same"),
    [
        (np.eye(4), LInf((4,))),
        (list(itertools.product([1.0, -1.0], repeat=4)), L1((4,))),
        ([s for s in itertools.product([-1.0, 0.0, 1.0], repeat=4) if sum(map(abs, s)) == 2], TopK((4,), 2)),
    ],
)
def test_special_cases(rows, same):
    x = np.random.default_rng(5).normal(size=(30, 4))
    norm = Inequalities((4,), rows)
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-14)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-12)
    np.testing.assert_allclose(norm.lmo(x), same.lmo(x), rtol=1e-12, atol=1e-12)
    assert norm.embedding(2) == (pytest.approx(same.embedding(2).value, rel=1e-12), True)


@pytest.mark.parametrize("p", [1, 2, 3])
def test_embedding_without_the_vertices_is_an_upper_bound(monkeypatch, p):
    exact = Inequalities((3,), GENERIC).embedding(p)
    monkeypatch.setattr(polytope, "MOST_FACETS", 0)
    norm = Inequalities((3,), GENERIC)
    bound = norm.embedding(p)
    assert exact.exact
    assert not bound.exact
    assert exact.value <= bound.value <= 3 * exact.value
    assert embedding_lower_bound(Inequalities((3,), np.eye(3)), p)[0] == pytest.approx(3 ** (1 / p), rel=1e-9)


def test_rows_that_do_not_span():
    with pytest.raises(ValueError, match="rows must span the space of dimension 3, but their rank is 2"):
        Inequalities((3,), [[1, 0, 0], [0, 1, 0], [1, 1, 0]])
