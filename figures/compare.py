"""Tuned methods side by side: loss and gradient against the stochastic gradients seen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.draw import METADATA
from figures.style import STYLE
from ntr.linalg import Array
from ntr.norm import Norm
from proofs_checks.compare import Outcome, Search, Task
from proofs_checks.compare_table import heading, loss_name, mean, ranked

QUARTILES = (25, 75)
COLOURS = 6  # of the style
LINES = ("-", "--", ":", "-.")


def draw(task: Task, outcomes: Sequence[Outcome]) -> Figure:
    """The median over seeds with its quartiles, the best method first; no line where runs broke off."""
    figure, axes = plt.subplots(1, 2, figsize=(7.5, 3.6))
    looks = _looks(outcomes)
    for outcome in ranked(outcomes):
        label = f"{outcome.contender}, {outcome.parameter} {outcome.best:.3g}"
        for axis, values in zip(axes, (outcome.loss, outcome.gradient), strict=True):
            if np.isfinite(values).all():
                _band(axis, outcome.iterations, values, label, *looks[outcome.contender])
    lower = task.problem.constants(ranked(outcomes)[0].method.norm).infimum[0]
    above_zero = all(
        (outcome.loss > 0).all() for outcome in outcomes
    )  # then the axis is logarithmic, without a place for 0
    if not task.held_out and np.isfinite(lower) and (lower > 0 or not above_zero):
        axes[0].axhline(lower, color="k", lw=0.8, ls=":")
        axes[0].annotate(r"certified $\leq\inf F$", (1, lower), fontsize=7, va="bottom")
    _guide(axes[1], task.iterations, min(mean(outcome.gradient[-1]).value for outcome in outcomes))
    axes[0].set(ylabel="test loss" if task.held_out else "$F(x_k)$")
    axes[1].set(ylabel=r"$\Vert\nabla f(x_k)\Vert_*$")
    for axis in axes:
        positive = all((line.get_ydata() > 0).all() for line in axis.get_lines())
        axis.set(xscale="log", yscale="log" if positive else "linear", xlabel="iterations $k$")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=7)
    return figure


def _looks(outcomes: Sequence[Outcome]) -> dict[str, tuple[str, str]]:
    """Colour and line of each, whatever its rank: one name has one colour, and the next of one colour the next line."""
    colours: dict[str, str] = {}
    looks: dict[str, tuple[str, str]] = {}
    for outcome in outcomes:
        colour = colours.setdefault(outcome.contender.partition("(")[0], f"C{len(colours) % COLOURS}")
        before = sum(other == colour for other, _ in looks.values())
        looks[outcome.contender] = (colour, LINES[before % len(LINES)])
    return looks


def _band(axis: Axes, k: np.ndarray, values: Array, label: str, color: str, ls: str) -> None:
    low, high = np.percentile(values, QUARTILES, axis=1)
    axis.fill_between(k, low, high, color=color, alpha=0.2, lw=0)
    axis.plot(k, np.median(values, axis=1), color=color, ls=ls, lw=1.3, label=label)


def _guide(axis: Axes, iterations: int, least: float) -> None:
    """The rate of T2, (1/K) sum ||grad f|| <= c K^(-1/4) at its own parameters: a slope to compare with."""
    if np.isfinite(least) and least > 0:
        k = np.array([1.0, iterations])
        axis.plot(k, 0.5 * least * (k / iterations) ** -0.25, "k:", lw=0.8)
        axis.annotate("$k^{-1/4}$", (1, 0.5 * least * iterations**0.25), fontsize=7, va="bottom")


def caption(task: Task, norm: Norm, search: Search, outcomes: Sequence[Outcome]) -> str:
    """All parameters and seeds."""
    out = [
        f"Median over seeds; bands: quartiles of the seeds; {loss_name(task)} on the left. Dotted: the slope of T2's rate."
    ]
    out += heading(task, norm, search)
    out += [f"{outcome.contender}: {outcome.method!r}" for outcome in ranked(outcomes)]
    return "\n".join(out) + "\n"


def write(file: Path, task: Task, norm: Norm, search: Search, outcomes: Sequence[Outcome]) -> None:
    """Draw into a file of one of the formats of `figures.draw`, the same bytes on every run, and its caption beside it."""
    with mpl.rc_context(), plt.style.context(["default", STYLE]):
        figure = draw(task, outcomes)
        figure.savefig(file, metadata=METADATA[file.suffix.removeprefix(".")])
        plt.close(figure)
    file.with_suffix(".txt").write_text(caption(task, norm, search, outcomes), encoding="utf-8")
