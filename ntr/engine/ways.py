"""How each coordinate moves away from its center as the price of moving falls: what the kernels of separable steps share.

A way has a row for each of EARLY, CAP, LATE, END of `ntr.steps.moves.Moves` and a column for each coordinate, for one lane,
in units of eta: the gain at first, where it ends, the gain after that, where that ends. The starting distance is 0, as
centers lie in dom R. Then SIDE, the sign of a move to the left, and CROSSES, 1 where `CAP` is at 0. Plain twin:
`ntr.steps.moves`. A separable function is l1 |t| + (l2/2) t^2 on an interval, see `ntr.separable`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.kernels import helper

NEGLIGIBLE = 1e-290  # as in `moves`
START = -1  # a phase, as are the first four rows of a way
EARLY, CAP, LATE, END, SIDE, CROSSES = range(6)


@helper
def slopes(m: Any, lane: Any, l1: Any, l2: Any, keep: Any, x: Any) -> Any:
    """The largest |m_i + l2 c_i|, or l1 if that is larger, 1 if that is 0; NaN if m is not finite."""
    scale, spoilt = l1, 0.0
    for i in range(m.shape[0]):
        scale = max(scale, abs(m[i, lane] + l2 * (keep * x[i, lane])))
        spoilt += m[i, lane] - m[i, lane]
    return (scale if scale > 0.0 else 1.0) + spoilt


@helper
def prepare(c: Any, slope: Any, l1: Any, lower: Any, upper: Any, bounded: Any, eta: Any, way: Any, i: Any) -> None:
    """Column i of a way, for the slope over `scale` (and l1 too); see `moves`."""
    mirror = 1.0 if (c > 0.0 or (c == 0.0 and slope >= 0.0) if l1 > 0.0 else slope >= 0.0) else -1.0
    speed, later = mirror * slope + l1, mirror * slope - l1
    left = speed > 0.0
    early, late = abs(speed), max(later, 0.0) if l1 > 0.0 else 0.0
    to_zero = mirror * c / eta if left and l1 > 0.0 else np.inf
    far = (c - lower if (mirror > 0.0) == left else upper - c) / eta  # the lower end, if mirror and left agree
    if not (early > NEGLIGIBLE and far >= 0.0):
        early, late, far = 0.0, 0.0, np.inf
    passed = bounded and to_zero <= 0.0
    if passed:  # it starts at 0
        early, speed = late, later
    short = passed or far <= to_zero
    way[EARLY, i], way[CAP, i] = early, far if short else to_zero
    way[LATE, i], way[END, i] = 0.0 if short else late, np.inf if short else far
    way[SIDE, i] = mirror if speed > 0.0 else -mirror
    way[CROSSES, i] = 0.0 if short or to_zero == np.inf else 1.0


@helper
def ways(
    m: Any, lane: Any, l1: Any, l2: Any, lowers: Any, uppers: Any, bounded: Any, keep: Any, eta: Any, x: Any, way: Any
) -> Any:
    """All columns of the ways of a lane; the result is the scale of its slopes, NaN, as then is x, if m is not finite."""
    scale = slopes(m, lane, l1, l2, keep, x)
    if scale != scale:  # x must not hide it
        x[:, lane] = np.nan
        return scale
    for i in range(m.shape[0]):
        c = keep * x[i, lane]
        prepare(c, (m[i, lane] + l2 * c) / scale, l1 / scale, lowers[i], uppers[i], bounded, eta, way, i)
    return scale


@helper
def placed(way: Any, i: Any, phase: Any, c: Any, early: Any, late: Any, lower: Any, upper: Any) -> Any:
    """Coordinate i in its phase, with the lengths that it moves in the two of them where it does."""
    side, crosses = way[SIDE, i], way[CROSSES, i] > 0.0
    y = c
    if phase == EARLY:
        y = c - side * early
        y = 0.0 if crosses and side * y < 0.0 else y
    elif phase == LATE:
        y = c - side * late
        y = 0.0 if side * y > 0.0 else y
    elif phase == CAP and crosses:
        y = 0.0
    elif phase != START:
        y = lower if side > 0.0 else upper
    return min(max(y + 0.0, lower), upper)


@helper
def minimizer(a: Any, l1: Any, l2: Any, lower: Any, upper: Any) -> Any:
    """argmin a t + phi(t), of several the one closest to 0."""
    shrunk = max(abs(a) - l1, 0.0)
    target = shrunk / l2 if l2 > 0.0 else (np.inf if shrunk > 0.0 else 0.0)
    return min(max(-target if a > 0.0 else target, lower), upper)


@helper
def subgradient(y: Any, target: Any, l1: Any, l2: Any, lower: Any, upper: Any) -> Any:
    """The subgradient of phi at y that is closest to the target."""
    least = l2 * y + (l1 if y > 0.0 else -l1) if y > lower else -np.inf
    most = l2 * y + (l1 if y >= 0.0 else -l1) if y < upper else np.inf
    return min(max(target, least), most)
