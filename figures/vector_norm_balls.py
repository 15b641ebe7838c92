"""The unit balls of the norms of vectors, and their duals, in the plane."""

from __future__ import annotations

from matplotlib.figure import Figure

from figures import norm_balls

FAMILIES = ("vectors",)


def draw() -> Figure:
    """The figure."""
    return norm_balls.grid(FAMILIES)


def caption() -> str:
    """The instances and planes."""
    return norm_balls.caption(FAMILIES)
