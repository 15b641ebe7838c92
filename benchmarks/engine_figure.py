"""The figure of `benchmarks.engine`: how many times longer the peers take, with the goals; and how our cost grows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

STYLE = "ntr.theory"


def draw(stored: dict[str, Any], file: Path) -> None:
    """From the stored numbers; identical bytes for identical numbers."""
    with plt.style.context(STYLE), mpl.rc_context({"svg.hashsalt": "ntr"}):
        figure, axes = plt.subplots(1, 2, figsize=(11, 4.2), width_ratios=(3, 1))
        ratios(axes[0], stored)
        costs(axes[1], stored["growth"])
        figure.savefig(file, metadata={"Date": None, "Creator": None})
        plt.close(figure)


def ratios(axis: Any, stored: dict[str, Any]) -> None:
    """One group of points per work, on one thread; a bar is the goal."""
    rows = [row for row in stored["peers"] if row["threads"] == 1]
    names = [name for row in rows for name in row["timings"] if not name.startswith(("ntr, compiled", "noise alone"))]
    peers = list(dict.fromkeys(names))
    for n, name in enumerate(peers):
        at = [i + (n - len(peers) / 2) * 0.09 for i, row in enumerate(rows) if name in row["timings"]]
        values = [row["timings"][name]["ratio"] for row in rows if name in row["timings"]]
        (line,) = axis.plot(at, values, "os^"[n // 6], ms=5, label=name)  # six colours
        for goal in stored["goals"]:
            if goal["peer"] == name and goal["threads"] == 1:
                i = [row["work"] for row in rows].index(goal["work"])
                x = i + (n - len(peers) / 2) * 0.09
                axis.hlines(goal["wanted"], x - 0.05, x + 0.05, color=line.get_color(), lw=2)
    axis.axhline(1, color="k", lw=0.8, ls="--")
    axis.set_yscale("log")
    axis.set_xticks(np.arange(len(rows)), [row["work"].replace(" ", "\n") for row in rows])
    axis.set_ylabel("time / time of ntr, compiled")
    axis.set_title("one thread; short bars are the goals")
    axis.legend(fontsize=7, ncols=2)


def costs(axis: Any, growth: list[dict[str, Any]]) -> None:
    """Our cost along every axis, from the largest on."""
    for name in dict.fromkeys(cost["axis"] for cost in growth):
        some = [cost for cost in growth if cost["axis"] == name]
        axis.plot([cost["at"] for cost in some], [cost["ours"] for cost in some], "o-", ms=4, label=name)
    axis.set(xscale="log", yscale="log", xlabel="number", ylabel="ns per seed, iteration, coordinate", title="growth")
    axis.legend(fontsize=7)
