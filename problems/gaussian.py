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
from ntr.noise import AdditiveNoise, DualNoise, Key, normals
from ntr.norm import Norm
from ntr.problem import Problem
from problems.dual_noise import gaussian_entries


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

    def in_norm(self, problem: Problem, norm: Norm) -> DualNoise:
        """See `problems.dual_noise.gaussian_entries`."""
        return gaussian_entries(norm, self._deviations(problem.shape))

    def kernel(self, problem: Problem) -> NoiseKernel:
        """Parameters: sigma/sqrt(d) for every entry."""
        return NoiseKernel(gaussian_noise, self._deviations(problem.shape).ravel())

    def _deviations(self, shape: tuple[int, ...]) -> Array:
        return np.full(shape, self.sigma / np.sqrt(np.prod(shape)))


def gaussian_noise(root: Any, seeds: Any, k: Any, noise: Any, problem: Any, x: Any, g: Any) -> None:
    """noise = the deviations of the entries; nothing is drawn where all are 0."""
    if noise.max() == 0.0:
        return
    size, lanes = g.shape
    word = np.empty((2, lanes), np.uint64)
    for i in range(0, size, 2):
        for lane in range(lanes):  # two short loops are faster than one long one (registers)
            word[0, lane], word[1, lane] = threefry(u64(k), counter(0, i >> 1), root, seeds[lane])
        if i + 1 < size:
            for lane in range(lanes):
                y, z = box_muller(word[0, lane], word[1, lane])
                g[i, lane] += noise[i] * y
                g[i + 1, lane] += noise[i + 1] * z
        else:
            for lane in range(lanes):
                y, z = box_muller(word[0, lane], word[1, lane])
                g[i, lane] += noise[i] * y
