"""Polar Express: the composition of odd quintics that is optimal for singular values in [lower, 1]."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from ntr import validation
from ntr.engine.kernels import DirectionKernel
from ntr.inexact_lmo import Accuracy, InexactLMO
from ntr.linalg import Array
from ntr.lmos.newton_schulz import QUINTIC
from ntr.lmos.odd_polynomials import Quintic, certificate, polar_direction
from ntr.lmos.quintic_kernel import quintic_kernel
from ntr.norm import Norm


@dataclass(frozen=True)
class PolarExpress(InexactLMO):
    """d = -U p(S/||g||_2) V' for g = U S V', p = q_n o ... o q_1 with a best q_t in every step, in the spectral norm.

    q_t is the odd quintic that minimizes max |q - 1| over [l_t, u_t], with [l_1, u_1] = [lower, 1] and [l_{t+1}, u_{t+1}]
    = q_t([l_t, u_t]) = [1 - e_t, 1 + e_t]. The composition minimizes max |p - 1| over [lower, 1] among all compositions
    of n odd quintics. Source: N. Amsel, D. Persson, C. Musco, R. Gower, "The Polar Express" (arXiv 2505.16932), without
    its changes for half precision; the coefficients are computed here (`best_quintic`).

    Parameters
    ----------
    steps : int
        n >= 1.
    lower : float
        In (0, 1): below it, singular values (relative to ||g||_2) are not served any more.

    Notes
    -----
    p does not depend on the size of g, and d(0) = 0. Certificate: `ntr.lmos.odd_polynomials.certificate`.
    """

    steps: int = 5
    lower: float = 1e-3

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", validation.integer(self.steps, "steps", least=1))
        lower = validation.positive(self.lower, "lower")
        if lower >= 1:
            raise ValueError(f"lower must lie in (0, 1), got {self.lower!r}")
        object.__setattr__(self, "lower", lower)

    @property
    def polynomials(self) -> tuple[Quintic, ...]:
        """(a, b, c) of q_1, ..., q_n."""
        return _polynomials(self.steps, self.lower)

    def direction(self, norm: Norm, g: Array) -> Array:
        """-U p(S/||g||_2) V'."""
        return polar_direction(validation.point(g, norm.shape, "g"), self.polynomials)

    def kernel(self, norm: Norm) -> DirectionKernel:
        """`ntr.lmos.quintic_kernel`."""
        return quintic_kernel(norm, self.polynomials)

    def certified(self, norm: Norm) -> Accuracy:
        """(delta, tau) for every matrix of this shape."""
        return _certified(self, norm)


@cache
def _certified(lmo: PolarExpress, norm: Norm) -> Accuracy:
    return certificate(lmo.polynomials, norm)


@cache
def _polynomials(steps: int, lower: float) -> tuple[Quintic, ...]:
    low, high, found = lower, 1.0, []
    for _ in range(steps):
        polynomial, error = best_quintic(low, high)
        found.append(polynomial)
        low, high = 1 - error, 1 + error
    return tuple(found)


def best_quintic(low: float, high: float) -> tuple[Quintic, float]:
    """(a, b, c) of the odd quintic q that minimizes e = max |q - 1| over [low, high], and e; 0 < low < high.

    By the Remez exchange: q - 1 takes -e, e, -e, e at low < s < t < high, where s and t are the two roots of q'. Four
    linear equations give (a, b, c, e) for given s and t, the roots of q' give better s and t. The functions s, s^3, s^5
    are a Chebyshev system on (0, inf), so the solution is unique. Where the interval is so short that e is at the level
    of rounding, the Taylor polynomial at its middle is taken.
    """
    middle = (low + high) / 2
    width = (high - low) / (high + low)
    if width < 1e-4:  # the error is then (5/2) width^3 at most
        a, b, c = QUINTIC
        return (a / middle, b / middle**3, c / middle**5), 2.5 * width**3 + 1e-15
    # Chebyshev points of the interval; the exchange converges quadratically from there
    inner = middle + (high - low) / 2 * np.array([-0.5, 0.5])
    signs = np.array([1.0, -1.0, 1.0, -1.0])
    for _ in range(100):
        points = np.array([low, *inner, high])
        a, b, c, error = np.linalg.solve(np.stack([points, points**3, points**5, signs], axis=1), np.ones(4)).tolist()
        root = math.sqrt(max(9 * b * b - 20 * a * c, 0.0))
        squares = np.array([(-3 * b - root) / (10 * c), (-3 * b + root) / (10 * c)])
        following = np.clip(np.sqrt(np.maximum(squares, 0.0)), low, high)
        moved = float(np.abs(following - inner).max())
        inner = following
        if moved <= 1e-13 * high:
            break
    return (a, b, c), abs(error)
