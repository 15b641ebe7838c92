"""T2 on its cases: the bound, its own parameters, and the exponents on hard and benign instances."""

from __future__ import annotations

import numpy as np

from ntr.case import Setting
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Spectral
from ntr.theorems.nonconvex_momentum import STATEMENTS
from problems import Gaussian, LogCosh, Minibatch, Rademacher, Separable
from proofs_checks import catalogue, exact, instances, tight_memory, tight_tuned
from proofs_checks.catalogue import applicable
from proofs_checks.check import Check, RateCheck, current_gradient, geometric, tuned_checks

_BY_FORM = {theorem.form: theorem for theorem in STATEMENTS}


def checks(full: bool = False) -> list[Check]:
    """The bound over the iterations on the catalogue, and tuned runs on a grid of epsilon."""
    named = catalogue.stochastic() + catalogue.noiseless_momentum()
    bounds = [Check(theorem, *item) for theorem in STATEMENTS for item in applicable(theorem, named)]
    bounds.append(Check(_BY_FORM["paper"], "l_inf two-cycle", exact.composite_two_cycle(0.01, iterations=30).case))
    bounds += [Check(_BY_FORM[form], "kink, no step at all", tight_memory.resting()) for form in ("paper", "sharp")]
    return bounds + tuned(full)


def tuned(full: bool = False) -> list[Check]:
    """Every form at its own parameters, in four norms; measured <= epsilon after exactly K iterations."""
    problem = Separable(LogCosh(), np.array([2.0, -1.5]))

    def setting(norm: Norm, noise: Noise) -> Setting:
        return Setting(problem, norm, noise, np.zeros(2), range(32))

    settings = [
        ("log cosh", setting(L2((2,)), Gaussian(0.2))),
        ("log cosh", setting(LInf((2,)), Rademacher(0.2))),
        ("log cosh", setting(L1((2,)), Gaussian(0.2))),
    ]
    matrix = Separable(LogCosh(), np.array([[1.0, -0.5], [0.5, 0.8]]))
    turned = Setting(matrix, Spectral((2, 2)), Rademacher(0.2), np.zeros((2, 2)), range(32))
    checks = tuned_checks(STATEMENTS, settings, (0.24, 0.15, 0.1) if full else (0.24, 0.15)) + reduced_digits(full)
    checks += tuned_checks(STATEMENTS, [("matrix log cosh", turned)], (0.24, 0.15) if full else (0.24,))
    hard = [("Huber slope, just solved", tight_tuned.slope(Rademacher(0.05)))]
    checks += tuned_checks([_BY_FORM["sharp"], _BY_FORM["zero"]], hard, (0.1,))
    coins = [("Huber slope under coins, just solved", tight_tuned.slope(tight_tuned.COIN))]
    return checks + tuned_checks([_BY_FORM["zero"]], coins, (0.15,))


def reduced_digits(full: bool) -> list[Check]:
    """Real data at the theorem's own parameters, reduced: digits 0 and 1 at 4 x 4 pixels.

    At full size (10 classes, 64 pixels, minibatches of 32) the prescribed K is out of reach: rho sigma is far above any
    useful epsilon. Here the gradient is that of all 360 images with a little Gaussian noise; under `full` also that of
    minibatches of 256. The start lies up the gradient, so that no epsilon is vacuous.
    """
    problem = catalogue.logistic_two_digits()
    start, name = catalogue.uphill(problem, 5.0), "logistic, digits 0 and 1, 4 x 4 pixels"
    noises: list[Noise] = [Gaussian(0.05), Minibatch(256)] if full else [Gaussian(0.05)]
    settings = [(name, Setting(problem, L2(problem.shape), noise, start, range(32))) for noise in noises]
    return tuned_checks((_BY_FORM["zero"],), settings, (0.1,))


def rate_checks(full: bool = False) -> list[RateCheck]:
    """The exponents of the R = 0 form."""
    theorem, count, seeds = _BY_FORM["zero"], 10 if full else 8, 128 if full else 64
    grids = [
        ("slope (hard)", instances.slope, 0.045 if full else 0.1),
        ("slope, l_inf d=2 (hard)", instances.slope_linf, 0.07 if full else 0.125),
        ("slope, l_2 d=4 (hard)", instances.slope_l2, 0.1 if full else 0.16),
        ("log cosh (benign)", instances.log_cosh, 0.1),
    ]
    if full:
        grids += [
            ("slope, spectral 2x2, full noise (hard)", instances.slope_spectral, 0.25),
            ("saturating (benign)", instances.saturating, 0.14),
        ]
    return [
        RateCheck(theorem, name, setting, current_gradient, geometric(0.5, least, count), seeds, "hard" in name)
        for name, setting, least in grids
    ]
