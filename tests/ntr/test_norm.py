"""`Norm`: what it gives to every norm, the certificate of the LMO and the default embedding."""

from dataclasses import dataclass

import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import embedding_lower_bound
from ntr.norm import Norm
from ntr.norms import L1, L2, Atoms, CvxNorm, Group, KSupport, Lp, SortedL1, Spectral, TopK


@dataclass(frozen=True)
class Shifted(Norm):
    """l_2 with an LMO that is too long by `stretch` and turned towards the first axis by `turn`."""

    shape: tuple[int, ...]
    stretch: float = 1.0
    turn: float = 0.0

    def __call__(self, x):
        return L2(self.shape)(x)

    def dual(self, g):
        return L2(self.shape).dual(g)

    def lmo(self, g):
        turned = g + self.turn * np.eye(self.shape[0])[0]
        return self.stretch * L2(self.shape).lmo(turned)

    def cvx(self, x):
        return cp.norm2(x), []


NORMS = [
    L1((2, 3)),
    Lp((6,), 1.3),
    Spectral((3, 2)),
    KSupport((6,), 2),
    SortedL1((6,), [3, 2, 2, 1, 0, 0]),
    TopK((2, 3), 4),
    Group((6,), [0, 1, 1, 0, 2, 2], 2, 1),
    Atoms((3,), np.eye(3) + 0.5),
    CvxNorm((3,), lambda x: cp.norm1(x) + cp.norm2(x)),
]


@pytest.mark.parametrize("norm", NORMS, ids=lambda norm: type(norm).__name__)
@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_certificate_of_an_exact_lmo_is_zero(norm, scale):
    g = scale * np.random.default_rng(0).normal(size=(2, 3, *norm.shape))
    certificate = norm.certificate(g)
    assert certificate.gap.shape == certificate.excess.shape == (2, 3)
    allowed = 1e-13 + norm.tolerance
    assert (np.abs(certificate.gap) <= allowed * norm.dual(g)).all(), certificate.gap / norm.dual(g)
    assert (np.abs(certificate.excess) <= allowed).all(), certificate.excess


def test_certificate_at_zero():
    gap, excess = L2((3,)).certificate(np.zeros(3))
    assert (gap, excess) == (0, -1)
    assert gap.shape == excess.shape == ()


def test_certificate_shows_an_infeasible_lmo():
    g = np.random.default_rng(1).normal(size=(5, 4))
    gap, excess = Shifted((4,), stretch=1.25).certificate(g)
    np.testing.assert_allclose(excess, 0.25, rtol=1e-14)
    np.testing.assert_allclose(gap, -0.25 * np.linalg.norm(g, axis=1), rtol=1e-14)


def test_certificate_shows_a_suboptimal_lmo():
    g = np.random.default_rng(2).normal(size=(5, 4))
    turned = g + np.array([0.5, 0, 0, 0])
    gap, excess = Shifted((4,), turn=0.5).certificate(g)
    expected = np.linalg.norm(g, axis=1) - (g * turned).sum(axis=1) / np.linalg.norm(turned, axis=1)
    np.testing.assert_allclose(gap, expected, rtol=1e-12)
    assert (gap > 1e-3).all()
    np.testing.assert_allclose(excess, 0, atol=1e-15)


def test_certificate_takes_lists_and_refuses_wrong_shapes():
    assert L1((2,)).certificate([1.0, -2.0]).gap == 0
    with pytest.raises(ValueError, match="trailing axes"):
        L1((2,)).certificate(np.ones(3))


@pytest.mark.parametrize("p", [1, 2, 3, np.inf])
def test_default_embedding_is_an_upper_bound(p):
    norm = Shifted((4,))
    value, exact = norm.embedding(p)
    assert not exact
    assert value == pytest.approx(4 ** (1 / p))
    assert embedding_lower_bound(norm, p)[0] <= value * (1 + 1e-12)
    assert Shifted((1,)).embedding(p) == (1, True)


def test_rho_is_the_embedding_in_l2():
    assert Lp((4,), np.inf).rho == 2
    assert Shifted((4,)).rho == 2
