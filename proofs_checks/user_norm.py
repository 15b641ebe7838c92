"""The cases of any norm, such as a user's own."""

from __future__ import annotations

import numpy as np

from ntr.cvx import ACCURACY
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms import L2
from ntr.problem import Problem
from ntr.regularizers import Ball
from problems import (
    Gaussian,
    Huber,
    Linear,
    LogCosh,
    MatrixQuadratic,
    Quadratic,
    Rademacher,
    Saturating,
    Separable,
    StarExponential,
)
from proofs_checks import nonconvex_extrapolation, star_convex_clipping, star_convex_extrapolation
from proofs_checks.catalogue import Named, decaying, descending, random_numbers, semidefinite, skewed
from proofs_checks.tight_cases import NOISELESS

# Iterations with a composite step, which is a convex program for most pairs.
COMPOSITE = 60


def on_norm(norm: Norm) -> list[Named]:
    """Cases for any norm, such as a user's own: vectors, matrices or stacks of its shape.

    Iterations by the cost of an LMO: compiled, in closed form, or by a solver (then its accuracy is `norm.tolerance`).
    """
    size = int(np.prod(norm.shape))
    center = random_numbers(size).reshape(norm.shape)
    iterations = 40 if norm.tolerance >= ACCURACY else 300 if norm.kernel() is None else 1000
    saturating, star = Separable(Saturating(), center), Separable(StarExponential(), center)
    log_cosh = Separable(LogCosh(), center)
    slope = -0.125 * norm.lmo(center)  # the minimizer over the ball is on its edge
    domain = 2 * float(norm(center))
    round_, far = (
        Linear(4 * slope, curvature=1 / 16, regularizer=Ball(L2(norm.shape), 1.0)),
        slope / np.linalg.norm(slope),
    )
    cases = [
        ("saturating", descending(saturating, norm, Rademacher(0.5), 0.2, iterations)),
        ("log cosh", descending(log_cosh, norm, Gaussian(0.5), 1.0, iterations, factor=3.0)),
        ("saturating", descending(saturating, norm, NOISELESS, 1.0, iterations)),
        ("log cosh", descending(log_cosh, norm, NOISELESS, 0.1, iterations)),
        ("quadratic", descending(_quadratic(center), norm, skewed(*norm.shape), 0.1, iterations)),
        ("star exponential", decaying(star, norm, Rademacher(0.5), 0.2, iterations, domain)),
        ("log cosh", decaying(log_cosh, norm, skewed(*norm.shape), 0.5, iterations, domain)),
        ("quadratic", decaying(_quadratic(center), norm, NOISELESS, 0.2, iterations, domain)),
        ("edge", decaying(Linear(slope), norm, Gaussian(0.1), 0.2, iterations, 1.0, x0=-norm.lmo(slope))),
        ("log cosh", nonconvex_extrapolation.extrapolating(log_cosh, norm, Gaussian(0.3), 0.1, iterations)),
        ("saturating", nonconvex_extrapolation.extrapolating(saturating, norm, NOISELESS, 0.2, iterations)),
        (
            "star exponential",
            star_convex_extrapolation.extrapolating(star, norm, Rademacher(0.5), 0.2, iterations, domain),
        ),
        (
            "quadratic",
            star_convex_extrapolation.extrapolating(_quadratic(center), norm, NOISELESS, 0.2, iterations, domain),
        ),
        ("edge of a ball", star_convex_clipping.clipped(round_, norm, Gaussian(0.02), 1.0, COMPOSITE, x0=far)),
        ("edge of a ball", star_convex_clipping.clipped(round_, norm, Gaussian(0.02), 0.5, COMPOSITE, x0=far)),
    ]
    return [Named(*case) for case in cases]


def _quadratic(center: Array) -> Problem:
    """With another curvature in every direction, of the shape of its center; matrices from both sides."""
    if center.ndim == 1:
        return Quadratic(semidefinite(center.size), center)
    if center.ndim == 2:
        return MatrixQuadratic(semidefinite(len(center)), semidefinite(center.shape[1]), center)
    return Separable(Huber(1.0, 0.5), center)
