"""Gaussian noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import NoiseKernel
from ntr.engine.random import box_muller, counter, threefry, u64
from ntr.linalg import Array
from ntr.noise import AdditiveNoise, Key, normals
from ntr.problem import Problem


@dataclass(frozen=True)
class Gaussian(AdditiveNoise):
    """n ~ N(0, (sigma^2/d) I) on d entries, so that E ||n||_2^2 = sigma^2 exactly.

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
        return self.sigma / np.sqrt(np.prod(shape)) * normals(shape, key)

    def deviation(self, problem: Problem) -> Bound:
        """sigma, exact."""
        return Bound(self.sigma, exact=True)

    def kernel(self, problem: Problem) -> NoiseKernel:
        """Parameters [sigma/sqrt(d)]."""
        return NoiseKernel(gaussian_noise, np.array([self.sigma / np.sqrt(np.prod(problem.shape))]))


def gaussian_noise(root: Any, seeds: Any, k: Any, noise: Any, problem: Any, x: Any, g: Any) -> None:
    """noise = [the deviation of an entry]."""
    scale = noise[0]
    if scale == 0.0:
        return
    size, lanes = g.shape
    word = np.empty((2, lanes), np.uint64)
    for i in range(0, size, 2):
        for lane in range(lanes):  # two short loops are faster than one long one (registers)
            word[0, lane], word[1, lane] = threefry(u64(k), counter(0, i >> 1), root, seeds[lane])
        if i + 1 < size:
            for lane in range(lanes):
                y, z = box_muller(word[0, lane], word[1, lane])
                g[i, lane] += scale * y
                g[i + 1, lane] += scale * z
        else:
            for lane in range(lanes):
                y, z = box_muller(word[0, lane], word[1, lane])
                g[i, lane] += scale * y
