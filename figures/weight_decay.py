"""F(x_k) grows without weight decay and stays below T4 with it; where x* is cut off it stops at a floor (theory.md 4, 5)."""

from __future__ import annotations

import functools

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from figures.kept import objectives
from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import parameters
from ntr.trajectory import log_spaced
from proofs_checks.weight_decay import DECAY, DISTANCES, MOMENTA, THEOREM, expected, floor, pull, walk


def _cases() -> list[Case]:
    return [walk(a, decay) for a in MOMENTA for decay in (0.0, DECAY)] + [pull(distance) for distance in DISTANCES]


@functools.cache
def _mean(i: int) -> tuple[Array, Array]:
    """k, and E F(x_k) - F* of a case."""
    case = _cases()[i]
    k, values = objectives(case, log_spaced(case.iterations, 24))
    return k, values.mean(axis=1)


def draw() -> Figure:
    """The figure."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 3.2))
    cases = _cases()
    walks = 2 * len(MOMENTA)
    for i, case in enumerate(cases[:walks]):
        _, a, decay = parameters(case.method)
        k, mean = _mean(i)
        color = f"C{i // 2}"
        left.plot(k, mean, "-" if decay else "--", color=color, label=rf"$\alpha={a:g}$, $\beta={decay:g}$")
        if decay:
            left.plot(k, THEOREM.bound(case, k), ":", color=color, label=rf"bound of T4, $\alpha={a:g}$")
        elif a == 1:
            shown = k[k >= 100][::6]
            left.plot(shown, expected(case, shown), "k+", ms=5, label="exact")
    for i, (case, distance) in enumerate(zip(cases[walks:], DISTANCES, strict=True)):
        right.plot(*_mean(walks + i), color=f"C{i}", label=rf"$|x^*|={distance:g}\,\eta/\beta$")
        if floor(case):
            label = r"floor $(|x^*|-\eta/\beta)^2/2$" if distance == DISTANCES[-1] else None
            right.axhline(floor(case), color=f"C{i}", ls=":", lw=1, label=label)
    left.set_title("with and without weight decay")
    left.set_ylim(5e-3, 2e3)  # room for the legend
    right.set_title(r"the constraint $|x^*|\leq\eta/\beta$")
    for axis in (left, right):
        axis.set(xscale="log", yscale="log", xlabel="iterations $k$", ylabel=r"$E\,F(x_k)-F^*$")
    left.legend(fontsize=6, ncols=2, loc="upper center")
    right.legend(fontsize=6, loc="lower left")
    return figure


def caption() -> str:
    """All parameters and seeds."""
    lines = ["Mean over seeds. The steps are the same with and without decay; D = eta/beta = 1."]
    for case in _cases():
        lines.append(f"{case.method!r}; {case.problem!r}; {case.noise!r}; x0 = {case.x0.tolist()}; K = {case.iterations}; "
                     f"seeds 0 to {len(case.seeds) - 1}; root seed {case.root_seed}")  # fmt: skip
    return "\n".join(lines) + "\n"
