"""f(x) = sum_i phi(x_i - c_i)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import ProblemKernel
from ntr.linalg import Array, total
from ntr.norm import Norm
from ntr.norms import LInf
from ntr.norms.families import entrywise, schatten
from ntr.problem import Constants, Problem, Region
from ntr.regularizer import Regularizer
from ntr.regularizers import Ball, Box, L1Penalty, Zero
from ntr.step import trust_region_step
from problems.geometry import coordinate_duals, spread_dual, weighted_power
from problems.minimum import Minimum, minimum, minimum_on_ball
from problems.scalar import Scalar, grid_minimum


@dataclass(frozen=True, eq=False)
class Separable(Problem):
    """f(x) = sum_i phi(x_i - c_i), phi a `Scalar` with phi(0) = 0.

    Parameters
    ----------
    scalar : Scalar
        phi; its parameters may be arrays that broadcast against the center, so that every coordinate has its own.
    center : array, any shape
        c; it fixes the shape of a point.
    regularizer : Regularizer, keyword only
        R.

    Raises
    ------
    TypeError, ValueError
        If scalar is no `Scalar`, the center is not finite, or a parameter does not broadcast to its shape.
    """

    scalar: Scalar
    center: Any
    shape: tuple[int, ...] = field(init=False, repr=False)
    infimum_f: float = field(init=False, repr=False)
    regularizer: Regularizer = field(default=Zero(), kw_only=True)

    def __post_init__(self) -> None:
        if not isinstance(self.scalar, Scalar):
            raise TypeError(f"scalar must be a Scalar, got {self.scalar!r}")
        center = validation.array(self.center, "center")
        object.__setattr__(self, "center", center)
        object.__setattr__(self, "shape", validation.shape(center.shape, "the shape of center"))
        for value in self.scalar.parameters():
            self._each(value)
        object.__setattr__(self, "infimum_f", float(np.sum(self._each(self.scalar.infimum()))))

    def _each(self, value: Any) -> Array:
        try:
            return np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), self.shape))
        except ValueError as error:
            raise ValueError(
                f"the parameters of scalar must broadcast to shape {self.shape}, got {self.scalar!r}"
            ) from error

    def value(self, x: Array) -> Array:
        """sum_i phi(x_i - c_i), shape (*batch,)."""
        return total(self.scalar.value(validation.point(x, self.shape, "x") - self.center), len(self.shape))

    def gradient(self, x: Array) -> Array:
        """phi'(x_i - c_i), shape of x."""
        return self.scalar.derivative(validation.point(x, self.shape, "x") - self.center)

    def euclidean(self) -> tuple[Bound, Bound | None]:
        """L_2 = max_i L_i and H_2 = max_i H_i, both exact; H_2 is None where phi'' jumps."""
        second = float(self._second.max())
        return Bound(float(self._first.max()), exact=True), Bound(second, exact=True) if np.isfinite(second) else None

    def strong_convexity(self) -> float | None:
        """The least inf phi_i''; None if it is not positive."""
        return float(self._each(self.scalar.strong_convexity()).min()) or None

    def coordinate_smoothness(self) -> Array:
        """sup |phi_i''|."""
        return self._first.copy()

    def constants(self, norm: Norm) -> Constants:
        """What is certified in `norm`; theory.md 13.2.

        The hessian is diagonal with |phi_i''| <= L_i, so L <= sup sum L_i h_i^2 over ||h|| <= 1 (Cauchy-Schwarz on the
        bilinear form); it is reached at a point where every phi_i'' = L_i. Likewise H <= sup sum H_i |h_i|^3, from
        h^2 |k| <= (2/3) h^3 + (1/3) k^3, reached where every |phi_i'''| = H_i with the signs of h. These suprema are
        L rho^2 and H rho_3^3 for equal coordinates, and have a closed form in l_p (`weighted_power`): exact. Otherwise
        the smaller of max_i L_i rho^2 and sum_i L_i ||e_i||_*^2 (as |h_i| <= ||e_i||_* ||h||): an upper bound.

        gradient: sup ||g||_* over |g_i| <= sup |phi_i'| (`spread_dual`). Infimum: sum_i inf phi_i where R adds nothing;
        coordinate by coordinate for a box or an l_1 penalty; by duality for other R and convex phi.
        """
        lipschitz = self._each(self.scalar.lipschitz())
        gradient = spread_dual(lipschitz, norm) if np.isfinite(lipschitz).all() else None
        least = self._least(None, None)
        star = np.isinf(self._each(self.scalar.star_radius())).all() and least.lower == least.upper == self._at_center
        return Constants(
            L=self._power_bound(norm, self._first, 2),
            H=self._power_bound(norm, self._second, 3) if np.isfinite(self._second).all() else None,
            gradient=None if gradient is None else Bound(*gradient),
            infimum=(least.lower, least.upper),
            minimizer=least.point if least.lower == least.upper else None,
            star_convex="f" if self.scalar.is_convex() or star else None,
            convex=self.scalar.is_convex(),
        )

    def region(self, norm: Norm, radius: float) -> Region:
        """What is certified on {||x|| <= radius}.

        There |x_i| <= radius ||e_i||_*, which bounds |phi_i'| and, without a better argument, the infimum coordinate by
        coordinate. The center is the comparator if it lies in the ball, minimizes R, and phi is star-convex about 0 as
        far as the ball reaches; for convex phi it is the constrained minimizer, up to the interval of `infimum`.
        """
        radius = validation.positive(radius, "radius")
        reach = radius * coordinate_duals(norm)
        low, high = -reach - self.center, reach - self.center
        slopes = spread_dual(self.scalar.lipschitz_on(low, high), norm)
        least = self._least(norm, radius)
        star = self._each(self.scalar.star_radius()) >= np.maximum(np.abs(low), np.abs(high))
        is_center = least.lower == least.upper == self._at_center and bool(np.all(least.point == self.center))
        convex = self.scalar.is_convex()
        attained = isinstance(norm, LInf) and self.scalar.lipschitz_exact()
        return Region(
            infimum=(least.lower, least.upper),
            comparator=least.point if convex or (is_center and star.all()) else None,
            gradient=Bound(slopes[0], exact=slopes[1] and attained),
        )

    def generalized_smoothness(self, norm: Norm) -> tuple[float, float] | None:
        """(L_0, L_1) from that of phi, where it has one and the norm is l_p or Schatten-p; else (L, 0).

        With g = grad f(x), D = grad f(x + h) - g and |h_i| <= ||h|| <= 1/l_1: |D_i| <= l_0 |h_i| + l_1 |h_i g_i|.
        l_p: the dual norm is monotone in the |D_i|, so ||D||_* <= l_0 || h ||_* + l_1 max|h_i| ||g||_*, and ||h||_* <= rho
        ||h||_2 <= rho^2 ||h||: (l_0 rho^2, l_1); theory.md section 11 has it for l_inf.
        Schatten-p: ||D||_* <= rho ||D||_2 <= rho (l_0 ||h||_2 + l_1 ||h|| ||g||_2), and ||g||_2 <= c ||g||_* with
        c = min(m, n)^(1/p - 1/2)+: (l_0 rho^2, l_1 rho c); rho c >= 1 keeps 1/L_1 <= 1/l_1.
        """
        pair, p = self.scalar.generalized(), schatten(norm)
        if pair is not None and entrywise(norm) is not None:
            return pair[0] * norm.rho**2, pair[1]
        if pair is not None and p is not None:
            return pair[0] * norm.rho**2, pair[1] * norm.rho * float(min(norm.shape)) ** max(0.0, 1 / p - 0.5)
        return self._power_bound(norm, self._first, 2).value, 0.0

    def kernel(self) -> ProblemKernel:
        """Parameters [centers, the scalar's parameters]."""
        parts = [self.center, *(self._each(value) for value in self.scalar.parameters())]
        return ProblemKernel(self.scalar.kernel(), np.concatenate([part.ravel() for part in parts]))

    @cached_property
    def _first(self) -> Array:
        return self._each(self.scalar.smoothness())

    @cached_property
    def _second(self) -> Array:
        return self._each(self.scalar.second_smoothness())

    @cached_property
    def _at_center(self) -> float:
        return float(self.objective(self.center))

    def _power_bound(self, norm: Norm, weights: Array, power: int) -> Bound:
        """sup sum_i w_i |h_i|^power over ||h|| <= 1."""
        p = entrywise(norm)
        if p is not None:
            return Bound(weighted_power(weights, p, power), exact=True)
        embedding = norm.embedding(power)
        largest = float(weights.max())
        uniform = Bound(largest * embedding.value**power, exact=embedding.exact and bool(np.all(weights == largest)))
        summed = float(np.sum(weights * coordinate_duals(norm) ** power))
        return uniform if uniform.exact or uniform.value <= summed else Bound(summed, exact=False)

    def _least(self, norm: Norm | None, radius: float | None) -> Minimum:
        """The minimum of F over a ball, or over the whole space where there is none."""
        regularizer, center = self.regularizer, self.center
        inside = norm is None or radius is None or float(norm(center)) <= radius
        settled = float(regularizer(center)) <= regularizer.infimum and self.scalar.nondecreasing()
        if inside and settled:  # the center minimizes both f and R
            return Minimum(center, self._at_center, self._at_center)
        reach = np.full(self.shape, np.inf) if norm is None or radius is None else radius * coordinate_duals(norm)
        bounds = self._by_coordinates(reach)
        reached = bounds is not None and (norm is None or radius is None or float(norm(bounds.point)) <= radius)
        if bounds is not None and reached and bounds.lower == bounds.upper:
            return bounds
        if self.scalar.is_convex():
            return minimum(self, center) if norm is None or radius is None else minimum_on_ball(self, norm, radius)
        if bounds is None:
            bounds = Minimum(center, self.infimum_f + regularizer.infimum, np.inf)
        points = [bounds.point, center, np.zeros(self.shape)]
        if norm is not None and radius is not None:
            step = trust_region_step(norm, regularizer, self.gradient(points[2]), points[2], radius).x
            points = [point for point in (*points, step) if float(norm(point)) <= radius * (1 + 1e-12)]
        point = min(points, key=lambda x: float(self.objective(x)))
        value = float(self.objective(point))
        return Minimum(point, min(bounds.lower, value), value)

    def _by_coordinates(self, reach: Array) -> Minimum | None:
        """The minimum of F over |x_i| <= reach_i, a sum of minima where R is separable; None where it is not."""
        regularizer, low, high, weight = self.regularizer, -reach, reach, 0.0
        if isinstance(regularizer, Box):
            low, high = np.maximum(low, regularizer.lower), np.minimum(high, regularizer.upper)
        elif isinstance(regularizer, Ball) and isinstance(regularizer.norm, LInf):
            low, high = np.maximum(low, -regularizer.radius), np.minimum(high, regularizer.radius)
        elif isinstance(regularizer, L1Penalty):
            weight = regularizer.weight
        elif not isinstance(regularizer, Zero):
            return None
        if (low > high).any():
            raise ValueError(f"the ball |x_i| <= {reach} does not meet the domain of {regularizer!r}")
        bottom, point, exact = self._interval(low, high, weight)
        value = float(self.objective(point))
        return Minimum(point, value if exact else min(float(np.sum(bottom)), value), value)

    def _interval(self, low: Array, high: Array, weight: float) -> tuple[Array, Array, bool]:
        """Minima of phi(x_i - c_i) + weight |x_i| over [low_i, high_i]: lower bounds, best points, exactness."""
        nearest = np.clip(self.center, low, high)
        if weight == 0 and self.scalar.nondecreasing():
            return self.scalar.value(nearest - self.center), nearest, True
        # beyond the points where weight |x| or phi alone exceeds what `nearest` gives, no coordinate is better
        start = self.scalar.value(nearest - self.center) + weight * np.abs(nearest)
        excess = start - self._each(self.scalar.infimum())
        if weight > 0:
            low, high = np.maximum(low, -excess / weight), np.minimum(high, excess / weight)
        wide = self._each(self.scalar.sublevel(start))
        low, high = np.maximum(low, self.center - wide), np.minimum(high, self.center + wide)
        if not np.isfinite(high - low).all():
            return self._each(self.scalar.infimum()), nearest, False
        bottom, point = grid_minimum(
            lambda x: self.scalar.value(x - self.center) + weight * np.abs(x),
            self._first,
            low,
            high,
            np.zeros(self.shape),
        )
        return bottom, point, False
