"""The indicator of an affine subspace."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.linalg import Array, flat, inner, norm2
from ntr.regularizers.indicator import Indicator

# Of A x = b, relative to ||A_i||_1 max|x| + |b_i|: what a projection in double precision leaves.
MARGIN = 1e-12


@dataclass(frozen=True, eq=False)
class Affine(Indicator):
    """R(x) = 0 if A x = b, +inf otherwise, with x flattened in C order.

    A computed residual may be 1e-12 of ||A_i||_1 max|x| + |b_i|, row by row; a computed r lies in the range of A^T if its part
    outside is at most 1e-12 of it.

    Parameters
    ----------
    A : array, shape (rows, size)
        Linearly independent rows, fewer than columns, so that more than one point is left; `ValueError` otherwise.
    b : array, shape (rows,)
    """

    A: Any
    b: Any

    def __post_init__(self) -> None:
        matrix = validation.array(self.A, "A", ndim=2)
        vector = validation.array(self.b, "b", shape=matrix.shape[:1])
        if not matrix.shape[0] < matrix.shape[1] or np.linalg.matrix_rank(matrix) < matrix.shape[0]:
            raise ValueError(f"A must have linearly independent rows, fewer than columns, got {matrix!r}")
        object.__setattr__(self, "A", matrix)
        object.__setattr__(self, "b", vector)

    def __call__(self, x: Array, ndim: int | None = None) -> Array:
        """0 inside, +inf outside (and where x is not finite), shape (*batch,)."""
        entries = self._entries(x, x.ndim if ndim is None else ndim)
        with np.errstate(invalid="ignore"):
            size = np.abs(self.A).sum(axis=1) * np.abs(entries).max(axis=-1, keepdims=True) + np.abs(self.b)
            inside = (np.abs(self._residual(entries)) <= MARGIN * size) & np.isfinite(size)
        return np.where(inside.all(axis=-1), 0.0, np.inf)

    def fenchel_gap(self, x: Array, r: Array, ndim: int | None = None) -> Array:
        """R*(A^T y) = <b, y>, and +inf outside the range of A^T: the gap is 0 or +inf."""
        axes = x.ndim if ndim is None else ndim
        slopes = self._entries(r, axes)
        away = norm2(slopes - self._normal(slopes), 1) <= MARGIN * norm2(slopes, 1)
        return np.where((self(x, axes) == 0) & away, 0.0, np.inf)

    def prox(self, y: Array, step: Array, ndim: int) -> Array:
        """The projection y - A^T (A A^T)^-1 (A y - b), twice: the second removes the rounding of the first."""
        entries = self._entries(y, ndim)
        for _ in range(2):
            entries = entries - inner(self._inverse, self._residual(entries)[..., None, :], 1)
        return entries.reshape(y.shape)

    def into_domain(self, x: Array, ndim: int) -> Array:
        """Projected."""
        return self.prox(x, np.ones(x.shape[: x.ndim - ndim]), ndim)

    def into_conjugate_domain(self, r: Array, ndim: int) -> Array:
        """Projected onto the range of A^T."""
        return self._normal(self._entries(r, ndim)).reshape(r.shape)

    def into_subdifferential(self, x: Array, r: Array, ndim: int) -> Array:
        """Projected onto the range of A^T."""
        return self.into_conjugate_domain(r, ndim)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """0, and A x = b."""
        return cp.Constant(0.0), [self.A @ cp.vec(x, order="C") == self.b]

    @cached_property
    def _inverse(self) -> Array:
        """The pseudoinverse A^T (A A^T)^-1."""
        return np.ascontiguousarray(np.linalg.pinv(self.A))

    def _normal(self, entries: Array) -> Array:
        return inner(self._inverse, inner(self.A, entries[..., None, :], 1)[..., None, :], 1)

    def _residual(self, entries: Array) -> Array:
        return np.asarray(inner(self.A, entries[..., None, :], 1) - self.b)

    def _entries(self, x: Array, ndim: int) -> Array:
        entries = flat(x, ndim)
        if entries.shape[-1] != self.A.shape[1]:
            raise ValueError(
                f"x must be a point of {self.A.shape[1]} entries, as A has columns, got {entries.shape[-1]}"
            )
        return entries
