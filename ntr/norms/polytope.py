"""What the polyhedral norms share: the gauge of a symmetric polytope conv{+-v_1, ..., +-v_n}, given by its vertices."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
from scipy.optimize import linprog
from scipy.spatial import ConvexHull

from ntr import validation
from ntr.cvx import SolverError
from ntr.linalg import Array, apply, largest

# What a linear program must reach to be returned: the relative difference of a certified upper and lower bound.
ACCURACY = 1e-10

# |<v_i, y>| > 1 - TIGHT counts as 1: HiGHS was seen to be off by 3e-8 (d = 200), generic inequalities by far more.
TIGHT = 1e-6

# Facets are enumerated if there can be no more than this many.
MOST_FACETS = 4096


class Polytope:
    """P = conv{+-v_1, ..., +-v_n}, which spans the space; its gauge is min {||c||_1 : sum_i c_i v_i = x}.

    Attributes
    ----------
    points : array (n, d)
        The v_i. One that is not a vertex changes nothing.
    """

    def __init__(self, points: Array) -> None:
        self.points = points
        # In V = QR the gauge of x is that of R^{-T}x with respect to the rows of Q, which is well-scaled.
        self._orthonormal, self._triangle = np.linalg.qr(points)

    @cached_property
    def facets(self) -> Array | None:
        """Rows f with P = {x : |<f, x>| <= 1 for all rows}, the vertices of the polar, one of each pair +-f.

        None if there may be more than `MOST_FACETS`: N = 2n points in d dimensions have at most
        C(N - ceil(d/2), N - d) + C(N - floor(d/2) - 1, N - d) (McMullen 1970, the upper bound theorem).
        """
        size = self.points.shape[1]
        count, half = 2 * len(self.points), size // 2
        most = math.comb(count - (size - half), count - size) + math.comb(count - half - 1, count - size)
        if most > MOST_FACETS:
            return None
        if size == 1:
            normals = np.ones((1, 1))
        else:
            normals = ConvexHull(np.concatenate([self._orthonormal, -self._orthonormal])).equations[:, :-1]
        # Scaled to touch P, whatever the rounding of Qhull: then each |<f, x>| is a certified lower bound of the gauge.
        normals = normals / largest(apply(self._orthonormal, normals), 1)[:, None]
        first = np.take_along_axis(normals, (np.abs(normals) > 1e-9).argmax(axis=1)[:, None], axis=1)
        # Qhull splits facets into simplices; what differs by rounding only is one facet.
        _, chosen = np.unique(np.round(normals * np.sign(first), 9), axis=0, return_index=True)
        return np.ascontiguousarray(np.linalg.solve(self._triangle, normals[chosen].T).T)

    def gauge(self, x: Array) -> Array:
        """The gauge, (*batch, d) -> (*batch,): by the facets, else a linear program for each x."""
        if self.facets is not None:
            return largest(apply(self.facets, x), 1)
        values = [self.program(one)[0] for one in x.reshape(-1, x.shape[-1])]
        return np.array(values, dtype=np.float64).reshape(x.shape[:-1])

    def support(self, x: Array) -> Array:
        """A maximiser y of <x, y> over the polar {y : max_i |<v_i, y>| <= 1}, shape of x; 0 at x = 0."""
        if self.facets is not None:
            return -best(self.facets, x)
        points = [self.program(one)[1] for one in x.reshape(-1, x.shape[-1])]
        return np.array(points, dtype=np.float64).reshape(x.shape)

    def program(self, x: Array) -> tuple[float, Array]:
        """The gauge of one x (d,) as ||c||_1, and the y of the polar that shows it, by HiGHS (dual simplex).

        sum_i c_i v_i = x holds to rounding and y lies in the polar, so ||c||_1 is an upper and <x, y> a lower bound of
        the gauge; they are checked to agree within `ACCURACY`. HiGHS tells the vertices that carry x and the
        inequalities that are tight at y; c and y themselves are solved for from these, as it may miss its own tolerance
        of 1e-10 by a factor of ten (d = 100).

        Raises
        ------
        ValueError
            If x is not finite.
        SolverError
            If HiGHS does not reach `ACCURACY`.
        """
        if not x.any():
            return 0.0, np.zeros_like(x)
        if not np.isfinite(x).all():
            raise ValueError(f"a point must be finite, got {x.tolist()}")
        target = np.linalg.solve(self._triangle.T, x)
        size = float(np.abs(target).max())
        target, rows = target / size, self._orthonormal.T
        solution = linprog(
            np.ones(2 * len(self.points)),
            A_eq=np.hstack([rows, -rows]),
            b_eq=target,
            method="highs-ds",
            options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
        )
        if solution.status != 0:
            raise SolverError(f"HiGHS did not solve the gauge at {x.tolist()}: {solution.message}")
        c = solution.x[: len(self.points)] - solution.x[len(self.points) :]
        y = np.asarray(solution.eqlin.marginals)
        # of what HiGHS returns and what is solved for, which is no better where the tight ones were misjudged
        upper, lower, y = min(
            (self._certified(target, *pair) for pair in ((c, y), self._polished(target, c, y))),
            key=lambda bounds: bounds[0] - bounds[1],
        )
        if not upper - lower <= ACCURACY * upper:
            raise SolverError(f"the gauge at {x.tolist()} is only known to lie in [{size * lower!r}, {size * upper!r}]")
        return size * upper, np.linalg.solve(self._triangle, y)

    def _certified(self, target: Array, c: Array, y: Array) -> tuple[float, float, Array]:
        """(||c||_1, <target, y>, y), c corrected to sum_i c_i q_i = target and y scaled to max_i |<q_i, y>| = 1."""
        rows = self._orthonormal.T
        c = c + (target - rows @ c) @ rows  # the rows are orthonormal
        y = y / np.abs(y @ rows).max()
        return float(np.abs(c).sum()), float(target @ y), y

    def _polished(self, target: Array, c: Array, y: Array) -> tuple[Array, Array]:
        """c on its nonzero entries from sum_i c_i q_i = target, and y from <q_i, y> = +-1 where HiGHS found that."""
        rows = self._orthonormal.T
        polished, used = np.zeros_like(c), c != 0
        polished[used] = np.linalg.lstsq(rows[:, used], target)[0]
        products = y @ rows
        tight = np.abs(products) > 1 - TIGHT
        return polished, np.linalg.lstsq(rows[:, tight].T, np.sign(products[tight]))[0]


def spanning(value: object, name: str, shape: tuple[int, ...]) -> tuple[tuple[float, ...], ...]:
    """`value` (n, *shape) as n rows of floats in C order; `ValueError` if they do not span the space."""
    points = validation.array(value, name)
    size = math.prod(shape)
    if points.shape[1:] != shape or not len(points):
        raise ValueError(f"{name} must have shape (n, {', '.join(map(str, shape))}), got {points.shape}")
    rows = points.reshape(-1, size)
    rank = int(np.linalg.matrix_rank(rows))
    if rank < size:
        raise ValueError(f"{name} must span the space of dimension {size}, but their rank is {rank}")
    return tuple(map(tuple, rows.tolist()))


def best(points: Array, g: Array) -> Array:
    """argmin <g, u> over u in {+-v_1, ..., +-v_n}, of equal ones the first; 0 at g = 0. (*batch, d) -> (*batch, d)."""
    products = apply(points, g)
    first = np.abs(products).argmax(axis=-1)
    sign = np.sign(-np.take_along_axis(products, first[..., None], axis=-1))
    return np.asarray(sign * points[first])
