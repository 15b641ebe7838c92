"""Every rate: iterations needed against 1/eps on hard instances, and the exponents beside the stated ones."""

from __future__ import annotations

import functools

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.kept import remember
from proofs_checks import run
from proofs_checks.check import RateCheck, RateRow, run_rate_check
from proofs_checks.rates import NEEDED, NEEDED_CURRENT, PRESCRIBED
from proofs_checks.slope import Slope
from proofs_checks.stored import CLASSES, TASKS

MARKERS = "osD^vP"


def checks() -> list[RateCheck]:
    """The first hard instance of every theorem of the default catalogue."""
    return [next(check for check in stem.rate_checks(full=False) if check.hard) for stem in run.STEMS]


@functools.cache
def _rows() -> tuple[RateRow, ...]:
    rows = tuple(remember(run_rate_check, check, classes=CLASSES, left_out=TASKS) for check in checks())
    for row in rows:
        if row.error is not None:
            raise RuntimeError(f"{row.check.theorem.stem}: {row.error}")
    return rows


def draw() -> Figure:
    """The figure."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.2), width_ratios=(1.2, 1))
    for index, row in enumerate(_rows()):
        _curve(left, row, index)
        _exponents(right, row, index)
    left.set(
        xscale="log",
        yscale="log",
        xlabel=r"$\varepsilon_0/\varepsilon$",
        ylabel=r"iterations needed $N(\varepsilon)/N(\varepsilon_0)$",
        title="points: measured; lines: the stated exponent",
    )
    left.legend(fontsize=6)
    right.set(
        yticks=range(len(_rows())),
        yticklabels=[row.check.theorem.stem for row in _rows()],
        xlabel=r"exponent of $1/\varepsilon$",
        title="exponents with intervals, and as stated",
    )
    right.invert_yaxis()
    right.grid(axis="x", color="0.9")
    right.set_axisbelow(True)
    handles, labels = right.get_legend_handles_labels()
    unique = dict(zip(labels, handles, strict=True))
    figure.legend(unique.values(), unique.keys(), loc="outside lower right", ncols=3)
    return figure


def _curve(axis: Axes, row: RateRow, index: int) -> None:
    """Iterations needed as points, and a line of the stated exponent through the first of them."""
    ratio = row.check.epsilons[0] / np.array(row.check.epsilons)
    color, rate = f"C{index % 6}", row.check.theorem.rate[0]
    label = rf"{row.check.theorem.stem}, $\varepsilon^{{-{rate:g}}}$" + (" log" if row.check.theorem.rate[1] else "")
    needed = np.array(row.needed) / row.needed[0]
    axis.plot(ratio, needed, color=color, marker=MARKERS[index // 6], ls="none", ms=4, mfc="none", label=label)
    axis.plot(ratio, ratio**rate, color=color, lw=0.8)


def _exponents(axis: Axes, row: RateRow, index: int) -> None:
    """The fitted exponents with their intervals, and a bar at the stated one."""
    axis.plot(row.check.theorem.rate[0], index, "k|", ms=14, mew=1.5, label="stated (without logarithm)")
    for exponent, label, marker, shift in [
        (_labelled(row, NEEDED), NEEDED, "o", -0.12),
        (_labelled(row, NEEDED_CURRENT), NEEDED_CURRENT, "s", 0.12),
    ]:
        reach = [[exponent.value - exponent.lower], [exponent.upper - exponent.value]]
        color = "C0" if marker == "o" else "C1"
        axis.errorbar(exponent.value, index + shift, xerr=reach, fmt=marker, ms=4, color=color, label=label)


def _labelled(row: RateRow, label: str) -> Slope:
    return next(exponent.slope for exponent in row.exponents if exponent.label == label)


def caption() -> str:
    """What is shown, and the instance, grid and seeds of every theorem."""
    lines = [
        "Left: iterations needed at the prescribed parameters, the last crossing of eps by the seed average (points), and "
        "powers with the stated exponent (lines), both over the first of them. Right: the slopes of log N "
        "against log 1/eps with their intervals. At a theorem's own parameters the exponent is fixed by the radius on every "
        f"instance (statistics.md, Facts A and B): it tests the code and is no evidence for the rate. Label {PRESCRIBED!r} "
        "and the instances without hardness are in `ntr verify`."
    ]
    for row in _rows():
        check, grid = row.check, row.check.epsilons
        lines.append(
            f"{check.theorem.stem}/{check.theorem.form}: {check.problem}; eps = {grid[0]:g} to {grid[-1]:.3g}, {len(grid)} "
            f"values; K = {row.iterations[0]} to {row.iterations[-1]}; {check.seeds} seeds (1 without noise); root seeds 1 to "
            f"{len(grid)}"
        )
    return "\n".join(lines) + "\n"
