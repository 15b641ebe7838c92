"""The dual of a norm, as a norm."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ntr import validation
from ntr.bound import Bound
from ntr.cvx import ACCURACY
from ntr.engine.kernels import MaximizerKernel, NormKernel
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms.attained import attained
from ntr.norms.ball_program import BallProgram
from ntr.norms.closed_dual import closed_dual
from ntr.norms.conic_dual import conic_dual


@dataclass(frozen=True)
class Dual(Norm):
    """||x||_* = max {<x, u> : ||u|| <= 1}; its own dual is ||.||, as the dimension is finite.

    lmo(g) is minus a subgradient of ||.|| at g. Closed form where `closed_dual` knows the dual of `norm` (l_p,
    Schatten-p, `Scaled`, `Blocks`, `Stack`, invertible `Composition`, `Max`, `Dual` itself); else a convex program over
    the dual ball, whose CVXPY expression is the conic dual of the one of `norm`.

    Parameters
    ----------
    norm : Norm
        ||.||.

    Attributes
    ----------
    shape : tuple of int
        That of `norm`.
    """

    norm: Norm
    shape: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        validation.norm(self.norm)
        object.__setattr__(self, "shape", self.norm.shape)

    @property
    def tolerance(self) -> float:
        own = ACCURACY if self._closed is None else self._closed.tolerance
        return self.norm.tolerance + own

    def __call__(self, x: Array) -> Array:
        return self.norm.dual(validation.point(x, self.shape, "x"))

    def dual(self, g: Array) -> Array:
        return self.norm(validation.point(g, self.shape, "g"))

    def lmo(self, g: Array) -> Array:
        g = validation.point(g, self.shape, "g")
        return self._program.lmo(g) if self._closed is None else self._closed.lmo(g)

    def embedding(self, p: float) -> Bound:
        """That of the closed dual, or (sum_i ||e_i||^p)^(1/p), exact where one of a few points attains it.

        As sup ||u||_2 over ||u||_* <= 1 is sup ||w|| over ||w||_2 <= 1, it is not the one of `norm`.
        """
        if self._closed is not None:
            return self._closed.embedding(p)
        return attained(self, p, Norm.embedding(self, p).value * (1 + self.norm.tolerance))

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return conic_dual(self.norm, x) if self._closed is None else self._closed.cvx(x)

    def kernel(self) -> NormKernel | MaximizerKernel | None:
        """That of the closed dual."""
        return None if self._closed is None else self._closed.kernel()

    @cached_property
    def _closed(self) -> Norm | None:
        return closed_dual(self.norm)

    @cached_property
    def _program(self) -> BallProgram:
        return BallProgram(self)


@closed_dual.register
def _(norm: Dual) -> Norm:
    return norm.norm
