"""Where a statement comes from: the paper, a refinement that is proved here, beyond the paper, a proof, or somebody else.

The paper's full text was not at hand: docs/theory.md derives its theorems, in the shape of those that are quoted publicly
(Lemma 3 and Theorem 2 of version 1, which agree); the paper's own constants of the others may differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from ntr.theorem import Theorem
from proofs_checks import beyond, lemmas, run

PAPER, OURS = ({run.name_of(module) for module in modules} for modules in (run.PAPER, run.OURS))
STEPS = {run.name_of(module) for module in lemmas.MODULES}


class Origin(Enum):
    """The values are what tables say."""

    PAPER = "paper"
    REFINED = "refined"
    BEYOND = "beyond"
    STEP = "step"
    NEIGHBOUR = "neighbour"
    OWN = "own"


MEANING = {
    Origin.PAPER: "T1 to T6 in the shape in which the paper states them (constants: docs/theory.md)",
    Origin.REFINED: "sharper and special forms of them, proved in docs/theory.md",
    Origin.BEYOND: "T7 to T10, beyond the paper, proved in docs/theory.md",
    Origin.STEP: "a step of their proofs",
    Origin.NEIGHBOUR: "theorems of other papers",
    Origin.OWN: "your own",
}


def origin(theorem: Theorem) -> Origin:
    """Of one statement."""
    if theorem.stem in PAPER:
        return Origin.PAPER if theorem.form == "paper" else Origin.REFINED
    if theorem.stem in OURS:
        return Origin.BEYOND
    if theorem.stem in STEPS:
        return Origin.STEP
    return Origin.NEIGHBOUR if theorem.stem in beyond.STEMS else Origin.OWN


def legend(theorems: Iterable[Theorem]) -> str:
    """What the origins of these statements mean, in one line."""
    found = {origin(theorem) for theorem in theorems}
    return "from: " + "; ".join(f"{one.value} = {MEANING[one]}" for one in Origin if one in found)
