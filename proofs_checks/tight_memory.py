"""Cases on which what a theorem says of the momentum is nearly tight, and wrong steps go wrong, beside `tight_cases`.

Small momentum, where a wrong power of alpha shows; the noise of g_0, which a long memory keeps; noise whose median is not its
mean; descent as slow as the theorem allows; steps that a regularizer turns around.
"""

from __future__ import annotations

import numpy as np

from ntr.case import Case
from ntr.methods import TrustRegion
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.norms import L2, LInf
from ntr.regularizers import Box, L1Penalty, Sum
from problems import Huber, Linear, LogCosh, Quadratic, Rademacher, Separable, TwoPoint
from proofs_checks.tight_cases import NOISELESS, QUADRATIC, SEEDS

SLOPE = 0.1
QUIET = 0.6  # the slope in standard deviations of the momentum where it drowns: the mean of the sign of m is .45


def drowning(momentum: float) -> float:
    """The sigma at which the momentum has the standard deviation g/.6."""
    return float(SLOPE / (QUIET * np.sqrt(momentum / 2)))


def slope(smooth: bool, size: int = 1, curvature: float = 1.0) -> Separable:
    """A slope of .1 in every coordinate; with a certified H if `smooth`."""
    scalar = LogCosh(curvature, SLOPE) if smooth else Huber(curvature, SLOPE)
    return Separable(scalar, np.zeros(size))


def small_momentum(noise: Noise | None = None, *, extrapolate: bool = False) -> Case:
    """A slope g under noise that drowns it, alpha = .002: x falls by .45 eta a step, and does not reach the bottom.

    E||grad f||_* = g, against Delta_0/(eta K) = .56 g and noise of 4.7 g in the paper-style form; with alpha for sqrt(alpha)
    it is .21 g.
    """
    momentum, radius, iterations = 0.002, 4e-6, 500_000
    method = TrustRegion(L2((1,)), radius, momentum, extrapolate=extrapolate)
    start = np.full(1, 0.1 + 0.53 * radius * iterations)
    return Case(slope(extrapolate), noise or Rademacher(drowning(momentum)), method, start, iterations, range(SEEDS))


def small_momentum_decay(decay: float, iterations: int, *, extrapolate: bool = False) -> Case:
    """The same with weight decay on a linear function, minimizer -D, from the mean: E F(x_K) - F* = g D (1 - .45).

    beta = 1 is enough but for the paper-style forms, whose 2 eta rho sigma/alpha does not fade.
    """
    method = TrustRegion(L2((1,)), decay, 0.005, decay, extrapolate)
    problem = Linear(np.full(1, SLOPE), curvature=1e-7)
    return Case(problem, Rademacher(drowning(0.005)), method, np.full(1, -0.45), iterations, range(SEEDS))


def small_momentum_box() -> Case:
    """The same in 16 coordinates on a box, by steps from end to end: E F(x_K) - F* = d D g P(m_i < 0), D = 2."""
    size = 16
    problem = Linear(np.full(size, SLOPE), curvature=1e-7, regularizer=Box(-1.0, 1.0))
    method, noise = TrustRegion(LInf((size,)), 2.0, 0.003), Rademacher(np.sqrt(size) * drowning(0.003))
    return Case(problem, noise, method, np.zeros(size), 2500, range(SEEDS))


def rare_noise_box() -> Case:
    """A linear function on a box, from the end opposite to the minimizer: n = -1.5 g, but 1 time in 1667 some 2500 g.

    The memory of 1/alpha gradients mostly holds none of these, so that m has the wrong sign for more than half of the time,
    and the iterates stay where they are. Under coins that drown the slope they would descend, and a bound with alpha for
    sqrt(alpha) would fall below them only with eta = 1e-7, in 1e7 steps; here 350,000 are enough.
    """
    momentum, rare = 0.003, 0.2 * 0.003
    skew = (1 - 2 * rare) / np.sqrt(rare * (1 - rare))
    noise = TwoPoint(1.5 * SLOPE * float(np.sqrt((1 - rare) / rare)), float(skew), np.ones(1))
    problem = Linear(np.full(1, SLOPE), curvature=1e-7, regularizer=Box(-1.0, 1.0))
    return Case(problem, noise, TrustRegion(LInf((1,)), 1.2e-5, momentum), np.ones(1), 350_000, range(SEEDS))


def kink(*, extrapolate: bool = False) -> Case:
    """R = |x|, f nearly 0, from 0: the noise of g_0 leads out until it is forgotten, and the way back is as long.

    ||grad f + r||_* = 1 all along, while Delta_0 and L are nearly 0: the initial noise has to pay.
    """
    scalar = LogCosh(1e-6, 1.0) if extrapolate else Huber(1e-6, 1.0)
    method = TrustRegion(LInf((1,)), 0.01, 0.005, extrapolate=extrapolate)
    problem = Separable(scalar, np.zeros(1), regularizer=L1Penalty(1.0))
    return Case(problem, Rademacher(2.5), method, np.zeros(1), 300, range(SEEDS))


def long_memory_gap() -> Case:
    """T7: the noise of g_0 stays in the momentum, half of the seeds go to the far end of the ball and stay there."""
    problem, method = Linear(np.full(1, SLOPE), curvature=1e-7), TrustRegion(LInf((1,)), 0.1, 1e-4, 0.1)
    return Case(problem, Rademacher(1.5 * SLOPE), method, np.zeros(1), 500, range(SEEDS))


def narrow_box(*, extrapolate: bool = False) -> Case:
    """x^2/2 on a box of length .98 eta: the steps are cut, so that m + r = 0 and the residual is L times the step, .98 L eta."""
    problem = Quadratic(np.eye(1), regularizer=Box(-0.049, 0.049))
    method = TrustRegion(L2((1,)), 0.1, 0.5 if extrapolate else 1.0, extrapolate=extrapolate)
    return Case(problem, NOISELESS, method, np.array([0.049]), 200, range(1))


def resting(*, extrapolate: bool = False) -> Case:
    """R = .11 ||x||_1 under coins of .1, from 0: no step is made, m + r = 0 and the residual is ||n||_1, half of 2 rho sigma."""
    size, coin = 16, 0.1
    scalar = LogCosh(1e-6, 1.0) if extrapolate else Huber(1e-6, 1.0)
    problem = Separable(scalar, np.zeros(size), regularizer=L1Penalty(1.1 * coin))
    method = TrustRegion(LInf((size,)), 0.01, extrapolate=extrapolate)
    return Case(problem, Rademacher(coin * np.sqrt(size)), method, np.zeros(size), 200, range(SEEDS))


def first_step(*, extrapolate: bool = False) -> Case:
    """x^2/2 from next to the minimizer: the first step leads to a gradient of nearly L eta, Delta_0 being nearly 0."""
    method = TrustRegion(L2((1,)), 0.1, extrapolate=extrapolate)
    return Case(QUADRATIC, NOISELESS, method, np.array([1e-3]), 10, range(1))


def descent(norm: Norm, *, extrapolate: bool = False) -> Case:
    """A slope in each of 16 coordinates that 300 steps lead down, when Delta_0/(eta K) is the dual norm of the gradient.

    The other 500 are for what is slower.
    """
    size, radius, iterations = 16, 0.005, 800
    length = radius if isinstance(norm, LInf) else radius / np.sqrt(size)
    method = TrustRegion(norm, radius, extrapolate=extrapolate)
    start = np.full(size, 0.1 + 300 * length)
    return Case(slope(extrapolate, size), NOISELESS, method, start, iterations, range(1))


def edge_descent(decay: float = 0.5, *, extrapolate: bool = False) -> Case:
    """A linear function from the far corner of the ball of l_inf to the minimizer: F(x_K) - F* = (1 - beta)^K Phi_0 exactly."""
    method = TrustRegion(LInf((4,)), decay, 1.0, decay, extrapolate)
    return Case(Linear(np.full(4, SLOPE), curvature=1e-9), NOISELESS, method, np.ones(4), 50, range(1))


def box_descent() -> Case:
    """A linear function on a box from the corner opposite to the minimizer by steps of D/100."""
    problem = Linear(np.full(4, SLOPE), curvature=1e-9, regularizer=Box(-1.0, 1.0))
    return Case(problem, NOISELESS, TrustRegion(LInf((4,)), 0.02), np.ones(4), 60, range(1))


def skewed_noise() -> TwoPoint:
    """n = -1.1 g with probability .7, 2.57 g with .3: the sign of g + n is mostly wrong, that of its mean is right."""
    p = 0.7
    return TwoPoint(1.1 * SLOPE * float(np.sqrt(p / (1 - p))), float((2 * p - 1) / np.sqrt(p * (1 - p))), np.ones(1))


def median(*, extrapolate: bool = False) -> Case:
    """A slope under skewed noise: the average of the gradients leads down, the average of their signs leads up."""
    method = TrustRegion(L2((1,)), 2e-4, 0.0075, extrapolate=extrapolate)
    return Case(slope(extrapolate, curvature=0.3), skewed_noise(), method, np.full(1, 0.35), 4000, range(SEEDS))


def median_decay(decay: float, momentum: float, iterations: int, *, extrapolate: bool = False) -> Case:
    """The same with weight decay on a linear function, minimizer -D."""
    method = TrustRegion(LInf((1,)), decay, momentum, decay, extrapolate)
    return Case(
        Linear(np.full(1, SLOPE), curvature=1e-7), skewed_noise(), method, np.zeros(1), iterations, range(SEEDS)
    )


def median_box() -> Case:
    """The same on a box."""
    problem = Linear(np.full(1, SLOPE), curvature=1e-7, regularizer=Box(-1.0, 1.0))
    return Case(problem, skewed_noise(), TrustRegion(LInf((1,)), 0.004, 0.02), np.zeros(1), 1500, range(SEEDS))


def walk(*, extrapolate: bool = False) -> Case:
    """A slope on both sides of the minimizer under coins: only weight decay keeps the iterates in the ball."""
    noise, method = Rademacher(1.05 * SLOPE), TrustRegion(L2((1,)), 0.1, 1.0, 0.1, extrapolate)
    return Case(slope(extrapolate, curvature=0.1), noise, method, np.zeros(1), 2500, range(SEEDS))


def turned(decay: float = 0.0, *, extrapolate: bool = False) -> Case:
    """f falls to the right, R = |x|/2 to the left but less steeply: what makes m too small at first goes to the left.

    The minimizer is near; without decay a box ends the descent there.
    """
    penalty = L1Penalty(0.5)
    regularizer = penalty if decay > 0 else Sum(penalty, Box(-3.0, 2.02))
    problem = Linear(-np.ones(1), curvature=1e-9, regularizer=regularizer)
    start = np.full(1, 1.99 if decay > 0 else 2.0)
    method = TrustRegion(LInf((1,)), 2 * decay if decay > 0 else 0.005, 0.001, decay, extrapolate)
    return Case(problem, NOISELESS, method, start, 300, range(1))


def slopes(*, extrapolate: bool = False) -> list[tuple[str, Case]]:
    """Those of Algorithm 1, or 3 without decay, with R = 0."""
    return [
        ("slope, small momentum", small_momentum(extrapolate=extrapolate)),
        ("slope, skewed noise", median(extrapolate=extrapolate)),
        *slopes_noiseless(extrapolate=extrapolate),
    ]


def slopes_noiseless(*, extrapolate: bool = False) -> list[tuple[str, Case]]:
    """Those without noise, with momentum 1."""
    return [
        ("slope, descent", descent(LInf((16,)), extrapolate=extrapolate)),
        ("slope, descent", descent(L2((16,)), extrapolate=extrapolate)),
        ("quadratic, first step", first_step(extrapolate=extrapolate)),
    ]


def noisy() -> list[tuple[str, Case]]:
    """Those of Algorithm 1 with noise, with and without a regularizer."""
    return [*slopes()[:2], ("kink, memory of g_0", kink())]


def noiseless() -> list[tuple[str, Case]]:
    """Those of Algorithm 1 without noise and momentum, with and without a regularizer."""
    return [*slopes_noiseless(), ("quadratic, narrow box", narrow_box())]


def extrapolated() -> list[tuple[str, Case]]:
    """Those of Algorithm 3 without decay, with and without a regularizer."""
    box, start = narrow_box(extrapolate=True), kink(extrapolate=True)
    return [*slopes(extrapolate=True), ("kink, memory of g_0", start), ("quadratic, narrow box", box)]


def decayed(*, extrapolate: bool = False) -> list[tuple[str, Case]]:
    """Those of Algorithm 2 on the last iterate."""
    return [
        ("linear, small momentum", small_momentum_decay(1.0, 2000, extrapolate=extrapolate)),
        ("linear, small momentum, slow", small_momentum_decay(1e-5, 300_000, extrapolate=extrapolate)),
        ("linear, skewed noise", median_decay(5e-4, 0.005, 10_000, extrapolate=extrapolate)),
        *decayed_fast(extrapolate=extrapolate),
    ]


def decayed_fast(*, extrapolate: bool = False) -> list[tuple[str, Case]]:
    """The short ones, for the Frank-Wolfe gap too."""
    return [
        ("linear, edge descent", edge_descent(extrapolate=extrapolate)),
        ("slope, random walk", walk(extrapolate=extrapolate)),
        ("linear, turned by R", turned(0.01, extrapolate=extrapolate)),
    ]


def gaps(*, extrapolate: bool = False) -> list[tuple[str, Case]]:
    """Those of Algorithm 2 for the Frank-Wolfe gap."""
    found = [
        ("linear, small momentum", small_momentum_decay(1.0, 5000, extrapolate=extrapolate)),
        ("linear, skewed noise", median_decay(0.01, 0.02, 1000, extrapolate=extrapolate)),
        *decayed_fast(extrapolate=extrapolate),
    ]
    if extrapolate:
        return found
    # 2 D rho sigma/(alpha K) of the paper-style form has to fade
    slow = ("linear, small momentum, slow", small_momentum_decay(1.0, 200_000))
    return [*found, ("linear, memory of g_0", long_memory_gap()), slow]


def boxes() -> list[tuple[str, Case]]:
    """Those of Algorithm 1 on a bounded domain."""
    return [
        ("linear + box, small momentum", small_momentum_box()),
        ("linear + box, rare noise", rare_noise_box()),
        ("linear + box, skewed noise", median_box()),
        ("linear + box, descent", box_descent()),
        ("linear, turned by R", turned()),
    ]
