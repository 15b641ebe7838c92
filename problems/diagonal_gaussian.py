"""Gaussian noise with a deviation of its own for every entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import NoiseKernel
from ntr.linalg import Array
from ntr.noise import AdditiveNoise, DualNoise, Key, normals
from ntr.norm import Norm
from ntr.problem import Problem
from problems.dual_noise import gaussian_entries
from problems.gaussian import gaussian_noise


@dataclass(frozen=True, eq=False)
class DiagonalGaussian(AdditiveNoise):
    """n_i ~ N(0, s_i^2), independent: structured noise, for which the Euclidean norm of A1 and A3 is a poor measure.

    Parameters
    ----------
    deviations : array of the problem's shape
        s >= 0; a matrix with one non-zero row makes noise of rank one.
    """

    deviations: Any

    def __post_init__(self) -> None:
        deviations = validation.array(self.deviations, "deviations")
        if (deviations < 0).any():
            raise ValueError(f"deviations must be at least 0, got {self.deviations!r}")
        object.__setattr__(self, "deviations", deviations)

    def sample(self, shape: tuple[int, ...], key: Key) -> Array:
        """n, shape (seeds, *shape)."""
        return self._fitting(shape) * normals(shape, key)

    def deviation(self, problem: Problem) -> Bound:
        """||s||_2, exact."""
        return Bound(float(np.linalg.norm(self._fitting(problem.shape))), exact=True)

    def in_norm(self, problem: Problem, norm: Norm) -> DualNoise:
        """See `problems.dual_noise.gaussian_entries`."""
        return gaussian_entries(norm, self._fitting(problem.shape))

    def kernel(self, problem: Problem) -> NoiseKernel:
        """Parameters: s."""
        return NoiseKernel(gaussian_noise, self._fitting(problem.shape).flatten())

    def _fitting(self, shape: tuple[int, ...]) -> Array:
        deviations: Array = self.deviations
        if deviations.shape != shape:
            raise ValueError(f"deviations must have the shape of the problem, {shape}, got {deviations.shape}")
        return deviations
