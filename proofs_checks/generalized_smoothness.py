"""T10 on its cases: clipping with and without noise, cosh and L-smooth problems, tight cases, its own parameters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.methods import Clipped, SmoothClipped, TrustRegion, parameters
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.problem import Problem
from ntr.theorems.generalized_smoothness import STATEMENTS
from problems import (
    Cosh,
    Gaussian,
    Huber,
    LogCosh,
    Minibatch,
    Quadratic,
    Rademacher,
    Saturating,
    Separable,
    StudentT,
)
from proofs_checks import instances, tight_certificates, tight_memory, tight_tuned
from proofs_checks.catalogue import (
    Named,
    applicable,
    logistic_digits,
    logistic_two_digits,
    random_numbers,
    semidefinite,
    skewed,
    softmax_digits,
    uphill,
)
from proofs_checks.check import Check, RateCheck, current_gradient, geometric, tuned_checks
from proofs_checks.tight_cases import NOISELESS, QUADRATIC, SEEDS, tight_noise, two_cycle

_BY_FORM = {theorem.form: theorem for theorem in STATEMENTS}


def checks(full: bool = False) -> list[Check]:
    """The bound over the iterations on the cases, and tuned runs."""
    named = stochastic(full) + deterministic() + tight()
    bounds = [Check(theorem, *item) for theorem in STATEMENTS for item in applicable(theorem, named)]
    return bounds + tuned(full)


def clipping(
    problem: Problem, norm: Norm, noise: Noise, momentum: float, iterations: int, factor: float = 1.0,
    clip: float = 1.0, x0: Array | None = None,
) -> Case:  # fmt: skip
    """GGNC from x0 (default 0) with the radius that balances descent and drift, times a factor; gamma = clip/L_0.

    eta = factor min{sqrt(alpha Delta_0/(2 L_0 K)), alpha/(4 L_1)}; clip = inf is Algorithm 1, as a `TrustRegion`.
    """
    start = np.zeros(problem.shape) if x0 is None else x0
    setting = Setting(problem, norm, noise, start, range(SEEDS))
    pair = setting.generalized_smoothness
    assert pair is not None
    radius = float(np.sqrt(momentum * setting.initial_gap / (2 * pair[0] * iterations)))
    if pair[1] > 0:
        radius = min(radius, momentum / (4 * pair[1]))
    radius *= factor
    exact = clip == np.inf
    method = TrustRegion(norm, radius, momentum) if exact else Clipped(norm, radius, clip / pair[0], momentum)
    return Case(problem, noise, method, start, iterations, range(SEEDS))


def stochastic(full: bool) -> list[Named]:
    """With noise or momentum."""
    vector, matrix = Separable(Cosh(4.0), 2 * random_numbers(6)), Separable(Cosh(2.0), random_numbers(3, 2))
    steep = Separable(Cosh(6.0), np.array([4.0, -3.0]))  # L = cosh 6 is 190 times L_0
    quadratic = Quadratic(semidefinite(10), random_numbers(10))
    soft = Separable(Saturating(), random_numbers(5, 4))
    listed = [
        ("cosh", clipping(vector, L2((6,)), Gaussian(1.0), 0.2, 500)),
        ("cosh", clipping(vector, LInf((6,)), Rademacher(1.0), 0.1, 300)),
        ("cosh", clipping(vector, L1((6,)), StudentT(1.0, 3.0), 0.3, 300)),
        ("cosh, strong clipping", clipping(vector, Lp((6,), 3.0), skewed(6), 0.2, 300, clip=0.1)),
        ("cosh, Algorithm 1", clipping(vector, LInf((6,)), Gaussian(1.0), 0.1, 500, clip=np.inf)),
        ("steep cosh", clipping(steep, L2((2,)), Rademacher(1.0), 0.5, 300)),
        ("steep cosh, noiseless", clipping(steep, LInf((2,)), NOISELESS, 0.1, 500)),
        ("cosh, no momentum", clipping(Separable(Cosh(2.0), random_numbers(6)), L2((6,)), skewed(6), 1.0, 300)),
        ("matrix cosh", clipping(matrix, Spectral((3, 2)), Gaussian(1.0), 0.2, 200)),
        ("matrix cosh", clipping(matrix, Nuclear((3, 2)), StudentT(1.0, 3.0), 0.3, 200)),
        ("matrix cosh", clipping(matrix, Schatten((3, 2), 3.0), skewed(3, 2), 0.1, 200)),
        ("matrix saturating", clipping(soft, Spectral((5, 4)), Rademacher(1.0), 0.1, 200)),
        ("quadratic", clipping(quadratic, L2((10,)), Gaussian(1.0), 0.02, 500)),
        ("quadratic, large step", clipping(quadratic, LInf((10,)), Rademacher(0.3), 0.2, 300, factor=10.0)),
        ("logistic, digits", clipping(logistic_digits(), LInf((64,)), Minibatch(8), 0.1, 100)),
    ]  # fmt: skip
    if full:
        listed += [
            ("softmax, digits", clipping(softmax_digits(), Spectral((10, 64)), Minibatch(32), 0.1, 50)),
            ("cosh, long", clipping(vector, LInf((6,)), Rademacher(1.0), 0.02, 3000)),
            ("steep cosh, long", clipping(steep, L2((2,)), StudentT(1.0, 3.0), 0.1, 3000)),
        ]
    return [Named(*item) for item in listed]


def _clipped(problem: Problem, norm: Norm, x0: Array, iterations: int, linear: float = 1.0, clip: float = 1.0) -> Case:
    """Clipping without noise: gamma = clip/(2 L_0), eta = linear/(2 L_1), or eta = linear/(2 L_0) where L_1 = 0."""
    pair = Setting(problem, norm, NOISELESS, x0, range(1)).generalized_smoothness
    assert pair is not None
    radius = linear / (2 * pair[1] if pair[1] > 0 else 2 * pair[0])
    return Case(problem, NOISELESS, Clipped(norm, radius, clip / (2 * pair[0])), x0, iterations, range(1))


def _smooth(problem: Problem, norm: Norm, x0: Array, iterations: int) -> Case:
    pair = Setting(problem, norm, NOISELESS, x0, range(1)).generalized_smoothness
    assert pair is not None
    return Case(problem, NOISELESS, SmoothClipped(norm, *pair), x0, iterations, range(1))


def deterministic() -> list[Named]:
    """Without noise and momentum, both kinds of clipping."""
    vector, matrix = Separable(Cosh(8.0), 3 * random_numbers(6)), Separable(Cosh(4.0), 2 * random_numbers(3, 2))
    hills, quadratic = Separable(Saturating(), random_numbers(6)), Quadratic(semidefinite(6), 3 * random_numbers(6))
    zero, none, digits = np.zeros(6), np.zeros((3, 2)), logistic_two_digits()
    listed: list[tuple[str, Problem, Norm, Array, int]] = [
        ("cosh", vector, L2((6,)), zero, 200),
        ("cosh", vector, LInf((6,)), zero, 200),
        ("cosh", vector, L1((6,)), zero, 200),
        ("cosh", vector, Lp((6,), 1.5), zero, 200),
        ("matrix cosh", matrix, Spectral((3, 2)), none, 200),
        ("matrix cosh", matrix, Nuclear((3, 2)), none, 200),
        ("saturating", hills, LInf((6,)), zero, 300),
        ("quadratic", quadratic, LInf((6,)), zero, 300),
        ("logistic, two digits", digits, L2(digits.shape), uphill(digits, 5.0), 200),
    ]
    cases = [Named(name, _clipped(problem, norm, x0, count)) for name, problem, norm, x0, count in listed]
    return cases + [Named(f"{name}, smooth clipping", _smooth(*rest)) for name, *rest in listed]  # type: ignore[arg-type]


def tight() -> list[Named]:
    """Nearly tight: a term that is missing, half of L_0, sigma or Delta_0 is refuted on one of them."""
    slope = Separable(Huber(1.0, 0.1), np.zeros(1))
    far = np.full(1, 5.1)  # f = 0.505
    noise = tight_noise()
    walk = Clipped(noise.method.norm, parameters(noise.method).radius, 1.0, 1.0)
    return [
        Named("Huber slope, small steps, descent", _clipped(slope, L2((1,)), far, 1000, linear=0.01)),
        Named("Huber slope, small clipping, descent", _clipped(slope, L2((1,)), far, 5000, linear=2.0, clip=0.02)),
        Named(
            "quadratic, near the limit of gamma", _clipped(QUADRATIC, L2((1,)), np.ones(1), 100, linear=8.0, clip=3.96)
        ),
        Named("Huber slope, smooth clipping, descent", _smooth(slope, L2((1,)), np.full(1, 0.6), 6)),
        Named("quadratic, two-cycle", two_cycle(QUADRATIC)),
        Named("quadratic, clipped oscillation", oscillation()),
        Named("Huber slope, clipped, tight noise", replace(noise, method=walk, iterations=3000, x0=np.full(16, 4.0))),
        Named("Huber slope, half clipped, descent", half_clipped()),
        Named("steep cosh, long steps, descent", long_steps()),
        Named("doubling slope, one step", tight_certificates.doubling()),
        *[Named(*item) for item in tight_memory.slopes()],
    ]


def oscillation() -> Case:
    """x^2/2 with a long memory: the momentum overshoots, which the drift term has to pay for."""
    return Case(QUADRATIC, NOISELESS, Clipped(L2((1,)), 0.1, 20.0, 0.02), np.array([0.05]), 1000, range(1))


def half_clipped() -> Case:
    """A slope of eta/(2 gamma), where t ||m|| >= eta ||m|| - eta^2/(4 gamma) is an equality: the clipping term pays half."""
    problem = Separable(Huber(1.0, 0.1), np.zeros(1))
    return Case(problem, NOISELESS, Clipped(L2((1,)), 0.02, 0.1), np.full(1, 10.1), 1000, range(1))


def long_steps() -> Case:
    """cosh from far out by steps of 1/L_1 = log 2: eta sum ||G_k|| = Delta_0 log 2/(1 - 1/2), q = 1/2 has to pay for it."""
    method = TrustRegion(L2((1,)), float(np.log(2)), 1.0)
    return Case(Separable(Cosh(12.0), np.zeros(1)), NOISELESS, method, np.full(1, 11.0), 15, range(1))


def tuned(full: bool = False) -> list[Check]:
    """Every form at its own parameters, in three norms."""
    center = np.array([1.2, -0.9])
    cosh, matrix = Separable(Cosh(1.5), center), Separable(Cosh(1.5), np.array([[0.8, 0.3], [0.0, -0.6]]))
    zero, none = np.zeros(2), np.zeros((2, 2))
    steep = Separable(Cosh(8.0), 3 * center)
    quiet = [
        ("steep cosh", Setting(steep, L2((2,)), NOISELESS, zero, range(1))),
        ("steep cosh", Setting(steep, LInf((2,)), NOISELESS, zero, range(1))),
        ("matrix cosh", Setting(matrix, Spectral((2, 2)), NOISELESS, none, range(1))),
        ("log cosh", Setting(Separable(LogCosh(), center), L1((2,)), NOISELESS, zero, range(1))),
    ]
    loud = [
        ("cosh", Setting(cosh, L2((2,)), Gaussian(0.05), zero, range(32))),
        ("cosh", Setting(cosh, LInf((2,)), Rademacher(0.05), zero, range(32))),
        ("matrix cosh", Setting(matrix, Spectral((2, 2)), Gaussian(0.02), none, range(32))),
    ]
    deterministic = [_BY_FORM["clipping"], _BY_FORM["smooth"]]
    checks = tuned_checks(deterministic, quiet, (0.2, 0.05) if full else (0.2,))
    checks += tuned_checks(STATEMENTS, [("Huber slope, just solved", tight_tuned.slope(descent=2.0))], (0.14,))
    return checks + tuned_checks([_BY_FORM["stochastic"]], loud, (0.35, 0.25) if full else (0.35,))


def slope_noiseless(epsilon: float) -> Setting:
    """Hard without noise: a slope of 2 eps from f(x_0) = 1, L_0 = 1, L_1 = 0."""
    problem = Separable(Huber(1.0, 2 * epsilon), np.zeros(1))
    return Setting(problem, L2((1,)), NOISELESS, np.array([1 / (2 * epsilon) + epsilon]), range(1))


def cosh_noiseless(epsilon: float) -> Setting:
    """Benign: cosh from f(x_0) = 1; linear convergence near the minimum."""
    return Setting(Separable(Cosh(5.0), np.zeros(1)), L2((1,)), NOISELESS, np.arccosh(np.array([2.0])), range(1))


def rate_checks(full: bool = False) -> list[RateCheck]:
    """The exponents of the stochastic form: eps^-4 with noise, and eps^-2 without.

    The minima that the other forms bound are 0 to rounding long before K, and have no exponent.
    """
    theorem, grid, seeds = _BY_FORM["stochastic"], geometric(0.5, 0.15 if full else 0.3, 8), 64
    quiet, quiet_grid = replace(theorem, rate=(2.0, 0)), geometric(0.5, 0.06 if full else 0.2, 8)
    rates = [
        RateCheck(theorem, "slope, noise (hard)", instances.slope, current_gradient, grid, seeds, hard=True),
        RateCheck(quiet, "slope (hard)", slope_noiseless, current_gradient, quiet_grid, 1, hard=True),
    ]
    if full:
        rates += [
            RateCheck(
                theorem, "log cosh, noise (benign)", instances.log_cosh, current_gradient, grid, seeds, hard=False
            ),
            RateCheck(quiet, "cosh (benign)", cosh_noiseless, current_gradient, quiet_grid, 1, hard=False),
        ]
    return rates
