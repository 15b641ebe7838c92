"""A theorem of the user: the measurement under the bound stacked from its terms, in up to three norms of the catalogue."""

from __future__ import annotations

from matplotlib.figure import Figure

from figures.style import caption as describe
from figures.style import stacked
from ntr.case import Case
from ntr.norm import Norm
from ntr.theorem import Theorem
from proofs_checks import own_theorem
from proofs_checks.table import norm_name

PANELS = 3
LONG = 20  # a shorter run shows no curve, and is taken only where there is no longer one


def panels(theorem: Theorem, norm: Norm | None = None) -> list[tuple[str, Case]]:
    """Cases that meet the hypotheses, one of each kind of norm, the longer runs first."""
    checks = [check for check in own_theorem.checks(theorem, norm=norm).checks if check.target is None]
    found: dict[type[Norm], tuple[str, Case]] = {}
    for check in sorted(checks, key=lambda check: check.case.iterations < LONG):
        kind = check.case.method.norm
        found.setdefault(type(kind), (f"{check.problem}, {norm_name(kind)}", check.case))
    return list(found.values())[:PANELS]


def draw(theorem: Theorem, norm: Norm | None = None) -> Figure:
    """The figure of a theorem; see `proofs_checks.own_theorem.checks` for what it raises."""
    return stacked(theorem, panels(theorem, norm), f"{theorem.name}: measured")


def caption(theorem: Theorem, norm: Norm | None = None) -> str:
    """The statement, and all parameters and seeds."""
    return describe(theorem, panels(theorem, norm))
