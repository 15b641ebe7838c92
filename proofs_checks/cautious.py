"""Cautious: a problem that is certified less than could be known of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import ProblemKernel
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.problem import Constants, Problem, Region
from ntr.regularizer import Regularizer


@dataclass(frozen=True, eq=False)
class Cautious(Problem):
    """A problem whose infimum is certified only to within `slack`, and whose minimizer is not called one.

    Parameters
    ----------
    problem : Problem
    slack : float
        How far below the true lower ends the certified ones are: positive.

    Notes
    -----
    Whatever is below a lower end of inf F is one. Many problems are like that: an infimum is known from a dual point or a
    grid, and what is compared with is the best point found. The bounds on the last iterate pay for it by F(u) - (lower end).
    """

    problem: Problem
    slack: float
    shape: tuple[int, ...] = field(init=False, repr=False)
    infimum_f: float = field(init=False, repr=False)
    regularizer: Regularizer = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "slack", validation.positive(self.slack, "slack"))
        object.__setattr__(self, "shape", self.problem.shape)
        object.__setattr__(self, "infimum_f", self.problem.infimum_f - self.slack)
        object.__setattr__(self, "regularizer", self.problem.regularizer)

    def value(self, x: Array) -> Array:
        """f(x) of the problem, shape (*batch,)."""
        return self.problem.value(x)

    def gradient(self, x: Array) -> Array:
        """grad f(x) of the problem, shape of x."""
        return self.problem.gradient(x)

    def euclidean(self) -> tuple[Bound | None, Bound | None]:
        """Those of the problem."""
        return self.problem.euclidean()

    def constants(self, norm: Norm) -> Constants:
        """Those of the problem, with the lower end of inf F less by `slack`, and no minimizer."""
        known = self.problem.constants(norm)
        lower, upper = known.infimum
        return known._replace(infimum=(lower - self.slack, upper), minimizer=None, star_convex=None)

    def region(self, norm: Norm, radius: float) -> Region:
        """That of the problem, with the lower end of inf F less by `slack`; the comparator stays what it is."""
        known = self.problem.region(norm, radius)
        lower, upper = known.infimum
        return known._replace(infimum=(lower - self.slack, upper))

    def kernel(self) -> ProblemKernel | None:
        """That of the problem."""
        return self.problem.kernel()
