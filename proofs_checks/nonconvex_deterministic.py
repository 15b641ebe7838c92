"""T1 on its cases: the bound, its own parameters, and the exponents on hard and benign instances."""

from __future__ import annotations

import numpy as np

from ntr.case import Setting
from ntr.norms import L1, L2, LInf, Spectral
from ntr.theorems.nonconvex_deterministic import STATEMENTS
from problems import LogCosh, Saturating, Separable
from proofs_checks import catalogue, instances, tight_tuned
from proofs_checks.catalogue import applicable
from proofs_checks.check import Check, RateCheck, current_gradient, geometric, tuned_checks
from proofs_checks.tight_cases import NOISELESS

_BY_FORM = {theorem.form: theorem for theorem in STATEMENTS}


def checks(full: bool = False) -> list[Check]:
    """The bound over the iterations on the catalogue, and tuned runs on a grid of epsilon."""
    named = catalogue.deterministic()
    bounds = [Check(theorem, *item) for theorem in STATEMENTS for item in applicable(theorem, named)]
    return bounds + tuned(full)


def tuned(full: bool = False) -> list[Check]:
    """Every form at its own parameters, in four norms; measured / epsilon <= 1 after exactly K iterations."""
    center = np.array([2.0, -1.5, 1.0, 0.5])
    settings = [
        ("log cosh", Setting(Separable(LogCosh(), center), L2((4,)), NOISELESS, np.zeros(4), range(1))),
        ("saturating", Setting(Separable(Saturating(), center / 2), LInf((4,)), NOISELESS, np.zeros(4), range(1))),
        ("log cosh", Setting(Separable(LogCosh(), center), L1((4,)), NOISELESS, np.zeros(4), range(1))),
    ]
    digits = catalogue.softmax_three_digits()
    reduced = Setting(digits, Spectral((3, 16)), NOISELESS, catalogue.uphill(digits), range(1))
    epsilons = (0.1, 0.03, 0.01) if full else (0.1, 0.03)
    matrix = Separable(LogCosh(), center.reshape(2, 2))
    spectral = Setting(matrix, Spectral((2, 2)), NOISELESS, np.zeros((2, 2)), range(1))
    checks = tuned_checks(STATEMENTS, settings, epsilons) + tuned_checks(
        STATEMENTS, [("matrix log cosh", spectral)], (0.1,)
    )
    simple = [_BY_FORM[form] for form in ("paper", "gap", "zero")]
    checks += tuned_checks(simple, [("Huber slope, just solved", tight_tuned.slope())], (0.1,))
    return checks + tuned_checks(
        (_BY_FORM["zero"],), [("softmax, 3 digits, 4 x 4 pixels, full batch", reduced)], (0.15,)
    )


def rate_checks(full: bool = False) -> list[RateCheck]:
    """The exponents of the R = 0 form."""
    theorem, epsilons = _BY_FORM["zero"], geometric(0.1, 0.001 if full else 0.005, 8)
    checks = [
        RateCheck(theorem, "slope (hard)", instances.slope_noiseless, current_gradient, epsilons, 1, hard=True),
        RateCheck(
            theorem, "log cosh (benign)", instances.log_cosh_noiseless, current_gradient, epsilons, 1, hard=False
        ),
    ]
    if full:
        name, grid = "power tail (benign)", geometric(0.06, 0.003, 8)
        checks.append(RateCheck(theorem, name, instances.power_tail_noiseless, current_gradient, grid, 1, hard=False))
    return checks
