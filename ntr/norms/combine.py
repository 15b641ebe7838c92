"""How the norms of several blocks become one number: their maximum, sum or Euclidean length."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from ntr.bound import Bound
from ntr.norms.l1 import L1
from ntr.norms.l2 import L2
from ntr.norms.linf import LInf
from ntr.norms.powers import diagonal_embedding

Combine: TypeAlias = Literal["max", "sum", "l2"]


def outer_norm(combine: str, count: int) -> L1 | L2 | LInf:
    """The norm of the vector of the blocks' norms, which is at least 0: l_inf, l_1 or l_2 of `count` numbers.

    Raises
    ------
    ValueError
        If `combine` is not "max", "sum" or "l2".
    """
    match combine:
        case "max":
            return LInf((count,))
        case "sum":
            return L1((count,))
        case "l2":
            return L2((count,))
    raise ValueError(f'combine must be "max", "sum" or "l2", got {combine!r}')


def dual_combine(combine: Combine) -> Combine:
    """The dual of the outer norm, by name: the maximum and the sum are dual to each other."""
    match combine:
        case "max":
            return "sum"
        case "sum":
            return "max"
        case "l2":
            return "l2"


def combined_embedding(outer: L1 | L2 | LInf, p: float, bounds: list[Bound]) -> Bound:
    """sup ||u||_p over outer(||u_1||_1, ..., ||u_B||_B) <= 1, where block b has sup ||u_b||_p = a_b ||u_b||_b.

    ||u||_p^p = sum_b ||u_b||_p^p, so this is sup (sum_b (a_b t_b)^p)^(1/p) over ||t||_s <= 1, with s = inf, 1 or 2: for
    s <= p it is max_b a_b, and else ||a||_r with 1/r = 1/p - 1/s (Hoelder). The maximum needs only its own a_b to be
    exact. p = 2 is theory.md 13.1: (sum a_b^2)^(1/2) for the maximum, max a_b for the sum and for l_2.
    """
    values = np.array([bound.value for bound in bounds])
    if outer.p <= p:
        exact = any(bound.exact for bound in bounds if bound.value == values.max())
    else:
        exact = all(bound.exact for bound in bounds)
    return Bound(diagonal_embedding(values, outer.p, p).value, exact)
