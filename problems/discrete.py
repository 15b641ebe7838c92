"""Noise that takes finitely many values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import NoiseKernel
from ntr.engine.random import counter, threefry, u64
from ntr.linalg import Array
from ntr.noise import AdditiveNoise, Key, uniforms
from ntr.problem import Problem


@dataclass(frozen=True, eq=False)
class Discrete(AdditiveNoise):
    """n = atoms[j] with probability probabilities[j]; the mean must be 0.

    Parameters
    ----------
    atoms : array (J, *shape)
    probabilities : array (J,)
        Non-negative, sum 1.
    """

    atoms: Any
    probabilities: Any

    def __post_init__(self) -> None:
        atoms = validation.array(self.atoms, "atoms")
        weights = validation.array(self.probabilities, "probabilities", shape=atoms.shape[:1])
        if (weights < 0).any() or abs(weights.sum() - 1) > 1e-12:
            raise ValueError(f"probabilities must be non-negative with sum 1, got {weights}")
        mean = np.tensordot(weights, atoms, 1)
        if np.abs(mean).max() > 1e-12 * np.abs(atoms).max():
            raise ValueError(f"atoms must have mean 0, got {mean}")
        object.__setattr__(self, "atoms", atoms)
        object.__setattr__(self, "probabilities", weights)

    def sample(self, shape: tuple[int, ...], key: Key) -> Array:
        """n, shape (seeds, *shape)."""
        self._require(shape)
        chosen = np.searchsorted(self._edges, uniforms((1,), key)[:, 0])
        return np.asarray(self.atoms[chosen])

    def kernel(self, problem: Problem) -> NoiseKernel:
        """Parameters [J, the J - 1 inner edges of the cumulated probabilities, the atoms]."""
        self._require(problem.shape)
        parts = [np.array([len(self.atoms)], dtype=np.float64), self._edges, self.atoms.ravel()]
        return NoiseKernel(discrete_noise, np.concatenate(parts))

    @property
    def _edges(self) -> Array:
        return np.asarray(np.cumsum(self.probabilities)[:-1])

    def _require(self, shape: tuple[int, ...]) -> None:
        if self.atoms.shape[1:] != shape:
            raise ValueError(f"atoms must have the shape of the problem, {shape}, got {self.atoms.shape[1:]}")

    def deviation(self, problem: Problem) -> Bound:
        """sigma = sqrt(sum_j p_j ||n_j||_2^2), exact."""
        squares = (self.atoms.reshape(len(self.atoms), -1) ** 2).sum(axis=1)
        return Bound(float(np.sqrt(self.probabilities @ squares)), exact=True)


def discrete_noise(root: Any, seeds: Any, k: Any, noise: Any, problem: Any, x: Any, g: Any) -> None:
    """noise = [J, the J - 1 edges, the atoms]: atom j if edge j - 1 < u <= edge j."""
    size, lanes = g.shape
    count = int(noise[0])
    for lane in range(lanes):
        r, _ = threefry(u64(k), counter(0, 0), root, seeds[lane])
        u, chosen = np.float64(r >> u64(12)) * 2.0**-52 + 2.0**-52, 0  # as `uniforms`
        while chosen < count - 1 and noise[1 + chosen] < u:
            chosen += 1
        for i in range(size):
            g[i, lane] += noise[count + chosen * size + i]
