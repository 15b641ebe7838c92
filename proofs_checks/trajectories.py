"""Paths in the plane, in l_1, l_2, l_inf and a norm of the user, on a non-convex and on a star-convex landscape.

Every step goes to the sphere of radius eta of the norm, about x_k or (with weight decay) about (1 - beta) x_k: the path
turns with the gradient in l_2, moves one coordinate at a time in l_1, and both by the same amount in l_inf. Without noise
T2 and T4 are statements about the path itself. Source: theory.md sections 0, 3 and 5.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import TrustRegion, parameters
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.simulate import simulate
from ntr.theorem import Theorem
from ntr.theorems import nonconvex_momentum, star_convex_decay
from ntr.trajectory import Observable, Point
from problems import CosineQuadratic, Gaussian, Separable, StarExponential
from proofs_checks.explanation import Finding, by_theorem, exactly
from proofs_checks.geometry import ACCURACY, circle, name, shown
from proofs_checks.tight_cases import NOISELESS
from proofs_checks.verify import verify

LONGEST = 0.2  # Euclidean length of the longest step
MOMENTUM = 0.4
STEPS = 40
NOISE = Gaussian(1.0)
START = np.array([2.1, 1.3])
CENTER = np.array([-0.4, 0.3])
T2 = next(theorem for theorem in nonconvex_momentum.STATEMENTS if theorem.form == "noiseless")
T4 = next(theorem for theorem in star_convex_decay.STATEMENTS if theorem.form == "sharp")


def radius(norm: Norm) -> float:
    """eta for which the longest step has the Euclidean length `LONGEST`: the least norm of a vector of that length."""
    return float(norm(LONGEST * circle(3600)).min())


def nonconvex(norm: Norm, noise: Noise = NOISELESS) -> Case:
    """A quadratic with ripples, sum t^2/2 + (1 - cos 4t)/4 about CENTER, by Algorithm 1."""
    problem = Separable(CosineQuadratic(0.25, 4.0), CENTER)
    return Case(problem, noise, TrustRegion(norm, radius(norm), MOMENTUM), START, STEPS, range(1))


def star_convex(norm: Norm, noise: Noise = NOISELESS) -> Case:
    """sum |t|(1 - exp(-|t|)) about CENTER, by Algorithm 2 on a ball that holds the start and the minimizer."""
    domain = 1.2 * float(max(norm(START), norm(CENTER)))
    eta = radius(norm)
    return Case(
        Separable(StarExponential(), CENTER),
        noise,
        TrustRegion(norm, eta, MOMENTUM, eta / domain),
        START,
        STEPS,
        range(1),
    )


LANDSCAPES: dict[str, tuple[Callable[..., Case], Theorem]] = {
    "non-convex": (nonconvex, T2),
    "star-convex, weight decay": (star_convex, T4),
}


def path(case: Case) -> Array:
    """x_0, ..., x_K of the first seed of a case in the plane, (K + 1, 2)."""
    one = replace(case, seeds=range(case.seeds.start, case.seeds.start + 1))
    record = {"first": Observable(_first, "last"), "second": Observable(_second, "last")}
    series = simulate(one, checkpoints=range(1, case.iterations + 1), record=record).series
    return np.concatenate([case.x0[None], np.stack([series["first"][:, 0], series["second"][:, 0]], axis=1)])


def _first(point: Point) -> Array:
    return np.asarray(point.state.x[:, 0])


def _second(point: Point) -> Array:
    return np.asarray(point.state.x[:, 1])


def centers(case: Case) -> Array:
    """(1 - beta) x_k, k < K: the centers of the trust regions."""
    return (1 - parameters(case.method).weight_decay) * path(case)[:-1]


def reaches(case: Case, eta: float) -> list[Finding]:
    """The claims that every step ends on the sphere of radius `eta` about its center."""
    sizes = case.method.norm(path(case)[1:] - centers(case)) / eta
    label = name(case.method.norm)
    return [
        exactly(f"{label}: longest ||x_(k+1) - (1-beta) x_k||/eta", float(sizes.max()), most=1 + ACCURACY),
        exactly(f"{label}: shortest ||x_(k+1) - (1-beta) x_k||/eta", float(sizes.min()), least=1 - ACCURACY),
    ]


def findings(level: float, norm: Norm | None = None) -> list[Finding]:
    """Every norm on both landscapes: the theorem on the path, and the length of the steps."""
    found = []
    for one in shown(norm):
        for landscape, (make, theorem) in LANDSCAPES.items():
            case = make(one)
            bounded = "T2" if theorem is T2 else "T4"
            found.append(by_theorem(f"{name(one)}, {landscape}: measured/(bound of {bounded}) <= 1",
                                    verify(theorem, case, level=level, verify_level=level)))  # fmt: skip
        found += reaches(star_convex(one, NOISE), radius(one))
    return found
