"""A norm of the transposed matrix."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms.closed_dual import closed_dual
from ntr.norms.dual import Dual


@dataclass(frozen=True)
class Transposed(Norm):
    """||X^T|| for a norm of matrices; its dual is ||G^T||_* and lmo(G) = lmo'(G^T)^T, with the LMO of the given norm.

    It turns norms of columns into norms of rows, and norms of layers stored as (out, in) into those of layers stored as
    (in, out), as in JAX and optax. The embeddings are those of the given norm.

    Parameters
    ----------
    norm : Norm
        A norm on matrices of shape (n, m); this one is on matrices of shape (m, n).
    """

    norm: Norm
    shape: tuple[int, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        shape = validation.shape(validation.norm(self.norm).shape, "norm.shape", ndim=2)
        object.__setattr__(self, "shape", shape[::-1])

    @property
    def tolerance(self) -> float:
        return self.norm.tolerance

    def __call__(self, x: Array) -> Array:
        return self.norm(_transpose(validation.point(x, self.shape, "x")))

    def dual(self, g: Array) -> Array:
        return self.norm.dual(_transpose(validation.point(g, self.shape, "g")))

    def lmo(self, g: Array) -> Array:
        return _transpose(self.norm.lmo(_transpose(validation.point(g, self.shape, "g"))))

    def embedding(self, p: float) -> Bound:
        return self.norm.embedding(p)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return self.norm.cvx(x.T)


def _transpose(x: Array) -> Array:
    """Each matrix of the batch transposed, in memory too."""
    return np.ascontiguousarray(x.swapaxes(-1, -2))


@closed_dual.register
def _(norm: Transposed) -> Norm:
    return Transposed(Dual(norm.norm))
