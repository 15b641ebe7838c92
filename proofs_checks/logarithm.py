"""How much of a bound's logarithm the iterations needed carry: statistics.md section 3.4 (b)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ntr import star_convex
from ntr.case import Case, Setting
from ntr.methods import parameters
from proofs_checks.rates import RatePoint
from proofs_checks.slope import LEVEL, Slope, slope


def reach(setting: Setting) -> float | None:
    """D: the radius of the ball of weight decay, or the reach of the bounded domain from its comparator; None without them."""
    found = star_convex.on_domain(setting) if setting.domain_radius is None else None
    return setting.domain_radius if found is None else found.reach


def contraction(case: Case) -> float | None:
    """eta/D, the share of Phi that a step may take off; None where D is not known."""
    size = reach(case.setting)
    return None if size is None else parameters(case.method).radius / size


def carried(points: Sequence[RatePoint], contractions: Sequence[float], level: float = LEVEL) -> Slope:
    """The slope of (eta/D) N against log(1/eps): 1 where N carries the whole logarithm of the bound, 0 where none of it.

    Of the averaged curve; variances as in `Grid`, those of log N times ((eta/D) N)^2.
    """
    times, variances = [], []
    for point, share in zip(points, contractions, strict=True):
        log_time, variance = point.needed(point.averaged)
        times.append(share * math.exp(log_time))
        variances.append(variance * times[-1] ** 2)
    return slope([-math.log(point.epsilon) for point in points], times, variances, level)
