"""Which norms are l_1, l_2 (Euclidean) and l_inf (the maximum norm), under whatever name."""

from __future__ import annotations

import math

from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Schatten

EUCLIDEAN: tuple[type[Norm], ...] = (L2, Lp, Schatten)
MAXIMUM: tuple[type[Norm], ...] = (LInf, Lp)
SUM: tuple[type[Norm], ...] = (L1, Lp)


def is_euclidean(norm: Norm) -> bool:
    """Whether ||x|| is the square root of the sum of squares; Schatten-2 is the Frobenius norm."""
    return isinstance(norm, L2) or (isinstance(norm, Lp | Schatten) and norm.p == 2)


def is_maximum(norm: Norm) -> bool:
    """Whether ||x|| is the largest |x_i|."""
    return isinstance(norm, LInf) or (isinstance(norm, Lp) and math.isinf(norm.p))


def is_sum(norm: Norm) -> bool:
    """Whether ||x|| is the sum of the |x_i|."""
    return isinstance(norm, L1) or (isinstance(norm, Lp) and norm.p == 1)
