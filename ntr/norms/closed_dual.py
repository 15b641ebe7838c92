"""Which norm is the dual of which, where both have closed forms."""

from __future__ import annotations

from functools import singledispatch

from ntr.norm import Norm
from ntr.norms.l1 import L1
from ntr.norms.l2 import L2
from ntr.norms.linf import LInf
from ntr.norms.lp import Lp
from ntr.norms.nuclear import Nuclear
from ntr.norms.powers import dual_exponent
from ntr.norms.schatten import Schatten
from ntr.norms.spectral import Spectral


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
