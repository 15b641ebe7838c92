"""Orthogonal-SGDM stuck at the median of the noise, the trust-region method going on (theory.md 12.2 to 12.4)."""

from __future__ import annotations

import functools

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from ntr.methods import OrthogonalSGDM, TrustRegion
from proofs_checks.muon_vs_osgdm import LIMITS, check

_curves = functools.cache(check)


def draw() -> Figure:
    """The figure."""
    figure, axes = plt.subplots(1, 2, figsize=(7, 3.2))
    for axis, (example, limit) in zip(axes, LIMITS.items(), strict=True):
        for i, curve in enumerate(c for c in _curves() if c.example == example):
            method = curve.case.method
            assert isinstance(method, OrthogonalSGDM | TrustRegion)
            stuck = isinstance(method, OrthogonalSGDM)
            label = rf"{'Orthogonal-SGDM' if stuck else 'trust region'}, $\alpha={method.momentum:g}$"
            axis.plot(curve.walked, curve.gradient, "--" if stuck else "-", color=f"C{i % 3}", label=label)
        axis.axhline(limit, color="k", lw=0.8, label="exact limit of Orthogonal-SGDM")
        axis.set(title=example, xlabel=r"path length $\eta k$", ylim=(0, None))
    axes[0].set_ylabel(r"$E\,\Vert\nabla f(x_k)\Vert_*$")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure


def caption() -> str:
    """All parameters and seeds, and the caveat of theory.md 12.4."""
    lines = ["Mean over seeds. At a fixed momentum the trust-region method is biased too: it needs alpha -> 0."]
    for c in _curves():
        case = c.case
        lines.append(f"{c.example}: {case.method!r}; {case.noise!r}; x0 = {case.x0.tolist()}; K = {case.iterations}; "
                     f"seeds 0 to {len(case.seeds) - 1}; root seed {case.root_seed}")  # fmt: skip
    return "\n".join(lines) + "\n"
