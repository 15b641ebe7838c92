"""Planted bugs of the same kind in several regularizers: {kind: (the check that must name it, [mutants])}."""

from __future__ import annotations

import cvxpy as cp
import numpy as np

from ntr.bound import Bound
from ntr.norms import L2, LInf
from ntr.regularizers import (
    Ball,
    Box,
    ElasticNet,
    GroupLasso,
    L1Penalty,
    Nonnegative,
    SquaredL2,
)
from tests.ntr.conformance.test_check_regularizer import Mutant

L1_TERM, RIDGE, NET = L1Penalty(0.7), SquaredL2(0.7), ElasticNet(0.5, 0.5)
GROUPS = GroupLasso(((0, 1), (2,)), 0.7)
BOX, ORTHANT, BALL, CUBE = Box(-1.0, 0.5), Nonnegative(), Ball(L2((3,)), 1.0), Ball(LInf((3,)), 0.5)
PENALTIES, SETS = (L1_TERM, RIDGE, NET, GROUPS), (BOX, ORTHANT, BALL, CUBE)
LIPSCHITZ = (L1_TERM, GROUPS)
BASES = (*PENALTIES, *SETS)


def each(bases, **members):
    """The same bug in every one of the regularizers."""
    return [Mutant(base, **members) for base in bases]


def scaled_bound(factor):
    """The subgradient bound, off by a factor and still marked as it was."""

    def bound(base, norm):
        right = base.subgradient_bound(norm)
        return None if right is None else Bound(factor * right.value, True)

    return bound


def capped(base, x, ndim):
    """A large number for +inf."""
    return np.minimum(base(x, ndim), 1e6)


def whole_space(base, x, ndim):
    """0 outside the domain, as if nothing were forbidden."""
    return np.zeros_like(base(x, ndim))


def open_cvx(base, x):
    """The constraints of the domain are missing from the expression."""
    return base.cvx(x)[0] + 0 * cp.sum(x), []


def overwrites(base, x, ndim):
    result = base(x, ndim)
    x *= 2.0
    return result


def batch_unit(base, x, ndim):
    """Moved by a little that depends on the other points."""
    return base(x * (1 + 1e-9 * np.tanh(np.abs(x).sum(axis=0) if x.ndim > ndim_of(x, ndim) else 0.0)), ndim)


def ndim_of(x, ndim):
    """None means all axes."""
    return x.ndim if ndim is None else ndim


REGULARIZER_KINDS = {
    "infimum too large": ("infimum", each(BASES, least=0.01)),
    "infimum too small": ("infimum", each(BASES, least=-0.01)),
    "finite outside the domain": ("domain", each(SETS, value=capped)),
    "0 outside the domain": ("domain", each(SETS, value=whole_space)),
    "domain of the expression missing": ("domain", each(SETS, cvx_=open_cvx)),
    "subgradient bound 10 % short": ("subgradient_bound", each(LIPSCHITZ, bound=scaled_bound(0.9))),
    "loose subgradient bound marked exact": ("subgradient_bound", each(LIPSCHITZ, bound=scaled_bound(1.1))),
    "bound of an unbounded slope": (
        "subgradient_bound",
        each((*SETS, RIDGE, NET), bound=lambda b, n: Bound(0.1, False)),
    ),
    "expression of another weight": ("cvx_value", each(PENALTIES, cvx_=lambda b, x: (2 * b.cvx(x)[0], b.cvx(x)[1]))),
    "expression of another function": ("cvx_value", each(PENALTIES, cvx_=lambda b, x: (0.7 * cp.norm_inf(x), []))),
    "not convex": ("convex", each((L1_TERM, GROUPS, NET), value=lambda b, x, n: np.sqrt(b(x, n)))),
    "value changes its argument": ("arguments", each((*PENALTIES, BOX), value=overwrites)),
    "value sees the batch": ("batch", each(PENALTIES, value=batch_unit)),
    "an axis too many": ("form", each((L1_TERM, GROUPS, BOX), value=lambda b, x, n: b(x, n)[..., None])),
    "float32": ("form", each((L1_TERM, RIDGE), value=lambda b, x, n: b(x, n).astype(np.float32))),
    "gap always 0": ("fenchel_gap", each((L1_TERM, NET, GROUPS, RIDGE), gap=lambda b, x, r, n: 0.0 * b(x, n))),
    "gap of the wrong sign": ("fenchel_gap", each((BOX, BALL, RIDGE), gap=lambda b, x, r, n: -b.fenchel_gap(x, r, n))),
    "gap forgets R": ("fenchel_gap", each((RIDGE, NET), gap=lambda b, x, r, n: b.fenchel_gap(x, r, n) - b(x, n))),
}
