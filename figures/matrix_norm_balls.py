"""The unit balls of the norms of matrices, and their duals, in a plane of 2 x 2 matrices."""

from __future__ import annotations

from matplotlib.figure import Figure

from figures import norm_balls

FAMILIES = ("matrices", "peers")


def draw() -> Figure:
    """The figure."""
    return norm_balls.grid(FAMILIES)


def caption() -> str:
    """The instances and planes."""
    return norm_balls.caption(FAMILIES)
