"""Weight clipping (T3) against weight decay (T4): paths in the plane, bounds, prescribed iterations, and their ratio."""

from __future__ import annotations

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.kept import objectives
from proofs_checks.clipping_vs_decay import DIRECTION, DOMAIN, START, THEOREMS, path, prescribed, setting
from proofs_checks.trajectories import path as trajectory

CUT_OFF, INSIDE = 1.5, 0.5  # ||x*||/D of the paths and of the curves
EPSILONS = np.geomspace(0.5, 0.01, 12)


def _plane(axis: Axes) -> None:
    grid = np.linspace(-1.35, 1.75, 160)
    x = np.stack(np.meshgrid(grid, grid), axis=-1)
    center = CUT_OFF * DOMAIN * DIRECTION
    axis.contour(grid, grid, ((x - center) ** 2).sum(axis=-1) / 2, levels=8, colors="0.85", linewidths=0.7)
    corners = DOMAIN * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
    axis.plot(*corners.T, "k-", lw=0.8, label=r"$\Vert x\Vert_\infty=D=\eta/\beta$")
    for i, kind in enumerate(THEOREMS):
        axis.plot(*trajectory(path(kind, CUT_OFF)).T, color=f"C{i}", lw=1, label=kind)
    axis.plot(*center, "k*", ms=7)
    axis.plot(*START, "ko", ms=3)
    axis.annotate("$x^*$", (center[0], center[1]), textcoords="offset points", xytext=(-3, 7))
    axis.set(aspect="equal", xlabel="$x_1$", ylabel="$x_2$", title="the minimizer is cut off, one seed")
    axis.legend(fontsize=6, loc="upper right")


def _bounds(axis: Axes) -> None:
    for i, (kind, theorem) in enumerate(THEOREMS.items()):
        case = path(kind, INSIDE)
        k, values = objectives(replace(case, seeds=range(256)))
        axis.plot(k, values.mean(axis=1), color=f"C{i}", label=kind)
        axis.plot(k, theorem.bound(case, k), "--", color=f"C{i}", label=f"bound of {'T3' if i == 0 else 'T4'}")
    axis.set(
        xscale="log", yscale="log", xlabel="iterations $k$", ylabel=r"$E\,F(x_k)-F^*$", title="the same step and noise"
    )
    axis.legend(fontsize=6)


def _iterations(axis: Axes) -> None:
    for i, kind in enumerate(THEOREMS):
        prescription = [prescribed(kind, INSIDE, epsilon) for epsilon in EPSILONS]
        axis.plot(1 / EPSILONS, prescription, "o-", ms=3, color=f"C{i}", label=f"{kind}, {'T3' if i == 0 else 'T4'}")
    log = np.log(8 * float(setting("decay", INSIDE).problem.objective(START)) / EPSILONS)
    axis.plot(1 / EPSILONS, prescription[-1] * (log / log[-1]) * (EPSILONS / EPSILONS[-1]) ** -3, "k:", lw=1,
              label=r"$\epsilon^{-3}\log(8\Phi_0/\epsilon)$")  # fmt: skip
    axis.set(xscale="log", yscale="log", xlabel=r"$1/\epsilon$", ylabel="prescribed $K$", title="the same rate")
    axis.legend(fontsize=6)


def _ratio(axis: Axes) -> None:
    shares = np.linspace(0, 1, 11)
    ratios = [prescribed("decay", float(s), 1e-3) / prescribed("clipping", float(s), 1e-3) for s in shares]
    axis.plot(shares, ratios, "o", ms=3, label=r"own parameters, $\epsilon=10^{-3}$")
    axis.plot(shares, 2 / (1 + shares) ** 4, "k:", lw=1, label=r"$2\,(1+\Vert x^*\Vert/D)^{-4}$")
    axis.axhline(1, color="0.7", lw=0.8)
    axis.set(
        xlabel=r"$\Vert x^*\Vert/D$", ylabel="$K$ of decay / $K$ of clipping", yscale="log", title="other constants"
    )
    axis.legend(fontsize=6)


def draw() -> Figure:
    """The figure."""
    figure, axes = plt.subplots(2, 2, figsize=(7, 5.6))
    for axis, panel in zip(axes.flat, (_plane, _bounds, _iterations, _ratio), strict=True):
        panel(axis)
    return figure


def caption() -> str:
    """All parameters and seeds."""
    lines = ["Paths: seed 0; curves: mean over seeds 0 to 255; root seed 0. The noise of both methods is the same."]
    for share in (CUT_OFF, INSIDE):
        for kind in THEOREMS:
            case = path(kind, share)
            lines.append(f"{kind}: {case.method!r}; {case.problem!r}; {case.noise!r}; x0 = {START.tolist()}; "
                         f"K = {case.iterations}")  # fmt: skip
    lines.append(
        "Prescribed K: the sharp forms of T3 and T4 with Rademacher(0.05), ||x*|| = D/2, eps from 0.5 to 0.01."
    )
    return "\n".join(lines) + "\n"
