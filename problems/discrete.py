"""Noise that takes finitely many values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import validation
from ntr.bound import Bound
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
        if self.atoms.shape[1:] != shape:
            raise ValueError(f"atoms must have the shape of the problem, {shape}, got {self.atoms.shape[1:]}")
        chosen = np.searchsorted(np.cumsum(self.probabilities)[:-1], uniforms((1,), key)[:, 0])
        return np.asarray(self.atoms[chosen])

    def deviation(self, problem: Problem) -> Bound:
        """sigma = sqrt(sum_j p_j ||n_j||_2^2), exact."""
        squares = (self.atoms.reshape(len(self.atoms), -1) ** 2).sum(axis=1)
        return Bound(float(np.sqrt(self.probabilities @ squares)), exact=True)
