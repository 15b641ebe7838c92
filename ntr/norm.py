"""The norm: value, dual and linear minimization oracle. Everything else in the project sees a geometry through it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ntr.bound import Bound
from ntr.linalg import Array, inner

if TYPE_CHECKING:
    from ntr.engine.kernels import MaximizerKernel, NormKernel


class Certificate(NamedTuple):
    """How far u = lmo(g) is from an exact minimizer; both numbers are 0 for one, up to rounding, at g != 0.

    With ||u|| <= 1 + excess, u/(1 + excess) lies in the ball, and <g, u> is within gap of the minimum -||g||_*.

    Attributes
    ----------
    gap : Array
        <g, u> + ||g||_*, shape (*batch,).
    excess : Array
        ||u|| - 1, shape (*batch,); -1 at g = 0, where u = 0.
    """

    gap: Array
    excess: Array


class Norm(ABC):
    """A norm ||.|| on arrays of one shape.

    Arguments are `(*batch, *shape)`, functionals return `(*batch,)`; a batch gives bit for bit what its slices give.
    Final classes are frozen dataclasses that validate in ``__post_init__``. `ntr.conformance.check_norm` tests them.

    Attributes
    ----------
    shape : tuple of int
        Shape of a point.
    """

    shape: tuple[int, ...]

    @abstractmethod
    def __call__(self, x: Array) -> Array:
        """||x||, shape (*batch,)."""

    @abstractmethod
    def dual(self, g: Array) -> Array:
        """||g||_* = max {<g, u> : ||u|| <= 1}, shape (*batch,); derived independently of `lmo`."""

    @abstractmethod
    def lmo(self, g: Array) -> Array:
        """argmin {<g, u> : ||u|| <= 1}, shape of g: <g, u> = -||g||_*. Deterministic at ties, 0 at g = 0."""

    @abstractmethod
    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """||x|| for a CVXPY expression x of this shape: (convex expression, extra constraints)."""

    def embedding(self, p: float) -> Bound:
        """sup ||u||_p over ||u|| <= 1, entrywise, for p >= 1.

        The default is an upper bound: |u_i| = |<e_i, u>| <= ||e_i||_*, so ||u||_p <= (sum_i ||e_i||_*^p)^(1/p).
        """
        size = int(np.prod(self.shape))
        basis = np.eye(size).reshape(size, *self.shape)
        return Bound(float(np.linalg.norm(self.dual(basis), p)), exact=size == 1)

    def certificate(self, g: Array) -> Certificate:
        """The certificate of u = lmo(g): gap = <g, u> + ||g||_* and excess = ||u|| - 1, both of shape (*batch,)."""
        u = self.lmo(g)
        return Certificate(inner(np.asarray(g, dtype=np.float64), u, len(self.shape)) + self.dual(g), self(u) - 1.0)

    @property
    def tolerance(self) -> float:
        """Relative error of value, dual and LMO beyond rounding: 0 for closed forms; a solver's accuracy otherwise."""
        return 0.0

    @cached_property
    def rho(self) -> float:
        """rho of assumption A3: ||g||_* <= rho ||g||_2 for all g, that is sup ||u||_2 over ||u|| <= 1."""
        return self.embedding(2).value

    def kernel(self) -> NormKernel | MaximizerKernel | None:
        """The compiled twin for `ntr.engine`, or None: then the NumPy engine runs."""
        return None
