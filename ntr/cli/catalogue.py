"""What there is to say about a norm in tables: formula, dual, embeddings, what calls a solver, the cost of an LMO."""

from __future__ import annotations

import inspect
import re
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import cvxpy as cp
import numpy as np
from cvxpy.atoms.affine.affine_atom import AffAtom

from ntr import norms
from ntr.cli.loading import installed_norms, load_norm
from ntr.conformance import embedding_interval
from ntr.norm import Norm
from ntr.norms.examples import Example, examples

# A batch is doubled until it takes this long, in seconds, or has this many points.
LONG_ENOUGH, MOST_POINTS = 2e-3, 4096

# The constraints that say more than linear ones.
CONES = {"SOC", "PSD", "ExpCone", "PowCone3D"}


class Cost(NamedTuple):
    """The cost of an LMO: microseconds for each point of a batch of so many."""

    microseconds: float
    batch: int


class Entry(NamedTuple):
    """One line of the catalogue.

    Attributes
    ----------
    name : str
        As exported by `ntr.norms`, or of the entry point.
    family : str
        "vectors", "matrices", "combinators", "peers", or "installed".
    norm : Norm
        The instance that the numbers are about.
    formula, dual : str
        The definition and the dual norm, from the docstring.
    solved : str
        Which of value, dual and LMO call a solver; empty for closed forms, "unknown" for installed ones.
    documentation : str
        The docstring, up to its parameters.
    """

    name: str
    family: str
    norm: Norm
    formula: str
    dual: str
    solved: str
    documentation: str

    def embedding(self, p: float) -> tuple[float, float]:
        """(lower, upper) of sup ||u||_p over the unit ball; one number where the bound is exact."""
        return embedding_interval(self.norm, p)

    @property
    def closed_form(self) -> str:
        """In words: what has a closed form, and what does not."""
        return {"": "closed form", "unknown": "own code"}.get(self.solved, f"solver for {self.solved}")


def entries(names: Iterable[str] = ()) -> list[Entry]:
    """The catalogue and what installed packages offer, or those of the given names only.

    Raises
    ------
    ValueError
        For an unknown name, and if an entry point cannot be loaded.
    TypeError
        If an entry point is no norm.
    """
    makers: dict[str, Callable[[], Entry]] = {example.name: _maker(example) for example in examples()}
    makers |= {name: _installed(name) for name in sorted(installed_norms())}
    chosen = list(names) or list(makers)
    for name in chosen:
        if name not in makers:
            raise ValueError(f"unknown norm {name!r}; there are: {', '.join(makers)}")
    return [makers[name]() for name in chosen]


def _maker(example: Example) -> Callable[[], Entry]:
    def make() -> Entry:
        exported = getattr(norms, example.name)
        text = inspect.getdoc(exported) or ""
        other = type(example.norm)
        same = isinstance(exported, type)
        polar = dual(text) if same else f"as `{other.__name__}`: {dual(inspect.getdoc(other) or '')}"
        return Entry(example.name, example.family, example.norm, formula(text), polar, example.solved, beginning(text))

    return make


def _installed(name: str) -> Callable[[], Entry]:
    def make() -> Entry:
        norm = load_norm(name)
        text = inspect.getdoc(type(norm)) or ""
        return Entry(name, "installed", norm, formula(text), dual(text), "unknown", beginning(text))

    return make


def beginning(text: str) -> str:
    """A docstring up to its first section."""
    return re.split(r"\n\n\w+\n-+\n", text)[0].strip()


def formula(text: str) -> str:
    """The definition in a docstring: what comes before the dual in its first sentences, or all of its first paragraph."""
    first = " ".join(beginning(text).split("\n\n")[0].split())
    return re.split(r"[;.] [Ii]ts dual |[,;] its own dual|; the dual exponents |\. lmo\(", first)[0].rstrip(".")


def dual(text: str) -> str:
    """The dual norm in a docstring, after "its dual is", "Dual:" and the like; its definition where there is no formula."""
    whole = " ".join(beginning(text).split())
    if "its own dual." in whole:
        return "the norm itself"
    if "the dual exponents give" in whole:
        return "the same with the dual exponents"
    # a full stop ends it, but not the dots of a sum
    found = re.search(r"(?:[Ii]ts (?:own )?dual (?:is|has)|\bDual:) (.+?)(?:; |(?<!\.)\.(?: |$)|, lmo| and lmo)", whole)
    return found[1] if found else "max {<g, u> : ||u|| <= 1}"


def cost(norm: Norm) -> Cost:
    """The cost of an LMO, measured now: the best of three runs over the largest batch that is worth its time."""
    random = np.random.default_rng(0)
    batch, seconds = 1, 0.0
    norm.lmo(random.normal(size=norm.shape))  # what is prepared once
    while True:
        g = random.normal(size=(batch, *norm.shape))
        seconds = min(_seconds(norm, g) for _ in range(3))
        if seconds >= LONG_ENOUGH or batch >= MOST_POINTS:
            return Cost(1e6 * seconds / batch, batch)
        batch *= 2


def _seconds(norm: Norm, g: Any) -> float:
    start = time.perf_counter()
    norm.lmo(g)
    return time.perf_counter() - start


def cvx_atoms(norm: Norm) -> str:
    """What the CVXPY expression of the norm is made of besides affine maps, and its auxiliary variables."""
    x = cp.Variable(norm.shape)
    expression, constraints = norm.cvx(x)
    problem = cp.Problem(cp.Minimize(expression), constraints)
    atoms = {atom.__name__ for atom in problem.atoms() if not issubclass(atom, AffAtom)}
    cones = {type(constraint).__name__ for constraint in constraints} & CONES
    auxiliary = sum(variable.size for variable in problem.variables() if variable is not x)
    return ", ".join([*sorted(atoms | cones)] or ["linear"]) + (
        f"; {auxiliary} auxiliary variables" if auxiliary else ""
    )
