"""The table of the rules, docs/steps.md: `python -m ntr.steps.table > docs/steps.md`; a test compares the two."""

from __future__ import annotations

import re
import sys
from types import ModuleType

import numpy as np

from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.regularizer import Regularizer
from ntr.regularizers import (
    Affine,
    Ball,
    Box,
    ElasticNet,
    GroupLasso,
    L1Penalty,
    Nonnegative,
    NuclearPenalty,
    Simplex,
    SquaredL2,
    Sum,
    Zero,
)
from ntr.steps.rule import Classes, Rule, registered

HEAD = """# Steps

`trust_region_step(norm, regularizer, m, center, radius)` takes the first rule of this list that fits the pair. A rule may
look at more than the classes (the exponent, whether the regularizer is separable); the second table says which one a pair
ends up with. Everything else is `general`: a conic program that is canonicalised once per pair, solved by Clarabel to
a certificate of 1e-6 or better, or `SolverError`. Written by `python -m ntr.steps.table`.

| rule | norms | regularizers | method | source |
|---|---|---|---|---|
"""

GENERAL = (
    "| general | any | any | A conic program, canonicalised once; then only its numbers change. "
    "| `ntr.steps.program` |\n"
)

MIDDLE = """
## Which rule a pair takes

Shapes (4,) and (2, 2), a center other than 0. At a center or a momentum of 0, `invariant_origin` replaces `general` for
NuclearPenalty.

"""

AFTER = """
## Limits

Closed forms and roots are exact to rounding at every scale of m, center and radius. `any_separable` is as accurate as the
solver at all of them, since it sees only what lies within reach of the center. The others solve in units of the radius
and of the center. For penalties and balls with curved level sets (`GroupLasso`, `NuclearPenalty`, `Ball`, second-order
cones in a `CvxRegularizer`) a radius below about 1e-5 of the center can end in `SolverError`: double precision leaves the
solver too few digits there.
"""


def table() -> str:
    """The text of docs/steps.md."""
    rows = [
        f"| {_stem(function)} | {_names(norms, Norm)} | {_names(regularizers, Regularizer)} | {_title(function)} "
        f"| {_source(function)} |\n"
        for norms, regularizers, function in registered()
    ]
    return HEAD + "".join(rows) + GENERAL + MIDDLE + _pairs() + AFTER


def chosen(norm: Norm, regularizer: Regularizer) -> str:
    """The name of the rule that makes the step of a pair from a generic center; "general" if there is none."""
    m, c = np.ones((1, *norm.shape)), np.full((1, *norm.shape), 0.25)
    for norms, regularizers, function in registered():
        fits = isinstance(norm, norms) and isinstance(regularizer, regularizers)
        if fits and function(norm, regularizer, m, c, np.full(1, 0.01)) is not None:
            return _stem(function)
    return "general"


def _pairs() -> str:
    vector: list[Norm] = [L1((4,)), L2((4,)), LInf((4,)), Lp((4,), 3)]
    matrix: list[Norm] = [Spectral((2, 2)), Nuclear((2, 2)), Schatten((2, 2), 3), Schatten((2, 2), 2)]
    both = [Zero(), L1Penalty(1), SquaredL2(1), ElasticNet(1, 1), Box(-1, 1), Nonnegative(), Sum(L1Penalty(1), Box(-1, 1)),
            GroupLasso([(0, 1), (2, 3)], 1), Simplex(1), Affine(np.ones((1, 4)), [1])]  # fmt: skip
    head = "| | " + " | ".join(_label(norm) for norm in vector + matrix) + " |\n|---"
    lines = [head + "|---" * len(vector + matrix) + "|\n"]
    for regularizer in both:
        names = [chosen(norm, regularizer) for norm in vector + matrix]
        lines.append(f"| {type(regularizer).__name__} | " + " | ".join(names) + " |\n")
    names = [chosen(norm, NuclearPenalty(1)) for norm in matrix]
    lines.append("| NuclearPenalty | " + "- | " * len(vector) + " | ".join(names) + " |\n")
    for name, balls in (("L1", L1), ("L2", L2), ("LInf", LInf)):
        names = [chosen(norm, Ball(balls(norm.shape), 1)) for norm in vector + matrix]
        lines.append(f"| Ball({name}) | " + " | ".join(names) + " |\n")
    names = [chosen(norm, Ball(Spectral((2, 2)), 1)) for norm in matrix]
    lines.append("| Ball(Spectral) | " + "- | " * len(vector) + " | ".join(names) + " |\n")
    return "".join(lines)


def _label(norm: Norm) -> str:
    return f"{type(norm).__name__}({norm.p:g})" if isinstance(norm, Lp | Schatten) else type(norm).__name__


def _module(function: Rule) -> ModuleType:
    return sys.modules[function.__module__]


def _stem(function: Rule) -> str:
    return function.__module__.rpartition(".")[2]


def _names(classes: Classes, base: type) -> str:
    items = classes if isinstance(classes, tuple) else (classes,)
    return ", ".join("any" if item is base else item.__name__ for item in items)


def _title(function: Rule) -> str:
    return (_module(function).__doc__ or "").split("\n")[0].partition(": ")[2].rstrip(".")


def _source(function: Rule) -> str:
    found = re.search(r"Source: (.*?)(?:\n\n|$)", function.__doc__ or "", re.DOTALL)
    return " ".join(found[1].split()).rstrip(".") if found else ""


if __name__ == "__main__":
    sys.stdout.write(table())
