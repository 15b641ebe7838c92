"""Which norms are the Euclidean one and the maximum norm, under whatever name."""

from __future__ import annotations

import math

from ntr.norm import Norm
from ntr.norms import L2, LInf, Lp, Schatten

EUCLIDEAN: tuple[type[Norm], ...] = (L2, Lp, Schatten)
MAXIMUM: tuple[type[Norm], ...] = (LInf, Lp)


def is_euclidean(norm: Norm) -> bool:
    """Whether ||x|| is the square root of the sum of squares; Schatten-2 is the Frobenius norm."""
    return isinstance(norm, L2) or (isinstance(norm, Lp | Schatten) and norm.p == 2)


def is_maximum(norm: Norm) -> bool:
    """Whether ||x|| is the largest |x_i|."""
    return isinstance(norm, LInf) or (isinstance(norm, Lp) and math.isinf(norm.p))
