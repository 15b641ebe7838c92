"""Without weight decay or a bounded domain F(x_K) can grow for ever; with it T4 holds, but ||x*|| <= eta/beta is needed.

f is the Huber function with slope 1/10, convex with minimizer 0 and minimum 0, in one dimension. The noise is 2 with
probability 1/3 and -1 otherwise, its mean is 0 and its median is not. For alpha = 1 the sign of m = f' + n is that of n
wherever x is, so that without decay (x_K - x_0)/eta is a sum of K signs, + with probability 2/3: E F(x_K) is a binomial sum, and
grows by eta/30 in every step. Source: theory.md sections 4 ("Why D is needed") and 5 ("Where ||x*|| <= eta/b is needed").
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.stats import binom

from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.methods import TrustRegion, parameters
from ntr.norms import L2
from ntr.observables import objective
from ntr.simulate import simulate
from ntr.theorems.star_convex_decay import STATEMENTS
from ntr.trajectory import Observable
from problems import Huber, Quadratic, Rademacher, Separable, TwoPoint
from proofs_checks.explanation import Finding, by_own_parameters, by_theorem, exactly, on_average
from proofs_checks.verify import verify

THEOREM = next(theorem for theorem in STATEMENTS if theorem.form == "sharp")
MOMENTA = (1.0, 0.5)
RADIUS, DECAY = 0.05, 0.05  # D = eta/beta = 1
NOISE = TwoPoint(np.sqrt(2), 1 / np.sqrt(2), np.ones(1))
DISTANCES = (0.5, 1.5, 2.0)  # |x*|/D
EPSILON = 0.12


def walk(momentum: float, decay: float, iterations: int = 20_000, seeds: int = 256) -> Case:
    """The Huber slope from D, with or without decay."""
    problem = Separable(Huber(1.0, 0.1), np.zeros(1))
    method = TrustRegion(L2((1,)), RADIUS, momentum, decay)
    return Case(problem, NOISE, method, np.ones(1), iterations, range(seeds))


def pull(distance: float, iterations: int = 400, seeds: int = 512) -> Case:
    """(x - x*)^2/2 with x* = `distance` D, D = 1, from 0 with decay."""
    method = TrustRegion(L2((1,)), RADIUS / 2, 0.3, DECAY / 2)
    return Case(
        Quadratic(np.eye(1), np.full(1, distance)), Rademacher(0.3), method, np.zeros(1), iterations, range(seeds)
    )


def own(epsilon: float = EPSILON) -> Case:
    """T4's own parameters for epsilon on a steeper Huber slope, with the same noise and D = 1, from D."""
    problem = Separable(Huber(1.0, 0.9), np.zeros(1))
    assert THEOREM.tuned is not None
    return THEOREM.tuned(Setting(problem, L2((1,)), NOISE, np.ones(1), range(32), domain_radius=1.0), epsilon)


def expected(case: Case, iterations: Array) -> Array:
    """E F(x_K) of `walk` for alpha = 1 and beta = 0: x_K = x_0 + eta (2B - K) with B binomial (K, 2/3)."""
    radius = parameters(case.method).radius

    def mean(steps: int) -> float:
        successes = np.arange(steps + 1)
        values = case.problem.value(case.x0 + radius * (2.0 * successes[:, None] - steps))
        return float(binom.pmf(successes, steps, 2 / 3) @ values)

    return np.array([mean(int(steps)) for steps in iterations])


def last(case: Case) -> Array:
    """F(x_K) - F* per seed; F* = 0 in every case here."""
    run = simulate(case, checkpoints=[case.iterations], record={"objective": objective(case.problem)})
    return run.series["objective"][-1]


def largest(case: Case) -> float:
    """The largest F(x_K) possible for `walk`: |x_K| <= |x_0| + eta K, and with decay |x_K| <= max(|x_0|, eta/beta)."""
    radius, _, decay = parameters(case.method)
    start = float(np.abs(case.x0[0]))
    reach = start + radius * case.iterations
    reach = reach if decay == 0 else min(reach, max(start, radius / decay))
    return float(case.problem.value(np.full(1, reach)))


def promise(case: Case) -> float:
    """The bound of T4 for this case with the decay that belongs to it."""
    method = replace(case.method, weight_decay=DECAY)  # type: ignore[type-var]
    return float(THEOREM.bound(replace(case, method=method), np.array([float(case.iterations)]))[0])


def converges(case: Case, level: float) -> Finding:
    """The claim that a `walk` ends below the bound of T4: false without decay."""
    _, a, decay = parameters(case.method)
    claim = f"beta = {decay:g}, alpha = {a:g}: E F(x_K) - F* <= the bound of T4, K = {case.iterations}"
    return on_average(claim, last(case), largest(case), level, most=promise(case))


def floor(case: Case) -> float:
    """(|x*| - D)^2/2 where |x*| > D = eta/beta, else 0: no iterate with |x| <= D comes below."""
    radius, _, decay = parameters(case.method)
    assert isinstance(case.problem, Quadratic)
    return max(0.0, abs(float(case.problem.center[0])) - radius / decay) ** 2 / 2


def closest(case: Case) -> float:
    """min over k = 1..K and seeds of F(x_k) - F*."""
    record = {"least": Observable(objective(case.problem).function, "min", first=1)}
    return float(simulate(case, checkpoints=[case.iterations], record=record).series["least"].min())


def findings(level: float) -> list[Finding]:
    """Divergence without decay, T4 with it at fixed and at its own parameters, and the floor where x* is cut off."""
    short = walk(1.0, 0.0, 1000, 4096)
    exact = float(expected(short, np.array([short.iterations]))[0])
    claim = f"beta = 0, alpha = 1: E F(x_K) is the binomial sum {exact:.4g}, K = {short.iterations}"
    found = [on_average(claim, last(short), largest(short), level, 0.98 * exact, 1.02 * exact)]
    for a in MOMENTA:
        free = walk(a, 0.0)
        claim = f"beta = 0, alpha = {a:g}: E F(x_K) - F* >= 3 times what T4 says with decay, K = {free.iterations}"
        found.append(on_average(claim, last(free), largest(free), level, least=3 * promise(free)))
        found.append(converges(walk(a, DECAY), level))
    case = own()
    verdict = verify(THEOREM, case, target=EPSILON, level=level, verify_level=level)
    claim = f"T4's own parameters, K = {case.iterations}: (E F(x_K) - F*)/eps <= 1, eps = {EPSILON:g}"
    found.append(by_own_parameters(claim, verdict))
    for distance in DISTANCES:
        case = pull(distance)
        verdict = verify(THEOREM, case, level=level, verify_level=level)
        found.append(by_theorem(f"|x*| = {distance:g} D: (E F(x_K) - min over |x| <= D)/(bound of T4) <= 1", verdict))
        if distance > 1:
            claim = f"|x*| = {distance:g} D: F(x_k) - F* >= (|x*| - D)^2/2 for every k and seed"
            found.append(exactly(claim, closest(case), least=floor(case) * (1 - 1e-12)))
        else:
            claim = f"|x*| = {distance:g} D: E F(x_K) - F* is below the floor of |x*| = 1.5 D"
            found.append(on_average(claim, last(case), (1 + distance) ** 2 / 2, level, most=floor(pull(1.5))))
    return found
