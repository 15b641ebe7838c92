"""The atlas of tightness: the largest measured/bound of every theorem, by norm, momentum and noise."""

from __future__ import annotations

import functools

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from figures.report.hypotheses import NOTES
from proofs_checks import atlas, run
from proofs_checks.atlas import Cell, Grid

NUMBERS = {stem: NOTES[stem].number for stem in map(run.name_of, run.STEMS)}
SYMBOLS = {
    "L1": r"$\ell_1$",
    "L2": r"$\ell_2$",
    "LInf": r"$\ell_\infty$",
    "Spectral": r"$S_\infty$",
    "Nuclear": r"$S_1$",
    "none": r"$\sigma=0$",
    "[0.1, 1)": "$[0.1, 1)$",
    "[0.01, 0.1)": "$[0.01, 0.1)$",
    "< 0.01": "$<0.01$",
    "1": "$1$",
}
TITLES = {"norm": "norm", "momentum": r"momentum $\alpha$", "noise": "noise"}
MAP = "cividis"  # the same order in grey and for every kind of colour vision
DARK = 0.55  # below, the ground is dark and the number white


@functools.cache
def cells() -> tuple[Cell, ...]:
    """The cells of the default catalogue, without its slow cases."""
    upper = [check for check in run.plan(tuple(NUMBERS)).checks if check.theorem.kind == "upper"]
    return tuple(atlas.cells([check for check in upper if atlas.quick(check)]))


def draw(found: tuple[Cell, ...] | None = None) -> Figure:
    """The figure, of the cells given or of `cells`."""
    found = cells() if found is None else found
    grids = {axis: atlas.grid(found, axis) for axis in atlas.AXES}
    rows = grids["norm"].theorems
    widths = [len(grid.classes) for grid in grids.values()]
    size = (2.2 + 0.36 * sum(widths), 1.2 + 0.21 * len(rows))
    figure, axes = plt.subplots(1, 3, figsize=size, sharey=True, width_ratios=widths)
    colors = plt.get_cmap(MAP).with_extremes(bad="0.93")
    for axis, (name, grid) in zip(axes, grids.items(), strict=True):
        image = _panel(axis, grid, colors)
        axis.set_title(TITLES[name])
    axes[0].set(yticks=range(len(rows)), yticklabels=[_label(name) for name in rows])
    figure.colorbar(image, ax=axes, label="largest measured / bound", aspect=50, pad=0.01)
    return figure


def _panel(axis: Axes, grid: Grid, colors: Colormap) -> AxesImage:
    values = np.full((len(grid.theorems), len(grid.classes)), np.nan)
    for (theorem, name), cell in grid.cells.items():
        values[grid.theorems.index(theorem), grid.classes.index(name)] = cell.ratio
    image = axis.imshow(values, cmap=colors, vmin=0, vmax=1, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            text = f"{value:.2f}".removeprefix("0")
            axis.text(column, row, text, ha="center", va="center", size=5.5, color="w" if value < DARK else "k")
    axis.set(xticks=range(len(grid.classes)))
    axis.set_xticklabels([_symbol(name) for name in grid.classes], rotation=60, ha="right", rotation_mode="anchor")
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    return image


def _symbol(name: str) -> str:
    """The symbol of a norm or class; l_p and S_p with their exponents, everything else by its name."""
    for kind, letter in (("Lp", r"\ell"), ("Schatten", "S")):
        if name.startswith(kind) and name != kind:
            return f"${letter}_{{{name.removeprefix(kind)}}}$"
    return SYMBOLS.get(name, name)


def _label(theorem: str) -> str:
    stem, _, form = theorem.partition("/")
    return f"{NUMBERS.get(stem, stem)} {form.replace('_', ' ')}"


def caption(found: tuple[Cell, ...] | None = None) -> str:
    """What is shown, and the case behind every number of the first panel."""
    found = cells() if found is None else found
    lines = [
        "The largest measured/bound over all checkpoints, and over the cases of the default catalogue in points of at most 64 "
        "entries and norms without a solver; measured: average over at most 32 seeds. Grey: no case. A value of 1 is an "
        "equality; a low one says that no case of the catalogue comes close, not that none exists (`ntr tightness` searches)."
    ]
    grid = atlas.grid(found, "norm")
    for (theorem, name), cell in grid.cells.items():
        lines.append(f"{theorem}, {name}: {cell.ratio:.3f} ({cell.problem}, K = {cell.iterations})")
    return "\n".join(lines) + "\n"
