"""T5 on its cases: the bound, its own parameters, and the exponents on hard and benign instances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.problem import Problem
from ntr.regularizers import Ball, Box, L1Penalty
from ntr.theorems.nonconvex_extrapolation import STATEMENTS
from problems import (
    CosineQuadratic,
    Gaussian,
    LogCosh,
    Minibatch,
    Quadratic,
    Rademacher,
    Saturating,
    Separable,
    StarExponential,
    StudentT,
)
from proofs_checks import (
    catalogue,
    instances,
    instances_star_convex,
    tight_extrapolation,
    tight_memory,
    tight_spectral,
    tight_tuned,
)
from proofs_checks.catalogue import Named, applicable, skewed, uphill
from proofs_checks.check import Check, RateCheck, current_gradient, geometric, tuned_checks
from proofs_checks.tight_cases import NOISELESS, SEEDS

_BY_FORM = {theorem.form: theorem for theorem in STATEMENTS}


def extrapolating(
    problem: Problem, norm: Norm, noise: Noise, momentum: float, iterations: int, x0: Array | None = None,
    factor: float = 1.0,
) -> Case:  # fmt: skip
    """Algorithm 3 without decay; the radius balances descent with curvature or with drift, the smaller one, times a factor.

    Delta_0/(eta K) = L eta/2, or = H eta^2/alpha^2.
    """
    start = np.zeros(problem.shape) if x0 is None else x0
    setting = Setting(problem, norm, noise, start, range(SEEDS))
    share = setting.initial_gap / iterations
    radius = np.sqrt(2 * share / setting.smoothness)
    if setting.second_smoothness > 0:
        radius = min(radius, (share * momentum**2 / setting.second_smoothness) ** (1 / 3))
    method = TrustRegion(norm, factor * radius, momentum, extrapolate=True)
    return Case(problem, noise, method, start, iterations, range(SEEDS))


def cases() -> list[Named]:
    """Vectors and matrices, composite and not; extrapolation near and far; all kinds of noise."""
    generator = np.random.default_rng(5)
    vector, center = Separable(Saturating(), generator.normal(size=20)), generator.normal(size=8)
    matrix = Separable(Saturating(), generator.normal(size=(4, 3)))
    softmax = catalogue.softmax_three_digits()
    penalized = Separable(Saturating(), center, regularizer=L1Penalty(0.2))
    named = [
        ("saturating", extrapolating(vector, L2((20,)), Gaussian(1.0), 0.1, 2000)),
        ("saturating", extrapolating(vector, LInf((20,)), Rademacher(1.0), 0.05, 2000)),
        ("saturating, far extrapolation", extrapolating(vector, L1((20,)), skewed(20), 0.01, 3000, factor=5.0)),
        ("saturating, no momentum", extrapolating(vector, Lp((20,), 3.0), StudentT(1.0, 2.5), 1.0, 400)),
        ("cosine", extrapolating(Separable(CosineQuadratic(1.0, 3.0), center), L2((8,)), Gaussian(0.5), 0.2, 300)),
        ("star exponential", extrapolating(Separable(StarExponential(), center), Lp((8,), 1.5), Gaussian(1.0), 0.3, 1000)),
        ("log cosh", extrapolating(Separable(LogCosh(), 3 * center), LInf((8,)), StudentT(1.0, 3.0), 0.02, 1000)),
        ("quadratic", extrapolating(Quadratic(np.diag(np.arange(1.0, 9.0)), center), L2((8,)), Rademacher(3.0), 0.05, 300)),
        ("matrix saturating", extrapolating(matrix, Spectral((4, 3)), Rademacher(1.0), 0.1, 300)),
        ("matrix saturating", extrapolating(matrix, Nuclear((4, 3)), skewed(4, 3), 0.2, 300)),
        ("matrix saturating", extrapolating(matrix, Schatten((4, 3), 3.0), Gaussian(0.5), 0.05, 300, factor=3.0)),
        ("logistic, digits", extrapolating(catalogue.logistic_digits(), LInf((64,)), Minibatch(8), 0.1, 150)),
        ("softmax, 3 digits", extrapolating(softmax, Spectral((3, 16)), Minibatch(16), 0.1, 100, x0=uphill(softmax))),
        ("saturating + l1", extrapolating(penalized, LInf((8,)), Gaussian(1.0), 0.2, 300)),
        ("saturating + box", extrapolating(replace(penalized, regularizer=Box(-0.5, 0.7)), LInf((8,)), skewed(8), 0.1, 300)),
        ("saturating + ball", extrapolating(replace(penalized, regularizer=Ball(L2((8,)), 0.8)), L2((8,)), Rademacher(1.0),
                                            0.2, 200)),
        ("saturating, noiseless", extrapolating(vector, L2((20,)), NOISELESS, 0.05, 1000, factor=3.0)),
        ("log cosh, tight noise", tight_extrapolation.tight_noise()),
        ("matrix log cosh, tight noise", tight_spectral.extrapolation()),
        ("quadratic, two-cycle", tight_extrapolation.two_cycle()),
        ("quadratic, long two-cycle", tight_extrapolation.long_two_cycle()),
        ("cosine, oscillation", tight_extrapolation.oscillation()),
        *tight_memory.extrapolated(),
    ]  # fmt: skip
    return [Named(*item) for item in named]


def checks(full: bool = False) -> list[Check]:
    """The bound over the iterations, and tuned runs on a grid of epsilon."""
    named = cases()
    bounds = []
    for theorem in STATEMENTS:
        for item in applicable(theorem, named):
            repeated = theorem.form == "gap" and not _BY_FORM["zero"].violated(item.case)
            # for R = 0 gap and zero are one statement
            if full or not repeated or "tight" in item.problem or item.case.setting.sigma == 0:
                bounds.append(Check(theorem, *item))
    rest = tight_memory.resting(extrapolate=True)
    bounds += [Check(_BY_FORM[form], "kink, no step at all", rest) for form in ("paper", "sharp")]
    return bounds + tuned(full)


def tuned(full: bool = False) -> list[Check]:
    """Every form at its own parameters, in three norms; under `full` also in the spectral norm, and composite."""
    center = np.array([2.0, -1.5])
    problem = Separable(LogCosh(), center)

    def setting(norm: Norm, noise: Noise) -> Setting:
        return Setting(problem, norm, noise, np.zeros(2), range(32))

    settings = [
        ("log cosh", setting(L2((2,)), Gaussian(0.2))),
        ("log cosh", setting(LInf((2,)), Rademacher(0.2))),
        ("log cosh", setting(L1((2,)), Gaussian(0.2))),
    ]
    forms = (_BY_FORM["paper"], _BY_FORM["sharp"], _BY_FORM["zero"])
    checks = tuned_checks(forms, settings, (0.24, 0.15, 0.08, 0.04) if full else (0.24, 0.15))
    checks += tuned_checks(STATEMENTS, [("log cosh slope, just solved", tight_tuned.soft_slope())], (0.1,))
    coins = [("log cosh slope under coins, just solved", tight_tuned.soft_slope(tight_tuned.COIN))]
    checks += tuned_checks(STATEMENTS, coins, (0.14,))
    if full:
        matrix = Separable(LogCosh(), np.array([[2.0, 0.5], [-0.5, -1.5]]))
        spectral = Setting(matrix, Spectral((2, 2)), Rademacher(0.1), np.zeros((2, 2)), range(32))
        penalized = replace(problem, regularizer=L1Penalty(0.1))
        composite = Setting(penalized, LInf((2,)), Rademacher(0.1), np.zeros(2), range(32))
        more = [("matrix log cosh", spectral), ("log cosh + l1", composite)]
        checks += tuned_checks(STATEMENTS, more, (0.24,))
    return checks


def rate_checks(full: bool = False) -> list[RateCheck]:
    """The exponents of the R = 0 form."""
    theorem, count, seeds = _BY_FORM["zero"], 10 if full else 8, 128 if full else 64
    grids = [
        ("softslope (hard)", instances_star_convex.softslope, 0.025 if full else 0.1),
        ("log cosh (benign)", instances.log_cosh, 0.05 if full else 0.12),
    ]
    if full:
        grids.append(("saturating (benign)", instances.saturating, 0.1))
    return [
        RateCheck(theorem, name, setting, current_gradient, geometric(0.5, least, count), seeds, "hard" in name)
        for name, setting, least in grids
    ]
