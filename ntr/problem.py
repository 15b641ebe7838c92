"""The problem min F = f + R: values, gradients, and constants that are proved, in any norm."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from ntr.bound import Bound
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.regularizer import Regularizer

if TYPE_CHECKING:
    from ntr.engine.kernels import ProblemKernel


class Constants(NamedTuple):
    """What is certified about a problem in one norm, on the whole space. Unknown is None, never a guess.

    Attributes
    ----------
    L : Bound or None
        Smoothness (A2): ||grad f(x) - grad f(y)||_* <= L ||x - y||.
    H : Bound or None
        Second-order smoothness (A4): ||grad f(y) - grad f(x) - hess f(x)(y - x)||_* <= (H/2) ||y - x||^2.
    gradient : Bound or None
        sup ||grad f(x)||_* over all x.
    infimum : (float, float)
        Certified lower and upper end of inf F.
    minimizer : Array or None
        A minimizer of F.
    star_convex : {"f", "F"} or None
        Which function is known to be star-convex about `minimizer` (A5).
    convex : bool or None
        Whether f is known to be convex.
    """

    L: Bound | None
    H: Bound | None
    gradient: Bound | None
    infimum: tuple[float, float]
    minimizer: Array | None
    star_convex: Literal["f", "F"] | None
    convex: bool | None


class Region(NamedTuple):
    """What is certified about a problem on the ball {||x|| <= radius}.

    Attributes
    ----------
    infimum : (float, float)
        Certified lower and upper end of inf F over the ball.
    comparator : Array or None
        A point u of the ball and of dom R, close to the minimum of F over it, with
        <grad f(x), u - x> <= f(u) - f(x) for every x of the ball (f star-convex or convex). None if unknown.
    gradient : Bound or None
        sup ||grad f(x)||_* over the ball.
    L : Bound or None
        Smoothness (A2) between points of the ball, where it is smaller than, or known without, the global one.
    """

    infimum: tuple[float, float]
    comparator: Array | None
    gradient: Bound | None
    L: Bound | None = None


class Problem(ABC):
    """min F(x) = f(x) + R(x).

    Arguments are `(*batch, *shape)`. Final classes are frozen dataclasses; `regularizer` is their last field and is
    given by keyword.

    Attributes
    ----------
    shape : tuple of int
        Shape of a point.
    regularizer : Regularizer
        R; `Zero()` by default.
    infimum_f : float
        A lower bound of f.
    """

    shape: tuple[int, ...]
    regularizer: Regularizer
    infimum_f: float

    @abstractmethod
    def value(self, x: Array) -> Array:
        """f(x), shape (*batch,)."""

    @abstractmethod
    def gradient(self, x: Array) -> Array:
        """grad f(x), shape of x."""

    @abstractmethod
    def euclidean(self) -> tuple[Bound | None, Bound | None]:
        """(L_2, H_2): the constants of A2 and A4 in the Euclidean norm, which every other norm falls back on."""

    @abstractmethod
    def constants(self, norm: Norm) -> Constants:
        """What is certified in `norm`, with proofs in the docstring. `fallback` gives what holds for every problem."""

    @abstractmethod
    def region(self, norm: Norm, radius: float) -> Region:
        """What is certified on {||x|| <= radius}."""

    def objective(self, x: Array) -> Array:
        """F(x) = f(x) + R(x), shape (*batch,)."""
        return np.asarray(self.value(x) + self.regularizer(x, ndim=len(self.shape)))

    def generalized_smoothness(self, norm: Norm) -> tuple[float, float] | None:
        """A certified pair (L_0, L_1) of theory.md section 11, or None:

            ||grad f(x) - grad f(y)||_* <= (L_0 + L_1 ||grad f(x)||_*) ||x - y||   for ||x - y|| <= 1/L_1.

        (L, 0) where L of A2 is certified, unless a class knows better.
        """
        smoothness = self.constants(norm).L
        return None if smoothness is None else (smoothness.value, 0.0)

    def strong_convexity(self) -> float | None:
        """A mu > 0 for which f - mu ||.||_2^2/2 is convex, or None where none is known."""
        return None

    def coordinate_smoothness(self) -> Array | None:
        """L_i, shape `shape`, for f = sum_i f_i(x_i) with L_i-smooth functions f_i of one coordinate. None for other f."""
        return None

    def kernel(self) -> ProblemKernel | None:
        """The compiled twin of f and its gradient for `ntr.engine`, or None: then the NumPy engine runs."""
        return None


class FiniteSum(Problem):
    """A problem with f = (1/n) sum_i f_i, whose gradient can be estimated from some of the samples.

    Attributes
    ----------
    samples : int
        n, the number of samples.
    """

    samples: int

    @abstractmethod
    def minibatch_gradient(self, x: Array, rows: np.ndarray) -> Array:
        """(1/b) sum_{i in rows} grad f_i(x): x (*batch, *shape), rows (*batch, b) of ints in [0, samples)."""

    def minibatch_kernel(self) -> Callable[..., None] | None:
        """The compiled twin of `minibatch_gradient`, of the kind `ntr.engine.kernels.NOISE` with noise = [b], or None.

        Row i of the batch is `ntr.engine.random.row_of` of word i of stream 0, as in `problems.Minibatch.rows`.
        """
        return None

    @abstractmethod
    def sample_variance(self) -> Bound:
        """sup_x (1/n) sum_i ||grad f_i(x) - grad f(x)||_2^2: the variance of one sample drawn uniformly."""

    def entry_variances(self) -> Array | None:
        """The same for each entry of the gradient, shape `shape`: upper bounds that hold at every x. None if unknown."""
        return None


def fallback(problem: Problem, norm: Norm) -> Constants:
    """What holds for every problem: L <= rho^2 L_2 and H <= rho^3 H_2 (theory.md 13.2), inf F >= inf f + inf R.

    Exact in the Euclidean norm itself only where the problem says so; here all is an upper bound.
    """
    first, second = problem.euclidean()
    return Constants(
        L=None if first is None else Bound(norm.rho**2 * first.value, exact=False),
        H=None if second is None else Bound(norm.rho**3 * second.value, exact=False),
        gradient=None,
        infimum=(problem.infimum_f + problem.regularizer.infimum, np.inf),
        minimizer=None,
        star_convex=None,
        convex=None,
    )
