"""On which instances the best constant parameters are searched for, under `ntr verify --full`: one hard one for each theorem.

The grids are those of docs/statistics.md section 2. T8, T9 and T10 repeat T2; T8 is
searched without noise.
"""

from __future__ import annotations

from dataclasses import replace

from proofs_checks.check import RateCheck, geometric

POINTS = 8
GRIDS: dict[tuple[str, str], tuple[float, float]] = {
    ("nonconvex_deterministic", "slope (hard)"): (0.2, 0.02),
    ("nonconvex_momentum", "slope (hard)"): (0.25, 0.07),
    ("star_convex_clipping", "edge(eps) of a box (hard)"): (0.12, 0.02),
    ("star_convex_decay", "edge(eps) (hard)"): (0.12, 0.02),
    ("nonconvex_extrapolation", "softslope (hard)"): (0.25, 0.06),
    ("star_convex_extrapolation", "edge(eps) (hard)"): (0.12, 0.02),
    ("constrained_gap", "edge (hard)"): (0.25, 0.08),
    ("inexact_lmo", "slope, half steps (hard)"): (0.2, 0.02),
    ("dual_noise", "slope, structured noise (hard)"): (0.25, 0.1),
    ("generalized_smoothness", "slope, noise (hard)"): (0.25, 0.1),
}


def searched(rate: RateCheck) -> RateCheck:
    """The same check, with the grid of its instance; itself where it has none."""
    grid = GRIDS.get((rate.theorem.stem, rate.problem))
    return rate if grid is None else replace(rate, best=geometric(*grid, POINTS))
