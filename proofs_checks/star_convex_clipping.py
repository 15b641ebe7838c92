"""T3 on its cases: the bound, its own parameters, and the exponents on hard and benign instances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Spectral
from ntr.problem import Problem
from ntr.regularizer import Regularizer
from ntr.regularizers import Ball, Box, L1Penalty, Simplex, Sum
from ntr.star_convex import on_domain_objective, require
from ntr.theorems.star_convex_clipping import STATEMENTS
from problems import (
    Gaussian,
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
)
from proofs_checks import (
    catalogue,
    instances_star_convex,
    tight_certificates,
    tight_last_iterate,
    tight_memory,
    tight_tuned,
)
from proofs_checks.catalogue import Named, skewed
from proofs_checks.check import Check, RateCheck, geometric, tuned_checks
from proofs_checks.star_convex_decay import bounds
from proofs_checks.tight_cases import NOISELESS, SEEDS

_BY_FORM = {theorem.form: theorem for theorem in STATEMENTS}


def clipped(
    problem: Problem, norm: Norm, noise: Noise, momentum: float, iterations: int, x0: Array | None = None,
    factor: float = 1.0,
) -> Case:  # fmt: skip
    """Algorithm 1 on a bounded domain from x0 (default 0), eta = 5 factor D/K: e^(-5 factor) of Phi_0 is left after K steps."""
    start = np.zeros(problem.shape) if x0 is None else x0
    setting = Setting(problem, norm, noise, start, range(SEEDS))
    radius = 5 * factor * require(on_domain_objective(setting), setting).reach / iterations
    return Case(problem, noise, TrustRegion(norm, radius, momentum), start, iterations, range(SEEDS))


def cases() -> list[Named]:
    """Boxes and balls; minimizers inside, on the edge and cut off; convex, star-convex, star-convex on the domain only."""
    center = np.array([0.3, -0.2, 0.1, 0.25, -0.3, 0.0, 0.2, -0.1])
    matrix = np.array([[0.2, -0.1, 0.0], [0.1, 0.3, -0.2], [0.0, 0.1, 0.1]])
    box, ball = Box(-0.7, 0.7), Ball(L2((8,)), 1.0)
    pixels, wide = Box(-0.5, 0.5), Box(-2.0, 2.0)
    logistic = replace(catalogue.logistic_digits(), regularizer=pixels)
    softmax = replace(catalogue.softmax_three_digits(), regularizer=Ball(L2((3, 16)), 2.0))
    named = [
        ("linear + box", clipped(Linear(0.125 * np.ones(4), regularizer=Box(-1.0, 1.0)), LInf((4,)), Gaussian(1.0), 0.05,
                                 1000, x0=np.ones(4))),
        ("log cosh + box", clipped(Separable(LogCosh(), center, regularizer=box), LInf((8,)), Rademacher(1.0), 0.2, 400)),
        ("quadratic + box, minimizer cut off", clipped(Quadratic(np.diag(np.arange(1.0, 9.0)), 4 * center, regularizer=box),
                                                       LInf((8,)), StudentT(1.0, 3.0), 0.1, 400)),
        ("saturating + box", clipped(Separable(Saturating(), center, regularizer=box), LInf((8,)), skewed(8), 0.1, 400)),
        ("star exponential + ball", clipped(Separable(StarExponential(), center, regularizer=ball), L2((8,)),
                                            StudentT(1.0, 2.5), 0.05, 300)),
        ("quadratic + ball, no momentum", clipped(Quadratic(np.eye(8), 5 * center, regularizer=ball), L2((8,)),
                                                  Gaussian(0.5), 1.0, 200, factor=3.0)),
        ("log cosh + box", clipped(Separable(LogCosh(), center, regularizer=box), L2((8,)), Rademacher(0.5), 0.3, 100)),
        ("log cosh + wide box", clipped(Separable(LogCosh(), center, regularizer=wide), L1((8,)), Gaussian(0.3), 0.3, 300)),
        ("star exponential + wide box", clipped(Separable(StarExponential(), center, regularizer=wide), Lp((8,), 3.0),
                                                skewed(8), 0.1, 300)),
        ("matrix star exponential + wide box", clipped(Separable(StarExponential(), matrix, regularizer=wide),
                                                       Spectral((3, 3)), Rademacher(0.5), 0.2, 200)),
        ("logistic, digits + box", clipped(logistic, LInf((64,)), Minibatch(8), 0.1, 100)),
        ("softmax, 3 digits + ball", clipped(softmax, L2((3, 16)), Minibatch(16), 0.2, 100)),
        ("quadratic + box, noiseless", clipped(Quadratic(np.eye(8), 5 * center, regularizer=box), LInf((8,)), NOISELESS,
                                               0.2, 400)),
        ("kinked well + l1 + box", clipped(KinkedWell(4, regularizer=Sum(L1Penalty(0.5), Box(-3.0, 2.0))), LInf((4,)),
                                           Rademacher(1.0), 0.1, 400, x0=np.full(4, -3.0))),
        ("kinked well + l1 + box", clipped(KinkedWell(4, regularizer=Sum(L1Penalty(0.5), Box(-3.0, 1.5))), L2((4,)),
                                           Gaussian(0.5), 0.3, 100, x0=np.full(4, -2.0))),
        ("linear + simplex", clipped(Linear(np.arange(6.0) / 6, regularizer=Simplex(1.0)), L1((6,)), Gaussian(0.3), 0.1, 100,
                                     x0=np.eye(6)[5])),
        ("linear + box, tight noise", tight_last_iterate.tight_noise_clipping()),
        ("quadratic + box, overshoot", tight_last_iterate.overshoot_clipping()),
        ("quadratic + box, alternation", tight_last_iterate.edge_to_edge_clipping()),
        ("linear + box, tight noise of g_0", tight_last_iterate.long_memory(decay=False)),
        *tight_memory.boxes(),
        ("linear + box, cautious infimum", tight_certificates.box_descent()),
    ]  # fmt: skip
    return [Named(*item) for item in named]


def checks(full: bool = False) -> list[Check]:
    """The bound over the iterations, and tuned runs on a grid of epsilon."""
    return bounds(STATEMENTS, cases(), full) + tuned(full)


def tuned(full: bool = False) -> list[Check]:
    """Every form at its own parameters, in three norms; the objective form, tuned as the sharp one, only under `full`."""
    center, start = np.array([0.2, -0.3]), np.array([-0.7, 0.7])
    box, ball = Box(-0.7, 0.7), Ball(L2((2,)), 1.0)
    star, quadratic = Separable(StarExponential(), center), Quadratic(np.eye(2), center)
    well = KinkedWell(1, regularizer=Sum(L1Penalty(0.5), Box(-2.5, 1.5)))

    def setting(problem: Separable | Quadratic, regularizer: Regularizer, norm: Norm, noise: Noise) -> Setting:
        return Setting(replace(problem, regularizer=regularizer), norm, noise, start, range(32))

    settings = [
        ("star exponential + box", setting(star, box, LInf((2,)), Rademacher(0.05))),
        ("quadratic + ball", setting(quadratic, ball, L2((2,)), Gaussian(0.05))),
        ("quadratic + box", setting(quadratic, box, L1((2,)), Gaussian(0.03))),
    ]
    kinked = Setting(well, LInf((1,)), Rademacher(0.12), np.array([-2.5]), range(32))
    checks = tuned_checks(STATEMENTS if full else STATEMENTS[:2], settings, (0.2, 0.15, 0.1) if full else (0.2, 0.15))
    checks += tuned_checks(STATEMENTS, [("linear + box, just solved", tight_tuned.box(tight_tuned.QUIET))], (0.2,))
    checks += tuned_checks(
        STATEMENTS, [("linear + box under coins, just solved", tight_tuned.box(tight_tuned.COIN))], (0.28,)
    )
    return checks + tuned_checks(STATEMENTS[2:], [("kinked well + l1 + box", kinked)], (0.8, 0.5) if full else (0.8,))


def rate_checks(full: bool = False) -> list[RateCheck]:
    """The exponents of the sharp form."""
    theorem, count, seeds = _BY_FORM["sharp"], 10 if full else 8, 128 if full else 64
    grids = [("edge(eps) of a box (hard)", instances_star_convex.edge_of_box, 0.8, 0.05 if full else 0.2)]
    if full:
        grids += [
            ("quadratic in a box (benign)", instances_star_convex.quadratic_in_box, 0.12, 0.03),
            ("star exponential in a box (benign)", instances_star_convex.star_exponential_in_box, 0.16, 0.04),
        ]
    return [
        RateCheck(theorem, name, setting, None, geometric(most, least, count), seeds, "hard" in name)
        for name, setting, most, least in grids
    ]
