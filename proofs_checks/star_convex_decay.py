"""T4 on its cases: the bound, its own parameters, and the exponents on hard and benign instances."""

from __future__ import annotations

import numpy as np

from ntr.case import Setting
from ntr.norms import L1, L2, LInf, Spectral
from ntr.theorems.star_convex_decay import STATEMENTS
from problems import Gaussian, Quadratic, Rademacher, Separable, StarExponential
from proofs_checks import catalogue, instances
from proofs_checks.catalogue import applicable
from proofs_checks.check import Check, RateCheck, geometric, tuned_checks

_BY_FORM = {theorem.form: theorem for theorem in STATEMENTS}


def checks(full: bool = False) -> list[Check]:
    """The bound over the iterations on the catalogue, and tuned runs on a grid of epsilon."""
    named = catalogue.decayed()
    bounds = [Check(theorem, *item) for theorem in STATEMENTS for item in applicable(theorem, named)]
    return bounds + tuned(full)


def tuned(full: bool = False) -> list[Check]:
    """Every form at its own parameters, in three norms."""
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
    checks = tuned_checks(STATEMENTS, settings, (0.2, 0.12, 0.08) if full else (0.2, 0.14))
    if full:  # the spectral norm has no compiled kernel: minutes each
        matrix = Separable(StarExponential(), np.array([[-0.3, 0.1], [0.0, -0.4]]))
        start = np.eye(2)
        spectral = Setting(matrix, Spectral((2, 2)), Rademacher(0.2), start, range(32), domain_radius=1.0)
        checks += tuned_checks(STATEMENTS, [("matrix star exponential", spectral)], (0.2,))
    return checks


def rate_checks(full: bool = False) -> list[RateCheck]:
    """The exponents of the sharp form."""
    theorem, count, seeds = _BY_FORM["sharp"], 10 if full else 8, 128 if full else 64
    grids = [
        ("edge(eps) (hard)", instances.edge, 0.5, 0.025 if full else 0.05),
        ("edge(eps), l_inf d=4 (hard)", instances.edge_linf, 0.5, 0.05 if full else 0.08),
        ("edge, fixed slope", instances.edge_fixed, 0.25, 0.025 if full else 0.06),
        ("quadratic (benign)", instances.quadratic, 0.25, 0.04 if full else 0.06),
        ("star exponential (benign)", instances.star_exponential, 0.25, 0.04 if full else 0.06),
    ]
    return [
        RateCheck(theorem, name, setting, None, geometric(most, least, count), seeds, "hard" in name)
        for name, setting, most, least in grids
    ]
