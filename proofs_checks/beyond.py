"""The theorems of `ntr.beyond` on their cases: tight ones, convex and real ones, and runs at their own parameters."""

from __future__ import annotations

import numpy as np

from ntr.beyond import adagrad, adam, pisa, proximal_point
from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.methods import PISA, AdaGrad, Adam, Method, StochasticProximalPoint
from ntr.noise import Noise
from ntr.norms import L2, LInf
from ntr.problem import Problem
from ntr.theorem import Theorem
from problems import (  # fmt: skip
    CosineQuadratic,
    Gaussian,
    Huber,
    LogCosh,
    MatrixQuadratic,
    Minibatch,
    Quadratic,
    Rademacher,
    Saturating,
    Separable,
)
from proofs_checks.catalogue import (
    Named,
    applicable,
    logistic_digits,
    random_numbers,
    semidefinite,
    softmax_three_digits,
)
from proofs_checks.check import Check, RateCheck, tuned_checks
from proofs_checks.tight_cases import NOISELESS, SEEDS

STATEMENTS: tuple[Theorem, ...] = (
    *proximal_point.STATEMENTS,
    *adagrad.STATEMENTS,
    *adam.STATEMENTS,
    *pisa.STATEMENTS,
)
STEMS = {theorem.stem for theorem in STATEMENTS}

RIPPLED = Separable(CosineQuadratic(0.3, 1.5), random_numbers(6))  # mu = 1 - .3 * 1.5^2 = .325, L = 1.675
STRETCHED = Quadratic(np.diag([4.0, 1.0, 0.25]), np.array([1.0, -2.0, 3.0]))
BOWL = Quadratic(np.eye(1))
ROUND = Quadratic(np.eye(64))
NEARLY = Quadratic(np.diag(np.linspace(1.0, 1.2, 16)))


def checks(full: bool = False) -> list[Check]:
    """The bounds over the iterations, and tuned runs."""
    bounds = [
        Check(theorem, *item)
        for theorem in STATEMENTS
        for item in applicable(theorem, equalities() if theorem.kind == "tight" else tight() + others())
    ]
    return bounds + tuned(full)


def rate_checks(full: bool = False) -> list[RateCheck]:
    """None: the paper's exponents are what `ntr verify` judges."""
    return []


def _case(problem: Problem, noise: Noise, method: Method, iterations: int, x0: Array | None = None) -> Case:
    start = np.zeros(problem.shape) if x0 is None else x0
    return Case(problem, noise, method, start, iterations, range(SEEDS))


def equalities() -> list[Named]:
    """The proximal point method on isotropic quadratics: with noise only, from its minimizer, and from far away."""
    return [
        Named("isotropic quadratic", _case(ROUND, Rademacher(1.0), _prox(ROUND, 1.0), 30)),
        Named("isotropic quadratic, far", _case(ROUND, Rademacher(1.0), _prox(ROUND, 0.1), 30, np.ones(64))),
    ]


def tight() -> list[Named]:
    """Half of a constant is refuted on one of these (tests/proofs_checks/test_beyond.py)."""
    walled = Separable(Huber(1.0, 1.0), np.zeros(1))  # x stays where it is quadratic, and its gradient is bounded
    slope, steep = Separable(Huber(1.0, 0.5), np.zeros(3)), Separable(Huber(30.0, 1.0), np.zeros(1))
    one = np.ones(1)
    return [
        Named("nearly isotropic", _case(NEARLY, Rademacher(1.0), _prox(NEARLY, 1.0), 30)),
        Named("isotropic, start", _case(BOWL, NOISELESS, _prox(BOWL, 0.05), 60, 3 * one)),
        Named("quadratic, eta = .45 d", _case(BOWL, NOISELESS, AdaGrad((1,), 0.45), 30, one)),
        Named("steep Huber, slope N", _case(steep, Rademacher(1.0), AdaGrad((1,), 1.0), 2200)),
        Named("slope", _case(slope, NOISELESS, Adam((3,), 0.04, 1.0, 0.1, epsilon=0.5), 475, np.full(3, 10.0))),
        Named("quadratic, p = 2", _case(BOWL, NOISELESS, PISA((1,), 2.0, 2.0), 30, one)),
        Named("bounded quadratic, p = 2", _case(walled, Rademacher(1.0), PISA((1,), 2.0, 2.0), 60)),
    ]


def _prox(problem: Problem, radius: float) -> StochasticProximalPoint:
    return StochasticProximalPoint(problem, radius)


def others() -> list[Named]:
    """Other shapes, noises and problems."""
    square = MatrixQuadratic(semidefinite(3) + np.eye(3), np.diag([1.0, 2.0]), random_numbers(3, 2))
    uneven = Separable(Huber(np.array([1.0, 4.0, 0.5]), 2.0), np.array([1.0, -0.5, 2.0]))
    soft, waves = Separable(LogCosh(), random_numbers(5)), Separable(Saturating(), random_numbers(6))
    three, far = softmax_three_digits(), Separable(LogCosh(), 3 * random_numbers(5))
    return [
        Named("quadratic", _case(STRETCHED, Rademacher(1.0), _prox(STRETCHED, 0.2), 100)),
        Named("rippled", _case(RIPPLED, Rademacher(0.5), _prox(RIPPLED, 0.5), 100)),
        Named("matrix quadratic", _case(square, Rademacher(1.0), _prox(square, 0.3), 60)),
        Named("quadratic, noiseless", _case(STRETCHED, NOISELESS, _prox(STRETCHED, 2.0), 20)),
        Named("quadratic", _case(STRETCHED, Rademacher(1.0), AdaGrad((3,), 1.0), 300)),
        Named("uneven Huber", _case(uneven, Rademacher(1.0), AdaGrad((3,), 0.5), 300)),
        Named("log cosh", _case(soft, Rademacher(0.5), AdaGrad((5,), 0.5), 300)),
        Named("rippled, noiseless", _case(RIPPLED, NOISELESS, AdaGrad((6,), 1.0), 200)),
        Named("log cosh", _case(soft, NOISELESS, Adam((5,), 0.1, 1.0, 0.01, epsilon=0.2), 200, np.full(5, 4.0))),
        Named("saturating", _case(waves, NOISELESS, Adam((6,), 0.01, 1.0, 0.001, epsilon=0.1), 500)),
        Named("logistic, digits", _case(logistic_digits(), NOISELESS, Adam((64,), 0.01, 1.0, epsilon=0.1), 100)),
        Named("log cosh, 4 workers", _case(far, Gaussian(1.0), PISA((5,), 3.0, 3.0, workers=4), 40)),
        Named("saturating, 3 workers", _case(waves, Rademacher(1.0), PISA((6,), 4.0, 4.0, workers=3), 500)),
        Named("softmax, 3 digits, 2 workers", _case(three, Minibatch(8), PISA(three.shape, 4.0, 4.0, workers=2), 30)),
    ]


def tuned(full: bool = False) -> list[Check]:
    """Every theorem at its own parameters."""
    zero = range(32)
    rippled = Setting(RIPPLED, L2((6,)), Rademacher(0.5), np.zeros(6), zero)
    stretched = Setting(STRETCHED, LInf((3,)), Rademacher(0.5), np.zeros(3), zero)
    soft = Setting(Separable(LogCosh(), 2 * random_numbers(4)), L2((4,)), NOISELESS, np.zeros(4), range(1))
    loud = Setting(Separable(LogCosh(), 2 * random_numbers(4)), L2((4,)), Rademacher(0.3), np.zeros(4), zero)
    found = tuned_checks((proximal_point.THEOREM,), [("rippled", rippled)], (0.1, 0.02) if full else (0.1,))
    found += tuned_checks((adagrad.THEOREM,), [("quadratic", stretched)], (1.0, 0.5) if full else (1.0,))
    found += tuned_checks((adam.THEOREM,), [("log cosh", soft)], (0.1, 0.01) if full else (0.1,))
    return found + tuned_checks((pisa.THEOREM,), [("log cosh", loud)], (0.2, 0.1) if full else (0.2,))
