"""The atlas of tightness: the largest measured/bound by theorem, norm, momentum and noise, over the cases of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from ntr.case import Case
from ntr.cvx import ACCURACY
from ntr.norm import Norm
from ntr.norms import Lp, Schatten
from proofs_checks.check import Check
from proofs_checks.memo import Memo
from proofs_checks.tightness import evaluate

Axis = Literal["norm", "momentum", "noise"]
AXES: tuple[Axis, ...] = ("norm", "momentum", "noise")
MOMENTA = ("1", "[0.1, 1)", "[0.01, 0.1)", "< 0.01", "schedule")
NONE = "none"


@dataclass(frozen=True)
class Cell:
    """The largest measured/bound of a theorem on one case.

    Attributes
    ----------
    theorem : str
        stem/form.
    problem : str
        What the case is called in tables.
    norm : str
        The kind of the norm, such as "Lp3".
    momentum : str
        A class of `MOMENTA`; the weight of the new gradient.
    noise : str
        The kind of the noise, or "none".
    ratio : float
    iterations : int
        After how many iterations.
    """

    theorem: str
    problem: str
    norm: str
    momentum: str
    noise: str
    ratio: float
    iterations: int


class Grid(NamedTuple):
    """The largest ratio by theorem and class.

    Attributes
    ----------
    theorems : tuple of str
        In the order of the cells.
    classes : tuple of str
    cells : dict of (theorem, class) to Cell
        The case with the largest ratio; what is not there was not run.
    """

    theorems: tuple[str, ...]
    classes: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]


def cells(checks: Sequence[Check], memo: Memo | None = None, told: Callable[[], None] = lambda: None) -> list[Cell]:
    """One cell for each check of a bound; tuned runs are left out, as their bound is what they are tuned for."""
    found = []
    for check in checks:
        if check.target is None:
            ratio, iterations, _ = evaluate(check.theorem, check.case, memo)
            found.append(Cell(check.theorem.name, check.problem, *classes(check.case), ratio, iterations))
        told()
    return found


def quick(check: Check) -> bool:
    """Whether a run of it takes about a second at most: no digits, and no convex program in every step."""
    case = check.case
    return check.target is None and case.x0.size <= 64 and case.method.norm.tolerance < ACCURACY


def classes(case: Case) -> tuple[str, str, str]:
    """The kinds of norm, momentum and noise of a case."""
    momentum: Any = getattr(case.method, "momentum", 1.0)
    return kind(case.method.norm), _momentum(momentum), NONE if case.setting.sigma == 0 else type(case.noise).__name__


def kind(norm: Norm) -> str:
    """The class of a norm, with its exponent."""
    return type(norm).__name__ + (f"{norm.p:g}" if isinstance(norm, Lp | Schatten) else "")


def _momentum(value: Any) -> str:
    if callable(value):
        return "schedule"
    return next(name for name, least in zip(MOMENTA, (1.0, 0.1, 0.01, 0.0), strict=False) if value >= least)


def grid(cells: Sequence[Cell], axis: Axis) -> Grid:
    """The largest ratio of every theorem in every class of one axis."""
    best: dict[tuple[str, str], Cell] = {}
    for cell in cells:
        key = (cell.theorem, getattr(cell, axis))
        if key not in best or cell.ratio > best[key].ratio:
            best[key] = cell
    names = dict.fromkeys(getattr(cell, axis) for cell in cells)
    order = [name for name in MOMENTA if name in names] if axis == "momentum" else sorted(names, key=_order)
    return Grid(tuple(dict.fromkeys(cell.theorem for cell in cells)), tuple(order), best)


def _order(name: str) -> tuple[bool, str]:
    """Without noise first, then by name."""
    return (name != NONE, name)
