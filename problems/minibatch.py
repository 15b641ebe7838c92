"""Minibatches: the noise of a gradient that looks at a few samples only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import NoiseKernel
from ntr.engine.random import row_of
from ntr.linalg import Array
from ntr.noise import DualNoise, Key, Noise, words
from ntr.norm import Norm
from ntr.problem import FiniteSum, Problem
from problems.dual_noise import weighted_level


@dataclass(frozen=True)
class Minibatch(Noise):
    """g(x; xi) = (1/b) sum over b rows, drawn uniformly with replacement.

    Parameters
    ----------
    size : int
        b >= 1.

    Notes
    -----
    With replacement the rows are independent, so E ||g - grad f||_2^2 = (1/b) (1/n) sum ||grad f_i - grad f||_2^2.
    A row is the upper half of the product of a 64-bit word with n: each row has a probability within 2^-64 of 1/n, the
    law of a row is within n 2^-64 of uniform in total variation (below 2^-50 for n < 2^14; n < 2^32 is needed).
    """

    size: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", validation.integer(self.size, "size", least=1))

    def rows(self, samples: int, key: Key) -> np.ndarray:
        """The rows of this draw, ints in [0, samples), shape (seeds, size)."""
        return np.asarray(row_of(words((self.size,), key), samples)).astype(np.int64)

    def gradient(self, problem: Problem, x: Array, key: Key, exact: Array | None = None) -> Array:
        """The mean gradient over the rows, shape of x; `exact` is not used. `TypeError` unless `problem` is a FiniteSum."""
        finite_sum = _finite_sum(problem)
        return finite_sum.minibatch_gradient(x, self.rows(finite_sum.samples, key))

    def kernel(self, problem: Problem) -> NoiseKernel | None:
        """Parameters [b]; the kernel is the problem's own, or None. `TypeError` unless `problem` is a FiniteSum."""
        kernel = _finite_sum(problem).minibatch_kernel()
        return None if kernel is None else NoiseKernel(kernel, np.array([self.size], dtype=np.float64))

    def deviation(self, problem: Problem) -> Bound:
        """sqrt(sample_variance/size): exact where the variance is. `TypeError` unless `problem` is a FiniteSum."""
        variance = _finite_sum(problem).sample_variance()
        return Bound(float(np.sqrt(variance.value / self.size)), variance.exact)

    def in_norm(self, problem: Problem, norm: Norm) -> DualNoise | None:
        """`weighted_level` of the entries' variances, which fall by the size of the batch. None where they are unknown."""
        variances = _finite_sum(problem).entry_variances()
        if variances is None:
            return None
        return DualNoise(weighted=Bound(weighted_level(norm, np.sqrt(variances / self.size)), exact=False))


def _finite_sum(problem: Problem) -> FiniteSum:
    if not isinstance(problem, FiniteSum):
        raise TypeError(f"problem must be a FiniteSum to draw minibatches from, got {type(problem).__name__}")
    return problem
