"""T4: the measurement under the bound stacked from its terms, in l_2, l_inf and the spectral norm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from figures.style import caption as describe
from figures.style import stacked
from ntr.case import Case, Setting
from ntr.norms import Spectral
from ntr.theorems.star_convex_decay import STATEMENTS
from problems import Rademacher, Separable, StarExponential
from proofs_checks import instances

LABEL = r"$E\,F(x_K)-F^*$"
_FORM = next(theorem for theorem in STATEMENTS if theorem.form == "sharp")


def panels(epsilon: float = 0.25) -> list[tuple[str, Case]]:
    """The cases, one per panel, each at the theorem's own parameters for epsilon."""
    matrix = Separable(StarExponential(), np.array([[-0.3, 0.1], [0.0, -0.4]]))
    spectral = Setting(matrix, Spectral((2, 2)), Rademacher(0.1), np.eye(2), range(32), domain_radius=1.0)
    settings = [
        (r"edge, $\ell_2$", instances.edge(epsilon)),
        (r"edge, $\ell_\infty$, $d=4$", instances.edge_linf(epsilon)),
        ("star exponential, spectral", spectral),
    ]
    assert _FORM.tuned is not None
    return [(title, _FORM.tuned(replace(setting, seeds=range(32)), epsilon)) for title, setting in settings]


def draw(epsilon: float = 0.25) -> Figure:
    """The figure."""
    return stacked(_FORM, panels(epsilon), LABEL)


def caption(epsilon: float = 0.25) -> str:
    """All parameters and seeds."""
    return describe(_FORM, panels(epsilon))
