"""T1 in l_2: the exact worst case over all functions, by semidefinite programs, under the bounds."""

from __future__ import annotations

import functools

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from figures.kept import remember
from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.norms import L2
from ntr.theorems.nonconvex_deterministic import STATEMENTS
from problems import Quadratic
from proofs_checks.exact import EUCLIDEAN_GAP
from proofs_checks.pep import worst_gradient
from proofs_checks.tight_cases import NOISELESS

RADIUS = 0.1
COUNTS = np.arange(1.0, 11.0)
# The forms whose measured quantity is a mean or a least one over k = 1..K, and so bound what is computed here.
FORMS = {"paper": "paper", "zero_min": "$R=0$", "euclidean": "Euclidean"}


@functools.cache
def worst() -> Array:
    """The largest min_{1<=k<=K} ||grad f(x_k)||_2 in units of L eta, K = 1..10."""
    return np.array([remember(worst_gradient, int(count), EUCLIDEAN_GAP, 1.0, 1.0) for count in COUNTS])


def bounds() -> dict[str, Array]:
    """The bounds of T1 in units of L eta, for a function with L = 1 and f(x_0) - inf f = EUCLIDEAN_GAP eta^2."""
    x0 = np.array([RADIUS * np.sqrt(2 * EUCLIDEAN_GAP)])
    case = Case(Quadratic(np.eye(1)), NOISELESS, TrustRegion(L2((1,)), RADIUS), x0, int(COUNTS[-1]), range(1))
    forms = {theorem.form: theorem for theorem in STATEMENTS}
    return {label: forms[form].bound(case, COUNTS) / RADIUS for form, label in FORMS.items()}


def draw() -> Figure:
    """The figure."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 3))
    for (label, bound), style in zip(bounds().items(), ("--", "-.", "-"), strict=True):
        left.plot(COUNTS, bound, style, label=f"bound of T1, {label}")
        right.plot(COUNTS, bound / worst(), style)
    left.plot(COUNTS, worst(), "ko", ms=4, label="exact worst case")
    right.axhline(1.0, color="k", lw=0.8)
    left.set(
        xlabel="iterations $K$", ylabel=r"$\min_{1\leq k\leq K}\Vert\nabla f(x_k)\Vert_2\,/\,(L\eta)$", ylim=(0, None)
    )
    right.set(xlabel="iterations $K$", ylabel="bound / worst case", ylim=(0.9, None))
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure


def caption() -> str:
    """The family of functions, and the numbers."""
    lines = [
        "Normalized gradient descent in l_2 on all functions with L-Lipschitz gradient in any dimension, R = 0, "
        f"f(x_0) - inf f = {EUCLIDEAN_GAP:g} L eta^2: the largest min of ||grad f(x_k)||_2 over k = 1..K, by semidefinite "
        "programs over the interpolation conditions (theory.md section 2), and the bounds of T1 for the same constants."
    ]
    for index, count in enumerate(COUNTS):
        values = ", ".join(f"{label} {bound[index]:.4f}" for label, bound in bounds().items())
        lines.append(f"K = {count:g}: worst case {worst()[index]:.4f}; bounds: {values}")
    return "\n".join(lines) + "\n"
