"""Two-valued noise of given skewness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import NoiseKernel
from ntr.engine.random import counter, threefry, u64, unit
from ntr.linalg import Array, norm2
from ntr.noise import AdditiveNoise, DualNoise, Key, words
from ntr.norm import Norm
from ntr.problem import Problem
from problems.dual_noise import independent_entries, type_two_constant


@dataclass(frozen=True, eq=False)
class TwoPoint(AdditiveNoise):
    """n = xi v with v = direction/||direction||_2 and a two-valued xi: mean 0, variance sigma^2, skewness `skew`.

    xi = sigma (sqrt(4 + skew^2) + skew)/2 with probability p = (1 - skew/sqrt(4 + skew^2))/2, and
    sigma (skew - sqrt(4 + skew^2))/2 otherwise: the two values are sigma sqrt((1-p)/p) and -sigma sqrt(p/(1-p)).
    E ||n||_2^2 = sigma^2 up to 2^-52 in the probability.

    Parameters
    ----------
    sigma : float
        Deviation of the whole point, at least 0; 0 is no noise, and nothing is drawn.
    skew : float
        Skewness, any sign, |skew| <= 1e6; 0 gives two equally likely values.
    direction : array of the problem's shape, optional
        v up to its length, not 0. None: every entry has its own xi, with deviation sigma/sqrt(d).
    """

    sigma: float
    skew: float = 0.0
    direction: Any = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "sigma", validation.nonnegative(self.sigma, "sigma"))
        object.__setattr__(self, "skew", validation.finite(self.skew, "skew"))
        if abs(self.skew) > 1e6:  # beyond, 2^-52 is no longer small against the rarer probability
            raise ValueError(f"skew must lie in [-1e6, 1e6], got {self.skew!r}")
        if self.direction is not None:
            direction = validation.array(self.direction, "direction")
            if not direction.any():
                raise ValueError(f"direction must not be 0, got {self.direction!r}")
            object.__setattr__(self, "direction", direction)

    def sample(self, shape: tuple[int, ...], key: Key) -> Array:
        """n, shape (seeds, *shape)."""
        if self.sigma == 0:
            return np.zeros((len(key.seeds), *shape))
        low, high, probability, *vector = self._parameters(shape)
        if not vector:
            return np.where(unit(words(shape, key)) <= probability, high, low)
        chosen = np.where(unit(words((1,), key))[:, 0] <= probability, high, low)
        return chosen[(slice(None),) + (None,) * len(shape)] * np.array(vector).reshape(shape)

    def deviation(self, problem: Problem) -> Bound:
        """sigma, exact."""
        return Bound(self.sigma, exact=True)

    def in_norm(self, problem: Problem, norm: Norm) -> DualNoise:
        """Along a direction v: E ||sum w_j xi_j v||_* = ||v||_* E |sum w_j xi_j| <= sigma ||v||_* (sum w_j^2)^(1/2).

        It is (a) with M = v v^T, and (b) with E ||n||_*^2 = sigma^2 ||v||_*^2. Otherwise `independent_entries`.
        """
        low, high, probability, *vector = self._parameters(problem.shape)
        if not vector:
            size, top = self.sigma / np.sqrt(np.prod(problem.shape)), max(high, -low)

            def moment(t: float) -> float:
                powers = probability * high**t + (1 - probability) * (-low) ** t
                return float(powers / size**t) if size > 0 else 1.0

            return independent_entries(norm, np.full(problem.shape, size), moment, np.full(problem.shape, top))
        length = float(norm.dual(np.array(vector).reshape(problem.shape)))
        constant = type_two_constant(norm)
        return DualNoise(
            weighted=Bound(self.sigma * length, exact=False),
            type_two=None if constant is None else Bound(constant * self.sigma * length, exact=False),
            largest=Bound(max(high, -low) * length, exact=True),
        )

    def kernel(self, problem: Problem) -> NoiseKernel:
        """Parameters [low, high, p, and v if there is one]."""
        return NoiseKernel(two_point_noise, self._parameters(problem.shape))

    def _parameters(self, shape: tuple[int, ...]) -> Array:
        scale = self.sigma if self.direction is not None else self.sigma / np.sqrt(np.prod(shape))
        root = np.hypot(2.0, self.skew)
        wide = (root + abs(self.skew)) / 2  # the larger value; the smaller one is 1/wide: no cancellation
        rare = 2 / (root * (root + abs(self.skew)))  # probability of the larger value
        low, high, probability = (-1 / wide, wide, rare) if self.skew >= 0 else (-wide, 1 / wide, 1 - rare)
        values = np.array([scale * low, scale * high, probability])
        if self.direction is None:
            return values
        if self.direction.shape != shape:
            raise ValueError(f"direction must have the shape of the problem, {shape}, got {self.direction.shape}")
        return np.concatenate([values, (self.direction / norm2(self.direction, len(shape))).ravel()])


def two_point_noise(root: Any, seeds: Any, k: Any, noise: Any, problem: Any, x: Any, g: Any) -> None:
    """noise = [low, high, p, and v if there is one]."""
    low, high, probability = noise[0], noise[1], noise[2]
    if low == 0.0:
        return
    size, lanes = g.shape
    if noise.shape[0] > 3:
        for lane in range(lanes):
            r, _ = threefry(u64(k), counter(0, 0), root, seeds[lane])
            chosen = high if unit(r) <= probability else low
            for i in range(size):
                g[i, lane] += chosen * noise[3 + i]
        return
    for i in range(0, size, 2):
        for lane in range(lanes):
            r, t = threefry(u64(k), counter(0, i >> 1), root, seeds[lane])
            g[i, lane] += high if unit(r) <= probability else low
            if i + 1 < size:
                g[i + 1, lane] += high if unit(t) <= probability else low
