"""On which problems of the catalogue a mistake shows: the hints of the mutants, by what is wrong, for all stems."""

from __future__ import annotations

DESCENT = (
    "slope, descent",
    "linear, edge descent",
    "linear, tight descent",
    "linear + box, descent",
    "linear, turned by R",
)
CURVATURE = (
    "l_inf two-cycle",
    "quadratic, two-cycle",
    "quadratic, extrapolated two-cycle",
    "quadratic, long two-cycle",
    "quadratic, two-cycle of the ball",
    "quadratic, two-cycle of half steps",
    "quadratic, narrow box",
    "quadratic, alternation from edge to edge",
    "quadratic, alternation",
    "quadratic, alternation of half steps",
    "quadratic + box, alternation",
)
DRIFT = (
    "quadratic, oscillation",
    "quadratic, overshoot",
    "quadratic + box, overshoot",
    "cosine, oscillation",
    "log cosh, overshoot",
    "log cosh, far query",
    "saturating, oscillation of far queries",
    "quadratic, clipped oscillation",
    "quadratic, oscillation of half steps",
    "quadratic, overshoot of half steps",
    "saturating",
)
NOISE = (
    "linear, tight noise",
    "linear + box, tight noise",
    "Huber slope, tight noise",
    "log cosh, tight noise",
    "Huber slope, clipped, tight noise",
    "Huber slope, tight structured noise",
    "Huber slope, tight noise, d = 1",
    "Huber slope, slow descent",
    "Huber slope, one-sided, tight noise",
    "Huber slope, extrapolated, tight noise",
    "Huber slope, one-sided decay, tight noise",
    "kink, no step at all",
)
START = (
    "linear, tight noise of g_0",
    "linear + box, tight noise of g_0",
    "kink, memory of g_0",
    "linear, memory of g_0",
)
SMALL = (
    "linear, small momentum",
    "linear + box, small momentum",
    "linear + box, rare noise",
    "slope, small momentum",
    "linear, small momentum, slow",
)
MEDIAN = ("slope, skewed noise", "linear, skewed noise", "linear + box, skewed noise")
WALK = ("slope, random walk", "linear, edge descent")
CLIPPING = (
    "quadratic, near the limit of gamma",
    "Huber slope, small steps, descent",
    "Huber slope, small clipping, descent",
    "Huber slope, smooth clipping, descent",
    "doubling slope, one step",
)
CAUTIOUS = ("linear, cautious infimum", "linear + box, cautious infimum")
