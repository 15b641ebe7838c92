"""T4: the measurement under the bound stacked from its terms, in l_2, l_inf and the spectral norm."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.style import caption as describe
from figures.style import stacked
from ntr.case import Case
from ntr.norms import L2, LInf, Spectral
from ntr.theorems.star_convex_decay import THEOREM
from problems import Gaussian, Separable, StarExponential
from proofs_checks.catalogue import decaying

LABEL = r"$E\,F(x_K)-F^*$"


def panels(iterations: int = 1000) -> list[tuple[str, Case]]:
    """The cases, one per panel."""
    generator = np.random.default_rng(0)
    vector = Separable(StarExponential(), 0.5 * generator.normal(size=20))
    matrix = Separable(StarExponential(), 0.5 * generator.normal(size=(5, 4)))
    noise = Gaussian(1.0)
    return [
        (r"$\ell_2$", decaying(vector, L2((20,)), noise, 0.1, iterations, 3.0)),
        (r"$\ell_\infty$", decaying(vector, LInf((20,)), noise, 0.1, iterations, 3.0)),
        ("spectral", decaying(matrix, Spectral((5, 4)), noise, 0.1, iterations, 3.0)),
    ]


def draw(iterations: int = 1000) -> Figure:
    """The figure."""
    return stacked(THEOREM, panels(iterations), LABEL)


def caption(iterations: int = 1000) -> str:
    """All parameters and seeds."""
    return describe(THEOREM, panels(iterations))
