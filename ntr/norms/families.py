"""The two families of l_p norms: of the entries, and of the singular values."""

from __future__ import annotations

from ntr.norm import Norm
from ntr.norms.l1 import L1
from ntr.norms.l2 import L2
from ntr.norms.linf import LInf
from ntr.norms.lp import Lp
from ntr.norms.nuclear import Nuclear
from ntr.norms.schatten import Schatten
from ntr.norms.spectral import Spectral


def entrywise(norm: Norm) -> float | None:
    """p if `norm` is the l_p norm of the entries, else None."""
    if isinstance(norm, L1 | L2 | LInf | Lp):
        return float(norm.p)
    return 2.0 if isinstance(norm, Schatten) and norm.p == 2 else None


def schatten(norm: Norm) -> float | None:
    """p if `norm` is the l_p norm of the singular values, else None."""
    if isinstance(norm, Spectral | Nuclear | Schatten):
        return float(norm.p)
    return 2.0 if len(norm.shape) == 2 and entrywise(norm) == 2 else None
