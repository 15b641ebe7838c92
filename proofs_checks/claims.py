"""All algebraic claims, evaluated exactly on random rational parameters, as a part of a run. Their proofs are in the tests."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from proofs_checks import algebra_facts, algebra_inexact, algebra_last_iterate, algebra_nonconvex
from proofs_checks.algebra import Claim, check

STEM = "algebra"
CLAIMS: tuple[Claim, ...] = (
    *algebra_facts.CLAIMS,
    *algebra_nonconvex.CLAIMS,
    *algebra_last_iterate.CLAIMS,
    *algebra_inexact.CLAIMS,
)


class ClaimRow(NamedTuple):
    """A claim, how many random parameters it was evaluated at, and the counterexamples, a line each."""

    claim: Claim
    parameters: int
    counterexamples: list[str]
    seconds: float

    @property
    def status(self) -> Literal["verified", "refuted"]:
        """Refuted by a single counterexample: the arithmetic is exact."""
        return "refuted" if self.counterexamples else "verified"


def run_claim(claim: Claim, count: int = 200) -> ClaimRow:
    """Evaluate a claim at `count` random rational parameters."""
    start = time.perf_counter()
    found = check(claim, count=count)
    return ClaimRow(claim, count, found, time.perf_counter() - start)


def lines(rows: Sequence[ClaimRow]) -> list[str]:
    """One line for all claims, and one for each counterexample."""
    refuted = [row for row in rows if row.status == "refuted"]
    total = sum(row.parameters for row in rows)
    head = (
        f"{len(rows)} algebraic claims (tuned parameters give bound <= eps, identities), in exact rational arithmetic at "
        f"{total} random parameters: {len(rows) - len(refuted)} verified, {len(refuted)} refuted"
    )
    return [*(f"refuted: {row.counterexamples[0]}" for row in refuted), head]


def as_json(row: ClaimRow) -> dict[str, Any]:
    """A claim and its counterexamples."""
    return {
        "claim": row.claim.name,
        "statement": row.claim.statement,
        "source": f"theory.md, {row.claim.source}",
        "parameters": row.parameters,
        "status": row.status,
        "counterexamples": row.counterexamples,
        "seconds": row.seconds,
    }
