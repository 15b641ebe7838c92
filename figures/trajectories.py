"""Paths in the plane with their trust regions: l_1, l_2, l_inf and a norm of yours (--norm), on two landscapes."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.geometry import SYMBOLS
from ntr.case import Case
from ntr.methods import parameters
from ntr.norm import Norm
from proofs_checks.geometry import name, shown, sphere
from proofs_checks.trajectories import CENTER, LANDSCAPES, LONGEST, NOISE, START, STEPS, centers, path

SHOWN = (0, 3, 6, 9, 12)  # the k whose trust regions are drawn
DIGITS = 6  # solvers give eight digits
GRID = np.linspace(-3.2, 3.2, 181)


def _panel(axis: Axes, calm: Case, noisy: Case) -> None:
    norm = calm.method.norm
    points = np.stack(np.meshgrid(GRID, GRID), axis=-1)
    axis.contour(GRID, GRID, calm.problem.value(points), levels=14, colors="0.85", linewidths=0.6)
    radius, _, decay = parameters(calm.method)
    outline = sphere(norm, 720)
    outline = np.concatenate([outline, outline[:1]])
    for i, center in enumerate(centers(calm)[list(SHOWN)]):
        edge = np.round(center + radius * outline, DIGITS)
        axis.plot(*edge.T, color="C4", lw=0.7, label=r"$\Vert x-(1-\beta)x_k\Vert=\eta$" if i == 0 else None)
    if decay:
        axis.plot(*np.round(radius / decay * outline, DIGITS).T, "k--", lw=0.7, label=r"$\Vert x\Vert=\eta/\beta$")
    axis.plot(*np.round(path(noisy), DIGITS).T, color="C1", lw=0.8, label="with noise, one seed")
    axis.plot(*np.round(path(calm), DIGITS).T, "o-", color="C0", ms=2, lw=1.2, label="without noise")
    axis.plot(*CENTER, "k*", ms=7, zorder=3)
    axis.plot(*START, "ks", ms=3)
    axis.set(xlim=(-1.6, 2.9), ylim=(-1.4, 2.2), aspect="equal", xticks=range(-1, 3), yticks=range(-1, 3))


def draw(norm: Norm | None = None) -> Figure:
    """The figure; a norm of the plane, shape (2,), gets a column of its own."""
    norms = shown(norm)
    figure, axes = plt.subplots(len(LANDSCAPES), len(norms), figsize=(2.5 * len(norms), 4.8), squeeze=False)
    for row, (landscape, (make, _)) in zip(axes, LANDSCAPES.items(), strict=True):
        for axis, one in zip(row, norms, strict=True):
            _panel(axis, make(one), make(one, NOISE))
        row[0].set_ylabel(landscape)
    for axis, one in zip(axes[0], norms, strict=True):
        axis.set_title(SYMBOLS.get(type(one), name(one)))
    figure.legend(*axes[1, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure


def caption(norm: Norm | None = None) -> str:
    """All parameters and seeds."""
    lines = [
        f"From {START.tolist()} (square) to the minimizer {CENTER.tolist()} (star), {STEPS} steps; the longest step of every "
        f"norm has the length {LONGEST:g}. Trust regions of the path without noise, k = {', '.join(map(str, SHOWN))}. Noise: "
        f"{NOISE!r}, seed 0, root seed 0."
    ]
    for one in shown(norm):
        for landscape, (make, _) in LANDSCAPES.items():
            case = make(one)
            lines.append(f"{landscape}: {case.method!r}; {case.problem!r}")
    return "\n".join(lines) + "\n"
