"""Every piece that the compiled engine promises has a kernel: a case made of it runs compiled, with all that is recorded."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.case import Case
from ntr.engine.program import Pieces, pieces
from ntr.lmos import NewtonSchulz, OneSided, Perturbed, PolarExpress
from ntr.methods import SGDM, Clipped, OrthogonalSGDM, SmoothClipped, SteepestDescent, TrustRegion
from ntr.norms import (
    L1,
    L2,
    Blocks,
    Dual,
    Group,
    KSupport,
    KyFan,
    KyFanDual,
    LInf,
    Lp,
    MaxColumn,
    MaxEntry,
    MaxRow,
    MixedLpq,
    Nuclear,
    RMSToRMS,
    Scaled,
    Schatten,
    SortedL1,
    SortedL1Dual,
    Spectral,
    Stack,
    TopK,
    TopKDual,
    TopKL2,
)
from ntr.observables import frank_wolfe_gap, gradient_norm, momentum_error, objective, stationarity, trust_region_gap
from ntr.regularizers import Ball, Box, ElasticNet, L1Penalty, Nonnegative, SquaredL2, Sum
from ntr.simulate import simulate
from problems import (
    CosineQuadratic,
    DiagonalGaussian,
    Discrete,
    Gaussian,
    Huber,
    KinkedWell,
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
    TwoLayer,
    TwoPoint,
)

VECTOR, MATRIX = (6,), (3, 2)
WEIGHTS = [3.0, 2.0, 1.0, 1.0, 0.5, 0.0]
LABELS = np.array([1.0, -1.0, 1.0, -1.0])
FEATURES = np.arange(24.0).reshape(4, 6) / 24
PLAIN = Separable(LogCosh(), np.ones(6))

NORMS = [
    L1(VECTOR), L2(VECTOR), LInf(VECTOR), Lp(VECTOR, 3.0), Lp(VECTOR, 1.5), MaxRow(MATRIX), MaxColumn(MATRIX),
    MaxEntry(MATRIX), MixedLpq(MATRIX, 3.0, 2.0), Group(VECTOR, [0, 0, 1, 1, 2, 2], 2.0, 1.0), Spectral(MATRIX),
    Nuclear(MATRIX), L2(MATRIX), Schatten(MATRIX, 3.0), Schatten(MATRIX, 2.0), KyFan(MATRIX, 2), KyFanDual(MATRIX, 2),
    KSupport(VECTOR, 2), TopK(VECTOR, 2), TopKDual(VECTOR, 2), TopKL2(VECTOR, 2), SortedL1(VECTOR, WEIGHTS),
    SortedL1Dual(VECTOR, WEIGHTS), Blocks((L1((3,)), LInf((3,)))), Blocks((L2((2, 2)), SortedL1((2,), [2.0, 1.0])), 2.0, "l2"),
    Stack(L2((3,)), 2, "sum"), Scaled(L1(VECTOR), 2.0), Dual(L1(VECTOR)), RMSToRMS(MATRIX), Spectral((40, 33)),
]  # fmt: skip
PROBLEMS = [
    PLAIN, *(Separable(s, np.ones(6)) for s in (Saturating(), StarExponential(), CosineQuadratic(0.5, 2.0), Huber(1.0, 0.3))),
    Quadratic(np.eye(6)), Linear(np.ones(6)), Logistic(FEATURES, LABELS), Softmax(FEATURES, [0, 1, 2, 0]),
    MatrixQuadratic(np.eye(3), np.eye(2)), TwoLayer(FEATURES, LABELS, 2), KinkedWell(6),
]  # fmt: skip
ATOMS = np.vstack([np.ones(6), -np.ones(6)])
NOISES = [
    Gaussian(1.0), Gaussian(0.0), Rademacher(1.0), TwoPoint(1.0, 2.0, np.ones(6)), StudentT(1.0, 3.0),
    DiagonalGaussian(np.ones(6)), Discrete(ATOMS, [0.5, 0.5]),
]  # fmt: skip


def schedule(k):
    return 0.1 / (k + 1)


L_2 = L2(VECTOR)
METHODS = [
    TrustRegion(L_2, 0.1), TrustRegion(L_2, 0.1, 0.3, 0.1), TrustRegion(L_2, 0.1, 0.3, extrapolate=True),
    TrustRegion(L_2, 0.1, 0.3, 0.1, extrapolate=True), TrustRegion(L_2, schedule, lambda k: 0.5, schedule, extrapolate=True),
    TrustRegion(L_2, 0.1, lmo=Perturbed(0.1, 1.2)), TrustRegion(L_2, 0.1, lmo=OneSided(0.1, 1.2)),
    Clipped(L_2, 0.1, 0.1), SmoothClipped(L_2, 1.0, 1.0), SteepestDescent(L_2, 0.1), OrthogonalSGDM(L_2, 0.1), SGDM(VECTOR, 0.1),
]  # fmt: skip
FLAT = [L1Penalty(0.3), Box(-1.0, 1.0), Nonnegative(), Sum(L1Penalty(0.3), Box(-1.0, 1.0))]
CURVED = [SquaredL2(0.7), ElasticNet(0.3, 0.7), Sum(ElasticNet(0.3, 0.7), Nonnegative())]
STEPS = [(norm, r) for norm in (L1(VECTOR), L_2, LInf(VECTOR), Lp(VECTOR, 3.0)) for r in FLAT]
STEPS += [(norm, r) for norm in (L1(VECTOR), L_2, LInf(VECTOR)) for r in CURVED]
STEPS += [(L_2, Ball(L_2, 2.0)), (LInf(VECTOR), Ball(LInf(VECTOR), 2.0)), (L_2, Ball(LInf(VECTOR), 2.0))]


def assert_compiled(problem, noise, method) -> None:
    case = Case(problem, noise, method, np.zeros(problem.shape), 3, 2)
    norm = method.norm
    record = {
        "objective": objective(problem),
        "mean": gradient_norm(norm, "mean"),
        "min": gradient_norm(norm, "min", first=1),
        "frank-wolfe": frank_wolfe_gap(problem, norm, 2.0, "mean"),
        "error": momentum_error(norm),
        "stationarity": stationarity(norm, "mean"),
    }
    if isinstance(method, TrustRegion) and method.lmo is None:
        assert isinstance(pieces(case, {"gap": trust_region_gap(problem, norm, 0.1, "mean")}), Pieces)
    found = pieces(case, record)
    assert isinstance(found, Pieces), found


@pytest.mark.parametrize("norm", NORMS, ids=repr)
def test_norms(norm):
    assert_compiled(Separable(LogCosh(), np.ones(norm.shape)), Gaussian(1.0), TrustRegion(norm, 0.1, 0.3))


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: type(getattr(p, "scalar", p)).__name__)
def test_problems(problem):
    assert_compiled(problem, Gaussian(1.0), TrustRegion(L2(problem.shape), 0.1, 0.3))


@pytest.mark.parametrize("noise", NOISES, ids=lambda noise: type(noise).__name__)
def test_noises(noise):
    assert_compiled(PLAIN, noise, TrustRegion(L_2, 0.1, 0.3))


@pytest.mark.parametrize("problem", [PROBLEMS[7], PROBLEMS[8]], ids=lambda p: type(p).__name__)
def test_minibatches(problem):
    assert_compiled(problem, Minibatch(2), TrustRegion(L2(problem.shape), 0.1, 0.3))


@pytest.mark.parametrize("method", METHODS, ids=lambda method: type(method).__name__)
def test_methods(method):
    assert_compiled(PLAIN, Gaussian(1.0), method)


@pytest.mark.parametrize("lmo", [NewtonSchulz(), PolarExpress()], ids=lambda lmo: type(lmo).__name__)
def test_polynomial_oracles(lmo):
    problem = Separable(LogCosh(), np.ones(MATRIX))
    assert_compiled(problem, Gaussian(1.0), TrustRegion(Spectral(MATRIX), 0.1, 0.3, 0.1, lmo=lmo))


@pytest.mark.parametrize(("norm", "regularizer"), STEPS, ids=lambda o: type(o).__name__)
def test_composite_steps(norm, regularizer):
    problem = Separable(LogCosh(), np.ones(VECTOR), regularizer=regularizer)
    assert_compiled(problem, Gaussian(1.0), TrustRegion(norm, 0.1, 0.3, 0.1, extrapolate=True))


def test_the_trajectory_says_so():
    case = Case(PLAIN, Gaussian(1.0), TrustRegion(L_2, 0.1), np.zeros(6), 3, 2)
    assert simulate(case).engine == "compiled"
