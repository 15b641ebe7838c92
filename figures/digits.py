"""The ball that weight decay keeps the weights in, on the digits, and what it does to the test loss, in three norms."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from proofs_checks.digits import GEOMETRIES, MOMENTUM, SEEDS, STEPS, case, held_out_loss, sizes

SHARES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)  # of the D of the claims


def draw() -> Figure:
    """The figure."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 3))
    stops = range(1, STEPS + 1)
    for i, geometry in enumerate(GEOMETRIES):
        color, domain = f"C{i}", geometry.domain
        for chosen, style in ((domain, "-"), (np.inf, "--")):
            mean = sizes(case(geometry, chosen), stops).mean(axis=1) / domain
            left.plot(stops, mean, style, color=color, label=geometry.name if chosen == domain else None)
        losses = [held_out_loss(case(geometry, share * domain)).mean() for share in SHARES]
        right.plot(np.multiply(SHARES, domain), losses, "o-", ms=3, color=color, label=geometry.name)
        right.axhline(held_out_loss(case(geometry, np.inf)).mean(), color=color, ls="--", lw=0.8)
    left.axhline(1, color="k", lw=0.8, ls=":", label=r"$\eta/\beta=D$")
    left.plot([], [], "k--", label="no decay")
    left.set(xlabel="iterations $k$", ylabel=r"$\Vert W_k\Vert/D$ in the norm of the method", title="the constraint")
    right.axhline(np.log(10), color="k", lw=0.8, ls=":", label=r"$\log 10$, at $W_0=0$")
    right.plot([], [], "k--", lw=0.8, label="no decay")
    right.set(xscale="log", xlabel=r"$\eta/\beta$", ylabel="test loss at $W_K$", ylim=(0, None), title=f"$K={STEPS}$")
    for axis in (left, right):
        axis.legend(fontsize=6)
    return figure


def caption() -> str:
    """All parameters and seeds."""
    lines = [
        f"Softmax regression on the digits, Minibatch(32), alpha = {MOMENTUM:g}, K = {STEPS}, mean over seeds 0 to {SEEDS - 1}, "
        "root seed 0; the images i with i mod 5 = 4 judge. `ntr compare --problem digits` has the tuned comparison with others."
    ]
    lines += [f"{g.name}: {g.norm!r}, eta = {g.radius:g}, D = {g.domain:g}" for g in GEOMETRIES]
    return "\n".join(lines) + "\n"
