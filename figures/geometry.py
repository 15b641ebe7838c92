"""Unit balls, dual balls and steps of the oracle in the plane: l_1, l_2, l_inf, and a norm of yours (--norm)."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf
from proofs_checks.geometry import dual_sphere, name, shown, sphere

COLORS = ("C0", "C1", "C2", "C3", "C4", "C5", "k", "0.6")  # one for each gradient
START = np.pi / 16  # no gradient along an axis or a diagonal, where the oracles of l_inf and l_1 jump
DIGITS = 6  # solvers give eight digits
SYMBOLS = {L1: r"$\ell_1$", L2: r"$\ell_2$", LInf: r"$\ell_\infty$"}


def _closed(points: Array) -> Array:
    return np.round(np.concatenate([points, points[:1]]), DIGITS)


def _balls(axis: Axes, norm: Norm) -> None:
    ball, polar = _closed(sphere(norm, 720)), _closed(dual_sphere(norm, 720))
    axis.fill(*ball.T, color="C0", alpha=0.2, lw=0, label=r"$\Vert x\Vert\leq 1$")
    g = dual_sphere(norm, len(COLORS), START)
    extent, polar_extent = np.abs(ball).max(), np.abs(polar).max()
    scale = 1.0 if max(extent, polar_extent) <= 2 * min(extent, polar_extent) else extent / polar_extent
    axis.plot(*(scale * polar).T, "--", color="0.4", lw=1, label=r"$\Vert g\Vert_*=1$")
    for color, gradient, step in zip(COLORS, scale * g, np.round(norm.lmo(g), DIGITS), strict=True):
        axis.plot(*gradient, "o", ms=4, color=color)
        arrow = {"arrowstyle": "->", "color": color, "lw": 1.2, "shrinkA": 0, "shrinkB": 0}
        axis.annotate("", (step[0], step[1]), xytext=(0, 0), arrowprops=arrow)
    size = 1.12 * max(extent, scale * polar_extent)
    title = SYMBOLS.get(type(norm), name(norm)) + ("" if scale == 1 else f", dual sphere times {scale:.2g}")
    axis.set(xlim=(-size, size), ylim=(-size, size), aspect="equal", title=title)


def _angles(axis: Axes, norm: Norm) -> None:
    g = dual_sphere(norm, 721, np.pi / 720)
    steps = np.round(norm.lmo(g), DIGITS)
    source, target = (np.degrees(np.arctan2(v[:, 1], v[:, 0])) for v in (-g, steps))
    order = np.argsort(source)
    axis.plot(source[order], target[order], ".", ms=1.5, color="C0")
    axis.plot([-180, 180], [-180, 180], "k:", lw=0.8)
    axis.set(xlim=(-180, 180), ylim=(-185, 185), xticks=range(-180, 181, 90), yticks=range(-180, 181, 90), aspect="equal",
             xlabel="angle of $-g$")  # fmt: skip


def draw(norm: Norm | None = None) -> Figure:
    """The figure; a norm of the plane, shape (2,), gets a column of its own."""
    norms = shown(norm)
    figure, axes = plt.subplots(2, len(norms), figsize=(2.4 * len(norms), 5), squeeze=False)
    for column, one in zip(axes.T, norms, strict=True):
        _balls(column[0], one)
        _angles(column[1], one)
    axes[1, 0].set_ylabel(r"angle of $\mathrm{lmo}(g)$")
    axes[0, 0].plot([], [], "o", ms=4, color="0.4", label="$g$")
    axes[0, 0].plot([], [], "-", lw=1.2, color="0.4", label=r"$\mathrm{lmo}(g)$, an arrow of the color of $g$")
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure


def caption(norm: Norm | None = None) -> str:
    """Which norms, and what is seen."""
    lines = [
        "Above: the unit ball, the dual sphere (dashed) with gradients g on it, and for each the step of radius 1 against it, "
        "lmo(g), in the same color. Below: the direction of the step against that of -g; the dotted line is the gradient step."
    ]
    lines += [repr(one) for one in shown(norm)]
    return "\n".join(lines) + "\n"
