"""A norm of A X B for invertible A and B."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array, scaled
from ntr.norm import Norm
from ntr.norms.closed_dual import closed_dual
from ntr.norms.dual import Dual
from ntr.norms.l2 import L2
from ntr.norms.nuclear import Nuclear
from ntr.norms.schatten import Schatten
from ntr.norms.spectral import Spectral

# Above this product of condition numbers less than half of the digits of A X B and of the LMO would be right.
MOST_CONDITION = 2.0**26

# Deviations from c Q, with Q orthogonal or a signed permutation, that are the rounding of the matrix itself.
ROUNDING = 2.0**-46

# The bound of an embedding by the dual norms of all e_i e_j^T is not tried for more entries: it is dear.
MOST_ENTRIES = 1024


@dataclass(frozen=True, eq=False)
class Sandwich(Norm):
    """||A X B|| for a norm of matrices and invertible A, B; its dual is ||A^-T G B^-T||_*.

    lmo(G) = A^-1 lmo'(A^-T G B^-T) B^-1 with the LMO of the given norm: all exact, by <G, A^-1 Y B^-1> = <A^-T G B^-T, Y>.
    With the spectral norm this is the geometry of preconditioned orthogonalization.

    Parameters
    ----------
    norm : Norm
        A norm on matrices of shape (m, n).
    left : array (m, m)
        A; read-only copy.
    right : array (n, n)
        B; read-only copy. `ValueError` if the product of the condition numbers of A and B exceeds 2^26.
    """

    norm: Norm
    left: Any
    right: Any
    shape: tuple[int, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        m, n = validation.shape(validation.norm(self.norm).shape, "norm.shape", ndim=2)
        object.__setattr__(self, "shape", (m, n))
        object.__setattr__(self, "left", validation.array(self.left, "left", shape=(m, m)))
        object.__setattr__(self, "right", validation.array(self.right, "right", shape=(n, n)))
        if not self.condition <= MOST_CONDITION:
            raise ValueError(
                f"left and right must be invertible, with condition numbers whose product is at most {MOST_CONDITION:g}, "
                f"got {np.linalg.cond(self.left):g} and {np.linalg.cond(self.right):g}"
            )

    @cached_property
    def condition(self) -> float:
        """The product of the condition numbers s_1/s_min of A and B, inf if one of them is singular."""
        return float(np.linalg.cond(self.left) * np.linalg.cond(self.right))

    @property
    def tolerance(self) -> float:
        """Rounding errors of the products are relative to ||A|| ||X|| ||B||, and larger by the condition number here."""
        return self.condition * (self.norm.tolerance + sum(self.shape) * 2.0**-52)

    @cached_property
    def inverses(self) -> tuple[Array, Array]:
        """A^-1 and B^-1."""
        return np.linalg.inv(self.left), np.linalg.inv(self.right)

    def _to_dual(self, g: Array) -> Array:
        """A^-T g B^-T."""
        left, right = self.inverses
        return _product(np.ascontiguousarray(left.T), g, np.ascontiguousarray(right.T))

    def __call__(self, x: Array) -> Array:
        unit, size = scaled(validation.point(x, self.shape, "x"), 2)
        return np.asarray(size * self.norm(_product(self.left, unit, self.right)))

    def dual(self, g: Array) -> Array:
        unit, size = scaled(validation.point(g, self.shape, "g"), 2)
        return np.asarray(size * self.norm.dual(self._to_dual(unit)))

    def lmo(self, g: Array) -> Array:
        unit, _ = scaled(validation.point(g, self.shape, "g"), 2)
        left, right = self.inverses
        return _product(left, self.norm.lmo(self._to_dual(unit)), right)

    def embedding(self, p: float) -> Bound:
        """sup ||A^-1 Y B^-1||_p over ||Y|| <= 1: exact in three cases, else a proved upper bound.

        Exact, where that of the norm is: A and B are multiples of signed permutations; p = 2 and they are multiples of
        orthogonal matrices. Exact for p = 2 and Schatten-r: with t_i = s_i(A^-1) s_i(B^-1), the square of it is
        sup <X, (A^-T A^-1) X (B^-1 B^-T)> = ||(t_i^2)||_{r/(r-2)}, and t_1^2 for r <= 2 (theory.md 13.3).
        Otherwise the least of three, raised by `tolerance` against the rounding of the inverses: e(p) N_p(A^-1) N_p(B^-T)
        with e(p) of the norm and N_p >= the operator norm l_p -> l_p, by Riesz-Thorin between the closed forms at 1, 2
        and inf; e(2) N_2(A^-1) N_2(B^-T) if p > 2, as then ||U||_p <= ||U||_2; and the sum over ||e_i e_j^T||_* of
        `Norm.embedding`, unless there are many entries.
        """
        p = validation.exponent(p)
        left, right = self.inverses
        inner = self.norm.embedding(p)
        if p == 2 and isinstance(self.norm, L2 | Spectral | Nuclear | Schatten):
            return Bound(_schatten_supremum(left, right, float(self.norm.p)), exact=True)
        value = inner.value * _operator_bound(left, p) * _operator_bound(right.T, p)
        isometric = _is_orthogonal if p == 2 else _is_permutation
        if isometric(left) and isometric(right):
            return Bound(value, inner.exact)
        bounds = [value]
        if p > 2:
            bounds.append(self.norm.embedding(2).value * _operator_bound(left, 2) * _operator_bound(right.T, 2))
        if left.shape[0] * right.shape[0] <= MOST_ENTRIES:
            bounds.append(Norm.embedding(self, p).value)
        return Bound(min(bounds) * (1 + self.tolerance), exact=False)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return self.norm.cvx(self.left @ x @ self.right)


def _product(left: Array, x: Array, right: Array) -> Array:
    """left @ x @ right for each matrix of the batch, on its own."""
    return np.asarray(np.matmul(np.matmul(left, np.ascontiguousarray(x)), right))


def _schatten_supremum(left: Array, right: Array, p: float) -> float:
    """sup ||left Y right||_2 over ||Y||_{S_p} <= 1: see `Sandwich.embedding`."""
    count = min(len(left), len(right))
    t = np.linalg.svd(left, compute_uv=False)[:count] * np.linalg.svd(right, compute_uv=False)[:count]
    if p <= 2:
        return float(t[0])
    power = 2.0 if p == np.inf else 2 * p / (p - 2)
    return float(t[0] * np.sum((t / t[0]) ** power) ** (1 / power))


def _operator_bound(matrix: Array, p: float) -> float:
    """An upper bound of the operator norm l_p -> l_p, exact for p = 1, 2, inf: log-linear in 1/p between them."""
    weight = 2 * min(1 / p, 1 - 1 / p)
    return float(np.linalg.norm(matrix, 2) ** weight * np.linalg.norm(matrix, 1 if p < 2 else np.inf) ** (1 - weight))


def _is_orthogonal(matrix: Array) -> bool:
    """Whether matrix = c Q with Q orthogonal, to rounding."""
    s = np.linalg.svd(matrix, compute_uv=False)
    return bool(s[0] - s[-1] <= ROUNDING * s[0])


def _is_permutation(matrix: Array) -> bool:
    """Whether matrix = c P with P a permutation with signs, to rounding."""
    size = np.abs(matrix) / np.abs(matrix).max()
    one, zero = np.abs(size - 1) <= ROUNDING, size <= ROUNDING
    return bool((one | zero).all() and (one.sum(axis=0) == 1).all() and (one.sum(axis=1) == 1).all())


@closed_dual.register
def _(norm: Sandwich) -> Norm:
    left, right = norm.inverses
    return Sandwich(Dual(norm.norm), left.T, right.T)
