"""A multiple of a norm."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel, NormKernel
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms.closed_dual import closed_dual
from ntr.norms.dual import Dual


@dataclass(frozen=True)
class Scaled(Norm):
    """c ||x||; its dual is ||g||_* / c. Closed form: lmo(g) = (LMO of ||.|| at g) / c.

    Parameters
    ----------
    norm : Norm
        ||.||.
    factor : float
        c in (0, inf). The unit ball is that of ||.|| divided by c.

    Attributes
    ----------
    shape : tuple of int
        That of `norm`.
    """

    norm: Norm
    factor: float
    shape: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        validation.norm(self.norm)
        object.__setattr__(self, "factor", validation.positive(self.factor, "factor"))
        object.__setattr__(self, "shape", self.norm.shape)

    @property
    def tolerance(self) -> float:
        return self.norm.tolerance

    def __call__(self, x: Array) -> Array:
        return self.factor * self.norm(x)

    def dual(self, g: Array) -> Array:
        return self.norm.dual(g) / self.factor

    def lmo(self, g: Array) -> Array:
        return self.norm.lmo(g) / self.factor

    def embedding(self, p: float) -> Bound:
        """That of `norm`, divided by c."""
        value, exact = self.norm.embedding(p)
        return Bound(value / self.factor, exact)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """||c x||: a factor inside keeps the auxiliary variables of `norm` in its own unit."""
        return self.norm.cvx(self.factor * x)

    def kernel(self) -> NormKernel | MaximizerKernel | None:
        """That of `norm`, for another ball."""
        kernel = self.norm.kernel()
        return None if kernel is None else kernel._replace(scale=kernel.scale / self.factor)


@closed_dual.register
def _(norm: Scaled) -> Norm:
    return Scaled(Dual(norm.norm), 1 / norm.factor)
