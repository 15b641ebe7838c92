"""f(x) = (x - c)' A (x - c) / 2."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import ProblemKernel
from ntr.linalg import Array, apply, inner
from ntr.norm import Norm
from ntr.norms.families import entrywise
from ntr.problem import Constants, Problem, Region
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero
from problems.geometry import is_euclidean, sign_maximum, weighted_power
from problems.minimum import Minimum, minimum, minimum_on_ball


def semidefinite(value: Any, name: str) -> Array:
    """A read-only symmetric positive semidefinite matrix; `ValueError` otherwise. Asymmetry by rounding is removed."""
    matrix = validation.array(value, name, ndim=2)
    if matrix.shape[0] != matrix.shape[1] or matrix.size == 0:
        raise ValueError(f"{name} must be square, got shape {matrix.shape}")
    size = float(np.abs(matrix).max())
    if np.abs(matrix - matrix.T).max() > 1e-12 * size:
        raise ValueError(f"{name} must be symmetric, got a difference of {np.abs(matrix - matrix.T).max()!r}")
    matrix = (matrix + matrix.T) / 2
    least = float(np.linalg.eigvalsh(matrix)[0])
    if least < -1e-12 * size * len(matrix):
        raise ValueError(
            f"{name} must be positive semidefinite (else f is unbounded below), got the eigenvalue {least!r}"
        )
    matrix.flags.writeable = False
    return matrix


def least_eigenvalue(matrix: Array) -> float:
    """A lower bound of the least eigenvalue, at least 0; exact for a diagonal matrix.

    eigvalsh is backward stable: its error is below a small multiple of d times the rounding of the largest eigenvalue.
    """
    diagonal = np.diag(matrix)
    if (np.diag(diagonal) == matrix).all():
        return max(float(diagonal.min()), 0.0)
    values = np.linalg.eigvalsh(matrix)
    return max(float(values[0] - 1e-14 * len(values) * values[-1]), 0.0)


@dataclass(frozen=True, eq=False)
class Quadratic(Problem):
    """f(x) = (x - c)' A (x - c) / 2 with A symmetric positive semidefinite.

    Parameters
    ----------
    A : array (d, d)
        Symmetric positive semidefinite; `ValueError` otherwise.
    center : array (d,), optional
        c; 0 by default.
    regularizer : Regularizer, keyword only
        R.
    """

    A: Any
    center: Any = None
    shape: tuple[int, ...] = field(init=False, repr=False)
    infimum_f: float = field(default=0.0, init=False, repr=False)
    regularizer: Regularizer = field(default=Zero(), kw_only=True)

    def __post_init__(self) -> None:
        matrix = semidefinite(self.A, "A")
        size = len(matrix)
        center = np.zeros(size) if self.center is None else self.center
        object.__setattr__(self, "A", matrix)
        object.__setattr__(self, "center", validation.array(center, "center", shape=(size,)))
        object.__setattr__(self, "shape", (size,))

    def value(self, x: Array) -> Array:
        """f(x), shape (*batch,)."""
        offset = validation.point(x, self.shape, "x") - self.center
        return 0.5 * inner(offset, apply(self.A, offset), 1)

    def gradient(self, x: Array) -> Array:
        """A (x - c), shape of x."""
        return apply(self.A, validation.point(x, self.shape, "x") - self.center)

    def euclidean(self) -> tuple[Bound, Bound]:
        """L_2 = ||A||_op and H_2 = 0, exact."""
        return Bound(self._top, exact=True), Bound(0.0, exact=True)

    def strong_convexity(self) -> float | None:
        """The least eigenvalue of A, less what rounding may have added; None if that is not positive."""
        return least_eigenvalue(self.A) or None

    def coordinate_smoothness(self) -> Array | None:
        """The diagonal of A, where A is diagonal."""
        diagonal = np.diag(self.A)
        return diagonal.copy() if (np.diag(diagonal) == self.A).all() and (diagonal > 0).all() else None

    def constants(self, norm: Norm) -> Constants:
        """What is certified in `norm`; theory.md 13.3.

        The hessian is A everywhere, so L = max h'Ah over ||h|| <= 1 exactly (A is semidefinite), and H = 0. In l_1 the
        maximum of a convex function is at a vertex +-e_i: max_i A_ii. l_2: the largest eigenvalue. l_inf:
        `sign_maximum`. A diagonal A in l_p: `weighted_power`. Otherwise h'Ah <= ||A||_op rho^2, and in l_p also
        <= sum |A_ij|, as |h_i| <= 1: an upper bound. The gradient is unbounded unless A = 0.
        """
        least = self._least
        return Constants(
            L=self._smoothness(norm),
            H=Bound(0.0, exact=True),
            gradient=None if self.A.any() else Bound(0.0, exact=True),
            infimum=(least.lower, least.upper),
            minimizer=least.point if least.lower == least.upper else None,
            star_convex="f",
            convex=True,
        )

    def region(self, norm: Norm, radius: float) -> Region:
        """What is certified on {||x|| <= radius}.

        gradient: ||A(x - c)||_* <= ||Ac||_* + L radius, which is reached for c = 0 where L is exact. The comparator is
        the center if it lies in the ball and minimizes R, else the constrained minimizer (`minimum_on_ball`).
        """
        radius = validation.positive(radius, "radius")
        inside = float(norm(self.center)) <= radius and self._at_center.lower == self._at_center.upper
        least = self._at_center if inside else minimum_on_ball(self, norm, radius)
        smoothness = self._smoothness(norm)
        pull = float(norm.dual(apply(self.A, self.center)))
        return Region(
            infimum=(least.lower, least.upper),
            comparator=least.point,
            gradient=Bound(pull + smoothness.value * radius, exact=smoothness.exact and pull == 0),
        )

    def kernel(self) -> ProblemKernel:
        """Parameters [center, A by rows]."""
        return ProblemKernel(quadratic_gradient, np.concatenate([self.center, self.A.ravel()]))

    @cached_property
    def _top(self) -> float:
        return max(float(np.linalg.eigvalsh(self.A)[-1]), 0.0)

    @cached_property
    def _at_center(self) -> Minimum:
        bottom = float(self.regularizer(self.center))
        return Minimum(self.center, self.regularizer.infimum, bottom)

    @cached_property
    def _least(self) -> Minimum:
        return minimum(self, self.center)

    def _smoothness(self, norm: Norm) -> Bound:
        p = entrywise(norm)
        if is_euclidean(norm):
            return Bound(self._top, exact=True)
        if p is not None and not np.any(self.A - np.diag(np.diag(self.A))):
            return Bound(weighted_power(np.diag(self.A), p, 2), exact=True)
        if p == 1:
            return Bound(float(np.diag(self.A).max()), exact=True)
        if p == np.inf:
            return Bound(*sign_maximum(self.A))
        general = norm.rho**2 * self._top
        return Bound(general if p is None else min(general, float(np.abs(self.A).sum())), exact=False)


def quadratic_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = [c, A by rows]."""
    size, lanes = x.shape
    f[:] = 0.0
    for i in range(size):
        g[i] = 0.0
        for j in range(size):
            entry, c = problem[size + i * size + j], problem[j]
            for lane in range(lanes):
                g[i, lane] += entry * (x[j, lane] - c)
        for lane in range(lanes):
            f[lane] += 0.5 * ((x[i, lane] - problem[i]) * g[i, lane])
