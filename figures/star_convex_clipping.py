"""T3: the measurement under the bound stacked from its terms, on boxes in l_inf and on a ball in l_2."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.style import caption as describe
from figures.style import stacked
from ntr.case import Case
from ntr.norms import L2, LInf
from ntr.regularizers import Ball, Box
from ntr.theorems.star_convex_clipping import STATEMENTS
from problems import Gaussian, Linear, Quadratic, Rademacher, Saturating, Separable
from proofs_checks.star_convex_clipping import clipped

LABEL = r"$E\,F(x_K)-F^*$"
_FORM = next(theorem for theorem in STATEMENTS if theorem.form == "sharp")


def panels(iterations: int = 1000) -> list[tuple[str, Case]]:
    """The cases, one per panel."""
    center = np.array([0.3, -0.2, 0.1, -0.3])
    linear = Linear(0.25 * np.ones(4), curvature=0.1, regularizer=Box(-1.0, 1.0))
    quadratic = Quadratic(np.eye(4), 5 * center, regularizer=Ball(L2((4,)), 1.0))
    saturating = Separable(Saturating(), center, regularizer=Box(-0.7, 0.7))
    return [
        (r"edge, box, $\ell_\infty$", clipped(linear, LInf((4,)), Rademacher(1.0), 0.1, iterations, x0=np.ones(4))),
        (r"minimizer cut off, ball, $\ell_2$", clipped(quadratic, L2((4,)), Gaussian(0.5), 0.3, iterations)),
        (
            r"saturating, box, $\ell_\infty$",
            clipped(saturating, LInf((4,)), Rademacher(0.2), 0.1, iterations, 0.7 * np.ones(4)),
        ),
    ]


def draw(iterations: int = 1000) -> Figure:
    """The figure."""
    return stacked(_FORM, panels(iterations), LABEL)


def caption(iterations: int = 1000) -> str:
    """All parameters and seeds."""
    return describe(_FORM, panels(iterations))
