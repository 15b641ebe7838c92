"""The conformance kit of regularizers is itself checked, with planted bugs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cvxpy as cp
import numpy as np
import pytest

from ntr.bound import Bound
from ntr.conformance import ConformanceError, check_regularizer
from ntr.norms import L2
from ntr.regularizer import Regularizer
from ntr.regularizers import Ball, Box, L1Penalty, Zero

SHAPE = (3,)
NAMES = (
    "form", "batch", "arguments", "convex", "domain", "cvx_value", "infimum", "subgradient_bound", "fenchel_gap",
)  # fmt: skip


@dataclass(frozen=True)
class Mutant(Regularizer):
    """A right regularizer of which one member is replaced; each replacement takes (base, arguments...)."""

    base: Regularizer
    value: Callable[..., Any] = lambda base, x, ndim: base(x, ndim)
    bound: Callable[..., Any] = lambda base, norm: base.subgradient_bound(norm)
    gap: Callable[..., Any] = lambda base, x, r, ndim: base.fenchel_gap(x, r, ndim)
    cvx_: Callable[..., Any] = lambda base, x: base.cvx(x)
    least: float = 0.0

    @property
    def infimum(self):
        return self.least

    def __call__(self, x, ndim=None):
        return self.value(self.base, x, ndim)

    def subgradient_bound(self, norm):
        return self.bound(self.base, norm)

    def fenchel_gap(self, x, r, ndim=None):
        return self.gap(self.base, x, r, ndim)

    def cvx(self, x):
        return self.cvx_(self.base, x)


PENALTY, BOX, BALL = L1Penalty(0.7), Box(-1, 0.5), Ball(L2(SHAPE), 1.0)


def centred(base, x, ndim):
    """A sum over the batch crept in."""
    return base(x - (x.mean(axis=0) if x.ndim > 1 else 0.0) * 1e-9, ndim)


def overwrites(base, x, ndim):
    result = base(x, ndim)
    np.abs(x, out=x)
    return result


PLANTED = {
    "keeps an axis": (Mutant(PENALTY, value=lambda b, x, n: b(x, n)[..., None]), "form"),
    "NaN outside": (Mutant(BOX, value=lambda b, x, n: np.where(np.isinf(b(x, n)), np.nan, 0.0)), "form"),
    "single precision": (Mutant(PENALTY, value=lambda b, x, n: b(x, n).astype(np.float32)), "form"),
    "sees the batch": (Mutant(PENALTY, value=centred), "batch"),
    "sums the batch": (Mutant(PENALTY, value=lambda b, x, n: b(x)), "batch"),
    "overwrites x": (Mutant(PENALTY, value=overwrites), "arguments"),
    "square root": (Mutant(PENALTY, value=lambda b, x, n: np.sqrt(b(x, n))), "convex"),
    "complement": (Mutant(BOX, value=lambda b, x, n: np.where(np.isinf(b(x, n)), 0.0, np.inf)), "convex"),
    "domain 1 % too large": (Mutant(BALL, value=lambda b, x, n: b(x / 2, n)), "domain"),
    "domain of cvx too large": (Mutant(BOX, cvx_=lambda b, x: (cp.Constant(0.0), [x <= 0.5])), "domain"),
    "large finite value outside": (Mutant(BOX, value=lambda b, x, n: np.minimum(b(x, n), 1e6)), "domain"),
    "cvx forgets the weight": (Mutant(PENALTY, cvx_=lambda b, x: (cp.norm1(x), [])), "cvx_value"),
    "maximum for sum": (Mutant(PENALTY, cvx_=lambda b, x: (0.7 * cp.norm_inf(x), [])), "cvx_value"),
    "infimum above": (Mutant(PENALTY, least=0.1), "infimum"),
    "infimum below": (Mutant(PENALTY, least=-0.1), "infimum"),
    "infimum infinite": (Mutant(PENALTY, least=-np.inf), "infimum"),
    "bound in the wrong norm": (Mutant(PENALTY, bound=lambda b, n: Bound(0.7, True)), "subgradient_bound"),
    "bound 1 % too small": (
        Mutant(PENALTY, bound=lambda b, n: Bound(0.99 * b.subgradient_bound(n).value, True)), "subgradient_bound"
    ),
    "upper bound marked exact": (
        Mutant(PENALTY, bound=lambda b, n: Bound(2 * b.subgradient_bound(n).value, True)), "subgradient_bound"
    ),
    "normal cone forgotten": (Mutant(BOX, bound=lambda b, n: Bound(0.0, True)), "subgradient_bound"),
    "gap of the wrong sign": (Mutant(BALL, gap=lambda b, x, r, n: -b.fenchel_gap(x, r, n)), "fenchel_gap"),
    "gap always 0": (Mutant(PENALTY, gap=lambda b, x, r, n: 0.0 * b(x, n)), "fenchel_gap"),
    "gap twice": (Mutant(BALL, gap=lambda b, x, r, n: 2 * b.fenchel_gap(x, r, n)), "fenchel_gap"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_planted_bug_is_caught_by_the_check_that_names_it(name):
    mutant, check = PLANTED[name]
    others = {other: "not the one that names it" for other in NAMES if other != check}
    with pytest.raises(ConformanceError) as caught:
        check_regularizer(mutant, SHAPE, exclude=others)
    assert set(caught.value.failures) == {check}


def test_every_check_catches_something():
    """Each check is the one that names some bug: none is idle."""
    assert {check for _, check in PLANTED.values()} == set(NAMES)


@pytest.mark.parametrize("base", [PENALTY, BOX, BALL], ids=repr)
def test_mutants_are_right_without_their_mutation(base):
    assert check_regularizer(Mutant(base), SHAPE) == NAMES


def test_without_a_fenchel_gap_its_check_is_left_out():
    assert check_regularizer(Mutant(PENALTY, gap=lambda *_: None), SHAPE) == NAMES[:-1]


def test_the_report_names_check_values_tolerance_and_seed():
    with pytest.raises(AssertionError) as caught:
        check_regularizer(Mutant(PENALTY, least=0.1), SHAPE, seed=11)
    message = str(caught.value)
    for part in ("[infimum] infimum against", "0.1", "allowed", "seed 11", "Mutant(base=L1Penalty(weight=0.7)"):
        assert part in message, message


def test_excluded_checks_do_not_run():
    known = {"infimum": "not known, issue 12"}
    assert check_regularizer(Mutant(PENALTY, least=0.1), SHAPE, exclude=known) == tuple(
        n for n in NAMES if n != "infimum"
    )


def test_a_domain_that_is_never_met_is_reported():
    nowhere = Mutant(Zero(), value=lambda b, x, n: np.full(b(x, n).shape, np.inf))
    with pytest.raises(ConformanceError, match="infinite at all"):
        check_regularizer(nowhere, SHAPE)


def test_bad_shape():
    with pytest.raises(ValueError, match="shape"):
        check_regularizer(PENALTY, (0,))
