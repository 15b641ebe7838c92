"""The Mahalanobis norm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.linalg import solve_triangular

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array, apply, flat, norm2, scaled
from ntr.norm import Norm
from ntr.norms.powers import diagonal_embedding, power_lmo, power_norm


@dataclass(frozen=True)
class Mahalanobis(Norm):
    """||x|| = sqrt(x'Ax) for A symmetric positive definite; its dual is sqrt(g'A^{-1}g), lmo(g) = -A^{-1}g / ||g||_*.

    With A = CC' (Cholesky), ||x|| = ||C'x||_2 and ||g||_* = ||C^{-1}g||_2.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point; A acts on its d entries in C order.
    matrix : array (d, d)
        A; kept as a tuple of rows. Asymmetry by rounding is removed; any other, or a least eigenvalue that is not
        above d 2^-52 times the largest one, raises `ValueError`.
    """

    shape: tuple[int, ...]
    matrix: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        size = math.prod(self.shape)
        matrix = validation.array(self.matrix, "matrix", shape=(size, size))
        difference = float(np.abs(matrix - matrix.T).max())
        if difference > 1e-12 * np.abs(matrix).max():
            raise ValueError(f"matrix must be symmetric, got a difference of {difference!r}")
        matrix = (matrix + matrix.T) / 2
        eigenvalues = np.linalg.eigvalsh(matrix)
        if not eigenvalues[0] > size * 2.0**-52 * eigenvalues[-1]:
            raise ValueError(
                f"matrix must be positive definite, got eigenvalues from {eigenvalues[0]} to {eigenvalues[-1]}"
            )
        object.__setattr__(self, "matrix", tuple(map(tuple, matrix.tolist())))

    @cached_property
    def _factor(self) -> Array:
        return np.linalg.cholesky(np.array(self.matrix))

    @cached_property
    def _inverse(self) -> Array:
        return np.ascontiguousarray(solve_triangular(self._factor, np.eye(len(self.matrix)), lower=True))

    @cached_property
    def _upright(self) -> tuple[Array, Array]:
        """C' and C^{-T}, contiguous."""
        return np.ascontiguousarray(self._factor.T), np.ascontiguousarray(self._inverse.T)

    @cached_property
    def tolerance(self) -> float:
        """d 2^-52 times the condition number of C: what the products with C' and C^{-1} lose against each other."""
        return float(len(self.matrix) * 2.0**-52 * np.linalg.cond(self._factor))

    def __call__(self, x: Array) -> Array:
        unit, size = scaled(validation.point(x, self.shape, "x"), len(self.shape))
        return size * norm2(apply(self._upright[0], flat(unit, len(self.shape))), 1)

    def dual(self, g: Array) -> Array:
        unit, size = scaled(validation.point(g, self.shape, "g"), len(self.shape))
        return size * norm2(apply(self._inverse, flat(unit, len(self.shape))), 1)

    def lmo(self, g: Array) -> Array:
        unit, _ = scaled(validation.point(g, self.shape, "g"), len(self.shape))
        direction = power_lmo(apply(self._inverse, flat(unit, len(self.shape))), 2.0, 1)
        return apply(self._upright[1], direction).reshape(unit.shape)

    def embedding(self, p: float) -> Bound:
        """sup ||A^{-1/2}v||_p over ||v||_2 <= 1: exact if A is diagonal, for p = 2 and for p = inf.

        Diagonal: `WeightedLp` with weights sqrt(A_ii). p = 2: lambda_min(A)^{-1/2}. p = inf: max_i sqrt((A^{-1})_ii).
        Otherwise it is NP-hard, and the result the least of three upper bounds: (sum_i (A^{-1})_ii^{p/2})^{1/p} of the
        default; d^{1/p - 1/2} times that of p = 2, for p < 2; and by interpolation, rho^{2/p} rho_inf^{1 - 2/p}, for
        p > 2.
        """
        p = validation.exponent(p)
        matrix = np.array(self.matrix)
        if not (matrix - np.diag(np.diag(matrix))).any():
            return diagonal_embedding(1 / np.sqrt(np.diag(matrix)), 2.0, p)
        rows = norm2(self._upright[1], 1)  # sqrt((A^{-1})_ii)
        if p == np.inf:
            return Bound(float(rows.max()), exact=True)
        rho = float(np.linalg.norm(self._inverse, 2))
        if p == 2:
            return Bound(rho, exact=True)
        other = len(rows) ** (1 / p - 0.5) * rho if p < 2 else rho ** (2 / p) * float(rows.max()) ** (1 - 2 / p)
        return Bound(min(float(power_norm(rows, p, 1)), other), exact=False)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return cp.norm2(self._upright[0] @ cp.vec(x, order="C")), []
