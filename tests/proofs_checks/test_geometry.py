"""Balls, dual balls and oracles: the claims hold, and each is refuted for a norm with one of the three wrong."""

from __future__ import annotations

from dataclasses import dataclass

import cvxpy as cp
import pytest

from figures import geometry as figure
from ntr.norms import L1, L2, CvxNorm, LInf
from proofs_checks.geometry import NORMS, findings, of_norm, shown


@pytest.mark.parametrize("norm", [*NORMS, CvxNorm((2,), lambda x: cp.norm1(x) + 2 * cp.norm_inf(x))], ids=repr)
def test_the_claims_hold(norm):
    assert [found.status for found in of_norm(norm)] == ["verified"] * 4


@dataclass(frozen=True)
class Mixed:
    """The norm, its dual and its oracle, each from a norm of its own: a norm that is wrong in one place."""

    value: object
    polar: object
    oracle: object
    factor: float = 1.0
    shape = (2,)

    def __call__(self, x):
        return self.value(x)

    def dual(self, g):
        return self.factor * self.polar.dual(g)

    def lmo(self, g):
        return self.oracle.lmo(g)


ONE, TWO, MOST = L1((2,)), L2((2,)), LInf((2,))


@pytest.mark.parametrize(
    ("wrong", "refuted"),
    [
        (Mixed(TWO, TWO, ONE), [1]),  # an oracle that stays inside the ball
        (Mixed(TWO, TWO, MOST), [0]),  # an oracle that leaves it
        (Mixed(TWO, TWO, TWO, 1.01), [1, 3]),  # a dual norm that is 1 % too large
        (Mixed(TWO, TWO, TWO, 0.99), [2]),  # and too small
        (Mixed(ONE, TWO, ONE), [1, 3]),  # the dual norm of another norm
    ],
)
def test_a_wrong_norm_is_refuted(wrong, refuted):
    """The planted errors."""
    found = [found.status for found in of_norm(wrong)]
    assert [i for i, status in enumerate(found) if status == "refuted"] == refuted


def test_a_norm_of_the_user():
    own = CvxNorm((2,), lambda x: 2 * cp.norm2(x))
    assert shown(own) == (*NORMS, own)
    assert len(findings(1e-3, own)) == 16
    assert repr(own) in figure.caption(own)
    with pytest.raises(ValueError, match=r"norm must have the shape \(2,\), to be drawn in the plane, got \(3,\)"):
        findings(1e-3, L1((3,)))
