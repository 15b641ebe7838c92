"""A norm on trial, and the points it is tried at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from ntr.conformance.points import generic_points, tied_points
from ntr.linalg import Array
from ntr.norm import Norm


@dataclass(frozen=True)
class Trial:
    """A norm on trial, and the points it is tried at.

    Attributes
    ----------
    norm : Norm
        The norm.
    seed : int
        All points derive from it.
    tolerance : float
        Relative error of value, dual and LMO that counts as none.
    """

    norm: Norm
    seed: int
    tolerance: float

    @property
    def ndim(self) -> int:
        """Number of axes of a point."""
        return len(self.norm.shape)

    @cached_property
    def points(self) -> Array:
        """Generic points, (n, *shape)."""
        return generic_points(self.norm.shape, self.seed)

    @cached_property
    def ties(self) -> Array:
        """Points where the LMO may have several solutions, (n, *shape)."""
        return tied_points(self.norm.shape, self.seed)

    @property
    def functionals(self) -> tuple[tuple[str, Callable[[Array], Array]], ...]:
        """Norm and dual norm, by name."""
        return ("norm", self.norm), ("dual", self.norm.dual)

    @property
    def methods(self) -> tuple[tuple[str, Callable[[Array], Array]], ...]:
        """The functionals and the LMO, by name."""
        return (*self.functionals, ("lmo", self.norm.lmo))
