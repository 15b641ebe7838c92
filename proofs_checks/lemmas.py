"""All lemmas: which there are, and what came out of them as a table and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from ntr.methods import TrustRegion
from ntr.norm import Norm
from proofs_checks import (
    lemma_boundedness,
    lemma_cases,
    lemma_descent,
    lemma_extrapolated_error,
    lemma_inexact_lmo,
    lemma_lyapunov,
    lemma_master,
    lemma_momentum_error,
    lemma_norm_embedding,
    lemma_star_convex_contraction,
    lemma_step_optimality,
    lemma_two_point,
)
from proofs_checks.check import Check
from proofs_checks.lemma import LemmaCheck, LemmaRow, checks_on

MODULES: tuple[ModuleType, ...] = (
    lemma_descent,
    lemma_two_point,
    lemma_step_optimality,
    lemma_boundedness,
    lemma_momentum_error,
    lemma_extrapolated_error,
    lemma_master,
    lemma_star_convex_contraction,
    lemma_lyapunov,
    lemma_inexact_lmo,
    lemma_norm_embedding,
)
HEADER = ("lemma", "over", "cases", "steps", "closest left/right", "on", "verdict")


def checks(modules: Sequence[ModuleType], norm: str | Norm | None = None, full: bool = False) -> list[LemmaCheck]:
    """The checks of some lemmas.

    Parameters
    ----------
    modules : sequence of module
        Of `MODULES`.
    norm : str or Norm, optional
        The class name of a norm, to keep its cases only; or a norm of your own, to run all lemmas in it.
    full : bool
        More steps, seeds and sequences.
    """
    if isinstance(norm, Norm):
        named = lemma_cases.on_norm(norm)
        return [check for module in modules for check in checks_on(module.LEMMAS, named)]
    found = [check for module in modules for check in module.checks(full)]
    return [check for check in found if norm is None or type(check.case.method.norm).__name__ == norm]


def sampled_checks(modules: Sequence[ModuleType], full: bool = False) -> list[Check]:
    """Lemma 3 on long runs, where the expectation is estimated: by e-processes, as for a theorem."""
    return lemma_momentum_error.statistical_checks(full) if lemma_momentum_error in modules else []


def lines(rows: Sequence[LemmaRow]) -> list[tuple[str, ...]]:
    """The cells of the table, the header first: a line for each lemma, with the case that comes closest to equality."""
    names = dict.fromkeys(row.check.lemma.name for row in rows)
    return [HEADER, *(_cells([row for row in rows if row.check.lemma.name == name]) for name in names)]


def messages(rows: Sequence[LemmaRow]) -> list[str]:
    """What is refuted or failed, one line each: the lemma, the case, the step, the seed."""
    return [f"{row.status}: {row.message}" for row in rows if row.status != "verified"]


def summary(rows: Sequence[LemmaRow]) -> str:
    """One line: how many checks ended how."""
    counts = dict.fromkeys(("verified", "refuted", "failed"), 0)
    for row in rows:
        counts[row.status] += 1
    text = ", ".join(f"{count} {status}" for status, count in counts.items() if count or status != "failed")
    return f"{len(rows)} checks of {len({row.check.lemma.name for row in rows})} steps of the proofs: {text}"


def _cells(rows: list[LemmaRow]) -> tuple[str, ...]:
    lemma = rows[0].check.lemma
    told = [row for row in rows if not np.isnan(row.closest)]
    best = max(told, key=lambda row: row.closest) if told else None
    statuses = [row.status for row in rows]
    status = next((name for name in ("refuted", "failed") if name in statuses), "verified")
    steps = sum(row.slack.size for row in rows)
    closest, where = ("-", "-") if best is None else (f"{best.closest:.6f}", best.check.problem)
    return lemma.name, lemma.over, str(len(rows)), str(steps), closest, where, status


def as_json(row: LemmaRow) -> dict[str, Any]:
    """Everything but the slack of every step: its least value, and where."""
    check, case = row.check, row.check.case
    method = case.method
    out: dict[str, Any] = {
        "lemma": check.lemma.name,
        "statement": check.lemma.statement,
        "source": f"theory.md, {check.lemma.source}",
        "over": check.lemma.over,
        "problem": check.problem,
        "norm": repr(method.norm),
        "noise": repr(case.noise),
        "method": repr(method),
        "iterations": case.iterations,
        "momentum": method.momentum if isinstance(method, TrustRegion) and not callable(method.momentum) else None,
        "status": row.status,
        "error": row.error,
        "seconds": row.seconds,
        "closest": None if np.isnan(row.closest) else row.closest,
    }
    if row.error is None:
        k, seed = row.worst
        out |= {"least_slack": float(row.slack.min()), "step": k, "seed": seed}
    return out
