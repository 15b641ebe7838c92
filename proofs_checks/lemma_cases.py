"""The cases of the lemmas: few steps, norms of every kind, composite, decayed, extrapolated and inexact, all noises.

A step of a proof holds at every point and for every parameter, so a few dozen steps with large radii tell more than a long
run: the quadratic terms then count. Beside them stand cases of equality, on which a wrong constant is refuted.
"""

from __future__ import annotations

import functools

import numpy as np

from ntr.case import Case
from ntr.inexact_lmo import InexactLMO
from ntr.linalg import Array
from ntr.lmos import MUON, NewtonSchulz, OneSided, Perturbed
from ntr.methods import TrustRegion
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.norms import L1, L2, KyFan, LInf, Lp, MaxColumn, Nuclear, Schatten, SortedL1, Spectral
from ntr.problem import Problem
from ntr.regularizers import Ball, Box, GroupLasso, L1Penalty
from problems import (
    CosineQuadratic,
    Discrete,
    Gaussian,
    Huber,
    KinkedWell,
    Linear,
    LogCosh,
    Minibatch,
    Quadratic,
    Rademacher,
    Saturating,
    Separable,
    StarExponential,
    StudentT,
    TwoPoint,
)
from proofs_checks.catalogue import Named, logistic_two_digits, random_numbers
from proofs_checks.cubic import Cubic
from proofs_checks.tight_cases import NOISELESS
from proofs_checks.tight_last_iterate import edge_to_edge_clipping, edge_to_edge_decay

STEPS, SEEDS = 25, 6


def _run(
    problem: Problem, norm: Norm, noise: Noise, radius: float, momentum: float, decay: float = 0.0,
    extrapolate: bool = False, lmo: InexactLMO | None = None, x0: Array | None = None, steps: int = STEPS,
) -> Case:  # fmt: skip
    method = TrustRegion(norm, radius, momentum, decay, extrapolate, lmo)
    seeds = 1 if getattr(noise, "sigma", None) == 0 else SEEDS
    return Case(problem, noise, method, np.zeros(problem.shape) if x0 is None else x0, steps, range(seeds))


def _triangle(*shape: int) -> Discrete:
    """Three values of different sizes and probabilities, along two directions, of mean 0."""
    first, second = np.ones(shape), np.zeros(shape)
    second.flat[0] = 3.0
    return Discrete(np.array([first, second, -2.5 * first - 1.5 * second]) / 4, np.array([0.5, 0.3, 0.2]))


@functools.cache
def every(full: bool = False) -> list[Named]:
    """All of the below but `outside`, `short` and `long`; `full` runs them four times as far and with more seeds."""
    cases = descending() + composite() + decaying() + extrapolated() + inexact() + equalities()
    if full:
        cases = [Named(name, _larger(case)) for name, case in cases]
    return cases


def _larger(case: Case) -> Case:
    seeds = range(8 * len(case.seeds)) if len(case.seeds) > 1 else case.seeds
    return Case(case.problem, case.noise, case.method, case.x0, 4 * case.iterations, seeds)


def descending() -> list[Named]:
    """Algorithm 1, R = 0."""
    vector, matrix = Separable(Saturating(), random_numbers(6)), Separable(Saturating(), random_numbers(3, 2))
    coin = TwoPoint(1.0, 3.0, np.arange(1.0, 7.0))
    quadratic = Quadratic(np.array([[2.0, 1.0], [1.0, 1.0]]), np.array([1.0, -1.0]))
    cases = [
        ("saturating", _run(vector, L2((6,)), Gaussian(1.0), 0.3, 0.3)),
        ("saturating", _run(vector, L2((6,)), NOISELESS, 0.3, 1.0)),
        ("saturating", _run(vector, LInf((6,)), StudentT(1.0, 2.5), 0.1, 0.1)),
        ("saturating", _run(vector, L1((6,)), coin, 0.5, 0.5)),
        ("saturating", _run(vector, Lp((6,), 3.0), Rademacher(1.0), 0.3, 0.2)),
        ("saturating", _run(vector, SortedL1((6,), (3.0, 2.0, 2.0, 1.0, 0.0, 0.0)), coin, 1.0, 0.2)),
        ("saturating", _run(vector, LInf((6,)), NOISELESS, 0.1, 0.1)),
        ("quadratic", _run(quadratic, LInf((2,)), _triangle(2), 0.3, 0.4)),
        ("quadratic", _run(quadratic, L2((2,)), NOISELESS, 0.1, 0.05)),
        ("cosine", _run(Separable(CosineQuadratic(1.0, 3.0), random_numbers(4)), L2((4,)), Rademacher(1.0), 0.4, 1.0)),
        ("cosine", _run(Separable(CosineQuadratic(1.0, 3.0), random_numbers(4)), L1((4,)), NOISELESS, 0.2, 1.0)),
        ("matrix saturating", _run(matrix, Spectral((3, 2)), _triangle(3, 2), 0.2, 0.3)),
        ("matrix saturating", _run(matrix, Nuclear((3, 2)), Gaussian(1.0), 0.4, 0.3)),
        ("matrix saturating", _run(matrix, Schatten((3, 2), 3.0), TwoPoint(1.0, -2.0, np.ones((3, 2))), 0.3, 0.1)),
        ("matrix saturating", _run(matrix, KyFan((3, 2), 2), TwoPoint(1.0, 1.0, np.eye(3, 2)), 0.5, 0.3)),
        ("matrix saturating", _run(matrix, MaxColumn((3, 2)), NOISELESS, 0.3, 0.2)),
        ("logistic, digits", _run(logistic_two_digits(), LInf((16,)), Minibatch(4), 0.1, 0.2)),
    ]
    return [Named(*case) for case in cases]


def composite() -> list[Named]:
    """Algorithm 1 with a regularizer, with and without noise."""
    center, matrix = random_numbers(4), random_numbers(3, 2)

    def saturating(regularizer: L1Penalty | Box | Ball) -> Separable:
        return Separable(Saturating(), center, regularizer=regularizer)

    well = KinkedWell(2, regularizer=L1Penalty(0.5))
    in_box = Separable(LogCosh(), center, regularizer=Box(-0.5, 0.7))
    groups = Separable(Saturating(), matrix, regularizer=GroupLasso([[0, 1], [2, 3], [4, 5]], 0.3))
    cases = [
        ("saturating + l1", _run(saturating(L1Penalty(0.2)), LInf((4,)), NOISELESS, 0.2, 1.0)),
        ("saturating + l1", _run(saturating(L1Penalty(0.2)), L2((4,)), Rademacher(1.0), 0.3, 0.3)),
        ("saturating + l1", _run(saturating(L1Penalty(0.2)), L1((4,)), NOISELESS, 0.3, 1.0)),
        ("saturating + box", _run(saturating(Box(-0.5, 0.7)), L2((4,)), NOISELESS, 0.3, 1.0)),
        ("saturating + ball", _run(saturating(Ball(L2((4,)), 0.8)), L2((4,)), Gaussian(1.0), 0.3, 0.2)),
        ("log cosh + box", _run(in_box, LInf((4,)), _triangle(4), 0.2, 0.3)),
        ("log cosh + box", _run(in_box, L1((4,)), TwoPoint(1.0, 2.0, np.ones(4)), 0.3, 0.5)),
        ("kinked well + l1", _run(well, LInf((2,)), Rademacher(1.0), 0.3, 0.3, x0=np.array([-2.0, 2.0]))),
        ("matrix saturating + groups", _run(groups, L2((3, 2)), NOISELESS, 0.2, 1.0)),
    ]  # fmt: skip
    return [Named(*case) for case in cases]


def decaying() -> list[Named]:
    """Algorithm 2 from inside of the ball."""
    star, matrix = (
        Separable(StarExponential(), 0.3 * random_numbers(4)),
        Separable(LogCosh(), 0.3 * random_numbers(3, 2)),
    )
    quadratic = Quadratic(np.array([[2.0, 1.0], [1.0, 1.0]]), np.array([0.3, -0.3]))
    in_box = Separable(LogCosh(), 0.3 * random_numbers(4), regularizer=Box(-0.2, 0.4))
    well = KinkedWell(2, regularizer=L1Penalty(0.5))
    corner = np.array([1.5, -1.5])
    cases = [
        ("star exponential", _run(star, L2((4,)), TwoPoint(1.0, 2.0, np.ones(4)), 0.2, 0.2, 0.1)),
        ("star exponential", _run(star, LInf((4,)), StudentT(1.0, 3.0), 0.2, 0.1, 0.2)),
        ("quadratic", _run(quadratic, LInf((2,)), _triangle(2), 0.3, 0.4, 0.2, x0=corner)),
        ("quadratic", _run(quadratic, L1((2,)), NOISELESS, 0.2, 0.3, 0.05)),
        ("matrix log cosh", _run(matrix, Spectral((3, 2)), Rademacher(1.0), 0.2, 0.3, 0.1)),
        ("log cosh + box", _run(in_box, LInf((4,)), _triangle(4), 0.2, 0.3, 0.2)),
        ("kinked well + l1", _run(well, LInf((2,)), Rademacher(1.0), 0.3, 0.3, 0.1, x0=np.array([-2.0, 2.0]))),
    ]
    return [Named(*case) for case in cases]


def outside() -> list[Named]:
    """Algorithm 2 from outside of the ball of radius eta/beta, where only Lemma 2c is claimed."""
    star = Separable(StarExponential(), random_numbers(4))
    far = np.array([4.0, -3.0, 2.0, 1.0])
    cases = [
        ("star exponential, from outside", _run(star, L2((4,)), Gaussian(1.0), 0.2, 0.2, 0.1, x0=far)),
        ("star exponential, from outside", _run(star, L1((4,)), NOISELESS, 0.2, 1.0, 0.3, x0=far)),
        ("star exponential, spoilt, from outside",
         _run(star, LInf((4,)), Gaussian(1.0), 0.2, 0.2, 0.1, lmo=Perturbed(0.2, 1.3), x0=far)),
    ]  # fmt: skip
    return [Named(*case) for case in cases]


def extrapolated() -> list[Named]:
    """Algorithm 3, without and with decay."""
    vector, soft = Separable(Saturating(), random_numbers(4)), Separable(LogCosh(), 0.3 * random_numbers(4))
    cases = [
        ("saturating, extrapolated", _run(vector, L2((4,)), Rademacher(1.0), 0.2, 0.3, extrapolate=True)),
        ("saturating, extrapolated", _run(vector, LInf((4,)), _triangle(4), 0.1, 0.1, extrapolate=True)),
        ("log cosh, extrapolated", _run(soft, L1((4,)), TwoPoint(1.0, 2.0, np.ones(4)), 0.2, 0.2, 0.1, True)),
    ]
    return [Named(*case) for case in cases]


def inexact() -> list[Named]:
    """An inexact oracle, R = 0, without and with decay."""
    vector, matrix = Separable(Saturating(), random_numbers(4)), Separable(Saturating(), random_numbers(3, 2))
    soft = Separable(LogCosh(), 0.2 * random_numbers(3, 2))
    cases = [
        ("saturating, spoilt", _run(vector, LInf((4,)), _triangle(4), 0.2, 0.3, lmo=Perturbed(0.3, 1.2))),
        ("saturating, spoilt", _run(vector, L2((4,)), NOISELESS, 0.2, 1.0, lmo=Perturbed(0.3, 0.9, along=0.8))),
        ("saturating, one-sided", _run(vector, L1((4,)), Rademacher(1.0), 0.2, 0.3, lmo=OneSided(0.2, 1.5))),
        ("matrix saturating, Muon", _run(matrix, Spectral((3, 2)), Rademacher(1.0), 0.2, 0.3, lmo=_MUON)),
        ("matrix log cosh, Muon", _run(soft, Spectral((3, 2)), TwoPoint(1.0, 1.0, np.ones((3, 2))), 0.2, 0.3, 0.1,
                                       lmo=_MUON)),
        ("matrix log cosh, spoilt", _run(soft, L2((3, 2)), Rademacher(1.0), 0.2, 0.3, 0.1, lmo=Perturbed(0.2, 1.3))),
    ]  # fmt: skip
    return [Named(*case) for case in cases]


_MUON = NewtonSchulz(MUON, 5)
_LONG = Perturbed(0.0, 2.0, along=2.0)
_COIN = Rademacher(0.1001)  # a little more than the slope .1: the sign of a momentum without memory is a coin
_LINE = Linear(np.full(1, 0.1), curvature=1e-6)


def equalities() -> list[Named]:
    """One dimension, where the lemmas are equalities, or nearly so, at some step."""
    quadratic, shifted, one = Quadratic(np.eye(1)), Quadratic(np.eye(1), np.array([-0.99])), L2((1,))
    cube = Separable(Huber(1.0, np.inf), np.zeros(3))
    slope = Separable(Huber(1.0, 0.1), np.zeros(1))
    boxed = Linear(np.full(1, 0.1), curvature=1e-6, regularizer=Box(-1.0, 1.0))
    cases = [
        ("quadratic, two-cycle", _run(quadratic, one, NOISELESS, 0.1, 1.0, x0=np.array([0.05]))),
        ("quadratic, straight", _run(quadratic, one, NOISELESS, 0.1, 0.3, x0=np.array([9.0]))),
        ("quadratic, antipodal", _run(quadratic, one, NOISELESS, 1.0, 1.0, 1.0, x0=np.ones(1))),
        ("quadratic, cube", _run(cube, LInf((3,)), NOISELESS, 0.1, 1.0, x0=np.full(3, 9.0))),
        ("Huber slope, coin", _run(slope, one, _COIN, 0.01, 1.0, x0=np.full(1, 5.0))),
        ("linear, coin, decay", _run(_LINE, one, _COIN, 0.01, 1.0, 0.01)),
        ("linear, coin, box", _run(boxed, one, _COIN, 0.01, 1.0, x0=np.full(1, 0.98))),
        ("Huber slope, coin, one-sided", _run(slope, one, _COIN, 0.01, 1.0, lmo=OneSided(0.5, 1.5), x0=np.full(1, 5.0))),
        ("quadratic, edge to edge of a box", edge_to_edge_clipping()),
        ("quadratic, edge to edge, decay", edge_to_edge_decay()),
        ("quadratic, edge to edge, long steps", _run(shifted, one, NOISELESS, 1.0, 1.0, 1.0, lmo=_LONG, x0=np.full(1, -2.0))),
        ("linear, coin, one-sided, decay", _run(_LINE, one, _COIN, 0.01, 1.0, 0.01, lmo=OneSided(0.0, 2.0),
                                                x0=np.full(1, 0.5))),
    ]  # fmt: skip
    return [Named(*case) for case in cases]


def short(full: bool = False) -> list[Named]:
    """Few enough steps to run every sequence of samples."""
    vector, matrix = Separable(Saturating(), random_numbers(4)), Separable(Saturating(), random_numbers(3, 2))
    star, quadratic = Separable(StarExponential(), 0.3 * random_numbers(4)), Quadratic(np.eye(1))
    coin, rare = TwoPoint(1.0, 0.0, np.arange(1.0, 5.0)), TwoPoint(1.0, 3.0, np.ones((3, 2)))
    one, far, steps = L2((1,)), np.array([9.0]), 12 if full else 9
    cases = [
        ("saturating", _run(vector, L2((4,)), coin, 0.1, 0.5, steps=steps)),
        ("saturating", _run(vector, LInf((4,)), _triangle(4), 0.1, 0.3, steps=8 if full else 6)),
        ("saturating", _run(vector, L1((4,)), TwoPoint(1.0, 2.0, np.ones(4)), 0.2, 0.1, steps=steps)),
        ("matrix saturating", _run(matrix, Spectral((3, 2)), rare, 0.1, 0.3, steps=steps)),
        ("matrix saturating, Muon", _run(matrix, Spectral((3, 2)), rare, 0.1, 0.3, lmo=_MUON, steps=steps)),
        ("star exponential, decay", _run(star, LInf((4,)), coin, 0.2, 0.2, 0.1, steps=steps)),
        ("star exponential, from outside", _run(star, L2((4,)), coin, 0.2, 0.2, 0.1, x0=np.full(4, 3.0), steps=steps)),
        ("quadratic, coin", _run(quadratic, one, Rademacher(1.0), 0.1, 1.0, steps=5)),
        ("quadratic, straight", _run(quadratic, one, NOISELESS, 0.1, 0.3, x0=far, steps=STEPS)),
        ("quadratic, antipodal", _run(quadratic, one, NOISELESS, 1.0, 0.6, 1.0, x0=np.ones(1), steps=5)),
        ("saturating, extrapolated", _run(vector, L2((4,)), coin, 0.2, 0.3, extrapolate=True, steps=steps)),
        ("saturating, extrapolated", _run(vector, LInf((4,)), coin, 0.1, 0.5, 0.1, True, steps=steps)),
        ("cubic, straight", _run(Cubic(2.0), one, NOISELESS, 0.1, 0.3, extrapolate=True, x0=far, steps=STEPS)),
        ("cubic, coin", _run(Cubic(2.0), one, Rademacher(1.0), 0.1, 0.5, 0.01, True, x0=far, steps=steps)),
    ]
    return [Named(*case) for case in cases]


def long(full: bool = False) -> list[Named]:
    """Long runs with sampled noise, bounded, so that the error has a certified maximum."""
    vector, matrix = Separable(Saturating(), random_numbers(6)), Separable(LogCosh(), random_numbers(3, 2))
    steps = 2000 if full else 300
    cases = [
        ("saturating", _run(vector, L2((6,)), Rademacher(1.0), 0.02, 0.1, steps=steps)),
        ("saturating", _run(vector, LInf((6,)), TwoPoint(1.0, 2.0, np.ones(6)), 0.01, 0.05, steps=steps)),
        ("matrix log cosh", _run(matrix, Spectral((3, 2)), Rademacher(1.0), 0.02, 0.2, steps=steps)),
    ]
    return [Named(*case) for case in cases]


def on_norm(norm: Norm) -> list[Named]:
    """Cases for any norm, such as a user's own: few steps, as its LMO may be slow."""
    center = random_numbers(int(np.prod(norm.shape))).reshape(norm.shape)
    vector, star = Separable(Saturating(), center), Separable(StarExponential(), center)
    coin, size = TwoPoint(0.5, 2.0, np.ones(norm.shape)), float(norm(center))
    cases = [
        ("saturating", _run(vector, norm, coin, 0.2 * size, 0.3, steps=8)),
        ("saturating", _run(vector, norm, NOISELESS, 0.1 * size, 1.0, steps=20)),
        ("star exponential", _run(star, norm, coin, 0.2 * size, 0.3, 0.1, steps=8)),
        ("saturating, extrapolated", _run(vector, norm, coin, 0.1 * size, 0.5, extrapolate=True, steps=6)),
    ]
    return [Named(*case) for case in cases]
