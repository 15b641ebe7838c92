"""T9 on its cases: noise with a structure that the Euclidean norm does not see, and the equality for Gaussian noise."""

from __future__ import annotations

import numpy as np

from ntr.case import Case, Setting
from ntr.methods import TrustRegion, parameters
from ntr.momentum_error import mean_combined_noise
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.norms import L1, L2, CvxNorm, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.regularizers import Box, L1Penalty
from ntr.theorems.dual_noise import STATEMENTS
from problems import (
    DiagonalGaussian,
    Gaussian,
    Huber,
    Linear,
    LogCosh,
    MatrixQuadratic,
    Minibatch,
    Quadratic,
    Rademacher,
    Saturating,
    Separable,
    StudentT,
    TwoPoint,
)
from proofs_checks import catalogue, tight_cases, tight_memory, tight_tuned
from proofs_checks.catalogue import Named, applicable, descending, random_numbers, semidefinite, skewed
from proofs_checks.check import Check, RateCheck, current_gradient, geometric, tuned_checks

_BY_FORM = {theorem.form: theorem for theorem in STATEMENTS}


def checks(full: bool = False) -> list[Check]:
    """The bound over the iterations, the equality, and tuned runs on a grid of epsilon."""
    here = "slope, skewed noise"  # it is in `tight`
    named = cases() + tight() + [item for item in catalogue.stochastic() if full and item.problem != here]
    upper = [theorem for theorem in STATEMENTS if theorem.kind == "upper"]
    bounds = [Check(theorem, *item) for theorem in upper for item in applicable(theorem, named)]
    chosen = [check for check in bounds + tuned(full) if full or gains(check)]
    return chosen + [Check(_BY_FORM["error"], *item) for item in equalities()]


def gains(check: Check) -> bool:
    """Whether the level is at most rho sigma. Where it is above, T2 says more, and the check is left to `full`."""
    case, last = check.case, np.array([float(check.case.iterations)])
    noise = np.asarray(check.theorem.terms(case, last)["noise"])
    usual = case.setting.dual_deviation * mean_combined_noise(parameters(case.method).momentum, last)
    return bool((noise <= usual * (1 + 1e-9)).all())


def falling(*shape: int) -> DiagonalGaussian:
    """Gaussian noise with the deviations 1, 1/2, 1/3, ... in the order of the entries."""
    return DiagonalGaussian(1.0 / np.arange(1, np.prod(shape) + 1).reshape(shape))


def one_row(*shape: int) -> DiagonalGaussian:
    """Gaussian noise of rank one: in the first row of a matrix only."""
    return DiagonalGaussian((np.arange(shape[0]) == 0)[:, None] * np.ones(shape))


def cases() -> list[Named]:
    """Structured noise in norms of every kind; isotropic noise too, for which (a) is T2 and (b), (c) may be better."""
    vector, long = Separable(Saturating(), random_numbers(20)), Separable(LogCosh(), random_numbers(100))
    matrix, square = Separable(Saturating(), random_numbers(5, 4)), Separable(Saturating(), random_numbers(2, 2))
    quadratic = Quadratic(semidefinite(10), random_numbers(10))
    product = MatrixQuadratic(semidefinite(5), semidefinite(4), random_numbers(5, 4))
    user = CvxNorm((4,), catalogue.one_and_infinity)
    composite = Separable(Saturating(), random_numbers(8), regularizer=L1Penalty(0.2))
    boxed = Separable(LogCosh(), random_numbers(8), regularizer=Box(-0.5, 0.7))
    one = np.zeros(20)
    one[3] = 1.0
    listed = [
        ("saturating", descending(vector, LInf((20,)), falling(20), 0.1, 2000)),
        ("saturating, noise in one entry", descending(vector, LInf((20,)), TwoPoint(1.0, 3.0, one), 0.05, 2000)),
        ("saturating", descending(vector, Lp((20,), 3.0), falling(20), 0.1, 1000)),
        ("saturating", descending(vector, Lp((20,), 1.5), StudentT(1.0, 4.0), 0.1, 500)),
        ("saturating, no momentum", descending(vector, L2((20,)), falling(20), 1.0, 1000)),
        ("log cosh", descending(long, L1((100,)), Rademacher(1.0), 0.05, 1000, factor=3.0)),
        ("log cosh", descending(long, L1((100,)), StudentT(1.0, 6.0), 0.3, 500)),
        ("log cosh, large step", descending(long, L1((100,)), Gaussian(1.0), 0.5, 500, factor=5.0)),
        ("quadratic", descending(quadratic, LInf((10,)), Gaussian(1.0), 0.2, 1000)),
        ("quadratic", descending(quadratic, L2((10,)), falling(10), 0.02, 2000, factor=3.0)),
        ("matrix saturating, rank one", descending(matrix, Spectral((5, 4)), skewed(5, 4), 0.1, 300)),
        ("matrix saturating, rank one", descending(matrix, Spectral((5, 4)), one_row(5, 4), 0.2, 300)),
        ("matrix saturating, rank one", descending(matrix, Schatten((5, 4), 3.0), one_row(5, 4), 0.1, 300)),
        ("matrix saturating", descending(square, Spectral((2, 2)), Gaussian(1.0), 0.1, 300)),
        ("matrix saturating", descending(square, Nuclear((2, 2)), Gaussian(0.5), 0.3, 300)),
        ("matrix quadratic", descending(product, Spectral((5, 4)), falling(5, 4), 0.1, 300)),
        ("matrix quadratic", descending(product, Nuclear((5, 4)), Rademacher(1.0), 0.3, 300)),
        ("logistic, digits", descending(catalogue.logistic_digits(), LInf((64,)), Minibatch(8), 0.1, 150)),
        ("saturating, user's norm", descending(Separable(Saturating(), random_numbers(4)), user, skewed(4), 0.2, 40)),
        ("saturating + l1", descending(composite, LInf((8,)), falling(8), 0.2, 300)),
        ("log cosh + box", descending(boxed, LInf((8,)), TwoPoint(1.0, 3.0, one[:8]), 0.1, 300)),
    ]  # fmt: skip
    return [Named(*item) for item in listed]


def tight() -> list[Named]:
    """Nearly tight cases: a level that is too small, or none, is refuted."""
    return [
        Named("Huber slope, tight structured noise", tight_cases.tight_structured_noise()),
        Named("Huber slope, tight low-rank noise", tight_cases.tight_low_rank_noise()),
        Named("Huber slope, tight noise, d = 1", tight_cases.tight_type_two()),
        Named("Huber slope, slow descent", tight_cases.slow_descent()),
        Named("quadratic, two-cycle", tight_cases.two_cycle(tight_cases.QUADRATIC)),
        Named("quadratic, oscillation", tight_cases.oscillation()),
        Named("slope, small momentum", tight_memory.small_momentum(Gaussian(tight_memory.drowning(0.002)))),
        Named("slope, skewed noise", tight_memory.median()),
        *[Named(*item) for item in tight_memory.slopes_noiseless()],
    ]


def equalities() -> list[Named]:
    """E ||m_K - grad f||_* = gamma s_{K-1}, two-sided: verified if both limits are within 2 %.

    That takes thousands of seeds, as no draw may be assumed to be far from the largest one possible.
    """

    def linear(norm: Norm, noise: Noise, momentum: float, iterations: int) -> Named:
        problem = Linear(np.ones(norm.shape))
        method = TrustRegion(norm, 0.1, momentum)
        return Named("linear", Case(problem, noise, method, np.zeros(norm.shape), iterations, range(32)))

    rising = DiagonalGaussian(np.linspace(1.0, 2.0, 64))
    return [
        linear(LInf((16,)), Gaussian(1.0), 1.0, 2),
        linear(LInf((64,)), rising, 1.0, 1),
        linear(L2((64,)), rising, 1.0, 2),
        linear(L2((64,)), Gaussian(1.0), 0.8, 4),
        linear(L1((64,)), Gaussian(1.0), 1.0, 2),
        linear(L1((256,)), DiagonalGaussian(np.linspace(1.0, 2.0, 256)), 0.5, 4),
        linear(L1((256,)), Gaussian(1.0), 0.3, 12),
        linear(Spectral((3, 64)), one_row(3, 64), 1.0, 2),
    ]


def tuned(full: bool = False) -> list[Check]:
    """Every form at its own parameters, in three norms."""
    problem, matrix = (
        Separable(LogCosh(), np.array([2.0, -1.5])),
        Separable(LogCosh(), np.array([[1.0, 0.0], [0.0, -1.0]])),
    )

    def setting(norm: Norm, noise: Noise) -> Setting:
        return Setting(problem, norm, noise, np.zeros(2), range(32))

    settings = [
        ("log cosh", setting(L2((2,)), DiagonalGaussian([0.2, 0.02]))),
        ("log cosh", setting(LInf((2,)), DiagonalGaussian([0.2, 0.02]))),
        ("log cosh", setting(L1((2,)), Gaussian(0.2))),
    ]
    checks = tuned_checks(STATEMENTS, settings, (0.24, 0.15, 0.1) if full else (0.24, 0.18))
    checks += tuned_checks(STATEMENTS, [("Huber slope, just solved", tight_tuned.slope(Gaussian(0.05)))], (0.1,))
    coins = [("Huber slope under coins, just solved", tight_tuned.slope(tight_tuned.COIN, descent=0.5))]
    checks += tuned_checks([_BY_FORM["weighted"], _BY_FORM["type_two"]], coins, (0.14,))
    if full:
        noise = TwoPoint(0.2, 0.0, [[1.0, 0.0], [0.0, 0.0]])
        spectral = Setting(matrix, Spectral((2, 2)), noise, np.zeros((2, 2)), range(32))
        known = (_BY_FORM["weighted"], _BY_FORM["type_two"])
        checks += tuned_checks(known, [("matrix log cosh, rank one", spectral)], (0.24,))
    return checks


def slope_structured(epsilon: float) -> Setting:
    """A slope of 2 eps in one of 4 coordinates, with all of the noise there, in l_inf: rho sigma = 2, ||n||_1 = 1.

    x^2/2 stands in the others, where nothing happens; L = 4. T2 would prescribe 4 times as many iterations.
    """
    first = np.arange(4) == 0
    problem = Separable(Huber(1.0, np.where(first, 2 * epsilon, np.inf)), np.zeros(4))
    noise = TwoPoint(1.0, 0.0, first.astype(np.float64))
    return Setting(problem, LInf((4,)), noise, (1 / (2 * epsilon) + epsilon) * first, range(1))


def log_cosh_structured(epsilon: float) -> Setting:
    """Benign: log cosh in one of 4 coordinates from f(x_0) = 1, with all of the noise there."""
    first = np.arange(4) == 0
    problem, noise = Separable(LogCosh(), np.zeros(4)), TwoPoint(1.0, 0.0, first.astype(np.float64))
    return Setting(problem, LInf((4,)), noise, float(np.arccosh(np.e)) * first, range(1))


def rate_checks(full: bool = False) -> list[RateCheck]:
    """The exponents of the weighted form: eps^-4 with ||n||_* for rho sigma."""
    theorem = _BY_FORM["weighted"]
    grids = [("slope, structured noise (hard)", slope_structured, 0.1 if full else 0.2)]
    if full:
        grids.append(("log cosh, structured noise (benign)", log_cosh_structured, 0.2))
    return [
        RateCheck(theorem, name, setting, current_gradient, geometric(0.5, least, 8), 64, "hard" in name)
        for name, setting, least in grids
    ]
