"""T9: structured noise, the bound stacked from its terms, and the bound of T2, which sees rho sigma only."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.style import caption as describe
from figures.style import stacked
from ntr.case import Case
from ntr.norms import LInf, Spectral
from ntr.theorems.dual_noise import STATEMENTS
from ntr.theorems.nonconvex_momentum import STATEMENTS as T2
from problems import Minibatch, Saturating, Separable, TwoPoint
from proofs_checks import catalogue
from proofs_checks.catalogue import descending
from proofs_checks.dual_noise import falling

LABEL = r"$\frac{1}{K}\sum_{k<K}E\,\Vert\nabla f(x_k)\Vert_*$"


_FORM = next(theorem for theorem in STATEMENTS if theorem.form == "weighted")
_USUAL = next(theorem for theorem in T2 if theorem.form == "zero")


def panels(iterations: int = 1000) -> list[tuple[str, Case]]:
    """The cases, one per panel."""
    generator = np.random.default_rng(0)
    vector = Separable(Saturating(), 0.5 * generator.normal(size=20))
    matrix = Separable(Saturating(), 0.5 * generator.normal(size=(5, 4)))
    rank_one = TwoPoint(3.0, 0.0, np.ones((5, 4)))
    digits = catalogue.logistic_digits()
    return [
        (r"$\ell_\infty$, $s_i = 1/i$", descending(vector, LInf((20,)), falling(20), 0.3, 10 * iterations)),
        ("spectral, rank one", descending(matrix, Spectral((5, 4)), rank_one, 0.3, 2 * iterations)),
        (r"$\ell_\infty$, digits", descending(digits, LInf((64,)), Minibatch(8), 0.3, iterations // 2)),
    ]


def draw(iterations: int = 1000) -> Figure:
    """The figure; the dotted line is the bound of T2 on the same case."""
    cases = panels(iterations)
    figure = stacked(_FORM, cases, LABEL)
    for axis, (_, case) in zip(figure.axes, cases, strict=True):
        k = np.asarray(axis.lines[0].get_xdata(), dtype=np.float64)
        usual = _USUAL.bound(case, k)
        axis.plot(k, usual, "k:", lw=1.2, label=r"bound of T2, $\rho\sigma$")
        axis.set_ylim(0, 1.05 * float(usual.max()))
    figure.legends[0].remove()
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4)
    return figure


def caption(iterations: int = 1000) -> str:
    """All parameters and seeds."""
    return describe(_FORM, panels(iterations)) + f"Dotted: {_USUAL.statement}\n"
