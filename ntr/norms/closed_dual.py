"""Which norm is the dual of which, where both have closed forms."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, singledispatch

import numpy as np

from ntr.norm import Norm
from ntr.norms.atoms import Atoms
from ntr.norms.group import Group
from ntr.norms.inequalities import Inequalities
from ntr.norms.k_support import KSupport
from ntr.norms.l1 import L1
from ntr.norms.l2 import L2
from ntr.norms.linf import LInf
from ntr.norms.lp import Lp
from ntr.norms.mahalanobis import Mahalanobis
from ntr.norms.nuclear import Nuclear
from ntr.norms.powers import dual_exponent
from ntr.norms.schatten import Schatten
from ntr.norms.sorted_l1 import SortedL1
from ntr.norms.sorted_l1_dual import SortedL1Dual
from ntr.norms.spectral import Spectral
from ntr.norms.top_k import TopK
from ntr.norms.top_k_dual import TopKDual
from ntr.norms.top_k_l2 import TopKL2
from ntr.norms.weighted_lp import WeightedLp


@singledispatch
def closed_dual(norm: Norm) -> Norm | None:
    """The dual of `norm` as a norm with a better LMO than a convex program, or None if no such is known.

    A pair of your own: ``@closed_dual.register`` above a function of a norm of your class, which returns its dual norm.
    `Dual` then takes LMO, embedding and CVXPY expression from there.
    """
    return None


def mutual(one: type[Norm], other: type[Norm], *fields: str) -> None:
    """Register two families with the same `fields` besides the shape: each norm is the dual of that of the other."""
    for norm, dual in ((one, other), (other, one)):
        closed_dual.register(norm, partial(_with_fields_of, dual, fields))


def _with_fields_of(make: Callable[..., Norm], fields: tuple[str, ...], norm: Norm) -> Norm:
    return make(norm.shape, *(getattr(norm, field) for field in fields))


mutual(L1, LInf)
mutual(Nuclear, Spectral)
mutual(TopK, TopKDual, "k")
mutual(KSupport, TopKL2, "k")
mutual(SortedL1, SortedL1Dual, "weights")


@closed_dual.register
def _(norm: L2) -> Norm:
    return norm


@closed_dual.register
def _(norm: Lp) -> Norm:
    return Lp(norm.shape, dual_exponent(norm.p))


@closed_dual.register
def _(norm: Schatten) -> Norm:
    return Schatten(norm.shape, dual_exponent(norm.p))


@closed_dual.register
def _(norm: WeightedLp) -> Norm:
    return WeightedLp(norm.shape, dual_exponent(norm.p), 1 / np.reshape(norm.weights, norm.shape))


@closed_dual.register
def _(norm: Mahalanobis) -> Norm:
    return Mahalanobis(norm.shape, np.linalg.inv(norm.matrix))


@closed_dual.register
def _(norm: Group) -> Norm:
    return Group(norm.shape, np.reshape(norm.groups, norm.shape), dual_exponent(norm.inner), dual_exponent(norm.outer))


@closed_dual.register
def _(norm: Atoms) -> Norm:
    return Inequalities(norm.shape, np.reshape(norm.vertices, (-1, *norm.shape)))


@closed_dual.register
def _(norm: Inequalities) -> Norm:
    return Atoms(norm.shape, np.reshape(norm.rows, (-1, *norm.shape)))
