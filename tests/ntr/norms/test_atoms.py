import itertools
import pickle

import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.cvx import solve
from ntr.norms import L1, Atoms, LInf, TopKDual, polytope

GENERIC = np.random.default_rng(0).normal(size=(6, 3))


@pytest.mark.parametrize("vertices", [GENERIC, GENERIC[:3], np.eye(3), GENERIC * [1e-3, 1, 1e3]])
def test_conforms(vertices):
    check_norm(Atoms((3,), vertices))


@pytest.mark.parametrize("shape", [(1,), (2, 2)])
def test_conforms_in_other_shapes(shape):
    check_norm(Atoms(shape, np.random.default_rng(1).normal(size=(5, *shape))))


def test_conforms_by_linear_programs(monkeypatch):
    monkeypatch.setattr(polytope, "MOST_FACETS", 0)
    check_norm(Atoms((2,), GENERIC[:4, :2]))


def test_value_against_clarabel():
    norm = Atoms((3,), GENERIC)
    for x in np.random.default_rng(2).normal(size=(5, 3)):
        c = cp.Variable(6)
        assert norm(x) == pytest.approx(solve(cp.Minimize(cp.norm1(c)), [GENERIC.T @ c == x]), rel=1e-9)


def test_lmo_is_the_best_vertex():
    g = np.random.default_rng(3).normal(size=(100, 3))
    both = np.concatenate([GENERIC, -GENERIC])
    norm = Atoms((3,), GENERIC)
    np.testing.assert_array_equal(norm.lmo(g), both[(g @ both.T).argmin(axis=1)])
    np.testing.assert_allclose(norm.dual(g), (g @ both.T).max(axis=1), rtol=1e-14)


@pytest.mark.parametrize(
    ("vertices", "same"),
    [
        (np.eye(4), L1((4,))),
        (list(itertools.product([1.0, -1.0], repeat=4)), LInf((4,))),
        ([s for s in itertools.product([-1.0, 0.0, 1.0], repeat=4) if sum(map(abs, s)) == 2], TopKDual((4,), 2)),
    ],
)
def test_special_cases(vertices, same):
    x = np.random.default_rng(4).normal(size=(30, 4)) * 10.0 ** np.linspace(-150, 150, 30)[:, None]
    norm = Atoms((4,), vertices)
    np.testing.assert_allclose(norm(x), same(x), rtol=1e-12)
    np.testing.assert_allclose(norm.dual(x), same.dual(x), rtol=1e-14)
    np.testing.assert_array_equal(norm.lmo(x), same.lmo(x))


@pytest.mark.parametrize("p", [1, 1.5, 2, 3, np.inf])
def test_embedding_is_what_a_search_finds(p):
    norm = Atoms((3,), GENERIC)
    value, exact = norm.embedding(p)
    assert exact
    assert embedding_lower_bound(norm, p)[0] == pytest.approx(value, rel=1e-9)


def test_value_semantics():
    norm = Atoms((3,), GENERIC)
    norm(np.ones(3))
    assert norm == Atoms((3,), GENERIC.tolist()) != Atoms((3,), 2 * GENERIC)
    assert pickle.loads(pickle.dumps(norm))(np.ones(3)) == norm(np.ones(3))


def test_vertices_that_do_not_span():
    with pytest.raises(ValueError, match="vertices must span the space of dimension 3, but their rank is 2"):
        Atoms((3,), GENERIC[:2])
