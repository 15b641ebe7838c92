"""T6 on its cases: the bound, its own parameters, and the exponents on hard and benign instances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Schatten, Spectral
from ntr.problem import Problem
from ntr.regularizers import Box, L1Penalty
from ntr.theorems.star_convex_extrapolation import STATEMENTS
from problems import (
    CosineQuadratic,
    Gaussian,
    KinkedWell,
    Linear,
    LogCosh,
    Minibatch,
    Quadratic,
    Rademacher,
    Separable,
    StarExponential,
    StudentT,
)
from proofs_checks import (
    catalogue,
    instances,
    instances_star_convex,
    tight_cases,
    tight_certificates,
    tight_last_iterate,
    tight_memory,
    tight_spectral,
    tight_tuned,
)
from proofs_checks.catalogue import Named, decaying, extrapolated, skewed
from proofs_checks.check import Check, RateCheck, geometric, tuned_checks
from proofs_checks.star_convex_decay import bounds, only_objective
from proofs_checks.tight_cases import NOISELESS

_BY_FORM = {theorem.form: theorem for theorem in STATEMENTS}


def extrapolating(
    problem: Problem, norm: Norm, noise: Noise, momentum: float, iterations: int, domain: float,
    x0: Array | None = None, factor: float = 1.0,
) -> Case:  # fmt: skip
    """Algorithm 3 with decay on the ball of radius `domain`: `catalogue.decaying` with extrapolation."""
    return extrapolated(decaying(problem, norm, noise, momentum, iterations, domain, x0, factor))


def cases() -> list[Named]:
    """Vectors and matrices, composite and not; minimizers inside the ball, on its edge and outside; all kinds of noise."""
    generator = np.random.default_rng(6)
    center = 0.3 * generator.normal(size=8)
    star = Separable(StarExponential(), 0.3 * generator.normal(size=10))
    matrix = Separable(StarExponential(), 0.2 * generator.normal(size=(4, 3)))
    quadratic = Quadratic(np.diag(np.arange(1.0, 9.0)), center)
    ripples = Separable(CosineQuadratic(0.17, 3.0), center)  # A w^2 = 1.53: star-convex, not convex
    softmax = catalogue.softmax_three_digits()
    penalized = Separable(LogCosh(), center, regularizer=L1Penalty(0.2))
    named = [
        ("edge", extrapolating(Linear(0.125 * np.ones(4)), LInf((4,)), Gaussian(1.0), 0.05, 2000, 1.0, x0=np.ones(4))),
        ("quadratic", extrapolating(quadratic, L2((8,)), Gaussian(1.0), 0.1, 2000, 2.0)),
        ("quadratic, minimizer outside", extrapolating(quadratic, L1((8,)), StudentT(1.0, 3.0), 0.05, 2000, 0.5)),
        ("star exponential", extrapolating(star, L2((10,)), skewed(10), 0.1, 2000, 2.0)),
        ("star exponential", extrapolating(star, LInf((10,)), StudentT(1.0, 2.5), 0.02, 3000, 1.5)),
        ("ripples", extrapolating(ripples, LInf((8,)), Rademacher(1.0), 0.05, 2000, 2.0)),
        ("log cosh, no momentum", extrapolating(Separable(LogCosh(), center), Lp((8,), 3.0), Rademacher(1.0), 1.0, 1000, 2.0)),
        ("star exponential, noiseless", extrapolating(star, LInf((10,)), NOISELESS, 0.1, 1000, 1.5)),
        ("matrix star exponential", extrapolating(matrix, Spectral((4, 3)), Gaussian(1.0), 0.1, 300, 2.0)),
        ("matrix star exponential", extrapolating(matrix, Schatten((4, 3), 3.0), Rademacher(1.0), 0.2, 300, 2.0)),
        ("logistic, digits", extrapolating(catalogue.logistic_digits(), LInf((64,)), Minibatch(8), 0.1, 150, 1.0)),
        ("softmax, 3 digits", extrapolating(softmax, Spectral((3, 16)), Minibatch(16), 0.2, 100, 1.0)),
        ("log cosh + l1", extrapolating(penalized, LInf((8,)), Gaussian(1.0), 0.2, 300, 1.0)),
        ("log cosh + box", extrapolating(replace(penalized, regularizer=Box(-0.2, 0.4)), LInf((8,)), Rademacher(1.0), 0.1,
                                         300, 1.0)),
        ("linear, tight noise", tight_last_iterate.tight_noise_extrapolation()),
        ("matrix linear, tight noise", tight_spectral.decay(extrapolate=True)),
        ("log cosh, overshoot", tight_last_iterate.overshoot_extrapolation()),
        ("quadratic, overshoot", extrapolated(tight_cases.overshoot())),
        ("quadratic, alternation from edge to edge", tight_last_iterate.edge_to_edge_extrapolation()),
        ("linear, tight noise of g_0", tight_last_iterate.long_memory(decay=True, extrapolate=True)),
        *tight_memory.decayed(extrapolate=True),
        ("linear, cautious infimum", tight_certificates.edge_descent(extrapolate=True)),
    ]  # fmt: skip
    return [Named(*item) for item in named] + [Named(name, extrapolated(case)) for name, case in only_objective()]


def checks(full: bool = False) -> list[Check]:
    """The bound over the iterations, and tuned runs on a grid of epsilon."""
    return bounds(STATEMENTS, cases(), full) + tuned(full)


def tuned(full: bool = False) -> list[Check]:
    """Every form at its own parameters, in three norms; under `full` also in the spectral norm."""
    center = np.array([0.3, -0.5])
    quadratic, star = Quadratic(np.eye(2), center), Separable(StarExponential(), center)

    def setting(problem: Problem, norm: Norm, noise: Noise, *start: float) -> Setting:
        return Setting(problem, norm, noise, np.array(start), range(32), domain_radius=1.0)

    settings = [
        ("quadratic", setting(quadratic, L2((2,)), Rademacher(0.2), -0.7, 0.7)),
        ("star exponential", setting(star, LInf((2,)), Gaussian(0.2), 1.0, 1.0)),
        ("star exponential", setting(star, L1((2,)), Rademacher(0.2), 0.0, 1.0)),
    ]
    checks = tuned_checks(STATEMENTS, settings, (0.2, 0.12, 0.06, 0.03) if full else (0.2, 0.14))
    well = KinkedWell(1, regularizer=L1Penalty(0.5))
    kinked = Setting(well, LInf((1,)), Rademacher(0.2), np.array([-2.5]), range(32), domain_radius=2.5)
    checks += tuned_checks(STATEMENTS[2:], [("kinked well + l1", kinked)], (0.8, 0.5) if full else (0.8,))
    checks += tuned_checks(STATEMENTS, [("linear, just solved", tight_tuned.edge(tight_tuned.QUIET))], (0.1,))
    checks += tuned_checks(
        STATEMENTS, [("linear under coins, just solved", tight_tuned.edge(tight_tuned.COIN))], (0.2,)
    )
    if full:
        matrix = Separable(StarExponential(), np.array([[-0.3, 0.1], [0.0, -0.4]]))
        spectral = Setting(matrix, Spectral((2, 2)), Rademacher(0.2), np.eye(2), range(32), domain_radius=1.0)
        checks += tuned_checks(STATEMENTS, [("matrix star exponential", spectral)], (0.2,))
    return checks


def rate_checks(full: bool = False) -> list[RateCheck]:
    """The exponents of the sharp form."""
    theorem, count, seeds = _BY_FORM["sharp"], 10 if full else 8, 128 if full else 64
    grids = [
        ("edge(eps) (hard)", instances_star_convex.soft_edge, 0.4, 0.01 if full else 0.04),
        ("edge, fixed slope", instances_star_convex.soft_edge_fixed, 0.25, 0.01 if full else 0.06),
        ("star exponential (benign)", instances.star_exponential, 0.5, 0.04 if full else 0.16),
    ]
    if full:
        grids += [
            ("interior (benign)", instances_star_convex.soft_interior, 0.11, 0.02),
            ("quadratic, H = 1 (benign)", instances_star_convex.rippled_quadratic, 0.25, 0.02),
        ]
    return [
        RateCheck(theorem, name, setting, None, geometric(most, least, count), seeds, "hard" in name)
        for name, setting, most, least in grids
    ]
