"""The operator norms l_p -> l_q that have a closed form."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ntr import validation
from ntr.norm import Norm
from ntr.norms.inf_to_inf import InfToInf
from ntr.norms.max_column import MaxColumn
from ntr.norms.max_entry import MaxEntry
from ntr.norms.max_row import MaxRow
from ntr.norms.mixed_lpq import MixedLpq
from ntr.norms.one_to_one import OneToOne
from ntr.norms.powers import dual_exponent
from ntr.norms.spectral import Spectral
from ntr.norms.transposed import Transposed

# The classes that have a name of their own: 1 -> q by q, and p -> inf by p.
COLUMNS: dict[float, Callable[[tuple[int, int]], Norm]] = {1.0: OneToOne, 2.0: MaxColumn, np.inf: MaxEntry}
ROWS: dict[float, Callable[[tuple[int, int]], Norm]] = {2.0: MaxRow, np.inf: InfToInf}


def Induced(shape: tuple[int, int], p: float, q: float) -> Norm:
    """||X||_{p->q} = max {||X v||_q : ||v||_p <= 1}, as the norm of this package that it is.

    - p = 1, or one column: max_j ||x_j||_q over the columns, since a convex function of v is largest at +-e_j.
      `OneToOne`, `MaxColumn`, `MaxEntry` for q = 1, 2, inf, else ``MixedLpq(shape, q, inf)``.
    - q = inf, or one row: max_i ||x_i||_p' over the rows, 1/p + 1/p' = 1, by Hoelder. `MaxRow`, `InfToInf` for p = 2, inf,
      else ``Transposed(MixedLpq(shape[::-1], p', inf))``.
    - p = q = 2: `Spectral`.

    Parameters
    ----------
    shape : (int, int)
        Shape (m, n) of a matrix, which maps R^n to R^m.
    p, q : float
        The exponents, in [1, inf].

    Raises
    ------
    ValueError
        For all other exponents: the norm itself is NP-hard to compute, or no way to compute it is known.

    References
    ----------
    - Rohn, "Computing the norm ||A||_{inf,1} is NP-hard", Linear and Multilinear Algebra 47 (2000).
    - Steinberg, "Computation of matrix norms with applications to robust optimization", thesis, Technion 2005: q < p.
    - Hendrickx and Olshevsky, "Matrix p-norms are NP-hard to approximate if p != 1, 2, inf", SIAM J. Matrix Anal. Appl.
      31 (2010): rational p = q.
    - Barak et al., "Hypercontractivity, sum-of-squares proofs, and their applications", STOC 2012: 2 -> 4.
    """
    m, n = validation.shape(shape, ndim=2)
    p, q = validation.exponent(p, "p"), validation.exponent(q, "q")
    if p == 1 or n == 1:
        return COLUMNS[q]((m, n)) if q in COLUMNS else MixedLpq((m, n), q, np.inf)
    if q == np.inf or m == 1:
        return ROWS[p]((m, n)) if p in ROWS else Transposed(MixedLpq((n, m), dual_exponent(p), np.inf))
    if p == q == 2:
        return Spectral((m, n))
    raise ValueError(
        f"p and q must be such that l_p -> l_q has a closed form: p = 1, or q = inf, or p = q = 2, or a matrix of one "
        f"row or column; got p = {p:g}, q = {q:g}, shape {(m, n)}: {_reason(p, q)}"
    )


def _reason(p: float, q: float) -> str:
    """Why ||X||_{p->q} is refused."""
    if (p, q) == (np.inf, 1):
        return "computing this norm is NP-hard (Rohn 2000)"
    if q < p:
        return "computing this norm is NP-hard for every q < p (Steinberg 2005)"
    if p == q:
        return "computing this norm is NP-hard for p = q other than 1, 2, inf (Hendrickx and Olshevsky 2010)"
    return (
        "no polynomial algorithm is known for 1 < p < q < inf, and to approximate 2 -> 4 is as hard as small-set expansion "
        "(Barak et al. 2012)"
    )
