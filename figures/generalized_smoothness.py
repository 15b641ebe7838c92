"""T10: the measurement under the bound stacked from its terms, for cosh in l_2, l_inf and the spectral norm."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.style import caption as describe
from figures.style import stacked
from ntr.case import Case
from ntr.norms import L2, LInf, Spectral
from ntr.theorems.generalized_smoothness import THEOREM
from problems import Cosh, Gaussian, Separable
from proofs_checks.generalized_smoothness import clipping

LABEL = r"$\frac{1}{K}\sum_{k<K}E\,\Vert\nabla f(x_k)\Vert_*$"


def panels(iterations: int = 500) -> list[tuple[str, Case]]:
    """The cases, one per panel."""
    generator = np.random.default_rng(0)
    vector = Separable(Cosh(2.0), 1.5 * generator.normal(size=6))
    matrix = Separable(Cosh(2.0), generator.normal(size=(3, 2)))
    return [
        (r"$\ell_2$", clipping(vector, L2((6,)), Gaussian(1.0), 0.2, iterations)),
        (r"$\ell_\infty$", clipping(vector, LInf((6,)), Gaussian(1.0), 0.2, iterations)),
        ("spectral", clipping(matrix, Spectral((3, 2)), Gaussian(1.0), 0.2, iterations)),
    ]


def draw(iterations: int = 500) -> Figure:
    """The figure."""
    return stacked(THEOREM, panels(iterations), LABEL)


def caption(iterations: int = 500) -> str:
    """All parameters and seeds."""
    return describe(THEOREM, panels(iterations))
