"""f(x) = <c, x>: unbounded below, to be used on a ball or with a bounded domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import ProblemKernel
from ntr.linalg import Array, inner
from ntr.norm import Norm
from ntr.problem import Constants, Problem, Region
from ntr.regularizer import Regularizer
from ntr.regularizers import L1Penalty, Zero
from ntr.step import trust_region_step
from problems.minimum import Minimum, enclosing_ball, linear_minimum


@dataclass(frozen=True, eq=False)
class Linear(Problem):
    """f(x) = <c, x>.

    Parameters
    ----------
    vector : array, any shape
        c; it fixes the shape of a point.
    curvature : float
        The L that is declared, in every norm: positive. The least one is 0, but theorems divide by L when they tune.
    regularizer : Regularizer, keyword only
        R.
    """

    vector: Any
    curvature: float = 1.0
    shape: tuple[int, ...] = field(init=False, repr=False)
    infimum_f: float = field(init=False, repr=False)
    regularizer: Regularizer = field(default=Zero(), kw_only=True)

    def __post_init__(self) -> None:
        vector = validation.array(self.vector, "vector")
        object.__setattr__(self, "vector", vector)
        object.__setattr__(self, "curvature", validation.positive(self.curvature, "curvature"))
        object.__setattr__(self, "shape", validation.shape(vector.shape, "the shape of vector"))
        object.__setattr__(self, "infimum_f", -np.inf if vector.any() else 0.0)

    def value(self, x: Array) -> Array:
        """<c, x>, shape (*batch,)."""
        return inner(validation.point(x, self.shape, "x"), self.vector, len(self.shape))

    def gradient(self, x: Array) -> Array:
        """c, shape of x."""
        return np.zeros_like(validation.point(x, self.shape, "x")) + self.vector

    def euclidean(self) -> tuple[Bound, Bound]:
        """The declared L, an upper bound, and H_2 = 0, exact."""
        return Bound(self.curvature, exact=False), Bound(0.0, exact=True)

    def constants(self, norm: Norm) -> Constants:
        """What is certified in `norm`. L: the declared one (0 is the least). H = 0 and sup ||grad f||_* = ||c||_*, exact.

        Infimum: -inf without R (then there is no minimizer to be star-convex about). A bounded domain: as in `region`.
        R = w ||x||_1: <c, x> + w ||x||_1 >= 0 if max |c_i| <= w, -inf otherwise.
        """
        least = self._least()
        return Constants(
            L=Bound(self.curvature, exact=False),
            H=Bound(0.0, exact=True),
            gradient=Bound(float(norm.dual(self.vector)), exact=True),
            infimum=(least.lower, least.upper),
            minimizer=least.point if np.isfinite(least.upper) and least.lower == least.upper else None,
            star_convex="f" if np.isfinite(least.upper) else None,
            convex=True,
        )

    def region(self, norm: Norm, radius: float) -> Region:
        """What is certified on {||x|| <= radius}.

        Without R: the minimum is -radius ||c||_*, at radius lmo(c). With R the minimizer is a trust-region step from 0,
        and the lower end is `linear_minimum`. gradient: ||c||_*, exact.
        """
        radius = validation.positive(radius, "radius")
        least = self._on_ball(norm, radius)
        return Region(
            infimum=(least.lower, least.upper),
            comparator=least.point,
            gradient=Bound(float(norm.dual(self.vector)), exact=True),
        )

    def kernel(self) -> ProblemKernel:
        """Parameters [c]."""
        return ProblemKernel(linear_gradient, self.vector.flatten())

    def _on_ball(self, norm: Norm, radius: float) -> Minimum:
        if isinstance(self.regularizer, Zero):
            point, r = radius * norm.lmo(self.vector), None
        else:
            step = trust_region_step(norm, self.regularizer, self.vector, np.zeros(self.shape), radius)
            point, r = step.x, step.subgradient
        upper = float(self.objective(point))
        lower = linear_minimum(norm, radius, self.regularizer, self.vector, point, r)
        return Minimum(point, min(lower, upper), upper)

    def _least(self) -> Minimum:
        zero = np.zeros(self.shape)
        weight = self.regularizer.weight if isinstance(self.regularizer, L1Penalty) else 0.0
        if isinstance(self.regularizer, L1Penalty | Zero):
            value = 0.0 if float(np.abs(self.vector).max()) <= weight else -np.inf
            return Minimum(zero, value, value)
        ball = enclosing_ball(self, np.inf)
        if ball is not None:
            return self._on_ball(*ball)
        return Minimum(zero, self.infimum_f + self.regularizer.infimum, float(self.objective(zero)))


def linear_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = c."""
    f[:] = 0.0
    for i in range(x.shape[0]):
        c = problem[i]
        for lane in range(x.shape[1]):
            g[i, lane] = c
            f[lane] += c * x[i, lane]
