"""Orthogonal-SGDM stops at the median of the noise, the trust-region method does not. Source: theory.md 12.1 to 12.4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import OrthogonalSGDM, TrustRegion
from ntr.norms import L2, Spectral
from ntr.observables import gradient_norm
from ntr.simulate import simulate
from ntr.theorems.nonconvex_momentum import STATEMENTS
from problems import Discrete, Huber, Quadratic, Separable, TwoPoint
from proofs_checks.explanation import Finding, by_theorem, on_average
from proofs_checks.verify import verify

Example = Literal["scalar", "matrix"]

EXAMPLES: tuple[Example, ...] = ("scalar", "matrix")
METHODS = (OrthogonalSGDM, TrustRegion)
MOMENTA = (0.5, 0.1, 0.02)
LIMITS = {"scalar": 1.0, "matrix": 2.0}  # ||grad f||_* in the exact limit of Orthogonal-SGDM
RATIO = 0.02  # radius/momentum
THEOREM = next(theorem for theorem in STATEMENTS if theorem.form == "gap")
J = np.array([[0.0, -1.0], [1.0, 0.0]])


@dataclass(frozen=True, eq=False)
class Curve:
    """||grad f(x_k)||_* of one method at one momentum, per seed: at checkpoints, and its mean over all k < K."""

    example: Example
    case: Case
    iterations: np.ndarray
    values: Array
    average: Array

    @property
    def gradient(self) -> Array:
        """E ||grad f(x_k)||_* at the checkpoints."""
        return np.asarray(self.values.mean(axis=1))

    @property
    def walked(self) -> Array:
        """eta k, the length of the path at most."""
        return self.iterations * _parameters(self.case)[0]

    @property
    def floors(self) -> Array:
        """The mean over the last third of the checkpoints, per seed."""
        return np.asarray(self.values[-(len(self.values) // 3) :].mean(axis=0))


def problem_case(
    example: Example,
    method: type[OrthogonalSGDM | TrustRegion],
    momentum: float,
    distance: float = 12.0,
    seeds: int = 16,
    ratio: float = RATIO,
) -> Case:
    """One example from 1.5 or 1.5 J, optimum 0: radius = ratio * momentum, and as many iterations as walk `distance`."""
    radius, iterations = ratio * momentum, round(distance / (ratio * momentum))
    if example == "scalar":
        two = TwoPoint(np.sqrt(2), 1 / np.sqrt(2), np.ones(1))
        return Case(
            Quadratic(np.eye(1)), two, method(L2((1,)), radius, momentum), np.full(1, 1.5), iterations, range(seeds)
        )
    side = np.sqrt(3) / 2 * np.eye(2)
    three = Discrete(np.array([3 * J, -side - 1.5 * J, side - 1.5 * J]), np.full(3, 1 / 3))
    square = Separable(Huber(1.0, np.full((2, 2), np.inf)), np.zeros((2, 2)))  # ||X||_F^2/2
    return Case(square, three, method(Spectral((2, 2)), radius, momentum), 1.5 * J, iterations, range(seeds))


def curve(example: Example, case: Case) -> Curve:
    """Run a case."""
    stops = range(case.iterations // 30, case.iterations + 1, case.iterations // 30)
    norm = case.method.norm
    run = simulate(
        case, checkpoints=stops, record={"last": gradient_norm(norm, "last"), "mean": gradient_norm(norm, "mean")}
    )
    return Curve(example, case, run.iterations, run.series["last"], run.series["mean"][-1])


def check(distance: float = 12.0, seeds: int = 16, ratio: float = RATIO) -> list[Curve]:
    """Both examples, both methods, all momenta."""
    cases = [
        (example, problem_case(example, method, a, distance, seeds, ratio))
        for method in METHODS
        for a in MOMENTA
        for example in EXAMPLES
    ]
    return [curve(example, case) for example, case in cases]


def _parameters(case: Case) -> tuple[float, float]:
    """eta and alpha."""
    method = case.method
    assert isinstance(method, OrthogonalSGDM | TrustRegion)
    assert not callable(method.radius)
    assert not callable(method.momentum)
    return method.radius, method.momentum


def distance_to_median(case: Case) -> float:
    """The bound of theory.md 12.2 on the mean over k < K of E|x_k - 1| of Orthogonal-SGDM on the scalar example.

    (z_0 - 1)^2/(2 eta (1-2q) K) + (eta + 4w(1-q))/(2(1-2q)) + w, with q = 1/3, w = eta (1-a)/a, z_0 = x_0 - w m_0.
    """
    (radius, a), q = _parameters(case), 1 / 3
    w = radius * (1 - a) / a
    start = abs(float(case.x0[0]) - 1) + w
    walk = start**2 / (2 * radius * (1 - 2 * q) * case.iterations)
    return walk + (radius + 4 * w * (1 - q)) / (2 * (1 - 2 * q)) + w


def largest(case: Case) -> float:
    """The largest |x_k| of Orthogonal-SGDM on the scalar example.

    z_k = x_k - w m_k moves by -eta D(g_k), |x_k - z_k| <= w. Where |z_k| > 2 + w the sign of g_k = x_k + n is that of
    z_k, as |n| <= 2, and |z| falls: |z_k| <= max(|x_0| + w, 2 + w + eta).
    """
    radius, a = _parameters(case)
    w = radius * (1 - a) / a
    return max(abs(float(case.x0[0])), 2 + radius) + 2 * w


def findings(level: float) -> list[Finding]:
    """Orthogonal-SGDM at the median whatever alpha; the trust-region method below T2, and lower with alpha; biased too."""
    found = []
    runs = [problem_case("scalar", OrthogonalSGDM, a, 6.0, 512) for a in MOMENTA]
    runs.append(problem_case("scalar", OrthogonalSGDM, MOMENTA[0], 30.0, 1024, RATIO / 4))  # the radius goes to 0
    for case in runs:
        (radius, a), off = _parameters(case), distance_to_median(case)
        claim = f"scalar, Orthogonal-SGDM, alpha = {a:g}, eta = {radius:g}: mean E|f'(x_k)| is {off:.3f}-close to its limit 1"
        found.append(on_average(claim, curve("scalar", case).average, largest(case), level, 1 - off, 1 + off))
    for a in MOMENTA[:2]:
        case = problem_case("matrix", OrthogonalSGDM, a, 9.0, 512, 0.1)
        claim = f"matrix, Orthogonal-SGDM, alpha = {a:g}: the floor of E||grad f||_* is >= 85 % of its limit 2"
        found.append(on_average(claim, curve("matrix", case).floors, np.inf, level, least=1.7))
    for example in EXAMPLES:
        for a in MOMENTA if example == "scalar" else MOMENTA[:2]:
            ratio = RATIO if example == "scalar" else 0.1
            verdict = verify(
                THEOREM, problem_case(example, TrustRegion, a, ratio=ratio), level=level, verify_level=level
            )
            claim = f"{example}, trust region, alpha = {a:g}: (mean E||grad f(x_k)||_*)/(bound of T2) <= 1"
            found.append(by_theorem(claim, verdict))
    small = problem_case("scalar", TrustRegion, MOMENTA[-1], seeds=512)
    most = (
        float(np.asarray(THEOREM.maximum(small, np.array([float(small.iterations)])))[0]) if THEOREM.maximum else np.inf
    )
    claim = f"scalar, trust region, alpha = {MOMENTA[-1]:g}: mean E|f'(x_k)| is below half of Orthogonal-SGDM's limit"
    found.append(on_average(claim, curve("scalar", small).average, most, level, most=0.5))
    biased = problem_case("scalar", TrustRegion, MOMENTA[0], seeds=512)
    claim = f"scalar, trust region, alpha = {MOMENTA[0]:g}: biased too, the floor of E|f'| is >= 0.1"
    found.append(on_average(claim, curve("scalar", biased).floors, np.inf, level, least=0.1))
    return found
