"""Unit balls in a plane: what the three figures of the norms share."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ntr.linalg import Array
from ntr.norms.examples import Example, examples

COLUMNS = 5
# Every corner at a multiple of 45 degrees is met exactly; the coordinates are rounded, since solvers give eight digits.
ANGLES = np.linspace(0.0, 2 * np.pi, 721)
DIGITS = 6


def chosen(families: Sequence[str]) -> list[Example]:
    """The examples of these families."""
    return [example for example in examples() if example.family in families]


def boundary(example: Example, *, polar: bool) -> Array:
    """Points (n, 2) whose section has norm 1, or dual norm 1 (`polar`)."""
    directions = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=-1)
    half = (example.plane.dual if polar else example.plane)(example.section(directions[:361]))
    length = np.concatenate([half[:360], half])  # a norm is even
    return np.round(directions / length[:, None], DIGITS)


def grid(families: Sequence[str]) -> Figure:
    """One panel per norm: the ball and its polar."""
    shown = chosen(families)
    rows = -(-len(shown) // COLUMNS)
    figure, axes = plt.subplots(rows, COLUMNS, figsize=(1.5 * COLUMNS, 1.8 * rows), squeeze=False)
    for axis, example in zip(axes.flat, shown, strict=False):
        _panel(axis, example)
    for axis in axes.flat[len(shown) :]:
        axis.set_axis_off()
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return figure


def _panel(axis: Axes, example: Example) -> None:
    ball, polar = boundary(example, polar=False), boundary(example, polar=True)
    axis.fill(*ball.T, facecolor="C0", alpha=0.25, edgecolor="none")
    axis.plot(*ball.T, color="C0", lw=1.2, label=r"$\Vert x\Vert\leq 1$")
    axis.plot(*polar.T, color="C1", lw=1.2, ls="--", label=r"$\Vert g\Vert_*\leq 1$")
    size = 1.08 * max(np.abs(ball).max(), np.abs(polar).max())
    axis.set(xlim=(-size, size), ylim=(-size, size), aspect="equal", title=example.name)
    axis.axhline(0.0, color="0.8", lw=0.5, zorder=0)
    axis.axvline(0.0, color="0.8", lw=0.5, zorder=0)
    axis.set_xticks([-1, 0, 1] if size < 4 else [-5, 0, 5] if size > 5 else [-3, 0, 3])
    axis.set_yticks(axis.get_xticks())
    axis.tick_params(labelsize=6)


def caption(families: Sequence[str]) -> str:
    """The instance of every panel, and which plane is shown."""
    lines = [
        "Unit balls (filled) and their polar sets, the unit balls of the dual norms (dashed). entries: the whole plane R^2; "
        "diagonal: diag(a, b), whose singular values are |a| and |b|; circulant: [[a, b], [b, a]] / sqrt(2). In these planes "
        "the polar of the section is the section of the polar."
    ]
    for example in chosen(families):
        lines.append(f"{example.name}: {' '.join(repr(example.plane).split())}; {example.section.__name__}")
    return "\n".join(lines) + "\n"
