"""A function that is star-convex only together with its l_1 penalty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import ProblemKernel
from ntr.linalg import Array, total
from ntr.norm import Norm
from ntr.problem import Constants, Problem, Region, fallback
from ntr.regularizer import Regularizer
from ntr.regularizers import L1Penalty, Sum, Zero
from problems.geometry import coordinate_duals, spread_dual
from problems.saturating import Saturating

_LEFT = Saturating()


@dataclass(frozen=True, eq=False)
class KinkedWell(Problem):
    """f(x) = sum_i [psi(x_i - c) - w x_i] with psi(t) = t^2 for t >= 0 and t^2/(1 + t^2) for t < 0.

    Parameters
    ----------
    size : int
        Number of coordinates.
    center : float
        c in (0, 1].
    tilt : float
        w >= 1/(2c).
    regularizer : Regularizer, keyword only
        R. With `L1Penalty(tilt)`, alone or on a box that contains (c, ..., c), F = f + R is star-convex about this point,
        its minimizer, and f is not.

    Raises
    ------
    ValueError, TypeError
        If size < 1, or center or tilt lie outside of their ranges.

    Notes
    -----
    *F is star-convex about c.* F_i(x) = psi(x - c) + w (|x| - x) >= 0 = F_i(c), as R is the penalty with the same w. Along a
    ray from c the quotient F_i/|x - c| is nondecreasing iff (x - c) F_i'(x) >= F_i(x), almost everywhere, and that gives
    star-convexity of F_i and of the sum. Let u = x - c. x >= 0: F_i = psi(u), u >= -c >= -1; for u >= 0, u psi' - psi =
    u^2; for u < 0, u psi' - psi = u^2 (1 - u^2)/(1 + u^2)^2, which is >= 0 as u^2 <= 1. x < 0: F_i = psi(u) - 2 w x and
    u F_i' - F_i = [u psi' - psi] + 2 w c >= -1 + 2 w c >= 0, since psi - u psi' = u^2 (u^2 - 1)/(1 + u^2)^2 < 1.

    *f is not*, about that point: there u f_i' - (f_i - f_i(c)) = u psi' - psi < 0 for every u < -1.

    *L, H.* psi'' = 2 for t >= 0, and lies in [-1/2, 2] for t < 0, continuous at 0 (`Saturating`): sup |psi''| = 2, and
    the Lipschitz constant of psi'' is that of `Saturating`, H_1, attained for one sign of t. So L = 2 rho^2 and
    H = H_1 rho_3^3, exact where the embeddings are (theory.md 13.2, one point has psi'' = 2, resp. psi''' = H_1, in every
    coordinate).

    *inf f* = -n (w^2/4 + w c): psi(u) - w u is u^2 - w u for u >= 0, least at w/2, and positive for u < 0.
    """

    size: int = 1
    center: float = 1.0
    tilt: float = 0.5
    shape: tuple[int, ...] = field(init=False, repr=False)
    infimum_f: float = field(init=False, repr=False)
    regularizer: Regularizer = field(default=Zero(), kw_only=True)

    def __post_init__(self) -> None:
        size = validation.integer(self.size, "size", least=1)
        center, tilt = validation.positive(self.center, "center"), validation.positive(self.tilt, "tilt")
        if center > 1:
            raise ValueError(f"center must lie in (0, 1], got {self.center!r}")
        if 2 * tilt * center < 1:
            raise ValueError(f"tilt must be at least 1/(2 center) = {0.5 / center:g}, got {self.tilt!r}")
        object.__setattr__(self, "center", center)
        object.__setattr__(self, "tilt", tilt)
        object.__setattr__(self, "shape", (size,))
        object.__setattr__(self, "infimum_f", -size * (tilt**2 / 4 + tilt * center))

    def value(self, x: Array) -> Array:
        """sum_i [psi(x_i - c) - w x_i], shape (*batch,)."""
        x = validation.point(x, self.shape, "x")
        u = x - self.center
        return total(np.where(u >= 0, u * u, _LEFT.value(u)) - self.tilt * x, 1)

    def gradient(self, x: Array) -> Array:
        """psi'(x_i - c) - w, shape of x."""
        u = validation.point(x, self.shape, "x") - self.center
        return np.where(u >= 0, 2 * u, _LEFT.derivative(u)) - self.tilt

    def kernel(self) -> ProblemKernel:
        """Parameters [c, w]."""
        return ProblemKernel(kinked_well_gradient, np.array([self.center, self.tilt]))

    def euclidean(self) -> tuple[Bound, Bound]:
        """L_2 = 2 and H_2 = H_1, both exact."""
        return Bound(2.0, exact=True), Bound(_LEFT.second_smoothness(), exact=True)

    def constants(self, norm: Norm) -> Constants:
        """What is certified in `norm`: see the notes of the class; the minimizer only with `L1Penalty(tilt)`.

        On a box that contains the minimizer F stays star-convex about it, as the indicator of a convex set is.
        """
        penalty = self.regularizer.penalty if isinstance(self.regularizer, Sum) else self.regularizer
        point = np.full(self.shape, self.center)
        inside = bool(np.isfinite(self.objective(point)))
        known = isinstance(penalty, L1Penalty) and penalty.weight == self.tilt and inside
        least = float(self.objective(point)) if known else np.nan
        second, third = norm.embedding(2), norm.embedding(3)
        return fallback(self, norm)._replace(
            L=Bound(2 * second.value**2, second.exact),
            H=Bound(_LEFT.second_smoothness() * third.value**3, third.exact),
            infimum=(least, least) if known else (self.infimum_f + self.regularizer.infimum, np.inf),
            minimizer=point if known else None,
            star_convex="F" if known else None,
            convex=False,
        )

    def region(self, norm: Norm, radius: float) -> Region:
        """What is certified on {||x|| <= radius}: the infimum of `constants`, and sup ||grad f||_*.

        There |x_i| <= b_i = radius ||e_i||_*, and f_i' lies between -w - sup |phi'| of `Saturating` and 2 (b_i - c) - w,
        or -w if that is smaller.
        """
        radius = validation.positive(radius, "radius")
        reach = radius * coordinate_duals(norm)
        right = np.abs(2 * np.maximum(reach - self.center, 0.0) - self.tilt)
        slope, _ = spread_dual(np.maximum(right, self.tilt + _LEFT.lipschitz()), norm)
        constants = self.constants(norm)
        inside = constants.minimizer is not None and float(norm(constants.minimizer)) <= radius
        upper = constants.infimum[1] if inside else float(self.objective(np.zeros(self.shape)))
        return Region(infimum=(constants.infimum[0], upper), comparator=None, gradient=Bound(slope, exact=False))


def kinked_well_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = [c, w]."""
    center, tilt = problem[0], problem[1]
    f[:] = 0.0
    for i in range(x.shape[0]):
        for lane in range(x.shape[1]):
            u = x[i, lane] - center
            q = u * u
            r = 1.0 / (1.0 + q)
            left = 1.0 - r if q > 1.0 else q * r
            g[i, lane] = (u + u if u >= 0.0 else (u + u) * (r * r)) - tilt
            f[lane] += (q if u >= 0.0 else left) - tilt * x[i, lane]
