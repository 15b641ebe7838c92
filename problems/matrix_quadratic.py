"""f(X) = <X - C, A (X - C) B> / 2."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import ProblemKernel
from ntr.linalg import Array, inner
from ntr.norm import Norm
from ntr.norms.families import entrywise, schatten
from ntr.problem import Constants, Problem, Region
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero
from problems.geometry import is_euclidean, sign_maximum, weighted_power
from problems.minimum import Minimum, minimum, minimum_on_ball
from problems.quadratic import least_eigenvalue, semidefinite


@dataclass(frozen=True, eq=False)
class MatrixQuadratic(Problem):
    """f(X) = <X - C, A (X - C) B> / 2 with A and B symmetric positive semidefinite.

    Parameters
    ----------
    A : array (m, m)
        Symmetric positive semidefinite; `ValueError` otherwise.
    B : array (n, n)
        Symmetric positive semidefinite; `ValueError` otherwise.
    center : array (m, n), optional
        C; 0 by default.
    regularizer : Regularizer, keyword only
        R.
    """

    A: Any
    B: Any
    center: Any = None
    shape: tuple[int, ...] = field(init=False, repr=False)
    infimum_f: float = field(default=0.0, init=False, repr=False)
    regularizer: Regularizer = field(default=Zero(), kw_only=True)

    def __post_init__(self) -> None:
        left, right = semidefinite(self.A, "A"), semidefinite(self.B, "B")
        shape = (len(left), len(right))
        object.__setattr__(self, "A", left)
        object.__setattr__(self, "B", right)
        center = np.zeros(shape) if self.center is None else self.center
        object.__setattr__(self, "center", validation.array(center, "center", shape=shape))
        object.__setattr__(self, "shape", shape)

    def _image(self, offset: Array) -> Array:
        return np.asarray(np.matmul(np.matmul(self.A, np.ascontiguousarray(offset)), self.B))

    def value(self, x: Array) -> Array:
        """f(X), shape (*batch,)."""
        offset = validation.point(x, self.shape, "x") - self.center
        return 0.5 * inner(offset, self._image(offset), 2)

    def gradient(self, x: Array) -> Array:
        """A (X - C) B, shape of x."""
        return self._image(validation.point(x, self.shape, "x") - self.center)

    def euclidean(self) -> tuple[Bound, Bound]:
        """L_2 = s_1(A) s_1(B) and H_2 = 0, exact."""
        return Bound(float(self._spectrum[0]), exact=True), Bound(0.0, exact=True)

    def strong_convexity(self) -> float | None:
        """The product of the least eigenvalues of A and B; None if it is not positive."""
        return least_eigenvalue(self.A) * least_eigenvalue(self.B) or None

    def constants(self, norm: Norm) -> Constants:
        """What is certified in `norm`; theory.md 13.3. H = 0, and L = max <X, AXB> over ||X|| <= 1.

        Schatten-p, with the eigenvalues a_i of A and b_i of B in decreasing order: <X, AXB> <= sum_i a_i b_i s_i(X)^2
        (von Neumann; the singular values of AXB are weakly log-majorized by the products), reached at
        X = sum_i x_i u_i(A) u_i(B)', so L = sup sum_i a_i b_i x_i^2 over ||x||_p <= 1 (`weighted_power`): exact. In the
        spectral norm that is sum_i a_i b_i, in the nuclear and Frobenius norms a_1 b_1.
        l_1 of the entries: a vertex, max A_ii max B_jj, exact. l_inf: the hessian is the Kronecker product;
        sum |A_ij| sum |B_ij| where signs fit both (`sign_maximum`), exact, else an upper bound. Diagonal A and B in
        l_p: exact. Otherwise rho^2 a_1 b_1: an upper bound.
        """
        least = self._least
        return Constants(
            L=self._smoothness(norm),
            H=Bound(0.0, exact=True),
            gradient=None if self.A.any() and self.B.any() else Bound(0.0, exact=True),
            infimum=(least.lower, least.upper),
            minimizer=least.point if least.lower == least.upper else None,
            star_convex="f",
            convex=True,
        )

    def region(self, norm: Norm, radius: float) -> Region:
        """What is certified on {||X|| <= radius}; as for `Quadratic`."""
        radius = validation.positive(radius, "radius")
        inside = float(norm(self.center)) <= radius and self._at_center.lower == self._at_center.upper
        least = self._at_center if inside else minimum_on_ball(self, norm, radius)
        smoothness = self._smoothness(norm)
        pull = float(norm.dual(self._image(self.center)))
        return Region(
            infimum=(least.lower, least.upper),
            comparator=least.point,
            gradient=Bound(pull + smoothness.value * radius, exact=smoothness.exact and pull == 0),
        )

    def kernel(self) -> ProblemKernel:
        """Parameters [m, C, A, B by rows]; the scratch holds A (X - C)."""
        parts = [np.array([self.shape[0]], dtype=np.float64), self.center.ravel(), self.A.ravel(), self.B.ravel()]
        return ProblemKernel(matrix_quadratic_gradient, np.concatenate(parts), work_rows=self.center.size)

    @cached_property
    def _spectrum(self) -> Array:
        """a_i b_i for i <= min(m, n), in decreasing order."""
        count = min(self.shape)
        left, right = (np.maximum(np.linalg.eigvalsh(matrix)[::-1], 0.0) for matrix in (self.A, self.B))
        return np.asarray(left[:count] * right[:count])

    @cached_property
    def _at_center(self) -> Minimum:
        return Minimum(self.center, self.regularizer.infimum, float(self.regularizer(self.center)))

    @cached_property
    def _least(self) -> Minimum:
        return minimum(self, self.center)

    def _smoothness(self, norm: Norm) -> Bound:
        p, q = entrywise(norm), schatten(norm)
        if is_euclidean(norm):
            return Bound(float(self._spectrum[0]), exact=True)
        if q is not None:
            return Bound(weighted_power(self._spectrum, q, 2), exact=True)
        left, right = np.diag(self.A), np.diag(self.B)
        if p is not None and not np.any(self.A - np.diag(left)) and not np.any(self.B - np.diag(right)):
            return Bound(weighted_power(np.outer(left, right).ravel(), p, 2), exact=True)
        if p == 1:
            return Bound(float(left.max() * right.max()), exact=True)
        general = norm.rho**2 * float(self._spectrum[0])
        if p is None:
            return Bound(general, exact=False)
        total = float(np.abs(self.A).sum() * np.abs(self.B).sum())
        if p == np.inf and all(_signs_fit(matrix) for matrix in (self.A, self.B)):
            return Bound(total, exact=True)
        return Bound(min(general, total), exact=False)


def _signs_fit(matrix: Array) -> bool:
    """Whether signs s with s_i s_j M_ij = |M_ij| exist: then max s'Ms = sum |M_ij|."""
    value, exact = sign_maximum(matrix)
    return exact and value >= float(np.abs(matrix).sum()) * (1 - 1e-14)


def matrix_quadratic_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = [m, C, A, B by rows]."""
    size, lanes = x.shape
    rows = int(problem[0])
    columns = size // rows
    left, right = 1 + size, 1 + size + rows * rows
    f[:] = 0.0
    for i in range(rows):
        for j in range(columns):
            work[i * columns + j] = 0.0
            for k in range(rows):
                entry, c = problem[left + i * rows + k], problem[1 + k * columns + j]
                for lane in range(lanes):
                    work[i * columns + j, lane] += entry * (x[k * columns + j, lane] - c)
    for i in range(rows):
        for j in range(columns):
            g[i * columns + j] = 0.0
            for k in range(columns):
                entry = problem[right + k * columns + j]
                for lane in range(lanes):
                    g[i * columns + j, lane] += work[i * columns + k, lane] * entry
            for lane in range(lanes):
                f[lane] += 0.5 * ((x[i * columns + j, lane] - problem[1 + i * columns + j]) * g[i * columns + j, lane])
