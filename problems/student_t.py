"""Heavy-tailed noise: Student's t."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaln

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import NoiseKernel
from ntr.engine.random import counter, fill_students, student, threefry, u64
from ntr.linalg import Array
from ntr.noise import AdditiveNoise, DualNoise, Key
from ntr.norm import Norm
from ntr.problem import Problem
from problems.dual_noise import independent_entries


@dataclass(frozen=True)
class StudentT(AdditiveNoise):
    """Independent entries with Student's t distribution of `df` degrees of freedom, scaled to sigma.

    Bailey's polar form: t = sqrt(df (u^(-2/df) - 1)) cos(2 pi v) with independent uniforms u, v; its variance is
    df/(df - 2). u is a multiple of 2^-52 in (0, 1], the right end of its cell, so that the variance comes out smaller, by
    a share of about (df/2) 2^(-52 (1 - 2/df)): 1e-5 at df = 3, 1e-3 at 2.5, a fifth at 2.1. E ||n||_2^2 <= sigma^2.

    Parameters
    ----------
    sigma : float
        Deviation of the whole point, at least 0; 0 is no noise, and nothing is drawn.
    df : float
        Degrees of freedom, > 2 (else the variance is infinite).
    """

    sigma: float
    df: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "sigma", validation.nonnegative(self.sigma, "sigma"))
        object.__setattr__(self, "df", validation.finite(self.df, "df"))
        if self.df <= 2:
            raise ValueError(f"df must be greater than 2 (else the variance is infinite), got {self.df!r}")

    def sample(self, shape: tuple[int, ...], key: Key) -> Array:
        """n, shape (seeds, *shape)."""
        if self.sigma == 0:
            return np.zeros((len(key.seeds), *shape))
        draws = fill_students(key.root, key.seeds, key.k, 0, int(np.prod(shape)), self.df)
        return self._scale(shape) * draws.reshape(len(key.seeds), *shape)

    def deviation(self, problem: Problem) -> Bound:
        """sigma, an upper bound (see above)."""
        return Bound(self.sigma, exact=False)

    def in_norm(self, problem: Problem, norm: Norm) -> DualNoise:
        """See `problems.dual_noise.independent_entries`; entries have the moments of t below `df`, at most (see above)."""
        size = np.full(problem.shape, self.sigma / np.sqrt(np.prod(problem.shape)))
        return independent_entries(norm, size, self._moment)

    def kernel(self, problem: Problem) -> NoiseKernel:
        """Parameters [the scale of an entry, df]."""
        return NoiseKernel(student_t_noise, np.array([self._scale(problem.shape), self.df]))

    def _scale(self, shape: tuple[int, ...]) -> float:
        return float(self.sigma * np.sqrt((self.df - 2) / (self.df * np.prod(shape))))

    def _moment(self, t: float) -> float:
        """E |T|^t for T of variance 1: (df - 2)^(t/2) G((t+1)/2) G((df-t)/2)/(sqrt(pi) G(df/2)), inf for t >= df."""
        if t >= self.df:
            return np.inf
        logs = gammaln((t + 1) / 2) + gammaln((self.df - t) / 2) - gammaln(self.df / 2) - 0.5 * np.log(np.pi)
        return float((self.df - 2) ** (t / 2) * np.exp(logs))


def student_t_noise(root: Any, seeds: Any, k: Any, noise: Any, problem: Any, x: Any, g: Any) -> None:
    """noise = [the scale of an entry, df]."""
    scale, df = noise[0], noise[1]
    if scale == 0.0:
        return
    size, lanes = g.shape
    word = np.empty((2, lanes), np.uint64)
    for i in range(size):
        for lane in range(lanes):  # two short loops are faster than one long one (registers)
            word[0, lane], word[1, lane] = threefry(u64(k), counter(0, i), root, seeds[lane])
        for lane in range(lanes):
            g[i, lane] += scale * student(word[0, lane], word[1, lane], df)
