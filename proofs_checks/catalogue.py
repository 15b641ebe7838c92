"""The catalogue: which problems, norms, noises and regimes theorems are checked on.

Distinct regimes, not repeated numbers: norms of every kind on vectors and matrices, convex, star-convex and non-convex
problems, real data, composite and constrained ones, noise that is Gaussian, two-valued, skewed, heavy-tailed with finite
variance or from minibatches, small and large momentum. A theorem takes the cases whose hypotheses it can certify.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import NamedTuple

import cvxpy as cp
import numpy as np

from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.norms import L1, L2, CvxNorm, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.problem import Problem
from ntr.regularizers import Ball, Box, L1Penalty
from ntr.theorem import Theorem
from problems import (
    CosineQuadratic,
    Gaussian,
    Huber,
    Linear,
    LogCosh,
    Logistic,
    MatrixQuadratic,
    Minibatch,
    Quadratic,
    Rademacher,
    Saturating,
    Separable,
    Softmax,
    StarExponential,
    StudentT,
    TwoPoint,
    digits,
)
from proofs_checks import tight_cases, tight_memory, tight_spectral
from proofs_checks.tight_cases import NOISELESS, SEEDS


class Named(NamedTuple):
    """A case, and what its problem is called in tables."""

    problem: str
    case: Case


def applicable(theorem: Theorem, named: list[Named]) -> list[Named]:
    """Those that meet the hypotheses of the theorem."""
    return [item for item in named if not theorem.violated(item.case)]


def descending(
    problem: Problem, norm: Norm, noise: Noise, momentum: float, iterations: int, x0: Array | None = None,
    factor: float = 1.0,
) -> Case:  # fmt: skip
    """Algorithm 1 from x0 (default 0) with the radius that balances descent and drift, times a factor.

    eta = factor sqrt(alpha Delta_0/(2 L K)): then Delta_0/(eta K) = 2 L eta/alpha for factor 1.
    """
    start = np.zeros(problem.shape) if x0 is None else x0
    setting = Setting(problem, norm, noise, start, range(SEEDS))
    radius = factor * np.sqrt(momentum * setting.initial_gap / (2 * setting.smoothness * iterations))
    return Case(problem, noise, TrustRegion(norm, radius, momentum), start, iterations, range(SEEDS))


def decaying(
    problem: Problem, norm: Norm, noise: Noise, momentum: float, iterations: int, domain: float,
    x0: Array | None = None, factor: float = 1.0,
) -> Case:  # fmt: skip
    """Algorithm 2 on the ball of radius `domain`, beta = 5 factor/K: e^-5 of Phi_0 is left after K steps."""
    start = np.zeros(problem.shape) if x0 is None else x0
    decay = 5 * factor / iterations
    return Case(problem, noise, TrustRegion(norm, decay * domain, momentum, decay), start, iterations, range(SEEDS))


def extrapolated(case: Case) -> Case:
    """The same case with extrapolated gradients."""
    assert isinstance(case.method, TrustRegion)
    return replace(case, method=replace(case.method, extrapolate=True))


def random_numbers(*shape: int) -> Array:
    """Fixed numbers of order 1 for centers and matrices."""
    return np.random.default_rng(sum(shape)).normal(size=shape)


def skewed(*shape: int) -> TwoPoint:
    """Skewed noise along the diagonal direction (for a matrix, of rank one), skewness 3."""
    return TwoPoint(1.0, 3.0, np.ones(shape))


@functools.cache
def logistic_digits() -> Logistic:
    """Even against odd digits, all 1797 images of 64 pixels."""
    features, labels = digits()
    return Logistic(features, 1 - 2 * (labels % 2))


@functools.cache
def softmax_digits() -> Softmax:
    """All ten digits, 10 x 64 weights."""
    return Softmax(*digits())


@functools.cache
def softmax_three_digits() -> Softmax:
    """Digits 0, 1, 2 at 4 x 4 pixels: small enough for many iterations."""
    return Softmax(*digits(classes=(0, 1, 2), pooling=2))


@functools.cache
def logistic_two_digits() -> Logistic:
    """Digits 0 and 1 at 4 x 4 pixels: small enough for many iterations of many seeds."""
    features, labels = digits(classes=(0, 1), pooling=2)
    return Logistic(features, 2 * labels - 1)


def uphill(problem: Problem, distance: float = 20.0) -> Array:
    """The point at a Euclidean distance up the gradient from 0: a start from which there is something to descend."""
    gradient = problem.gradient(np.zeros(problem.shape))
    return np.asarray(distance * gradient / np.linalg.norm(gradient))


def semidefinite(size: int) -> Array:
    """A fixed positive semidefinite matrix with eigenvalues of order 1."""
    factor = random_numbers(size, size)
    return factor @ factor.T / size


def one_and_infinity(x: cp.Expression) -> cp.Expression:
    """||x||_1 + 2 ||x||_inf, a norm without a closed form; at module level, so that a store can name it."""
    return cp.norm1(x) + 2 * cp.norm_inf(x)


def stochastic() -> list[Named]:
    """Algorithm 1 with noise."""
    vector, matrix = Separable(Saturating(), random_numbers(20)), Separable(Saturating(), random_numbers(5, 4))
    quadratic = Quadratic(semidefinite(10), random_numbers(10))
    user = CvxNorm((4,), one_and_infinity)
    cases = [
        ("saturating", descending(vector, L2((20,)), Gaussian(1.0), 0.1, 2000)),
        ("saturating", descending(vector, LInf((20,)), Rademacher(1.0), 0.1, 2000)),
        ("saturating", descending(vector, L1((20,)), Gaussian(1.0), 0.3, 1000)),
        ("saturating", descending(vector, Lp((20,), 3.0), skewed(20), 0.1, 1000, factor=3.0)),
        ("saturating", descending(vector, Lp((20,), 1.5), StudentT(1.0, 2.5), 0.05, 1000)),
        ("saturating, large step", descending(vector, LInf((20,)), Gaussian(0.2), 0.5, 500, factor=10.0)),
        ("saturating, no momentum", descending(vector, L2((20,)), skewed(20), 1.0, 1000)),
        ("cosine", descending(Separable(CosineQuadratic(1.0, 3.0), random_numbers(10)), L2((10,)), Gaussian(0.5), 0.2, 1000)),
        ("log cosh", descending(Separable(LogCosh(), 3 * random_numbers(50)), LInf((50,)), StudentT(1.0, 3.0), 0.03, 2000)),
        ("star exponential", descending(Separable(StarExponential(), random_numbers(10)), L1((10,)), skewed(10), 0.2, 1000)),
        ("Huber slope", descending(Separable(Huber(1.0, 0.1), np.zeros(1)), L2((1,)), Rademacher(1.0), 0.05, 3000,
                                   x0=np.array([10.0]))),
        ("quadratic", descending(quadratic, L2((10,)), Gaussian(1.0), 0.1, 1000)),
        ("quadratic", descending(quadratic, LInf((10,)), Rademacher(1.0), 0.1, 1000)),
        ("quadratic", descending(quadratic, L1((10,)), StudentT(1.0, 4.0), 0.3, 1000)),
        ("saturating, user's norm", descending(Separable(Saturating(), random_numbers(4)), user, Rademacher(0.5), 0.2, 40)),
        ("matrix quadratic", descending(MatrixQuadratic(semidefinite(5), semidefinite(4), random_numbers(5, 4)),
                                        Spectral((5, 4)), Gaussian(1.0), 0.1, 300)),
        ("matrix saturating", descending(matrix, Spectral((5, 4)), Rademacher(1.0), 0.1, 300)),
        ("matrix saturating", descending(matrix, Nuclear((5, 4)), Gaussian(1.0), 0.3, 300)),
        ("matrix saturating", descending(matrix, Schatten((5, 4), 3.0), StudentT(1.0, 3.0), 0.1, 300)),
        ("matrix saturating", descending(matrix, L2((5, 4)), Gaussian(1.0), 0.05, 1000)),
        ("logistic, digits", descending(logistic_digits(), L2((64,)), Minibatch(8), 0.1, 150)),
        ("logistic, digits", descending(logistic_digits(), LInf((64,)), Minibatch(8), 0.1, 150, factor=3.0)),
        ("logistic, digits", descending(logistic_digits(), L1((64,)), Minibatch(32), 0.3, 150)),
        ("softmax, digits", descending(softmax_digits(), Spectral((10, 64)), Minibatch(32), 0.1, 50)),
        ("Huber slope, tight noise", tight_cases.tight_noise()),
        ("matrix Huber slope, tight noise", tight_spectral.slope()),
        *tight_memory.noisy(),
    ]  # fmt: skip
    return [Named(*case) for case in cases] + _composite(1.0)


def _composite(sigma: float) -> list[Named]:
    """Composite problems, Algorithm 1, with noise of that size; without it also without momentum."""
    center, momentum = random_numbers(8), 0.2 if sigma else 1.0
    penalty, box, ball = L1Penalty(0.2), Box(-0.5, 0.7), Ball(L2((8,)), 0.8)

    def saturating(regularizer: L1Penalty | Box | Ball) -> Separable:
        return Separable(Saturating(), center, regularizer=regularizer)

    cases = [
        ("saturating + l1", descending(saturating(penalty), LInf((8,)), Gaussian(sigma), momentum, 300)),
        ("saturating + l1", descending(saturating(penalty), L2((8,)), Rademacher(sigma), momentum, 300)),
        ("saturating + box", descending(saturating(box), LInf((8,)), Rademacher(sigma), momentum, 300, factor=3.0)),
        ("saturating + box", descending(saturating(box), L2((8,)), TwoPoint(sigma), momentum, 300)),
        ("saturating + ball", descending(saturating(ball), L2((8,)), Rademacher(sigma), momentum, 300)),
        ("quadratic + l1", descending(Quadratic(semidefinite(8), center, regularizer=penalty), LInf((8,)),
                                      Rademacher(sigma), momentum, 300)),
    ]  # fmt: skip
    return [Named(*case) for case in cases]


def deterministic() -> list[Named]:
    """Algorithm 1 without noise and without momentum."""
    vector, matrix = Separable(Saturating(), random_numbers(20)), Separable(Saturating(), random_numbers(5, 4))
    quadratic = Quadratic(semidefinite(10), random_numbers(10))
    user = CvxNorm((4,), one_and_infinity)
    cases = [
        ("saturating", descending(vector, L2((20,)), NOISELESS, 1.0, 1000)),
        ("saturating", descending(vector, LInf((20,)), NOISELESS, 1.0, 1000, factor=3.0)),
        ("saturating", descending(vector, L1((20,)), NOISELESS, 1.0, 1000)),
        ("saturating", descending(vector, Lp((20,), 3.0), NOISELESS, 1.0, 1000)),
        ("quadratic", descending(quadratic, L2((10,)), NOISELESS, 1.0, 1000, factor=0.3)),
        ("quadratic", descending(quadratic, LInf((10,)), NOISELESS, 1.0, 1000)),
        ("quadratic, two-cycle", tight_cases.two_cycle(tight_cases.QUADRATIC)),
        ("log cosh, two-cycle", tight_cases.two_cycle(Separable(LogCosh(), np.zeros(1)))),
        ("saturating, user's norm", descending(Separable(Saturating(), random_numbers(4)), user, NOISELESS, 1.0, 40)),
        ("matrix quadratic", descending(MatrixQuadratic(semidefinite(5), semidefinite(4), random_numbers(5, 4)),
                                        Spectral((5, 4)), NOISELESS, 1.0, 500)),
        ("matrix saturating", descending(matrix, Nuclear((5, 4)), NOISELESS, 1.0, 500)),
        ("matrix saturating", descending(matrix, Schatten((5, 4), 3.0), NOISELESS, 1.0, 500)),
        ("logistic, digits", descending(logistic_digits(), LInf((64,)), NOISELESS, 1.0, 300)),
        ("softmax, digits", descending(softmax_digits(), Spectral((10, 64)), NOISELESS, 1.0, 100)),
        *tight_memory.noiseless(),
    ]  # fmt: skip
    return [Named(*case) for case in cases] + _composite(0.0)


def noiseless_momentum() -> list[Named]:
    """Algorithm 1 without noise: T2 there."""
    quadratic = Quadratic(semidefinite(10), random_numbers(10))
    matrix = Separable(Saturating(), random_numbers(5, 4))
    cases = [
        (
            "saturating",
            descending(Separable(Saturating(), random_numbers(20)), L2((20,)), NOISELESS, 0.02, 2000, factor=3.0),
        ),
        ("quadratic", descending(quadratic, LInf((10,)), NOISELESS, 0.1, 1000)),
        ("quadratic", descending(quadratic, L2((10,)), NOISELESS, 0.005, 5000, factor=10.0)),
        ("matrix saturating", descending(matrix, Spectral((5, 4)), NOISELESS, 0.1, 500)),
        ("quadratic, oscillation", tight_cases.oscillation()),
        ("quadratic, two-cycle", tight_cases.two_cycle(tight_cases.QUADRATIC)),
        ("log cosh, two-cycle", tight_cases.two_cycle(Separable(LogCosh(), np.zeros(1)))),
        *tight_memory.noiseless(),
    ]
    return [Named(*case) for case in cases]


def decayed() -> list[Named]:
    """Algorithm 2: weight decay, on star-convex and convex problems."""
    quadratic = Quadratic(semidefinite(10), 0.3 * random_numbers(10))
    star = Separable(StarExponential(), 0.5 * random_numbers(10))
    matrix = Separable(StarExponential(), 0.2 * random_numbers(5, 4))
    edge = Linear(np.array([0.5]))  # the minimizer over the ball is on its edge: the log of the rate is attained
    center = 0.3 * random_numbers(8)
    penalty, box = L1Penalty(0.2), Box(-0.2, 0.4)
    cases = [
        ("edge", decaying(edge, L2((1,)), Rademacher(1.0), 0.05, 2000, 1.0, x0=np.array([1.0]))),
        ("edge", decaying(Linear(0.125 * np.ones(4)), LInf((4,)), Gaussian(1.0), 0.05, 2000, 1.0, x0=np.ones(4))),
        ("quadratic", decaying(quadratic, L2((10,)), Gaussian(1.0), 0.1, 2000, 3.0)),
        ("quadratic", decaying(quadratic, LInf((10,)), Rademacher(1.0), 0.1, 2000, 2.0)),
        ("quadratic, minimizer outside", decaying(quadratic, L1((10,)), StudentT(1.0, 3.0), 0.1, 2000, 0.5)),
        ("star exponential", decaying(star, L2((10,)), skewed(10), 0.1, 2000, 3.0)),
        ("star exponential", decaying(star, LInf((10,)), StudentT(1.0, 2.5), 0.05, 2000, 1.5)),
        ("log cosh, no momentum", decaying(Separable(LogCosh(), random_numbers(20)), L2((20,)), Rademacher(1.0), 1.0, 1000, 8.0)),
        ("Huber", decaying(Separable(Huber(1.0, 0.5), random_numbers(20)), Lp((20,), 3.0), Gaussian(1.0), 0.2, 1000, 5.0)),
        ("quadratic, noiseless", decaying(quadratic, LInf((10,)), NOISELESS, 0.2, 1000, 2.0)),
        ("matrix star exponential", decaying(matrix, Spectral((5, 4)), Gaussian(1.0), 0.1, 300, 2.0)),
        ("matrix star exponential", decaying(matrix, Schatten((5, 4), 3.0), Rademacher(1.0), 0.1, 300, 2.0)),
        ("matrix quadratic", decaying(MatrixQuadratic(semidefinite(5), semidefinite(4), 0.2 * random_numbers(5, 4)),
                                      Spectral((5, 4)), skewed(5, 4), 0.2, 300, 2.0)),
        ("logistic, digits", decaying(logistic_digits(), LInf((64,)), Minibatch(8), 0.1, 150, 1.0)),
        ("softmax, digits", decaying(softmax_digits(), Spectral((10, 64)), Minibatch(32), 0.1, 50, 1.0)),
        ("log cosh + l1", decaying(Separable(LogCosh(), center, regularizer=penalty), LInf((8,)), Gaussian(1.0), 0.2, 300,
                                   1.0)),
        ("log cosh + box", decaying(Separable(LogCosh(), center, regularizer=box), LInf((8,)), Rademacher(1.0), 0.2, 300,
                                    1.0)),
        ("log cosh + l1", decaying(Separable(LogCosh(), center, regularizer=penalty), L2((8,)), Gaussian(1.0), 0.2, 300,
                                   1.0)),
        ("linear, tight noise", tight_cases.tight_noise_decay()),
        ("matrix linear, tight noise", tight_spectral.decay()),
        ("quadratic, overshoot", tight_cases.overshoot()),
        ("quadratic, alternation", tight_cases.alternation()),
    ]  # fmt: skip
    return [Named(*case) for case in cases]


def everything() -> list[Named]:
    """The whole catalogue: what a theorem without cases of its own runs on."""
    return stochastic() + deterministic() + noiseless_momentum() + decayed()
