"""Muon, normalized SGD and signSGD are one method in three norms: equal iterates, and what each of them lowers."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from proofs_checks import equality_references as references
from proofs_checks.equality import SEED, STEPS, inputs, iterates
from proofs_checks.equality_methods import ROUNDING
from proofs_checks.special_cases import RADIUS, SHAPE, SPECIALS

NORMS = ("spectral norm", r"$\ell_2$", r"$\ell_\infty$")


def draw() -> Figure:
    """The figure."""
    figure, axes = plt.subplots(2, 3, figsize=(7, 4.4))
    x0, noise = inputs(SHAPE)
    k = np.arange(1, STEPS + 1)
    for (top, bottom), special, norm in zip(axes.T, SPECIALS, NORMS, strict=True):
        ours, theirs = iterates(special.method(), x0, noise), special.reference(x0, noise)
        top.plot(k, (ours**2).sum(axis=(1, 2)) / 2, label="trust region")
        top.plot(k, (theirs**2).sum(axis=(1, 2)) / 2, "k+", ms=6, label=special.name)
        top.set(title=f"{special.name}: {norm}", xlabel="iterations $k$", ylim=(0, None), xticks=range(0, STEPS + 1, 5))
        top.legend(loc="upper right")
        start, path = special.calm()
        steps = np.arange(len(path))
        for size, curve in zip(special.sizes(start), special.sizes(path).T, strict=True):
            bottom.plot(steps, curve, color="C0", lw=1.2)
            bottom.plot(
                steps[:: max(1, len(steps) // 6)], (size - RADIUS * steps)[:: max(1, len(steps) // 6)], "k+", ms=5
            )
        bottom.set(title=special.lowered, xlabel="iterations $k$", ylim=(0, None))
    axes[0, 0].set_ylabel(r"$\Vert X_k\Vert_F^2/2$, with noise")
    axes[1, 0].set_ylabel("sizes, without noise")
    axes[1, 0].plot([], [], "k+", label=r"$s-\eta k$")
    axes[1, 0].legend(loc="lower left")
    return figure


def caption() -> str:
    """All parameters and seeds."""
    lines = [
        f"f = ||X||_F^2/2, shape {SHAPE}. Above: one path with Gaussian noise, the method and its reference agree to "
        f"{ROUNDING:g}; momentum {1 - references.MU:g}, decay {references.DECAY:g}, eta_k = 0.1/sqrt(k+1), seed {SEED}.",
        f"Below: without noise, momentum and decay, eta = {RADIUS:g}: what each method lowers by eta a step (crosses).",
    ]
    lines += [f"{special.name}: {special.norm!r}" for special in SPECIALS]
    return "\n".join(lines) + "\n"
