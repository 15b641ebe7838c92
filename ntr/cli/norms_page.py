"""The page docs/norms.md: everything in it comes from the code."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from pathlib import Path

from ntr.cli.catalogue import Entry, cvx_atoms, entries
from ntr.norm import Norm
from ntr.norms.examples import examples

# The norm of the section "Your own norm"; the project is used from its checkout.
MY_NORM = Path(__file__).resolve().parents[2] / "docs" / "my_norm.py"

FAMILIES = {
    "vectors": (
        "Vectors",
        "vector_norm_balls",
        "Arrays of any number of axes, entry by entry, unless it says otherwise.",
    ),
    "matrices": ("Matrices", "matrix_norm_balls", "s_1 >= s_2 >= ... are the singular values."),
    "peers": ("Scalings of other optimizers", "matrix_norm_balls", "Functions that return one of the norms above."),
    "combinators": ("Norms made of norms", "combined_norm_balls", "Any norm may be inside, one of your own too."),
}

BEGINNING = """# Norms

Written by `make docs` from the docstrings, and from what the norms compute; edit those instead.

A norm has a value ||x||, a dual ||g||_* = max {<g, u> : ||u|| <= 1} and a linear minimization oracle
lmo(g) = argmin {<g, u> : ||u|| <= 1}, 0 at g = 0 and deterministic at ties. `Norm.certificate(g)` returns how far an LMO is
from exact. `ntr norms` prints this catalogue with the time of an LMO, `ntr check-norm` checks a norm.

Under each family a table shows one instance of every norm: rho = sup ||u||_2 over the unit ball (||g||_* <= rho ||g||_2),
rho_3 the same in l_3 (theory.md 13.2); [a, b] where only bounds are known: b is certified, a is the best that a search found.
The pictures show the unit ball (filled) and that of the dual norm (dashed), each polar to the other, in one of three planes:
entries: R^2 itself; diagonal: diag(a, b), whose singular values are |a| and |b|; circulant: [[a, b], [b, a]] / sqrt(2).
"""

OWN = """## Your own norm

A file with the members of `ntr.norm.Norm`, under 30 lines of code ([docs/my_norm.py](my_norm.py)):

```python
{code}```

    ntr check-norm 'my_norm:Elastic((4,), 0.5)'        every promise, one line each; what failed, and the input that shows it
    ntr verify --norm 'my_norm:Elastic((4,), 0.5)'     the theorems on it

both from the folder of the file. The LMO of this one thresholds the gradient and normalizes the rest: a sparse step.
For any norm that CVXPY can express one line is enough: `CvxNorm((4,), lambda x: cp.norm1(x) + 2 * cp.norm_inf(x))`.
A package offers norms to everybody by the entry point group `ntr.norms`, in its pyproject.toml:

    [project.entry-points."ntr.norms"]
    elastic = "my_norm:ELASTIC"       # a Norm, such as Elastic((4,), 0.5), or something that makes one when called

Then `ntr norms`, `ntr check-norm elastic` and `ntr verify --norm elastic` know it.
"""


def page() -> str:
    """The page, in Markdown."""
    every = entries([example.name for example in examples()])  # and not what happens to be installed
    parts = [BEGINNING]
    for family, (title, figure, remark) in FAMILIES.items():
        chosen = [entry for entry in every if entry.family == family]
        parts += [
            f"## {title}\n",
            f"{remark}\n",
            f"![unit balls and their duals](figures/{figure}.png)\n",
            *_table(chosen),
        ]
        parts += [_section(entry) for entry in chosen]
    parts.append(OWN.format(code=MY_NORM.read_text(encoding="utf-8")))
    return "\n".join(parts)


def _table(chosen: Sequence[Entry]) -> list[str]:
    rows = [
        "| norm | instance | rho | rho_3 | value, dual, LMO | CVXPY | in the picture |",
        "|---|---|---|---|---|---|---|",
    ]
    drawn = {example.name: example for example in examples()}
    for entry in chosen:
        example = drawn[entry.name]
        bounds = [_interval(entry.embedding(p)) for p in (2, 3)]
        picture = f"{_code(example.plane)}, {example.section.__name__}"
        cells = [f"`{entry.name}`", _code(entry.norm), *bounds, entry.closed_form, cvx_atoms(entry.norm), picture]
        rows.append(f"| {' | '.join(cells)} |")
    return [*rows, ""]


def _code(norm: Norm) -> str:
    return f"`{' '.join(repr(norm).split())}`"


def _interval(bounds: tuple[float, float]) -> str:
    """Four digits: enough to compare, and few enough not to depend on the processor."""
    lower, upper = bounds
    return f"{upper:.4g}" if lower == upper else f"[{lower:.4g}, {upper:.4g}]"


def _section(entry: Entry) -> str:
    """The docstring as it stands: Markdown would take its formulas for markup."""
    return f"### {entry.name}\n\n```text\n{inspect.cleandoc(entry.documentation)}\n```\n"
