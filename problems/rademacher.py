"""Rademacher noise: independent signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import NoiseKernel
from ntr.engine.random import counter, sign_of, threefry, u64
from ntr.linalg import Array
from ntr.noise import AdditiveNoise, DualNoise, Key, signs
from ntr.norm import Norm
from ntr.problem import Problem
from problems.dual_noise import independent_entries


@dataclass(frozen=True)
class Rademacher(AdditiveNoise):
    """n = (sigma/sqrt(d)) * independent signs on d entries, so that ||n||_2 = sigma always.

    Parameters
    ----------
    sigma : float
        Deviation of the whole point, at least 0; 0 is no noise, and nothing is drawn.
    """

    sigma: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "sigma", validation.nonnegative(self.sigma, "sigma"))

    def sample(self, shape: tuple[int, ...], key: Key) -> Array:
        """n, shape (seeds, *shape)."""
        if self.sigma == 0:
            return np.zeros((len(key.seeds), *shape))
        return self.sigma / np.sqrt(np.prod(shape)) * signs(shape, key)

    def deviation(self, problem: Problem) -> Bound:
        """sigma, exact."""
        return Bound(self.sigma, exact=True)

    def in_norm(self, problem: Problem, norm: Norm) -> DualNoise:
        """See `problems.dual_noise.independent_entries`; |n_i| = sigma/sqrt(d) always."""
        size = np.full(problem.shape, self.sigma / np.sqrt(np.prod(problem.shape)))
        return independent_entries(norm, size, lambda t: 1.0, size)

    def kernel(self, problem: Problem) -> NoiseKernel:
        """Parameters [sigma/sqrt(d)]."""
        return NoiseKernel(rademacher_noise, np.array([self.sigma / np.sqrt(np.prod(problem.shape))]))


def rademacher_noise(root: Any, seeds: Any, k: Any, noise: Any, problem: Any, x: Any, g: Any) -> None:
    """noise = [the size of an entry]."""
    scale = noise[0]
    if scale == 0.0:
        return
    size, lanes = g.shape
    word = np.empty((2, lanes), np.uint64)
    for start in range(0, size, 128):  # 128 signs from one call
        for lane in range(lanes):
            word[0, lane], word[1, lane] = threefry(u64(k), counter(0, start >> 7), root, seeds[lane])
        for i in range(start, min(start + 128, size)):
            half, bit = (i >> 6) & 1, i & 63
            for lane in range(lanes):
                g[i, lane] += scale * sign_of(word[half, lane], bit)
