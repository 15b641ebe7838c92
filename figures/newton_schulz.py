"""Newton-Schulz, Polar Express and the exact polar factor: error and delta by condition number, and T8 on a run."""

from __future__ import annotations

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.kept import measured
from ntr.theorems.inexact_lmo import THEOREM
from proofs_checks.newton_schulz import CONDITIONS, EXACT, NORM, ORACLES, accuracy, error, predicted, run_case

SHOWN = {"C0": ORACLES[0], "k": EXACT, "C3": ORACLES[3]}  # of the run, by color
SEEDS = 128
PRECISION = float(np.finfo(float).eps)


def _errors(axis: Axes) -> None:
    for i, oracle in enumerate(ORACLES):
        polynomial = [max(predicted(oracle, c), PRECISION) for c in CONDITIONS]
        axis.plot(CONDITIONS, polynomial, color=f"C{i}", label=oracle.name)
        axis.plot(CONDITIONS, [error(oracle, c) for c in CONDITIONS], "+", color=f"C{i}", ms=5)
    axis.plot(CONDITIONS, [error(EXACT, c) for c in CONDITIONS], "k+", ms=5)
    axis.plot(CONDITIONS, CONDITIONS * PRECISION, "k:", lw=1, label=r"exact polar factor: $2^{-52}\kappa$")
    axis.plot([], [], "k+", label="measured on a matrix")
    axis.set(xscale="log", yscale="log", xlabel=r"condition number $\kappa$", ylim=(1e-17, 10),
             title=r"error $\Vert d+UV^\top\Vert$, and $\max|p(s_i)-1|$")  # fmt: skip


def _deltas(axis: Axes) -> None:
    for i, oracle in enumerate(ORACLES):
        assert oracle.lmo is not None
        axis.plot(CONDITIONS, [accuracy(oracle, c).delta for c in CONDITIONS], "+-", color=f"C{i}", ms=5, lw=1)
        axis.axhline(oracle.lmo.certified(NORM).delta, color=f"C{i}", ls="--", lw=1)
    axis.plot([], [], "--", color="0.5", lw=1, label="certified for every matrix")
    axis.plot([], [], "+-", color="0.5", lw=1, label="measured")
    axis.set(xscale="log", xlabel=r"condition number $\kappa$", ylim=(-0.2, 0.9), title=r"$\delta$ of T8")
    axis.legend(fontsize=6, loc="upper right")


def _runs(axis: Axes) -> None:
    for color, oracle in SHOWN.items():
        case = replace(run_case(oracle), seeds=range(SEEDS))
        k, values = measured(THEOREM, case)
        shown = k >= 10
        width = 3.0 if oracle is EXACT else 1.2  # the others lie on it, nearly
        axis.plot(k[shown], values.mean(axis=1)[shown], color=color, lw=width)
        axis.plot(k[shown], THEOREM.bound(case, k)[shown], "--", color=color, lw=1)
    axis.plot([], [], "--", color="0.5", lw=1, label="bound of T8")
    axis.plot([], [], "-", color="0.5", label="measured")
    axis.plot([], [], "k-", lw=3, label="exact polar factor")
    axis.set(xscale="log", yscale="log", xlabel="iterations $K$",
             title=r"$\frac{1}{K}\sum_{k<K}E\,\Vert\nabla f(x_k)\Vert_*$ of a run")  # fmt: skip
    axis.legend(fontsize=6, loc="upper right")


def draw() -> Figure:
    """The figure."""
    figure, axes = plt.subplots(1, 3, figsize=(8.5, 3.4))
    for axis, panel in zip(axes, (_errors, _deltas, _runs), strict=True):
        panel(axis)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure


def caption() -> str:
    """All parameters and seeds."""
    lines = [
        f"Matrices {NORM.shape} with singular values in geometric progression from 1 to 1/kappa. Certified (delta, tau): "
        + ", ".join(
            f"{o.name}: ({o.lmo.certified(NORM).delta:.4f}, {o.lmo.certified(NORM).tau:.4f})" for o in ORACLES if o.lmo
        ),
        f"Run: mean over seeds 0 to {SEEDS - 1}, root seed 0; black is the exact oracle. {THEOREM.statement}",
    ]
    for oracle in SHOWN.values():
        case = run_case(oracle)
        lines.append(f"{oracle.name}: {case.method!r}; {case.noise!r}; K = {case.iterations}")
    return "\n".join(lines) + "\n"
