"""Equal blocks along the first axis: a stack of matrices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.linalg import Array, expand
from ntr.norm import Norm
from ntr.norms.blocks_kernel import blocks_kernel
from ntr.norms.closed_dual import closed_dual
from ntr.norms.combine import Combine, combined_embedding, dual_combine, outer_norm
from ntr.norms.dual import Dual
from ntr.norms.l1 import L1
from ntr.norms.l2 import L2
from ntr.norms.linf import LInf


@dataclass(frozen=True)
class Stack(Norm):
    """|(||x_1||, ..., ||x_n||)| for x = (x_1, ..., x_n) along the first axis; |.| is the maximum, the sum or l_2.

    Its dual is |(||g_1||_*, ..., ||g_n||_*)|_*. Closed form, as in `Blocks`: lmo(g)_i = t_i lmo(g_i), where -t is the
    LMO of |.| at the vector of the ||g_i||_*. All items are treated in one call of the inner norm.

    Source: theory.md 13.1.

    Parameters
    ----------
    norm : Norm
        The norm of an item.
    count : int
        n >= 1.
    combine : {"max", "sum", "l2"}
        What |.| is.

    Attributes
    ----------
    shape : tuple of int
        (count, *norm.shape).
    """

    norm: Norm
    count: int
    combine: Combine = "max"
    shape: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        validation.norm(self.norm)
        object.__setattr__(self, "count", validation.integer(self.count, "count", least=1))
        outer_norm(self.combine, self.count)  # refuses what it does not know
        object.__setattr__(self, "shape", (self.count, *self.norm.shape))

    @property
    def tolerance(self) -> float:
        return self.norm.tolerance

    def __call__(self, x: Array) -> Array:
        return self._outer(self.norm(validation.point(x, self.shape, "x")))

    def dual(self, g: Array) -> Array:
        return self._outer.dual(self.norm.dual(validation.point(g, self.shape, "g")))

    def lmo(self, g: Array) -> Array:
        g = validation.point(g, self.shape, "g")
        return expand(-self._outer.lmo(self.norm.dual(g)), len(self.norm.shape)) * self.norm.lmo(g)

    def embedding(self, p: float) -> Bound:
        """From that of an item: see `combined_embedding`."""
        return combined_embedding(self._outer, validation.exponent(p), [self.norm.embedding(p)] * self.count)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """|t| with ||x_i|| <= t_i."""
        t = cp.Variable(self.count)
        constraints = []
        for i in range(self.count):
            length, extra = self.norm.cvx(x[i])
            constraints += [length <= t[i], *extra]
        return self._outer.cvx(t)[0], constraints

    def kernel(self) -> MaximizerKernel | None:
        """Where the norm of an item has one."""
        return blocks_kernel((self.norm,) * self.count, (1.0,) * self.count, self._outer.p)

    @property
    def _outer(self) -> L1 | L2 | LInf:
        return outer_norm(self.combine, self.count)


@closed_dual.register
def _(norm: Stack) -> Norm:
    return Stack(Dual(norm.norm), norm.count, dual_combine(norm.combine))
