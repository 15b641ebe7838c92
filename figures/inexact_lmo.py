"""T8: the measurement under the bound stacked from its terms: Muon's oracle, Polar Express, and a spoilt one in l_2."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.style import caption as describe
from figures.style import stacked
from ntr.case import Case
from ntr.lmos import NewtonSchulz, Perturbed, PolarExpress
from ntr.methods import TrustRegion
from ntr.norms import L2, Spectral
from ntr.theorems.inexact_lmo import THEOREM
from problems import Gaussian, Saturating, Separable
from proofs_checks.catalogue import descending
from proofs_checks.inexact_lmo import measured_accuracy, spoilt

LABEL = r"$\frac{1}{K}\sum_{k<K}E\,\Vert\nabla f(x_k)\Vert_*$"


def panels(iterations: int = 500) -> list[tuple[str, Case]]:
    """The cases, one per panel."""
    generator = np.random.default_rng(0)
    vector = Separable(Saturating(), 0.5 * generator.normal(size=20))
    matrix = Separable(Saturating(), 0.5 * generator.normal(size=(5, 4)))
    spectral = descending(matrix, Spectral((5, 4)), Gaussian(1.0), 0.1, iterations)
    euclidean = descending(vector, L2((20,)), Gaussian(1.0), 0.1, iterations)
    return [
        ("spectral, Newton-Schulz (Muon)", spoilt(spectral, NewtonSchulz())),
        ("spectral, Polar Express", spoilt(spectral, PolarExpress())),
        (r"$\ell_2$, $\delta=0.3$, $\tau=1.2$", spoilt(euclidean, Perturbed(0.3, 1.2))),
    ]


def draw(iterations: int = 500) -> Figure:
    """The figure."""
    return stacked(THEOREM, panels(iterations), LABEL)


def caption(iterations: int = 500) -> str:
    """All parameters and seeds, and the accuracies of the oracles: certified for all arguments, and measured in the run."""
    lines = []
    for title, case in panels(iterations):
        assert isinstance(case.method, TrustRegion)
        certified, measured = case.method.accuracy, measured_accuracy(case)
        lines.append(
            f"{title}: certified delta = {certified.delta:.4f}, tau = {certified.tau:.4f}; measured over the run "
            f"delta = {measured.delta:.4f}, tau = {measured.tau:.4f} (seeds 0 to {len(case.seeds) - 1})"
        )
    return describe(THEOREM, panels(iterations)) + "\n".join(lines) + "\n"
