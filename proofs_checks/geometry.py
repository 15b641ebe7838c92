"""Unit ball, dual ball and linear minimization oracle of a norm in the plane, each checked against the two others.

The step of the method is eta lmo(m): a point of the unit ball farthest against m. With 3600 points b of the unit sphere,
max <g, b> is the dual norm from below, without its formula: to the factor 1 - kappa h, where h is the angle between
neighbours and kappa = max ||e||/min ||e|| over the Euclidean unit circle. For the nearest b to the maximizer x,
||x - b|| <= 2 max ||e - e'||/min ||e|| <= kappa h, as |e - e'| <= h/2. Source: theory.md section 0.
"""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf
from proofs_checks.explanation import Finding, exactly

PLANE = (2,)
NORMS: tuple[Norm, ...] = (L1(PLANE), L2(PLANE), LInf(PLANE))
ACCURACY = 1e-7  # of a norm that is computed by a solver
POINTS = 3600
DIRECTIONS = 48


def shown(norm: Norm | None) -> tuple[Norm, ...]:
    """l_1, l_2 and l_inf, and the norm that is given; `ValueError` unless its points are of the plane."""
    if norm is None:
        return NORMS
    if norm.shape != PLANE:
        raise ValueError(f"norm must have the shape {PLANE}, to be drawn in the plane, got {norm.shape}")
    return (*NORMS, norm)


def name(norm: Norm) -> str:
    """The name of its class."""
    return type(norm).__name__


def circle(count: int, start: float = 0.0) -> Array:
    """`count` points of the Euclidean unit circle, from the angle `start` on, (count, 2)."""
    angles = start + 2 * np.pi * np.arange(count) / count
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def sphere(norm: Norm, count: int, start: float = 0.0) -> Array:
    """Points with ||x|| = 1 in these directions."""
    directions = circle(count, start)
    return np.asarray(directions / norm(directions)[:, None])


def dual_sphere(norm: Norm, count: int, start: float = 0.0) -> Array:
    """Points with ||g||_* = 1 in these directions."""
    directions = circle(count, start)
    return np.asarray(directions / norm.dual(directions)[:, None])


def findings(level: float, norm: Norm | None = None) -> list[Finding]:
    """The oracle is in the ball and attains the dual norm; the dual norm is that of the ball. `level` is not used."""
    return [found for one in shown(norm) for found in of_norm(one)]


def of_norm(norm: Norm) -> list[Finding]:
    """The claims about one norm of the plane."""
    label, ball = name(norm), sphere(norm, POINTS)
    g = dual_sphere(norm, DIRECTIONS, start=0.1)
    u = norm.lmo(g)
    stretch = norm(circle(POINTS))
    resolution = float(stretch.max() / stretch.min()) * 2 * np.pi / POINTS
    farthest = (g @ ball.T).max(axis=1)
    attained = -(g * u).sum(axis=1)
    return [
        exactly(f"{label}: largest ||lmo(g)||", float(norm(u).max()), most=1 + ACCURACY),
        exactly(f"{label}: least -<g, lmo(g)> for ||g||_* = 1", float(attained.min()), least=1 - ACCURACY),
        exactly(
            f"{label}: largest max <g, b> over the unit sphere for ||g||_* = 1",
            float(farthest.max()),
            most=1 + ACCURACY,
        ),
        exactly(f"{label}: least max <g, b> over the unit sphere", float(farthest.min()), least=1 - resolution),
    ]
