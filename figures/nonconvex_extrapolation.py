"""T5: the measurement under the bound stacked from its terms, in l_2, l_inf and the spectral norm."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.style import caption as describe
from figures.style import stacked
from ntr.case import Case
from ntr.norms import L2, LInf, Spectral
from ntr.theorems.nonconvex_extrapolation import STATEMENTS
from problems import Gaussian, Saturating, Separable
from proofs_checks.nonconvex_extrapolation import extrapolating

LABEL = r"$\frac{1}{K}\sum_{k<K}E\,\Vert\nabla f(x_k)\Vert_*$"
_FORM = next(theorem for theorem in STATEMENTS if theorem.form == "zero")


def panels(iterations: int = 1000) -> list[tuple[str, Case]]:
    """The cases, one per panel."""
    generator = np.random.default_rng(0)
    vector = Separable(Saturating(), 0.5 * generator.normal(size=20))
    matrix = Separable(Saturating(), 0.5 * generator.normal(size=(5, 4)))
    noise = Gaussian(0.5)
    return [
        (r"$\ell_2$", extrapolating(vector, L2((20,)), noise, 0.1, iterations)),
        (r"$\ell_\infty$", extrapolating(vector, LInf((20,)), noise, 0.05, iterations)),
        ("spectral", extrapolating(matrix, Spectral((5, 4)), noise, 0.1, iterations)),
    ]


def draw(iterations: int = 1000) -> Figure:
    """The figure."""
    return stacked(_FORM, panels(iterations), LABEL)


def caption(iterations: int = 1000) -> str:
    """All parameters and seeds."""
    return describe(_FORM, panels(iterations))
