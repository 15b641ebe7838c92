"""What norms made of several norms share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ntr import validation
from ntr.cvx import ACCURACY
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms.ball_program import BallProgram


@dataclass(frozen=True)
class Combination(Norm):
    """A norm made of several norms of one shape.

    Attributes
    ----------
    norms : tuple of Norm
        The norms; any sequence is taken. `ValueError` if there are none or their shapes differ.
    shape : tuple of int
        That of the norms.
    """

    norms: tuple[Norm, ...]
    shape: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "norms", validation.norms(self.norms, one_shape=True))
        object.__setattr__(self, "shape", self.norms[0].shape)


class ProgramCombination(Combination):
    """With dual and LMO by a convex program (`BallProgram`): the sum and the maximum."""

    @property
    def tolerance(self) -> float:
        return ACCURACY + max(norm.tolerance for norm in self.norms)

    def dual(self, g: Array) -> Array:
        return self._program.dual(validation.point(g, self.shape, "g"))

    def lmo(self, g: Array) -> Array:
        return self._program.lmo(validation.point(g, self.shape, "g"))

    @cached_property
    def _program(self) -> BallProgram:
        return BallProgram(self)
