"""Which norm is the dual of which, where both have closed forms."""

from __future__ import annotations

from functools import singledispatch

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


@closed_dual.register
def _(norm: L1) -> Norm:
    return LInf(norm.shape)


@closed_dual.register
def _(norm: LInf) -> Norm:
    return L1(norm.shape)


@closed_dual.register
def _(norm: L2) -> Norm:
    return norm


@closed_dual.register
def _(norm: Lp) -> Norm:
    return Lp(norm.shape, dual_exponent(norm.p))


@closed_dual.register
def _(norm: Nuclear) -> Norm:
    return Spectral(norm.shape)


@closed_dual.register
def _(norm: Spectral) -> Norm:
    return Nuclear(norm.shape)


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
def _(norm: TopK) -> Norm:
    return TopKDual(norm.shape, norm.k)


@closed_dual.register
def _(norm: TopKDual) -> Norm:
    return TopK(norm.shape, norm.k)


@closed_dual.register
def _(norm: KSupport) -> Norm:
    return TopKL2(norm.shape, norm.k)


@closed_dual.register
def _(norm: TopKL2) -> Norm:
    return KSupport(norm.shape, norm.k)


@closed_dual.register
def _(norm: SortedL1) -> Norm:
    return SortedL1Dual(norm.shape, norm.weights)


@closed_dual.register
def _(norm: SortedL1Dual) -> Norm:
    return SortedL1(norm.shape, norm.weights)


@closed_dual.register
def _(norm: Group) -> Norm:
    return Group(norm.shape, np.reshape(norm.groups, norm.shape), dual_exponent(norm.inner), dual_exponent(norm.outer))


@closed_dual.register
def _(norm: Atoms) -> Norm:
    return Inequalities(norm.shape, np.reshape(norm.vertices, (-1, *norm.shape)))


@closed_dual.register
def _(norm: Inequalities) -> Norm:
    return Atoms(norm.shape, np.reshape(norm.rows, (-1, *norm.shape)))
