"""The tables beside the theorems: exponents, the steps of the proofs, and the algebraic claims."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from xml.etree.ElementTree import Element

import numpy as np

from figures.report.checks import badge, body, cell, copied, number, sortable
from figures.report.element import element
from figures.report.mathml import formula
from ntr.theorem import Theorem
from proofs_checks.check import RateRow
from proofs_checks.claims import ClaimRow
from proofs_checks.explanation import ExplanationRow, predicted
from proofs_checks.lemma import LemmaRow
from proofs_checks.slope import Slope
from proofs_checks.table import noise_name, norm_name

OVER = {
    "path": "every realization",
    "sample": "the expectation over the next sample",
    "sequences": "the expectation over all sequences of samples",
}


def rate(theorem: Theorem) -> Element | None:
    """The stated rate of the iterations; None for a statement without one."""
    power, log = theorem.rate
    if power == 0:
        return None
    return formula(f"K = O(eps^-{power:g}{' log(1/eps)' if log else ''})")


def exponents(rates: Sequence[RateRow]) -> Element:
    """The exponents under their labels; what carries no verdict says so."""
    columns = (
        ("verdict", "", "trends are judged at level 1e-2, by limits that are approximate"),
        ("form", "", ""),
        ("instances", "", ""),
        ("ε", "wide", "the grid"),
        ("K", "wide", "the prescribed iterations over the grid"),
        ("what", "", "the label of the exponent"),
        ("slope", "number", "and its limits"),
        ("excess over K", "number wide", "slope of log(N/K)"),
    )
    bodies = []
    for row in rates:
        check = row.check
        grid = f"{check.epsilons[0]:g} … {check.epsilons[-1]:g}"
        steps = f"{row.iterations[0]} … {row.iterations[-1]}" if row.iterations else "–"
        start = (check.theorem.form, check.problem, grid, steps)
        told = [cell(text, column[1]) for text, column in zip(start, columns[1:], strict=False)]
        for exponent in row.exponents:
            drift = "drift of measured/ε: " if exponent.label == "prescribed" else ""
            cells = [cell(f"{drift}{exponent.label}"), cell(_limits(exponent.slope), "number", exponent.slope.value)]
            excess = exponent.excess
            cells.append(
                cell("", "number wide") if excess is None else cell(_limits(excess), "number wide", excess.value)
            )
            verdict = badge(exponent.judgement) if exponent.judgement else _not_judged()
            status = "verified" if exponent.judgement in ("attained", "not worse") else exponent.judgement or "none"
            bodies.append(body(status, [element("td", verdict), *deepcopy(told), *cells]))
        if row.logarithm is not None:
            what, trend = cell("logarithm: (η/D) N against log(1/ε)"), row.logarithm
            cells = [what, cell(_limits(trend), "number", trend.value), cell("", "number wide")]
            bodies.append(body("none", [element("td", _not_judged()), *deepcopy(told), *cells]))
        if row.error is not None:
            error = element("td", row.error, colspan="3", class_="error")
            bodies.append(body("failed", [element("td", badge("failed")), *told, error]))
    return sortable(columns, bodies)


def _not_judged() -> Element:
    return element("span", "not judged", class_="quiet")


def lemmas(rows: Sequence[LemmaRow]) -> Element:
    """The steps of the proofs: a line for each lemma, and behind it its cases."""
    columns = (
        ("verdict", "", ""),
        ("lemma", "", "and which of its inequalities"),
        ("statement", "", "with its source in theory.md"),
        ("holds for", "wide", ""),
        ("cases", "number", ""),
        ("steps", "number wide", "step-seed pairs"),
        ("closest", "number", "largest left/right: 1 is an equality"),
    )
    names = list(dict.fromkeys(row.check.lemma.name for row in rows))
    bodies = [
        _lemma([row for row in rows if row.check.lemma.name == name], f"lemma-{i}") for i, name in enumerate(names)
    ]
    return sortable(columns, bodies)


def _lemma(rows: Sequence[LemmaRow], name: str) -> Element:
    lemma = rows[0].check.lemma
    told = [row.closest for row in rows if not np.isnan(row.closest)]
    statuses = [row.status for row in rows]
    status = next((kind for kind in ("refuted", "failed") if kind in statuses), "verified")
    steps = sum(row.slack.size for row in rows)
    cells = [
        element("td", badge(status), class_="verdict"),
        cell(lemma.name),
        element("td", formula(lemma.statement), element("span", f" theory.md, {lemma.source}", class_="quiet")),
        cell(OVER[lemma.over], "wide"),
        cell(str(len(rows)), "number", len(rows)),
        cell(str(steps), "number wide", steps),
        cell(f"{max(told):.6f}" if told else "–", "number", max(told) if told else None),
    ]
    cases = [
        element(
            "tr",
            cell(row.check.problem),
            cell(norm_name(row.check.case.method.norm)),
            cell(noise_name(row.check.case.noise, row.check.case)),
            cell("–" if np.isnan(row.closest) else f"{row.closest:.6f}", "number"),
            cell("–" if row.error else number(float(row.slack.min())), "number"),
            element("td", badge(row.status), None if row.status == "verified" else f" {row.message}"),
        )
        for row in rows
    ]
    head = element("tr", *(element("th", text) for text in ("problem", "norm", "noise", "closest", "least slack", "")))
    inner = element("table", element("thead", head), element("tbody", *cases), class_="small")
    again = element("p", element("span", "run it again ", class_="quiet"), copied(["ntr", "verify", lemma.stem]))
    return body(status, cells, name, element("div", inner, again, class_="details"), f"cases of {lemma.name}")


def claims(rows: Sequence[ClaimRow]) -> Element:
    """The algebraic claims, in exact rational arithmetic."""
    columns = (
        ("verdict", "", ""),
        ("claim", "", ""),
        ("statement", "", ""),
        ("source", "wide", "in theory.md"),
        ("parameters", "number", "random rationals it was evaluated at, exactly"),
    )
    bodies = []
    for row in rows:
        cells = [
            element("td", badge(row.status), class_="verdict"),
            element("td", formula(row.claim.name)),
            element("td", formula(row.claim.statement), *(f" {line}" for line in row.counterexamples[:1])),
            cell(row.claim.source, "wide"),
            cell(str(row.parameters), "number", row.parameters),
        ]
        bodies.append(body(row.status, cells))
    return sortable(columns, bodies)


def findings(row: ExplanationRow) -> Element:
    """The claims of an explanation."""
    columns = (
        ("verdict", "", ""),
        ("claim", "", ""),
        ("measured", "number", ""),
        ("limits", "wide", "confidence limits; equal to what is measured where nothing is random"),
        ("predicted", "", ""),
    )
    bodies = []
    for found in row.findings:
        limits = "exact" if found.lower == found.upper else f"[{found.lower:.4g}, {found.upper:.4g}]"
        cells = [
            element("td", badge(found.status), class_="verdict"),
            cell(found.claim),
            cell(number(found.measured), "number", found.measured),
            cell(limits, "wide"),
            cell(predicted(found)),
        ]
        bodies.append(body(found.status, cells))
    if row.error is not None:
        bodies.append(
            body("failed", [element("td", badge("failed")), element("td", row.error, colspan="4", class_="error")])
        )
    return sortable(columns, bodies)


def _limits(slope: Slope) -> str:
    return f"{slope.value:.3f} [{slope.lower:.3f}, {slope.upper:.3f}]"
