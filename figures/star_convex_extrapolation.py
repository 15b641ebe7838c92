"""T6: the measurement under the bound stacked from its terms, in l_2, l_inf and the spectral norm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from figures.style import caption as describe
from figures.style import stacked
from ntr.case import Case, Setting
from ntr.norms import LInf, Spectral
from ntr.theorems.star_convex_extrapolation import STATEMENTS
from problems import LogCosh, Rademacher, Separable, StarExponential
from proofs_checks import instances_star_convex

LABEL = r"$E\,F(x_K)-F^*$"
_FORM = next(theorem for theorem in STATEMENTS if theorem.form == "sharp")


def panels(epsilon: float = 0.25) -> list[tuple[str, Case]]:
    """The cases, one per panel, each at the theorem's own parameters for epsilon."""
    slope = Separable(LogCosh(0.5, 0.25), -3.0 * np.ones(4))
    matrix = Separable(StarExponential(), np.array([[-0.3, 0.1], [0.0, -0.4]]))
    settings = [
        (r"edge, $\ell_2$", instances_star_convex.soft_edge(epsilon)),
        (r"edge, $\ell_\infty$, $d=4$", Setting(slope, LInf((4,)), Rademacher(0.5), np.ones(4), range(32), 0, 1.0)),
        (
            "star exponential, spectral",
            Setting(matrix, Spectral((2, 2)), Rademacher(0.1), np.eye(2), range(32), 0, 1.0),
        ),
    ]
    assert _FORM.tuned is not None
    return [(title, _FORM.tuned(replace(setting, seeds=range(32)), epsilon)) for title, setting in settings]


def draw(epsilon: float = 0.25) -> Figure:
    """The figure."""
    return stacked(_FORM, panels(epsilon), LABEL)


def caption(epsilon: float = 0.25) -> str:
    """All parameters and seeds."""
    return describe(_FORM, panels(epsilon))
