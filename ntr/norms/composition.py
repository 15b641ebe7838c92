"""A norm after a linear map."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.cvx import ACCURACY
from ntr.linalg import Array, apply, flat
from ntr.norm import Norm
from ntr.norms.attained import attained
from ntr.norms.ball_program import BallProgram
from ntr.norms.closed_dual import closed_dual
from ntr.norms.dual import Dual
from ntr.norms.l1 import L1
from ntr.norms.l2 import L2
from ntr.norms.lp import Lp
from ntr.norms.powers import power_norm
from ntr.norms.schatten import Schatten

# Above this condition number fewer than six digits of a closed form would be right.
CONDITION = 1e10


@dataclass(frozen=True, eq=False)
class Composition(Norm):
    """||A x||, where A acts on the entries of x in C order; its dual is min {||w||_* : A^T w = g}.

    Square A: closed form, ||g||_* = ||A^-T g||_* and lmo(g) = A^-1 (LMO of ||.|| at A^-T g). Tall A and a Euclidean
    norm: the same with R in place of A, where A = Q R. Other tall A: by a convex program (`BallProgram`).

    Parameters
    ----------
    norm : Norm
        ||.||, for points with m entries.
    matrix : array, shape (m, n)
        A, injective: m >= n, condition number at most 1e10. A wide one is refused: ||A x|| = 0 for some x != 0.
    shape : tuple of int, optional
        Shape of x, with n entries; (n,) by default.

    Attributes
    ----------
    singular : (float, float)
        The largest and the least singular value of A.
    tolerance : float
        n cond(A) 2^-52 in the closed forms.
    """

    norm: Norm
    matrix: Array
    shape: tuple[int, ...] = ()
    singular: tuple[float, float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        validation.norm(self.norm)
        matrix = validation.array(self.matrix, "matrix", ndim=2)
        rows, columns = matrix.shape
        if rows != np.prod(self.norm.shape):
            raise ValueError(f"matrix must have as many rows as {self.norm!r} has entries, got shape {matrix.shape}")
        if not 1 <= columns <= rows:
            raise ValueError(f"matrix must have 1 to {rows} columns: a wide one is not injective, got {matrix.shape}")
        s = np.linalg.svd(matrix, compute_uv=False)
        if not s[0] <= CONDITION * s[-1]:
            raise ValueError(
                f"matrix must be injective, with a condition number of at most {CONDITION:.0e}, got the singular "
                f"values {s[0]:.3e} to {s[-1]:.3e}"
            )
        shape = validation.shape(self.shape) if self.shape != () else (columns,)
        if np.prod(shape) != columns:
            raise ValueError(f"shape must have {columns} entries, the columns of matrix, got {self.shape!r}")
        object.__setattr__(self, "matrix", matrix)
        object.__setattr__(self, "shape", shape)
        object.__setattr__(self, "singular", (float(s[0]), float(s[-1])))

    @property
    def tolerance(self) -> float:
        own = ACCURACY if self._core is None else self.matrix.shape[1] * self.singular[0] / self.singular[1] * 2.0**-52
        return self.norm.tolerance + own

    def __call__(self, x: Array) -> Array:
        x = validation.point(x, self.shape, "x")
        return self.norm(_map(self.matrix, x, len(self.shape), self.norm.shape))

    def dual(self, g: Array) -> Array:
        g = validation.point(g, self.shape, "g")
        if self._core is None:
            return self._program.dual(g)
        norm, inverse = self._core
        return norm.dual(_map(inverse.T, g, len(self.shape), norm.shape))

    def lmo(self, g: Array) -> Array:
        g = validation.point(g, self.shape, "g")
        if self._core is None:
            return self._program.lmo(g)
        norm, inverse = self._core
        return _map(inverse, norm.lmo(_map(inverse.T, g, len(self.shape), norm.shape)), len(norm.shape), self.shape)

    def embedding(self, p: float) -> Bound:
        """An upper bound, exact in some cases.

        l_1 and square A: max_i ||A^-1 e_i||_p, over the extreme points, exact. Otherwise, as ||u||_2 <= ||A u||_2/s for
        the least singular value s of A: E_2/s, where E_2 is that of `norm` into l_2, times n^{(1/p - 1/2)+}; exact for
        p = 2, square A and equal singular values if E_2 is. Or (sum_i ||e_i||_*^p)^(1/p), if it is less. Exact too where
        a point attains it, such as in l_2 at p = 2. (The largest ||A^-1 w||_2 over max |w_i| <= 1 is NP-hard.)
        """
        p = validation.exponent(p)
        size = self.matrix.shape[1]
        if self._core is not None and (isinstance(self.norm, L1) or (isinstance(self.norm, Lp) and self.norm.p == 1)):
            return Bound(float(power_norm(self._core[1].T, p, 1).max()), exact=True)
        inner = self.norm.embedding(2)
        upper = inner.value / self.singular[1] * float(size) ** max(0.0, 1 / p - 0.5)
        if p == 2 and self._core is not None:
            isometry = self._core[0] is self.norm and self.singular[0] / self.singular[1] <= 1 + size * 2.0**-50
            if isinstance(self._core[0], L2) or (isometry and inner.exact):
                return Bound(upper, exact=True)
        basis = Norm.embedding(self, p).value * (1 + self.tolerance)
        return attained(self, p, min(upper, basis))

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        flattened = cp.vec(x, order="C")
        return self.norm.cvx(cp.reshape(self.matrix @ flattened, self.norm.shape, order="C"))

    @cached_property
    def _core(self) -> tuple[Norm, Array] | None:
        """(norm, B) with ||A x|| = norm(B^-1 x), where there is a square one."""
        rows, columns = self.matrix.shape
        if rows == columns:
            return self.norm, _inverse(self.matrix)
        if isinstance(self.norm, L2) or (isinstance(self.norm, Lp | Schatten) and self.norm.p == 2):
            return L2((columns,)), _inverse(np.linalg.qr(self.matrix, mode="r"))
        return None

    @cached_property
    def _program(self) -> BallProgram:
        return BallProgram(self)


def _inverse(matrix: Any) -> Array:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def _map(matrix: Array, x: Array, ndim: int, shape: tuple[int, ...]) -> Array:
    """matrix times the entries of each point of the batch, as points of `shape`."""
    result = apply(np.ascontiguousarray(matrix), flat(x, ndim))
    return result.reshape(*result.shape[:-1], *shape)


@closed_dual.register
def _(norm: Composition) -> Norm | None:
    if norm.matrix.shape[0] != norm.matrix.shape[1]:
        return None
    return Composition(Dual(norm.norm), _inverse(norm.matrix).T, norm.shape)
