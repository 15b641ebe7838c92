import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_norm
from ntr.cvx import solve
from ntr.norms import L1, L2, LInf, Max, Nuclear, Scaled, Spectral

CUT = Max((L2((3,)), Scaled(L1((3,)), 0.7)))


@pytest.mark.parametrize(
    "norm", [CUT, Max((Spectral((2, 2)), Scaled(Nuclear((2, 2)), 0.7)))], ids=["l2 l1", "spectral"]
)
def test_conforms(norm):
    check_norm(norm)


def test_dual_is_an_infimal_convolution():
    """min {||g_1||_2 + ||g_2||_inf / .7 : g_1 + g_2 = g}."""
    for g in np.random.default_rng(0).normal(size=(5, 3)):
        part = cp.Variable(3)
        assert CUT.dual(g) == pytest.approx(
            solve(cp.Minimize(cp.norm(part) + cp.norm_inf(g - part) / 0.7), []), rel=1e-7
        )


def test_square_and_diamond_by_the_vertices_of_the_octagon():
    norm = Max((LInf((2,)), Scaled(L1((2,)), 0.75)))
    vertices = np.array([(a, b) for s in (-1, 1) for t in (-1 / 3, 1 / 3) for a, b in ((s, t), (t, s))])
    g = np.random.default_rng(1).normal(size=(20, 2))
    np.testing.assert_allclose(norm.dual(g), (g @ vertices.T).max(axis=1), rtol=1e-9)
    np.testing.assert_allclose(norm.lmo(g), vertices[(g @ vertices.T).argmin(axis=1)], atol=1e-8)


def test_where_one_ball_lies_in_the_other():
    norm = Max((L2((3,)), Scaled(L1((3,)), 0.1)))
    g = np.random.default_rng(2).normal(size=(5, 3))
    np.testing.assert_allclose(norm.lmo(g), L2((3,)).lmo(g), atol=1e-6)
    assert norm.embedding(2) == (1.0, True)


@pytest.mark.parametrize("shape", [(4, 4), (2, 3)])
def test_degenerate_corners(shape):
    """A spectral ball cut by a box, at directions with ties and single large entries, where Clarabel stalls easily."""
    norm = Max((Spectral(shape), Scaled(LInf(shape), 2)))
    rng = np.random.default_rng(3)
    for _ in range(10):
        spike = 1e-3 * rng.normal(size=shape)
        spike[0, 0] = 1.0
        for g in (spike, rng.choice([-1.0, 0.0, 1.0], shape), np.ones(shape)):
            u = norm.lmo(g)
            assert norm(u) <= 1 + 1e-14, g
            assert -(g * u).sum() == pytest.approx(float(norm.dual(g)), rel=1e-8), g


def test_embedding():
    assert Max((LInf((4,)), Scaled(L2((4,)), 0.5))).embedding(2) == (2.0, True)
    value, exact = Max((LInf((4,)), Scaled(L1((4,)), 0.5))).embedding(2)
    assert (value, exact) == (2.0, False)  # the truth is sqrt(2), at (1, 1, 0, 0)


def test_bad_arguments():
    with pytest.raises(ValueError, match="one shape"):
        Max((L1((2,)), L1((2, 1))))
    with pytest.raises(TypeError, match="norms must be a sequence of norms"):
        Max(L1((2,)))
