"""The noise: a stochastic gradient g(x; xi) = grad f(x) + n with E n = 0, drawn by a counter."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ntr.bound import Bound
from ntr.engine.random import fill_normals, fill_signs, fill_words
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.problem import Problem

if TYPE_CHECKING:
    from ntr.engine.kernels import NoiseKernel


class Key(NamedTuple):
    """What a draw depends on, and all it depends on.

    Attributes
    ----------
    root : int
        The root seed of the experiment, in [0, 2^64).
    seeds : array of uint64, shape (seeds,)
        The seeds of the batch: independent repetitions.
    k : int
        The iteration.
    """

    root: int
    seeds: np.ndarray
    k: int


class DualNoise(NamedTuple):
    """What is certified about a noise in the dual norm (theory.md section 10, T9). What is unknown is None.

    Each level stands for rho sigma: E ||sum_j w_j n_j||_* <= level (sum_j w_j^2)^(1/2) for deterministic weights w_j.

    Attributes
    ----------
    weighted : Bound or None
        (a) rho_M sigma_M for some self-adjoint M > 0: rho_M^2 = sup <y, M y> over ||y|| <= 1, and
        E_k <n, M^-1 n> <= sigma_M^2 at every point.
    type_two : Bound or None
        (b) T sigma_*: T the martingale type 2 constant of the dual norm, and E_k ||n||_*^2 <= sigma_*^2 at every point.
    gaussian : Bound or None
        (c) gamma = E ||Z||_*, only for n_k = Z_k Gaussian, independent, with one law at every point. Where it is exact,
        the inequality above is an equality.
    largest : Bound or None
        sup ||n||_* over all draws, for noise that is bounded.
    """

    weighted: Bound | None = None
    type_two: Bound | None = None
    gaussian: Bound | None = None
    largest: Bound | None = None


class Noise(ABC):
    """A model of the stochastic gradient. Final classes are frozen dataclasses."""

    @abstractmethod
    def gradient(self, problem: Problem, x: Array, key: Key, exact: Array | None = None) -> Array:
        """g(x; xi) for x of shape (seeds, *shape). `exact` is grad f(x), where the caller has it already."""

    @abstractmethod
    def deviation(self, problem: Problem) -> Bound:
        """sigma of assumption A1: E ||g(x; xi) - grad f(x)||_2^2 <= sigma^2 at every x, for the whole point."""

    def in_norm(self, problem: Problem, norm: Norm) -> DualNoise | None:
        """What replaces rho sigma where the noise is measured in the dual norm (theory.md T9), or None if unknown."""
        return None

    def kernel(self, problem: Problem) -> NoiseKernel | None:
        """The compiled twin for `ntr.engine`, or None: then the NumPy engine runs."""
        return None


class AdditiveNoise(Noise):
    """Noise whose law depends neither on x nor on the problem: g(x; xi) = grad f(x) + n."""

    @abstractmethod
    def sample(self, shape: tuple[int, ...], key: Key) -> Array:
        """n, shape (seeds, *shape)."""

    def gradient(self, problem: Problem, x: Array, key: Key, exact: Array | None = None) -> Array:
        """grad f(x) + n."""
        return (problem.gradient(x) if exact is None else exact) + self.sample(problem.shape, key)


# What a user's own noise is built on. Draws of one model that must be independent use different streams.


def words(shape: tuple[int, ...], key: Key, stream: int = 0) -> np.ndarray:
    """Uniform random words, uint64, shape (seeds, *shape); a pure function of the arguments."""
    size = int(np.prod(shape))
    return fill_words(key.root, key.seeds, key.k, stream, size).reshape(len(key.seeds), *shape)


def normals(shape: tuple[int, ...], key: Key, stream: int = 0) -> Array:
    """Independent standard normals, shape (seeds, *shape)."""
    size = int(np.prod(shape))
    return fill_normals(key.root, key.seeds, key.k, stream, size).reshape(len(key.seeds), *shape)


def signs(shape: tuple[int, ...], key: Key, stream: int = 0) -> Array:
    """Independent signs, +1 or -1 with probability 1/2, shape (seeds, *shape)."""
    size = int(np.prod(shape))
    return fill_signs(key.root, key.seeds, key.k, stream, size).reshape(len(key.seeds), *shape)


def uniforms(shape: tuple[int, ...], key: Key, stream: int = 0) -> Array:
    """Independent uniforms on (0, 1], 52 bits, shape (seeds, *shape)."""
    return (words(shape, key, stream) >> np.uint64(12)).astype(np.float64) * 2.0**-52 + 2.0**-52
