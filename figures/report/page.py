"""The whole page: summary, theorems, steps of the proofs, algebra, explanations, versions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from figures.report import checks, steps, theorem
from figures.report.drawn import Drawn
from figures.report.element import element, html
from figures.report.machine import table, versions
from proofs_checks.run import LEVEL, Results

STATUSES = ("verified", "refuted", "inconclusive", "failed")
FOLDER = Path(__file__).parent


def page(
    results: Results, command: Sequence[str], figures: Sequence[Drawn] = (), machine: Element | None = None
) -> str:
    """The report as HTML: one file that needs nothing else.

    Parameters
    ----------
    results : Results
        Of `proofs_checks.run.run`.
    command : sequence of str
        The words of the `ntr verify` that gives the same results, such as ("ntr", "verify", "--norm", "LInf").
    figures : sequence of Drawn
        Those named as a theorem stand with it, and those named as an explanation with that; all others at the end.
    machine : Element, optional
        What differs between two runs; without it the same results give the same bytes.
    """
    drawn: dict[str, list[Drawn]] = {}
    for figure in figures:
        drawn.setdefault(figure.name, []).append(figure)
    found = theorem.parts(results)
    sections = [theorem.section(part, command, drawn.pop(part.stem, [])) for part in found]
    tally = _tally(results)
    main = element(
        "main",
        theorem.summary(found) if found else None,
        *sections,
        *_explanations(results, drawn),
        *_proofs(results),
        _foundations(results),
        machine,
    )
    body = element(
        "body",
        element("a", "to the results", href="#results", class_="skip"),
        _header(results, command, tally),
        element("div", main, id="results"),
        element("script", (FOLDER / "script.js").read_text(encoding="utf-8")),
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"ntr: {tally['verified']} verified, {tally['refuted']} refuted"),
        element("link", rel="icon", href="data:,"),  # or browsers ask for /favicon.ico
        element("style", (FOLDER / "style.css").read_text(encoding="utf-8")),
    )
    return html(element("html", head, body, lang="en"))


def _tally(results: Results) -> dict[str, int]:
    """How many of everything that is judged ended how."""
    statuses = [row.status for row in results.rows]
    statuses += [lemma.status for lemma in results.lemmas] + [claim.status for claim in results.claims]
    statuses += [finding.status for row in results.explanations for finding in row.findings]
    statuses += ["failed" for row in results.explanations if row.error]
    judged = {"attained": "verified", "not worse": "verified"}
    statuses += [judged.get(e.judgement, e.judgement) for rate in results.rates for e in rate.exponents if e.judgement]
    statuses += ["failed" for rate in results.rates if rate.error]
    return {status: statuses.count(status) for status in STATUSES}


def _header(results: Results, command: Sequence[str], tally: dict[str, int]) -> Element:
    tiles = [
        element("li", element("b", str(count)), f" {status}", class_=f"tile {status}" + ("" if count else " none"))
        for status, count in tally.items()
    ]
    alone = sum(row.verdict is not None and row.verdict.basis == "pathwise" for row in results.rows)
    pathwise = f" {alone} bounds are verified by a certified maximum alone (basis pathwise): only a smaller one could fail there."
    meaning = (
        f"Refuted: a true bound is refuted anywhere in such a run with probability below {LEVEL:g}. Verified: on this case, "
        f"at every checkpoint, at that level for each case; it says nothing about other cases.{pathwise if alone else ''}"
    )
    return element(
        "header",
        element("p", "Non-Euclidean trust-region methods, verified numerically", class_="kicker"),
        element("h1", "What was checked, and how it went"),
        element("ul", *tiles, class_="tiles"),
        element("p", _counted(results)),
        element("p", meaning, class_="quiet"),
        _again(command),
        _filter(),
    )


def _counted(results: Results) -> str:
    """What was run, in one sentence."""
    trends = sum(e.judgement is not None for rate in results.rates for e in rate.exponents)
    findings = sum(len(row.findings) for row in results.explanations)
    kinds = (
        (len(results.rows), "checks of bounds"),
        (trends, "trends of exponents"),
        (len(results.lemmas), "checks of the steps of the proofs"),
        (len(results.claims), "algebraic claims"),
        (findings, "claims of explanations"),
    )
    return ", ".join(f"{count} {what}" for count, what in kinds if count) + "."


def _filter() -> Element:
    search = element("input", type="search", id="find", placeholder="norm, problem, form …")
    verdicts = element("select", *(element("option", status) for status in ("all", *STATUSES)), id="status")
    labels = (element("label", "find ", search), element("label", "verdict ", verdicts))
    return element("form", *labels, element("output", id="shown"), id="filter")


def _again(command: Sequence[str]) -> Element:
    return element("p", element("span", "run it again ", class_="quiet"), checks.copied(command))


def _explanations(results: Results, drawn: dict[str, list[Drawn]]) -> list[Element]:
    """The claims of every explanation beside its figure, and the figures that belong to no other section."""
    sections = []
    for row in results.explanations:
        title = element("h2", row.name.replace("_", " "))
        shown = [figure.figure() for figure in drawn.pop(row.name, [])]
        again = _again(["ntr", "verify", row.name])
        sections.append(element("section", title, *shown, steps.findings(row), again, id=row.name))
    for name, figures in drawn.items():
        shown = [figure.figure() for figure in figures]
        sections.append(element("section", element("h2", name.replace("_", " ")), *shown, id=f"figure-{name}"))
    return sections


def _proofs(results: Results) -> list[Element]:
    sections = []
    if results.lemmas:
        text = (
            "Each is an inequality left ≤ right at every step of every seed. A negative slack beyond rounding refutes, and "
            "names the lemma, the step and the seed."
        )
        parts = [element("h2", "The steps of the proofs"), element("p", text), steps.lemmas(results.lemmas)]
        sections.append(element("section", *parts, id="lemmas"))
    if results.claims:
        text = (
            "The algebra that turns tuned parameters into “≤ ε”, and the identities of the proofs, evaluated in exact "
            "rational arithmetic; the tests prove them by sympy."
        )
        parts = [element("h2", "Algebra"), element("p", text), steps.claims(results.claims)]
        sections.append(element("section", *parts, _again(["ntr", "verify", "algebra"]), id="algebra"))
    return sections


def _foundations(results: Results) -> Element:
    seeds = sorted({row.check.case.root_seed for row in results.rows})
    shown = ", ".join(map(str, seeds)) or "none"
    lines = [*versions(), ("root seeds", shown), ("level of a run", f"{LEVEL:g}")]
    return element("section", element("h2", "Versions and seeds"), table(lines), id="versions")
