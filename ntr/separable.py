"""Functions that act coordinate by coordinate: what the closed forms of the step know of a regularizer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ntr.linalg import Array, total

# The ends of the real line; all objects without bounds share them, so they are read-only.
BELOW, ABOVE = np.array(-np.inf), np.array(np.inf)
BELOW.flags.writeable = ABOVE.flags.writeable = False


class Separable(NamedTuple):
    """sum_i phi_i(x_i), phi_i(t) = l1 |t| + (l2/2) t^2 for lower_i <= t <= upper_i, +inf elsewhere.

    Attributes
    ----------
    l1, l2 : float
        In [0, inf).
    lower, upper : Array
        The intervals: of shape () or that of a point; lower <= upper, a side may be infinite.
    """

    l1: float = 0.0
    l2: float = 0.0
    lower: Array = BELOW
    upper: Array = ABOVE

    def value(self, x: Array, ndim: int) -> Array:
        """The sum, shape (*batch,); +inf outside the intervals, and where x is NaN."""
        inside = ((x >= self.lower) & (x <= self.upper)).all(axis=tuple(range(-ndim, 0)))
        return np.where(inside, total(self._terms(x), ndim), np.inf)

    def gap(self, x: Array, r: Array, ndim: int) -> Array:
        """The Fenchel gap sum_i phi_i(x_i) + phi_i*(r_i) - r_i x_i, shape (*batch,).

        With t_i the point where r_i is a slope of phi_i, phi_i*(r_i) = r_i t_i - phi_i(t_i); so a term is
        l1 (|x_i| - |t_i|) + (x_i - t_i) ((l2/2) (x_i + t_i) - r_i), an exact 0 at x_i = t_i. Without curvature and with
        |r_i| = l1 any t_i between 0 and the end of the interval will do, and x_i is one if it has the sign of r_i.
        """
        t = self.minimizer(-r)
        if self.l2 == 0 and self.l1 > 0:
            t = np.where((np.abs(r) == self.l1) & (r * x >= 0), x, t)
        apart = x - t
        with np.errstate(invalid="ignore", over="ignore"):
            # sign by sign where x and t are on one side of 0, so that l1 and r cancel exactly
            same = np.where(x * t >= 0, np.copysign(1.0, x + t) * apart, np.abs(x) - np.abs(t))
            terms = self.l1 * same + apart * (self.l2 / 2 * (x + t) - r)
        terms = np.where(apart == 0, 0.0, np.where(np.isinf(t), np.inf, terms))
        return np.where(np.isfinite(self.value(x, ndim)), total(terms, ndim), np.inf)

    def minimizer(self, m: Array) -> Array:
        """argmin_t m_i t + phi_i(t) for each i, +-inf if there is none; of several the one closest to 0."""
        shrunk = np.sign(-m) * np.maximum(np.abs(m) - self.l1, 0.0)
        if self.l2 > 0:
            with np.errstate(over="ignore"):
                target = shrunk / self.l2
        else:
            target = np.where(shrunk == 0, 0.0, np.copysign(np.inf, shrunk))
        return self.clip(target)

    def subgradient(self, x: Array, target: Array) -> Array:
        """For each i the subgradient of phi_i at x_i that is closest to target_i; x_i in its interval."""
        smooth = self.l2 * x
        least = np.where(x > self.lower, smooth + np.where(x > 0, self.l1, -self.l1), -np.inf)
        most = np.where(x < self.upper, smooth + np.where(x >= 0, self.l1, -self.l1), np.inf)
        return np.asarray(np.minimum(np.maximum(target, least), most))

    def clip(self, x: Array) -> Array:
        """The closest point of the intervals."""
        return np.asarray(np.minimum(np.maximum(x, self.lower), self.upper))

    def clip_conjugate(self, r: Array) -> Array:
        """The closest point of dom phi_i*: without curvature, |r_i| <= l1 on an infinite side."""
        if self.l2 > 0:
            return r
        r = np.where(np.isneginf(self.lower), np.maximum(r, -self.l1), r)
        return np.where(np.isposinf(self.upper), np.minimum(r, self.l1), r)

    def _terms(self, x: Array) -> Array:
        with np.errstate(over="ignore"):
            if self.l2 == 0:
                return self.l1 * np.abs(x) if self.l1 else np.zeros_like(x)
            return np.abs(x) * (self.l1 + self.l2 / 2 * np.abs(x))
