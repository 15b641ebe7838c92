"""The finite laws of noises, so that expectations are sums: over the next sample, or over all sequences of samples."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ntr.bound import Bound
from ntr.linalg import Array
from ntr.noise import AdditiveNoise, Key, Noise
from ntr.problem import Problem
from problems import Discrete, Rademacher, TwoPoint

MOST = 64  # atoms: independent entries have 2^d


class Law(NamedTuple):
    """n = atoms[j] with probability probabilities[j].

    Attributes
    ----------
    atoms : Array
        Shape (J, *shape).
    probabilities : Array
        Shape (J,), sum 1.
    """

    atoms: Array
    probabilities: Array


def law(noise: Noise, shape: tuple[int, ...]) -> Law | None:
    """The law of n for points of that shape; None where it has more than 64 atoms, or is none of the finite models.

    Derived from the statements of the models, not from their samplers: no noise, `Discrete`, `TwoPoint`, `Rademacher`.
    """
    size = int(np.prod(shape))
    if isinstance(noise, Discrete):
        return Law(noise.atoms, noise.probabilities)
    if getattr(noise, "sigma", None) == 0:
        return Law(np.zeros((1, *shape)), np.ones(1))
    if isinstance(noise, Rademacher):
        return _independent(noise.sigma / np.sqrt(size) * np.array([-1.0, 1.0]), np.full(2, 0.5), shape)
    if isinstance(noise, TwoPoint):
        root = float(np.sqrt(4 + noise.skew**2))
        values = noise.sigma * np.array([noise.skew - root, noise.skew + root]) / 2
        high = (1 - noise.skew / root) / 2
        probabilities = np.array([1 - high, high])
        if noise.direction is None:
            return _independent(values / np.sqrt(size), probabilities, shape)
        direction = noise.direction / np.linalg.norm(noise.direction)
        return Law(np.multiply.outer(values, direction), probabilities)
    return None


def _independent(values: Array, probabilities: Array, shape: tuple[int, ...]) -> Law | None:
    """Every entry takes one of two values, independently."""
    size = int(np.prod(shape))
    if 2**size > MOST:
        return None
    choices = np.array(list(itertools.product((0, 1), repeat=size)))
    return Law(values[choices].reshape(-1, *shape), probabilities[choices].prod(axis=1))


@dataclass(frozen=True)
class EverySequence(AdditiveNoise):
    """All sequences of samples, one a seed: at iteration k seed s gets the atom whose number is digit k of s in base J.

    With the seeds range(J^K) a run of K iterations meets every sequence once; `weights` are their probabilities.

    Parameters
    ----------
    noise : Noise
        One that has a `law`.
    """

    noise: Noise

    def sample(self, shape: tuple[int, ...], key: Key) -> Array:
        """n, shape (seeds, *shape)."""
        atoms = self._law(shape).atoms
        return np.asarray(atoms[self._digits(key.seeds.astype(np.int64), key.k, len(atoms))])

    def deviation(self, problem: Problem) -> Bound:
        """sigma of the noise."""
        return self.noise.deviation(problem)

    def weights(self, shape: tuple[int, ...], iterations: int) -> Array:
        """The probability of every sequence of that many samples, shape (J^iterations,)."""
        probabilities = self._law(shape).probabilities
        sequences = np.arange(len(probabilities) ** iterations)
        digits = [self._digits(sequences, k, len(probabilities)) for k in range(iterations)]
        return np.asarray(probabilities[np.array(digits)].prod(axis=0))

    def _law(self, shape: tuple[int, ...]) -> Law:
        found = law(self.noise, shape)
        if found is None:
            raise ValueError(f"noise must take at most {MOST} values at shape {shape}, got {self.noise!r}")
        return found

    @staticmethod
    def _digits(sequences: np.ndarray, k: int, base: int) -> np.ndarray:
        return sequences // base**k % base
