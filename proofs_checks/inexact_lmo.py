"""T8 on its cases: certified oracles of matrices, spoilt ones in every norm, tight cases, its own parameters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case, Setting
from ntr.inexact_lmo import Accuracy, InexactLMO
from ntr.lmos import CUBIC, MUON, QUINTIC, NewtonSchulz, OneSided, Perturbed, PolarExpress
from ntr.methods import TrustRegion
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.observables import lmo_closeness, lmo_length
from ntr.simulate import simulate
from ntr.theorems.inexact_lmo import STATEMENTS
from problems import (
    Gaussian,
    Huber,
    LogCosh,
    MatrixQuadratic,
    Minibatch,
    Quadratic,
    Rademacher,
    Saturating,
    Separable,
    StarExponential,
    StudentT,
)
from proofs_checks import (
    instances,
    tight_cases,
    tight_certificates,
    tight_extrapolation,
    tight_last_iterate,
    tight_memory,
    tight_oracles,
    tight_spectral,
    tight_tuned,
)
from proofs_checks.catalogue import (
    Named,
    applicable,
    decaying,
    descending,
    extrapolated,
    logistic_digits,
    random_numbers,
    semidefinite,
    skewed,
    softmax_digits,
)
from proofs_checks.check import Check, RateCheck, current_gradient, geometric, tuned_checks
from proofs_checks.tight_cases import NOISELESS, QUADRATIC

_BY_FORM = {theorem.form: theorem for theorem in STATEMENTS}
_MUON, _QUINTIC, _CUBIC, _EXPRESS = (
    NewtonSchulz(MUON, 5),
    NewtonSchulz(QUINTIC, 8),
    NewtonSchulz(CUBIC, 12),
    PolarExpress(5),
)
_HALF = Perturbed(0.5, 0.5)  # half of the exact step: in one dimension it loses all that delta = 1/2 allows


def spoilt(case: Case, lmo: InexactLMO) -> Case:
    """The same case with this oracle."""
    assert isinstance(case.method, TrustRegion)
    return replace(case, method=replace(case.method, lmo=lmo))


def measured_accuracy(case: Case) -> Accuracy:
    """(delta, tau) that the oracle attained at the momenta of the run, all steps and seeds: beside the certified ones."""
    assert isinstance(case.method, TrustRegion)
    assert case.method.lmo is not None
    norm, lmo = case.method.norm, case.method.lmo
    record = {"closeness": lmo_closeness(lmo, norm), "length": lmo_length(lmo, norm)}
    series = simulate(case, checkpoints=[case.iterations], record=record).series
    return Accuracy(float(1 - series["closeness"].min()), float(-series["length"].min()))


def checks(full: bool = False) -> list[Check]:
    """The bound over the iterations on the cases, by Algorithm 3 too, and tuned runs."""
    named = stochastic(full) + decayed(full) + tight()
    named += [Named(problem, extrapolated(case)) for problem, case in stochastic(full)[:: 1 if full else 3]]
    chosen = {theorem.form: named for theorem in STATEMENTS}
    if not full:  # the replaced form is the weaker one: four oracles and the tight cases are enough
        chosen["replaced"] = stochastic(full)[:4] + tight()
    bounds = [Check(theorem, *item) for theorem in STATEMENTS for item in applicable(theorem, chosen[theorem.form])]
    return bounds + tuned(full)


def stochastic(full: bool) -> list[Named]:
    """Algorithm 1: certified polynomial oracles on matrices, spoilt oracles in the other norms."""
    matrix, wide = Separable(Saturating(), random_numbers(5, 4)), Separable(Saturating(), random_numbers(2, 6))
    product = MatrixQuadratic(semidefinite(5), semidefinite(4), random_numbers(5, 4))
    vector, soft = Separable(Saturating(), random_numbers(20)), Separable(LogCosh(), 2 * random_numbers(10))
    spectral = Spectral((5, 4))
    quadratic = Quadratic(semidefinite(10), random_numbers(10))
    listed = [
        ("matrix saturating, Muon's 5 steps", descending(matrix, spectral, Gaussian(1.0), 0.1, 200), _MUON),
        ("matrix saturating, Polar Express", descending(matrix, spectral, StudentT(1.0, 3.0), 0.3, 200), _EXPRESS),
        ("matrix quadratic, 8 quintic steps", descending(product, spectral, Rademacher(1.0), 0.1, 200), _QUINTIC),
        ("matrix saturating, 12 cubic steps", descending(wide, Spectral((2, 6)), skewed(2, 6), 1.0, 200), _CUBIC),
        ("matrix quadratic, Muon, large step", descending(product, spectral, Gaussian(0.2), 0.5, 200, factor=10.0), _MUON),
        ("matrix saturating, Muon, noiseless", descending(matrix, spectral, NOISELESS, 0.05, 500), _MUON),
        ("softmax, digits, Muon's 5 steps", descending(softmax_digits(), Spectral((10, 64)), Minibatch(32), 0.1, 30), _MUON),
        ("saturating, spoilt", descending(vector, L2((20,)), Gaussian(1.0), 0.02, 500), Perturbed(0.3, 1.2)),
        ("saturating, spoilt", descending(vector, LInf((20,)), skewed(20), 0.1, 500), Perturbed(0.4, 0.8)),
        ("log cosh, stretched", descending(soft, L1((10,)), Rademacher(1.0), 0.3, 300), Perturbed(0.0, 1.5, along=1.5)),
        ("log cosh, spoilt", descending(soft, Lp((10,), 3.0), StudentT(1.0, 2.5), 0.1, 300), Perturbed(0.1, 1.1)),
        ("quadratic, one-sided", descending(quadratic, LInf((10,)), Gaussian(1.0), 0.2, 300), OneSided(0.3, 1.3)),
        ("matrix saturating, spoilt", descending(matrix, Nuclear((5, 4)), Rademacher(1.0), 0.2, 200), Perturbed(0.2, 1.0)),
        ("matrix saturating, spoilt", descending(matrix, Schatten((5, 4), 3.0), Gaussian(1.0), 1.0, 200),
         Perturbed(0.3, 1.0)),
    ]  # fmt: skip
    if full:
        listed += [
            ("softmax, digits, Polar Express", descending(softmax_digits(), Spectral((10, 64)), Minibatch(32), 0.1, 50),
             _EXPRESS),
            ("logistic, digits, spoilt", descending(logistic_digits(), LInf((64,)), Minibatch(8), 0.1, 150),
             Perturbed(0.2, 1.1)),
        ]  # fmt: skip
    return [Named(problem, spoilt(case, lmo)) for problem, case, lmo in listed]


def decayed(full: bool) -> list[Named]:
    """Algorithm 2, star-convex: the minimizer lies within (1 - delta) D."""
    matrix = Separable(StarExponential(), 0.2 * random_numbers(5, 4))
    star = Separable(StarExponential(), 0.3 * random_numbers(10))
    quadratic = Quadratic(semidefinite(10), 0.2 * random_numbers(10))
    spectral = Spectral((5, 4))
    listed = [
        ("matrix star exponential, Muon", decaying(matrix, spectral, Gaussian(1.0), 0.1, 200, 2.0), _MUON),
        ("matrix star exponential, Express", decaying(matrix, spectral, Rademacher(1.0), 0.3, 200, 2.0), _EXPRESS),
        ("star exponential, spoilt", decaying(star, L2((10,)), skewed(10), 0.1, 1000, 3.0), Perturbed(0.3, 1.2)),
        ("quadratic, spoilt", decaying(quadratic, LInf((10,)), StudentT(1.0, 3.0), 0.05, 1000, 1.5), Perturbed(0.4, 0.8)),
        ("quadratic, one-sided, no momentum", decaying(quadratic, LInf((10,)), Gaussian(1.0), 1.0, 500, 1.5),
         OneSided(0.3, 1.3)),
    ]  # fmt: skip
    if full:
        shifted = MatrixQuadratic(semidefinite(5), semidefinite(4), 0.2 * random_numbers(5, 4))
        listed.append(
            ("matrix quadratic, 8 quintic steps", decaying(shifted, spectral, skewed(5, 4), 0.2, 300, 2.0), _QUINTIC)
        )
    return [Named(problem, spoilt(case, lmo)) for problem, case, lmo in listed]


def tight() -> list[Named]:
    """Nearly tight: a term that is missing, half of L or sigma, delta or tau ignored, each is refuted on one of them."""
    return [
        Named("Huber slope, short steps", short_steps()),
        Named("quadratic, two-cycle of half steps", two_cycle(_HALF)),
        Named("quadratic, two-cycle of long steps", two_cycle(Perturbed(0.0, 1.5, along=1.5))),
        Named("quadratic, oscillation of half steps", oscillation()),
        Named("Huber slope, one-sided, tight noise", tight_oracles.one_sided_noise(OneSided(0.5, 1.0))),
        Named("Huber slope, one-sided long, tight noise", tight_oracles.one_sided_noise(OneSided(0.0, 2.0))),
        Named("Huber slope, one-sided decay, tight noise", tight_oracles.one_sided_decay()),
        Named("quadratic, overshoot of half steps", overshoot()),
        Named("quadratic, alternation of half steps", alternation()),
        Named("quadratic, extrapolated two-cycle", extrapolated(two_cycle(_HALF))),
        Named("Huber slope, extrapolated, tight noise", tight_oracles.quiet_slope()),
        Named("saturating, oscillation of far queries", far_query()),
        *exact(),
    ]


def exact() -> list[Named]:
    """The exact oracle, (0, 1), which has a compiled twin: what T8 takes over from T2, T5 and T4."""
    return [
        Named("Huber slope, tight noise", tight_cases.tight_noise()),
        Named("log cosh, tight noise", tight_extrapolation.tight_noise()),
        Named("matrix Huber slope, tight noise", tight_spectral.slope()),
        Named("matrix linear, tight noise", tight_spectral.decay()),
        Named("quadratic, long two-cycle", tight_extrapolation.long_two_cycle()),
        Named("linear, tight noise", tight_cases.tight_noise_decay()),
        Named("quadratic, alternation from edge to edge", tight_last_iterate.edge_to_edge_decay()),
        Named("linear, tight noise of g_0", tight_last_iterate.long_memory(decay=True)),
        Named("linear, cautious infimum", tight_certificates.edge_descent()),
        *[
            Named(*item)
            for item in tight_memory.slopes() + tight_memory.slopes(extrapolate=True) + tight_memory.decayed()
        ],
    ]


def short_steps() -> Case:
    """A slope descended by half steps: (1-delta) eta K g = Delta_0 at the end, the descent term pays for delta."""
    slope, radius, iterations = 0.1, 0.02, 1000
    problem = Separable(Huber(1.0, slope), np.zeros(1))
    x0 = np.full(1, slope + radius * iterations / 2)
    return Case(problem, NOISELESS, TrustRegion(L2((1,)), radius, lmo=_HALF), x0, iterations, range(1))


def two_cycle(lmo: Perturbed) -> Case:
    """x^2/2 from half a step: the iterates alternate; for half steps the floor tau^2 L eta/(2(1-delta)) is attained."""
    assert lmo.along is not None
    method = TrustRegion(L2((1,)), 0.1, lmo=lmo)
    return Case(QUADRATIC, NOISELESS, method, np.full(1, 0.05 * lmo.along), 1000, range(1))


def oscillation() -> Case:
    """x^2/2 with a long memory: the momentum overshoots, which the drift term has to pay for."""
    method = TrustRegion(L2((1,)), 0.2, 0.02, lmo=_HALF)
    return Case(QUADRATIC, NOISELESS, method, np.array([0.05]), 1000, range(1))


def far_query() -> Case:
    """Extrapolation with a long memory: the gradient is taken so far off that the iterates swing, the H term pays."""
    problem, method = Separable(Saturating(), np.zeros(1)), TrustRegion(L2((1,)), 0.009, 0.005, 0.0, True, _HALF)
    return Case(problem, NOISELESS, method, np.array([0.06]), 400, range(1))


def overshoot() -> Case:
    """Weight decay with a memory longer than 1/beta: from tau D the iterates cross the minimizer and go on."""
    return Case(QUADRATIC, NOISELESS, TrustRegion(L2((1,)), 0.02, 0.002, 0.01, lmo=_HALF), np.ones(1), 1000, range(1))


def alternation() -> Case:
    """Weight decay without momentum: the iterates alternate about the minimizer, the curvature term pays."""
    return Case(QUADRATIC, NOISELESS, TrustRegion(L2((1,)), 0.1, 1.0, 0.05, lmo=_HALF), np.ones(1), 1000, range(1))


def tuned(full: bool = False) -> list[Check]:
    """Every form at its own parameters: Muon's oracle on 2 x 2 matrices, spoilt ones in l_2 and l_inf."""
    center = np.array([1.1, -0.9])
    soft, matrix = Separable(LogCosh(), center), Separable(LogCosh(), np.array([[0.7, 0.2], [0.0, -0.5]]))
    x0, zero = np.zeros(2), np.zeros((2, 2))
    settings = [
        ("log cosh, spoilt", Setting(soft, L2((2,)), Gaussian(0.1), x0, range(32), lmo=Perturbed(0.2, 1.1))),
        ("log cosh, spoilt", Setting(soft, LInf((2,)), Rademacher(0.1), x0, range(32), lmo=Perturbed(0.1, 1.0))),
        ("matrix log cosh, Muon", Setting(matrix, Spectral((2, 2)), Gaussian(0.05), zero, range(32), lmo=_MUON)),
    ]
    checks = tuned_checks([_BY_FORM["zero"], *([_BY_FORM["replaced"]] if full else [])], settings, (0.24,))
    checks += tuned_checks([_BY_FORM["extrapolation"]], settings if full else settings[:1], (0.24,))
    if full:
        checks += tuned_checks(STATEMENTS[:3], settings[:2], (0.15,))
    halves = [("Huber slope by half steps, just solved", tight_tuned.slope(descent=0.5, lmo=_HALF))]
    coins = [("Huber slope under coins, just solved", tight_tuned.slope(tight_tuned.COIN, descent=0.5))]
    checks += tuned_checks([_BY_FORM["zero"], _BY_FORM["replaced"]], halves + coins, (0.14,))
    halves = [("log cosh slope by half steps, just solved", tight_tuned.soft_slope(lmo=_HALF))]
    coins = [("log cosh slope under coins, just solved", tight_tuned.soft_slope(tight_tuned.COIN))]
    checks += tuned_checks([_BY_FORM["extrapolation"]], halves + coins, (0.14,))
    checks += tuned_checks([_BY_FORM["decay"]], [("linear, just solved", tight_tuned.edge(tight_tuned.QUIET))], (0.1,))
    coins = [("linear under coins, just solved", tight_tuned.edge(tight_tuned.COIN))]
    checks += tuned_checks([_BY_FORM["decay"]], coins, (0.2,))
    valley = Quadratic(np.eye(2), np.array([0.3, -0.3]))
    start = np.array([-0.7, 0.7])
    decay = Setting(valley, L2((2,)), Rademacher(0.1), start, range(32), domain_radius=1.1, lmo=Perturbed(0.2, 1.1))
    checks += tuned_checks([_BY_FORM["decay"]], [("quadratic, spoilt", decay)], (0.2, 0.12) if full else (0.2,))
    signs = Setting(valley, LInf((2,)), Rademacher(0.1), start, range(32), domain_radius=1.1, lmo=Perturbed(0.1, 1.0))
    bowl, corner = MatrixQuadratic(np.eye(2), np.eye(2), np.array([[0.3, 0.1], [0.0, -0.2]])), -0.6 * np.eye(2)
    muon = Setting(bowl, Spectral((2, 2)), Gaussian(0.05), corner, range(32), domain_radius=1.43, lmo=_MUON)
    return checks + tuned_checks([_BY_FORM["decay"]], [("quadratic, spoilt", signs), ("matrix quadratic, Muon", muon)],
                                 (0.12,))  # fmt: skip


def slope_noiseless(epsilon: float) -> Setting:
    """Hard without noise: a slope of 2 eps descended by half steps from f(x_0) = 1, L = 1."""
    problem = Separable(Huber(1.0, 2 * epsilon), np.zeros(1))
    x0 = np.array([1 / (2 * epsilon) + epsilon])
    return Setting(problem, L2((1,)), NOISELESS, x0, range(1), lmo=_HALF)


def slope_noisy(epsilon: float) -> Setting:
    """Hard with noise: `instances.slope` by nine tenths of a step; K is 1.5 times as large, (tau/(1-delta))^4."""
    return replace(instances.slope(epsilon), lmo=Perturbed(0.1, 1.0))


def rate_checks(full: bool = False) -> list[RateCheck]:
    """The exponents: eps^-2 without noise, and under `full` eps^-4 with it."""
    theorem, grid = _BY_FORM["zero"], geometric(0.2, 0.02 if full else 0.1, 8)
    quiet = replace(theorem, rate=(2.0, 0))
    rates = [RateCheck(quiet, "slope, half steps (hard)", slope_noiseless, current_gradient, grid, 1, hard=True)]
    if full:
        name, loud = "slope, noise (hard)", geometric(0.5, 0.1, 8)
        rates.append(RateCheck(theorem, name, slope_noisy, current_gradient, loud, 64, hard=True))
    return rates
