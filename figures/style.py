"""The panel that the theorem figures share: the measurement under the bound stacked from its terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from figures.kept import measured
from ntr.case import Case
from ntr.theorem import Theorem
from proofs_checks.statistics import limits

STYLE = "ntr.theory"  # ntr/theory.mplstyle: plt.style.use(STYLE) works anywhere
SHOWN = 12.0  # the part of the run where the bound is at most this multiple of its last value
SEEDS = 256  # the limits of fewer seeds are wide, as they must hold for every distribution
LEVEL = 0.01  # of each limit of the confidence band


def _seeded(panels: Sequence[tuple[str, Case]]) -> list[tuple[str, Case]]:
    """The panels with the seeds of a figure: one without noise."""
    return [(title, replace(case, seeds=range(SEEDS if case.setting.sigma > 0 else 1))) for title, case in panels]


def stacked(theorem: Theorem, panels: Sequence[tuple[str, Case]], label: str) -> Figure:
    """One panel per case: terms stacked, their sum, and the measured mean with its band over seeds."""
    figure, axes = plt.subplots(1, len(panels), figsize=(3 * len(panels), 3), squeeze=False)
    for axis, (title, case) in zip(axes[0], _seeded(panels), strict=True):
        theorem.require(case)
        iterations, values = measured(theorem, case)
        # earlier, the descent term is so large that it would hide the rest
        shown = theorem.bound(case, iterations) <= SHOWN * theorem.bound(case, iterations[-1:])
        k, values = iterations[shown], values[shown]
        terms = {name: np.broadcast_to(term, k.shape) for name, term in theorem.terms(case, k).items()}
        axis.stackplot(k, list(terms.values()), labels=list(terms), alpha=0.45)
        axis.plot(k, theorem.bound(case, k), "k--", lw=1.2, label="bound")
        if values.shape[1] > 1:
            maximum = np.inf if theorem.maximum is None else theorem.maximum(case, k)
            band = limits(values, maximum, lower_level=LEVEL, upper_level=LEVEL)
            axis.fill_between(k, band.lower, band.upper, color="0.3", alpha=0.25, lw=0, label="confidence band")
        axis.plot(k, values.mean(axis=1), "k-", lw=1.5, label="measured")
        axis.set(xscale="log", xlabel="iterations $K$", title=title, ylim=(0, None), xlim=(k[0], k[-1]))
        one_decade = k[-1] < 20 * k[0]  # too few powers of ten for labels: 2, 5 times them too
        axis.xaxis.set_minor_locator(LogLocator(subs=(2.0, 5.0) if one_decade else "all"))
        axis.xaxis.set_minor_formatter(StrMethodFormatter("{x:g}") if one_decade else NullFormatter())
    axes[0, 0].set_ylabel(label)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4)
    return figure


def _described(case: Case) -> str:
    """The problem and x_0; arrays with 5 digits, long ones without their middle. The file of the figure has them exactly."""
    problem = case.problem
    with np.printoptions(precision=5, threshold=100, linewidth=10**6):
        addressed = type(problem).__repr__ is object.__repr__  # another text in every process
        name = f"{type(problem).__name__}{problem.shape}" if addressed else repr(problem)
        return " ".join(f"{name}, x0 = {case.x0!r}".split())


def caption(theorem: Theorem, panels: Sequence[tuple[str, Case]]) -> str:
    """The statement, and all parameters and seeds of every panel."""
    lines = [
        theorem.statement,
        f"Line: mean over seeds; grey band: confidence limits of the mean by e-processes, level {LEVEL:g} on each side.",
    ]
    for title, case in _seeded(panels):
        lines.append(
            f"{title}: {case.method!r}; {_described(case)}; {case.noise!r}; "
            f"K = {case.iterations}; seeds {case.seeds.start} to {case.seeds.stop - 1}; root seed {case.root_seed}"
        )
    return "\n".join(lines) + "\n"
