import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.cvx import solve
from ntr.norms import L1, L2, InfimalConvolution, LInf, Nuclear, Scaled, Sum

HULL = InfimalConvolution((L2((3,)), Scaled(LInf((3,)), 1.3)))


@pytest.mark.parametrize(
    "norm",
    [
        HULL,
        InfimalConvolution((Nuclear((2, 2)), Scaled(L1((2, 2)), 0.8))),
        InfimalConvolution([Sum((L1((2,)), L2((2,))))]),
    ],
    ids=["l2 linf", "nuclear l1", "alone"],
)
def test_conforms(norm):
    check_norm(norm)


def test_value_is_the_best_splitting():
    for x in np.random.default_rng(0).normal(size=(5, 3)):
        part = cp.Variable(3)
        expected = solve(cp.Minimize(cp.norm(part) + 1.3 * cp.norm_inf(x - part)), [])
        assert HULL(x) == pytest.approx(expected, rel=1e-7)


def test_lmo_is_the_better_of_the_two():
    g = np.random.default_rng(1).normal(size=(50, 3))
    u, chosen = HULL.lmo(g), 0
    for i, norm in enumerate(HULL.norms):
        own = (u == norm.lmo(g)).all(axis=-1)
        others = HULL.norms[1 - i]
        assert (norm.dual(g)[own] >= others.dual(g)[own]).all()
        chosen += own
    assert (chosen == 1).all()
    np.testing.assert_allclose(
        HULL.dual(g), np.maximum(np.linalg.norm(g, axis=1), np.abs(g).sum(axis=1) / 1.3), rtol=1e-14
    )


def test_the_first_wins_at_a_tie():
    norm = InfimalConvolution((Scaled(LInf((2,)), 2), L1((2,))))
    np.testing.assert_array_equal(norm.lmo(np.array([1.0, 1.0])), [-0.5, -0.5])
    np.testing.assert_array_equal(norm.lmo(np.zeros(2)), [0.0, 0.0])


def test_embedding_is_the_larger_one():
    for p in (2.0, 3.0):
        value, exact = HULL.embedding(p)
        assert exact
        assert value == max(1.0, 3 ** (1 / p) / 1.3)
        assert embedding_lower_bound(HULL, p)[0] == pytest.approx(value, rel=1e-7)


def test_bad_arguments():
    with pytest.raises(ValueError, match="one shape"):
        InfimalConvolution((L1((2,)), L1((3,))))
    with pytest.raises(ValueError, match="trailing axes"):
        HULL.dual(np.ones(4))
