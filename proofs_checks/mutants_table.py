"""The results of `ntr mutants` as text and as JSON."""

from __future__ import annotations

import textwrap
from typing import Any

from proofs_checks.check import Row
from proofs_checks.mutant import MutantRow
from proofs_checks.mutants import FAMILIES, Results
from proofs_checks.mutants_constants import Factor
from proofs_checks.table import noise_name, norm_name

HEADER = ("theorem", "mistake", "killed by", "norm", "noise", "seeds", "measured/bound", "status")
FACTORS = ("theorem", "constant", "caught below", "by", "norm", "noise", "status")


def lines(results: Results) -> list[str]:
    """The tables by family, the factors, who survived and why, and the score."""
    out = []
    for family in FAMILIES:
        rows = [row for row in results.rows if row.mutant.family == family]
        if rows:
            out += [f"{family}: each mistake and the check that it fails", *_aligned([HEADER, *map(_cells, rows)]), ""]
    if results.factors:
        out.append("constants: the largest share of each constant with which the theorem is still refuted (1 is right)")
        out += [*_aligned([FACTORS, *map(_factor_cells, results.factors)]), ""]
    return [*out, *_reasons(results), *score(results)]


def score(results: Results) -> list[str]:
    """A line per family: how many are killed, harmless by an argument, or survived."""
    out = []
    for family in FAMILIES:
        statuses: list[str] = [row.status for row in results.rows if row.mutant.family == family]
        note = ""
        if family == "constants" and results.factors:
            statuses += [factor.status for factor in results.factors]
            half = sum(factor.share >= 0.5 for factor in results.factors)
            note = f"; at half of the constant {half} of {len(results.factors)}"
        if statuses:
            counts = {status: statuses.count(status) for status in ("killed", "harmless", "open", "survived")}
            text = ", ".join(f"{count} {status}" for status, count in counts.items())
            out.append(f"{family}, {len(statuses)} mistakes: {text}{note}")
    return out


def as_json(results: Results) -> dict[str, Any]:
    """Everything, as plain values."""
    return {
        "mutants": [
            {
                "family": row.mutant.family,
                "theorem": row.mutant.theorem,
                "mistake": row.mutant.mistake,
                "status": row.status,
                "killer": _killer(row.killer),
                "tried": row.tried,
                "errors": list(row.errors),
                "reason": row.mutant.harmless,
                "seconds": row.seconds,
            }
            for row in results.rows
        ],
        "factors": [
            {
                "theorem": factor.theorem,
                "constant": factor.symbol,
                "share": factor.share,
                "status": factor.status,
                "killer": _killer(factor.killer),
                "reason": factor.reason,
                "seconds": factor.seconds,
            }
            for factor in results.factors
        ],
        "exit_code": results.exit_code,
    }


def _killer(row: Row | None) -> dict[str, Any] | None:
    if row is None or row.verdict is None:
        return None
    return {
        "theorem": row.check.theorem.name,
        "problem": row.check.problem,
        "norm": norm_name(row.check.case.method.norm),
        "noise": noise_name(row.check.case.noise, row.check.case),
        "seeds": row.verdict.seeds,
        "ratio": _ratio(row),
    }


def _ratio(row: Row) -> float:
    assert row.verdict is not None
    return float((row.verdict.measured / row.verdict.bound)[row.worst])


def _where(row: Row | None) -> tuple[str, str, str]:
    if row is None:
        return ("-", "-", "-")
    check = row.check
    return (check.problem, norm_name(check.case.method.norm), noise_name(check.case.noise, check.case))


def _cells(row: MutantRow) -> tuple[str, ...]:
    killer = row.killer
    seen = (
        ("-", "-") if killer is None or killer.verdict is None else (str(killer.verdict.seeds), f"{_ratio(killer):.3g}")
    )
    form = row.mutant.theorem if killer is None else killer.check.theorem.name
    return (form, row.mutant.mistake, *_where(killer), *seen, row.status)


def _factor_cells(factor: Factor) -> tuple[str, ...]:
    share = f"{factor.share:.3g}" if factor.killer is not None else "-"
    return (factor.theorem, factor.symbol, share, *_where(factor.killer), factor.status)


def _reasons(results: Results) -> list[str]:
    """Who was not killed, or only by less than half of a constant, and why."""
    out = []
    for row in results.rows:
        if row.killer is None:
            out += _paragraph(f"{row.mutant.theorem}, {row.mutant.mistake}", row.mutant.harmless)
            out += [f"    failed: {error}" for error in row.errors]
    for factor in results.factors:
        if factor.share < 0.5:
            caught = f"caught below {factor.share:.3g} only" if factor.killer is not None else "not caught"
            out += _paragraph(f"{factor.theorem}, {factor.symbol} {caught}", factor.reason)
    return ["not refuted, or not at half of the constant, and why:", *out, ""] if out else []


def _paragraph(head: str, reason: str | None) -> list[str]:
    return textwrap.wrap(f"{head}: {reason or 'no reason known'}", 118, initial_indent="  ", subsequent_indent="    ")


def _aligned(table: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table
    ]
