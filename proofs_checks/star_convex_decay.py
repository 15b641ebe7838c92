"""T4 on its cases: the bound, its own parameters, and the exponents on hard and benign instances."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ntr.case import Setting
from ntr.norms import L1, L2, LInf, Spectral
from ntr.regularizers import L1Penalty
from ntr.theorem import Theorem
from ntr.theorems.star_convex_decay import STATEMENTS
from problems import Gaussian, KinkedWell, Quadratic, Rademacher, Separable, StarExponential, StudentT
from proofs_checks import catalogue, instances, tight_certificates, tight_last_iterate, tight_memory, tight_tuned
from proofs_checks.catalogue import Named, applicable, decaying
from proofs_checks.check import Check, RateCheck, geometric, tuned_checks
from proofs_checks.tight_cases import NOISELESS

_BY_FORM = {theorem.form: theorem for theorem in STATEMENTS}


def only_objective() -> list[Named]:
    """Only F is star-convex, f is not: the left half of the well fails for f, and the kink of R makes up for it."""
    well = KinkedWell(4, regularizer=L1Penalty(0.5))
    steep = KinkedWell(6, 0.5, 1.0, regularizer=L1Penalty(1.0))
    named = [
        ("kinked well + l1", decaying(well, LInf((4,)), Rademacher(1.0), 0.1, 400, 3.0, x0=np.full(4, -3.0))),
        ("kinked well + l1", decaying(well, L2((4,)), Gaussian(0.5), 0.3, 200, 4.0, x0=np.full(4, -2.0))),
        ("kinked well + l1", decaying(steep, LInf((6,)), StudentT(1.0, 3.0), 0.05, 300, 2.0, x0=np.full(6, -2.0))),
        ("kinked well + l1, noiseless", decaying(well, LInf((4,)), NOISELESS, 0.1, 400, 3.0, x0=np.full(4, -3.0))),
    ]
    return [Named(*item) for item in named]


def cases() -> list[Named]:
    """The catalogue, and the nearly tight cases of T4 that stand outside of it."""
    tight = [
        ("quadratic, alternation from edge to edge", tight_last_iterate.edge_to_edge_decay()),
        ("linear, tight noise of g_0", tight_last_iterate.long_memory(decay=True)),
        *tight_memory.decayed(),
        ("linear, cautious infimum", tight_certificates.edge_descent()),
    ]
    return catalogue.decayed() + [Named(*item) for item in tight] + only_objective()


def bounds(statements: Sequence[Theorem], named: list[Named], full: bool) -> list[Check]:
    """The forms paper, sharp and objective of a theorem on the last iterate, on the cases that they apply to.

    The objective form is larger than the sharp one on the same measurement: by default it is checked where it alone
    applies, and on the cases that can refute it.
    """
    paper, sharp, objective = statements
    found = [Check(theorem, *item) for theorem in (paper, sharp) for item in applicable(theorem, named)]
    for item in applicable(objective, named):
        if full or sharp.violated(item.case) or "tight" in item.problem or item.case.setting.sigma == 0:
            found.append(Check(objective, *item))
    return found


def checks(full: bool = False) -> list[Check]:
    """The bound over the iterations, and tuned runs on a grid of epsilon."""
    return bounds(STATEMENTS, cases(), full) + tuned(full)


def tuned(full: bool = False) -> list[Check]:
    """Every form at its own parameters, in three norms; the objective form where it alone applies, as it has the sharp tuning."""
    center = np.array([0.3, -0.5])
    quadratic, star = Quadratic(np.eye(2), center), Separable(StarExponential(), center)
    settings = [
        (
            "quadratic",
            Setting(quadratic, L2((2,)), Rademacher(0.2), np.array([-0.7, 0.7]), range(32), domain_radius=1.0),
        ),
        ("star exponential", Setting(star, LInf((2,)), Gaussian(0.2), np.ones(2), range(32), domain_radius=1.0)),
        (
            "star exponential",
            Setting(star, L1((2,)), Rademacher(0.2), np.array([0.0, 1.0]), range(32), domain_radius=1.0),
        ),
    ]
    checks = tuned_checks(STATEMENTS[:2], settings, (0.2, 0.12, 0.08) if full else (0.2, 0.14))
    well = KinkedWell(1, regularizer=L1Penalty(0.5))
    kinked = Setting(well, LInf((1,)), Rademacher(0.2), np.array([-2.5]), range(32), domain_radius=2.5)
    checks += tuned_checks(STATEMENTS[2:], [("kinked well + l1", kinked)], (0.8, 0.5) if full else (0.8,))
    hard = [("linear, just solved", tight_tuned.edge(tight_tuned.QUIET))]
    checks += tuned_checks(STATEMENTS[:2], hard, (0.1,))
    coins = [("linear under coins, just solved", tight_tuned.edge(tight_tuned.COIN))]
    checks += tuned_checks([_BY_FORM["sharp"]], coins, (0.12,))
    if full:
        wells = KinkedWell(2, regularizer=L1Penalty(0.5))
        euclidean = Setting(
            wells, L2((2,)), Rademacher(0.2), np.full(2, -1.6), range(32), domain_radius=2.5 * np.sqrt(2)
        )
        steepest = Setting(wells, L1((2,)), Rademacher(0.2), np.full(2, -1.2), range(32), domain_radius=5.0)
        checks += tuned_checks(STATEMENTS[2:], [("kinked wells + l1", one) for one in (euclidean, steepest)], (0.8,))
        matrix = Separable(StarExponential(), np.array([[-0.3, 0.1], [0.0, -0.4]]))
        start = np.eye(2)
        spectral = Setting(matrix, Spectral((2, 2)), Rademacher(0.2), start, range(32), domain_radius=1.0)
        checks += tuned_checks(STATEMENTS[:2], [("matrix star exponential", spectral)], (0.2,))
    return checks


def rate_checks(full: bool = False) -> list[RateCheck]:
    """The exponents of the sharp form."""
    theorem, count, seeds = _BY_FORM["sharp"], 10 if full else 8, 128 if full else 64
    grids = [
        ("edge(eps) (hard)", instances.edge, 0.5, 0.025 if full else 0.05),
        ("edge(eps), l_inf d=4 (hard)", instances.edge_linf, 0.5, 0.05 if full else 0.08),
        ("edge, fixed slope", instances.edge_fixed, 0.25, 0.025 if full else 0.06),
        ("quadratic (benign)", instances.quadratic, 0.25, 0.04 if full else 0.06),
        ("star exponential (benign)", instances.star_exponential, 0.5, 0.08 if full else 0.12),
    ]
    if full:
        grids += [
            ("edge, l_inf d=4, fixed slope", instances.edge_linf_fixed, 0.25, 0.06),
            ("interior (benign)", instances.interior, 0.13, 0.04),
        ]
    return [
        RateCheck(theorem, name, setting, None, geometric(most, least, count), seeds, "hard" in name)
        for name, setting, most, least in grids
    ]
