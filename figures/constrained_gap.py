"""T7: the Frank-Wolfe gap under the bound stacked from its terms, in l_2, l_inf and the spectral norm."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.style import caption as describe
from figures.style import stacked
from ntr.case import Case
from ntr.norms import L2, LInf, Spectral
from ntr.theorems.constrained_gap import STATEMENTS
from problems import Gaussian, Linear, Rademacher, Saturating, Separable
from proofs_checks.catalogue import decaying

LABEL = r"$\frac{1}{K}\sum_{k<K}E\,\mathrm{gap}_D(x_k)$"
_FORM = next(theorem for theorem in STATEMENTS if theorem.form == "sharp")


def panels(iterations: int = 1000) -> list[tuple[str, Case]]:
    """The cases, one per panel."""
    generator = np.random.default_rng(0)
    vector = Separable(Saturating(), generator.normal(size=10))
    matrix = Separable(Saturating(), generator.normal(size=(4, 3)))
    edge = Linear(np.full(4, 0.25), curvature=0.1)
    return [
        (r"saturating, $\ell_2$", decaying(vector, L2((10,)), Gaussian(0.5), 0.1, iterations, 1.0, factor=4.0)),
        (r"edge, $\ell_\infty$", decaying(edge, LInf((4,)), Rademacher(0.5), 0.1, iterations, 1.0, np.ones(4), 4.0)),
        ("saturating, spectral", decaying(matrix, Spectral((4, 3)), Gaussian(0.5), 0.1, iterations, 1.0, factor=4.0)),
    ]


def draw(iterations: int = 1000) -> Figure:
    """The figure."""
    return stacked(_FORM, panels(iterations), LABEL)


def caption(iterations: int = 1000) -> str:
    """All parameters and seeds."""
    return describe(_FORM, panels(iterations))
