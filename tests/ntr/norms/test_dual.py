import pickle

import numpy as np
import pytest

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norm import Norm
from ntr.norms import (
    L1,
    L2,
    Blocks,
    Composition,
    CvxNorm,
    Dual,
    InfimalConvolution,
    LInf,
    Lp,
    Max,
    Nuclear,
    Scaled,
    Schatten,
    Spectral,
    Stack,
    Sum,
    closed_dual,
)

MATRIX = np.random.default_rng(9).normal(size=(4, 4))
PAIRS = [
    (L1((4,)), LInf((4,))),
    (LInf((2, 2)), L1((2, 2))),
    (L2((3,)), L2((3,))),
    (Lp((3,), 3), Lp((3,), 1.5)),
    (Spectral((2, 3)), Nuclear((2, 3))),
    (Nuclear((2, 3)), Spectral((2, 3))),
    (Schatten((3, 2), 4), Schatten((3, 2), 4 / 3)),
    (Scaled(L1((3,)), 2), Scaled(LInf((3,)), 0.5)),
    (Dual(Lp((3,), 3)), Lp((3,), 3)),
    (Blocks((L1((2,)), L2((3,))), (1, 2)), Blocks((LInf((2,)), L2((3,))), (1, 0.5), "sum")),
    (Stack(Spectral((2, 2)), 2, "l2"), Stack(Nuclear((2, 2)), 2, "l2")),
    (Composition(L1((4,)), MATRIX), Composition(LInf((4,)), np.linalg.inv(MATRIX).T)),
    (Max((L2((3,)), Scaled(L1((3,)), 0.7))), InfimalConvolution((L2((3,)), Scaled(LInf((3,)), 1 / 0.7)))),
    (InfimalConvolution((L2((3,)), LInf((3,)))), Max((L2((3,)), L1((3,))))),
]


def name(norm):
    return type(norm).__name__


@pytest.mark.parametrize(("norm", "expected"), PAIRS, ids=name)
def test_known_pairs(norm, expected):
    """Value, dual, LMO and embedding are those of the dual norm, written down independently."""
    g = np.random.default_rng(0).normal(size=(5, *norm.shape))
    dual = Dual(norm)
    assert closed_dual(norm) is not None
    tolerance = 1e-12 + norm.tolerance + expected.tolerance
    np.testing.assert_allclose(dual(g), expected(g), rtol=tolerance)
    np.testing.assert_allclose(dual.dual(g), expected.dual(g), rtol=tolerance)
    np.testing.assert_allclose(dual.lmo(g), expected.lmo(g), atol=1e-9 if expected.tolerance == 0 else 1e-5)
    for p in (2.0, 3.0):
        assert dual.embedding(p).value == pytest.approx(expected.embedding(p).value, rel=1e-12)


@pytest.mark.parametrize(
    "norm",
    [
        L1((4,)),
        Spectral((2, 3)),
        Blocks((Spectral((2, 2)), LInf((3,))), (2, 3)),
        Composition(L1((4,)), MATRIX),
        Max((L2((3,)), Scaled(L1((3,)), 0.7))),
    ],
    ids=name,
)
def test_conforms_in_closed_form(norm):
    check_norm(Dual(norm))


def mixture(x):
    """|x|_1 + 2 |x|_inf."""
    return Sum((L1((2,)), Scaled(LInf((2,)), 2))).cvx(x)[0]


@pytest.mark.parametrize("norm", [CvxNorm((2,), mixture), Sum((L1((2,)), L2((2,))))], ids=name)
def test_conforms_by_a_convex_program(norm):
    assert closed_dual(norm) is None
    check_norm(Dual(norm))


@pytest.mark.parametrize(
    "closed", [L2((3,)), LInf((2, 2)), Spectral((2, 2)), Nuclear((2, 2)), Schatten((2, 2), 3), Lp((3,), 1.5)], ids=name
)
def test_program_against_closed_forms(closed):
    """Behind a class without a known pair: the cones of every kind, dualised."""
    norm, known = Dual(Scaled(Veiled(closed), 2.0)), Dual(Scaled(closed, 2.0))
    veiled = Dual(Veiled(closed))
    g = np.random.default_rng(1).normal(size=(3, *closed.shape))
    axes = tuple(range(1, g.ndim))
    np.testing.assert_allclose(-(g * veiled.lmo(g)).sum(axis=axes), closed(g), rtol=1e-8)
    assert (closed.dual(veiled.lmo(g)) <= 1 + 1e-8).all()
    np.testing.assert_allclose(norm(g), known(g), rtol=1e-14)


class Veiled(Norm):
    """A user's norm: `closed_dual` does not know its class."""

    def __init__(self, norm):
        self.norm, self.shape = norm, norm.shape

    def __call__(self, x):
        return self.norm(x)

    def dual(self, g):
        return self.norm.dual(g)

    def lmo(self, g):
        return self.norm.lmo(g)

    def cvx(self, x):
        return self.norm.cvx(x)


def test_lmo_is_minus_the_gradient_of_the_norm():
    norm = Sum((L2((3,)), Lp((3,), 3)))
    g = np.random.default_rng(2).normal(size=3)
    step = 1e-5
    gradient = [(norm(g + step * e) - norm(g - step * e)) / (2 * step) for e in np.eye(3)]
    np.testing.assert_allclose(Dual(norm).lmo(g), -np.array(gradient), atol=1e-6)


def test_embedding_by_the_basis_is_an_upper_bound_and_exact_where_attained():
    norm = Dual(Sum((L1((3,)), L2((3,)))))
    value, exact = norm.embedding(2)
    assert not exact
    assert embedding_lower_bound(norm, 2)[0] == pytest.approx(1 + np.sqrt(3), rel=1e-6)  # max |w|_1 + |w|_2, |w|_2 = 1
    assert value == pytest.approx(2 * np.sqrt(3), rel=1e-7)
    assert Dual(Veiled(L1((3,)))).embedding(2) == (pytest.approx(np.sqrt(3)), True)


def test_travels():
    norm = Dual(Sum((L1((2,)), L2((2,)))))
    g = np.array([1.0, -2.0])
    before = norm.lmo(g)
    again = pickle.loads(pickle.dumps(norm))
    assert again == norm
    assert again.lmo(g).tobytes() == before.tobytes()


def test_not_a_norm():
    with pytest.raises(TypeError, match="norm must be a Norm"):
        Dual(L1)
