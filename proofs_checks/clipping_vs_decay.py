"""Weight clipping (T3) against weight decay (T4): the same rate, other constants, the same constrained minimum.

f = ||x - x*||_2^2/2 in l_inf, d = 2, and the ball ||x||_inf <= D = 1, kept by R (clipping to a box) or by decay with
eta/beta = D. T3 measures the domain from x*, D_3 = D + ||x*||; T4 from 0. With 64 L D_3^4 rho^2 sigma^2 eps^-3 log against
128 L D^4 rho^2 sigma^2 eps^-3 log prescribed iterations, and the same logarithm, decay takes 2/(1 + ||x*||/D)^4 times as
many as clipping. Source: theory.md sections 4 and 5.
"""

from __future__ import annotations

import functools

import numpy as np

from ntr.case import Case, Setting
from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.norms import LInf
from ntr.observables import objective
from ntr.regularizers import Box, Zero
from ntr.simulate import simulate
from ntr.theorem import Theorem
from ntr.theorems import star_convex_clipping, star_convex_decay
from ntr.trajectory import Observable, Point
from problems import Quadratic, Rademacher
from proofs_checks.check import arithmetic
from proofs_checks.explanation import Finding, by_own_parameters, by_theorem, exactly
from proofs_checks.verify import verify

NORM = LInf((2,))
DOMAIN = 1.0
CLIPPING, DECAY = (
    next(theorem for theorem in module.STATEMENTS if theorem.form == "sharp")
    for module in (star_convex_clipping, star_convex_decay)
)
THEOREMS: dict[str, Theorem] = {"clipping": CLIPPING, "decay": DECAY}
SHARES = (0.0, 0.5, 1.0)  # ||x*||/D
EPSILON = 0.2  # of the runs at their own parameters
START = np.array([-0.7, 0.7])
DIRECTION = np.array([1.0, -0.5])  # of x*, of length 1


def setting(kind: str, share: float, sigma: float = 0.05) -> Setting:
    """||x - x*||_2^2/2 with x* = share D (1, -1/2), clipped to the box or to be decayed."""
    clipped = kind == "clipping"
    regularizer = Box(-DOMAIN, DOMAIN) if clipped else Zero()
    problem = Quadratic(np.eye(2), share * DOMAIN * DIRECTION, regularizer=regularizer)
    return Setting(problem, NORM, Rademacher(sigma), START, range(32), domain_radius=None if clipped else DOMAIN)


def path(kind: str, share: float, radius: float = 0.04, iterations: int = 200, momentum: float = 0.2) -> Case:
    """The two methods with the same radius, momentum, noise and seeds."""
    decay = 0.0 if kind == "clipping" else radius / DOMAIN
    return setting(kind, share, 0.3).case(TrustRegion(NORM, radius, momentum, decay), iterations)


def prescribed(kind: str, share: float, epsilon: float) -> int:
    """K of the theorem at its own parameters."""
    tuned = THEOREMS[kind].tuned
    assert tuned is not None
    return tuned(setting(kind, share), epsilon).iterations


def _logarithm(start: float, epsilon: float) -> float:
    """log(8 Phi_0/eps)."""
    return float(np.log(8 * start / epsilon))


def same_constants(share: float, assumed: float) -> Finding:
    """The claim that decay prescribes 2/(1 + assumed)^4 times the iterations of clipping, for ||x*|| = share D."""
    ratio = prescribed("decay", share, 1e-3) / prescribed("clipping", share, 1e-3)
    expected = 2 / (1 + assumed) ** 4
    claim = f"||x*|| = {share:g} D: K of T4 / K of T3 at their own parameters, eps = 0.001"
    return exactly(claim, ratio, 0.999 * expected, 1.001 * expected)


def _minus_size(point: Point) -> Array:
    return np.asarray(-NORM(point.state.x))


def stays(kind: str, case: Case) -> Finding:
    """The claim that every iterate of every seed has ||x_k|| <= D."""
    run = simulate(case, checkpoints=[case.iterations], record={"size": Observable(_minus_size, "min", first=1)})
    largest = -float(run.series["size"].min())
    return exactly(f"{kind}: max ||x_k||/D, all steps and seeds", largest / DOMAIN, most=1 + 1e-12)


def gap(case: Case, least: float) -> tuple[Array, Array]:
    """k, and E F(x_k) - least."""
    run = simulate(case, record={"F": objective(case.problem)})
    return run.iterations.astype(np.float64), run.series["F"].mean(axis=1) - least


def findings(level: float) -> list[Finding]:
    """Rates, constants, bounds along the way with x* inside and cut off, the ball, and both at their own parameters."""
    found = []
    for kind, theorem in THEOREMS.items():
        chosen = setting(kind, 0.5)
        slope = arithmetic(theorem, chosen, functools.partial(_logarithm, float(chosen.problem.objective(START))))
        found.append(exactly(f"{kind}: exponent of the prescribed K, its logarithm divided out", slope, 2.999, 3.001))
    found += [same_constants(share, share) for share in SHARES]
    for kind, theorem in THEOREMS.items():
        for share in (0.5, 1.5):
            case = path(kind, share)
            claim = f"{kind}, ||x*|| = {share:g} D: (E F(x_K) - min over the ball)/(its own bound) <= 1"
            found.append(by_theorem(claim, verify(theorem, case, level=level, verify_level=level)))
        found.append(stays(kind, path(kind, 1.5)))
        assert theorem.tuned is not None
        case = theorem.tuned(setting(kind, 0.5), EPSILON)
        verdict = verify(theorem, case, target=EPSILON, level=level, verify_level=level)
        claim = f"{kind}, own parameters, K = {case.iterations}: (E F(x_K) - F*)/eps <= 1, eps = {EPSILON:g}"
        found.append(by_own_parameters(claim, verdict))
    return found
