"""Explanation: what the paper says about why, as claims with numbers. Each claim has a verdict, and can fail.

A claim is that a number lies in an interval that the theory predicts. The number is exact, or a mean over seeds with its
confidence limits; or it is a theorem on a case, judged by `verify`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from ntr import debug
from ntr.linalg import Array
from ntr.theorem import Verdict
from proofs_checks.statistics import limits

MOST = 32  # claims of one explanation: its share of the error probability is split evenly over so many
HEADER = ("explanation", "claim", "measured", "limits", "predicted", "verdict")

Status = Literal["verified", "refuted", "inconclusive"]


class Finding(NamedTuple):
    """A claim, what was measured, and what is predicted.

    Attributes
    ----------
    claim : str
        In words, with the symbols of the paper.
    measured : float
    lower, upper : float
        Confidence limits of what is measured; equal to it where nothing is random.
    least, most : float
        The prediction is least <= value <= most; one of them may be infinite.
    status : {"verified", "refuted", "inconclusive"}
        verified: the limits lie inside the prediction; refuted: outside; inconclusive: an end lies between them.
    """

    claim: str
    measured: float
    lower: float
    upper: float
    least: float
    most: float
    status: Status


def exactly(claim: str, value: float, least: float = -np.inf, most: float = np.inf) -> Finding:
    """A claim about a number without randomness: least <= value <= most. NaN is outside every interval."""
    return Finding(claim, value, value, value, least, most, "verified" if least <= value <= most else "refuted")


def on_average(
    claim: str, values: Array, maximum: float, level: float, least: float = -np.inf, most: float = np.inf
) -> Finding:
    """A claim about a mean: least <= E value <= most.

    Parameters
    ----------
    claim : str
    values : (seeds,)
        Non-negative, one per independent seed.
    maximum : float
        Certified pathwise maximum of the values; inf where unknown, then no upper limit is certified.
    level : float
        The probability that a true claim is refuted; likewise that a false one is verified.
    least, most : float
        The prediction.
    """
    band = limits(values[None], maximum, lower_level=level / 2, upper_level=level / 2)
    lower, upper = float(band.lower[0]), float(band.upper[0])
    status: Status = "inconclusive"
    if least <= lower and upper <= most:
        status = "verified"
    elif lower > most or upper < least:
        status = "refuted"
    return Finding(claim, float(band.mean[0]), lower, upper, least, most, status)


def by_theorem(claim: str, verdict: Verdict) -> Finding:
    """A theorem on a case: measured/bound <= 1 at every checkpoint; the one with the largest ratio is told."""
    return _of_verdict(claim, verdict, int(np.argmax(verdict.measured / verdict.bound)))


def by_own_parameters(claim: str, verdict: Verdict) -> Finding:
    """A theorem at its own parameters: measured/epsilon <= 1 after the last step."""
    return _of_verdict(claim, verdict, -1)


def _of_verdict(claim: str, verdict: Verdict, i: int) -> Finding:
    ratio, lower, upper = (float(v[i] / verdict.bound[i]) for v in (verdict.measured, verdict.lower, verdict.upper))
    return Finding(claim, ratio, lower, upper, -np.inf, 1.0, verdict.status)


class Explanation(NamedTuple):
    """An explanation to run: (level) -> its findings, where `level` is the share of one claim. Module-level functions only."""

    name: str
    findings: Callable[[float], list[Finding]]


class ExplanationRow(NamedTuple):
    """What came out of an explanation, or the error that stopped it."""

    name: str
    findings: Sequence[Finding]
    error: str | None
    seconds: float

    @property
    def status(self) -> str:
        """refuted if a claim is; else failed, inconclusive or verified."""
        statuses = {finding.status for finding in self.findings}
        if "refuted" in statuses:
            return "refuted"
        if self.error is not None:
            return "failed"
        return "inconclusive" if "inconclusive" in statuses else "verified"


def run_explanation(explanation: Explanation, level: float) -> ExplanationRow:
    """Run an explanation; `level` is its share of the error probability of the whole run."""
    start = time.perf_counter()
    found: list[Finding] = []
    error = None
    try:
        found = explanation.findings(level / MOST)
        if not 0 < len(found) <= MOST:
            raise ValueError(f"an explanation must have 1 to {MOST} claims, got {len(found)}")
    except (Exception, SystemExit) as failure:  # as in `run_check`: the rows that are done must not be lost
        debug.tell()
        error = f"{type(failure).__name__}: {failure}"
    return ExplanationRow(explanation.name, found, error, time.perf_counter() - start)


def cells(rows: Sequence[ExplanationRow]) -> list[tuple[str, ...]]:
    """The table, the header first: a line for each claim."""
    table: list[tuple[str, ...]] = [HEADER]
    for row in rows:
        for found in row.findings:
            band = "exact" if found.lower == found.upper else f"[{found.lower:.4g}, {found.upper:.4g}]"
            table.append((row.name, found.claim, f"{found.measured:.4g}", band, predicted(found), found.status))
    return table


def predicted(found: Finding) -> str:
    """The prediction of a claim as text."""
    if np.isinf(found.least):
        return f"<= {found.most:.4g}"
    return f">= {found.least:.4g}" if np.isinf(found.most) else f"in [{found.least:.4g}, {found.most:.4g}]"


def summary(rows: Sequence[ExplanationRow]) -> list[str]:
    """What failed, a line each, and one line that counts."""
    claims = [found.status for row in rows for found in row.findings]
    counts = {status: claims.count(status) for status in ("verified", "refuted", "inconclusive")}
    text = ", ".join(f"{count} {status}" for status, count in counts.items() if count or status != "inconclusive")
    failed = [f"failed: {row.name}: {row.error}" for row in rows if row.error is not None]
    return [*failed, f"{len(claims)} claims of {len(rows)} explanations: {text}"]


def as_json(row: ExplanationRow) -> dict[str, Any]:
    """An explanation and its claims; infinite numbers are None."""
    findings = [
        {name: None if isinstance(v, float) and not np.isfinite(v) else v for name, v in found._asdict().items()}
        for found in row.findings
    ]
    return {
        "explanation": row.name,
        "status": row.status,
        "claims": findings,
        "error": row.error,
        "seconds": row.seconds,
    }
