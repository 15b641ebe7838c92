"""The section of a theorem: hypotheses, statements, figure, checks, exponents."""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from figures.report import checks, steps
from figures.report.drawn import Drawn
from figures.report.element import element
from figures.report.hypotheses import NOTES, Notes, notes
from figures.report.mathml import formula
from ntr.theorem import Theorem
from proofs_checks.check import RateRow, Row
from proofs_checks.origin import Origin, origin
from proofs_checks.run import Results

_SOURCE = re.compile(r"\s+\((theory\.md .*)\)$")
_WORST_FIRST = ("refuted", "failed", "inconclusive")

ORIGINS = {
    Origin.PAPER: "the paper's",
    Origin.REFINED: "a refinement",
    Origin.BEYOND: "beyond the paper",
    Origin.STEP: "a step of a proof",
    Origin.NEIGHBOUR: "of another paper",
    Origin.OWN: "your own",
}


class Part(NamedTuple):
    """What came out of a run about one theorem; at least one of the lists is not empty."""

    stem: str
    rows: list[Row]
    rates: list[RateRow]

    @property
    def statements(self) -> tuple[Theorem, ...]:
        """The forms that were checked, in the order of the run."""
        return tuple(dict.fromkeys([r.check.theorem for r in self.rows] + [r.check.theorem for r in self.rates]))

    @property
    def notes(self) -> Notes:
        """Number, title and hypotheses."""
        violated = self.statements[0].violated
        function = violated.func if isinstance(violated, functools.partial) else violated
        return notes(self.stem, importlib.import_module(function.__module__).__doc__)

    @property
    def status(self) -> str:
        """The worst of the verdicts of its checks and trends."""
        statuses = [row.status for row in self.rows] + ["failed" for rate in self.rates if rate.error]
        statuses += [str(e.judgement) for rate in self.rates for e in rate.exponents]
        return next((status for status in _WORST_FIRST if status in statuses), "verified")

    @property
    def ratio(self) -> float | None:
        """The largest measured/bound of its checks; None where all of them failed."""
        told = [(row.verdict, row.worst) for row in self.rows if row.verdict is not None]
        return max((float(verdict.measured[i] / verdict.bound[i]) for verdict, i in told), default=None)


def parts(results: Results) -> list[Part]:
    """The theorems of a run, in its order."""
    found: dict[str, Part] = {}
    for row in results.rows:
        stem = row.check.theorem.stem
        found.setdefault(stem, Part(stem, [], [])).rows.append(row)
    for rate in results.rates:
        stem = rate.check.theorem.stem
        found.setdefault(stem, Part(stem, [], [])).rates.append(rate)
    return list(found.values())


def summary(found: Sequence[Part]) -> Element:
    """A table with a line for each theorem."""
    columns = (
        ("verdict", "", "the worst of all its checks and trends"),
        ("theorem", "", ""),
        ("what", "", ""),
        ("rate", "wide", "as stated"),
        ("checks", "number", ""),
        ("largest measured / bound", "number", "over all its checks"),
    )
    bodies = []
    for part in found:
        said, ratio = part.notes, part.ratio
        cells = [
            element("td", checks.badge(part.status), class_="verdict"),
            element("td", element("a", f"{said.number} {part.stem}".strip(), href=f"#{part.stem}")),
            checks.cell(said.title),
            element("td", steps.rate(part.statements[0]), class_="wide"),
            checks.cell(str(len(part.rows)), "number", len(part.rows)),
            checks.cell("–" if ratio is None else f"{ratio:.3f}", "number", ratio),
        ]
        bodies.append(checks.body(part.status, cells))
    return element("section", element("h2", "The theorems"), checks.sortable(columns, bodies), id="theorems")


def section(part: Part, command: Sequence[str], drawn: Sequence[Drawn]) -> Element:
    """Everything about one theorem; `command` is that of the whole run."""
    said = part.notes
    ours = part.stem in command[2:] or part.stem in NOTES
    chosen = command[command.index("--norm") :] if "--norm" in command else []
    own = [*command[:2], part.stem, *chosen] if ours else list(command)  # somebody else's theorem has another name
    return element(
        "section",
        element("h2", element("span", said.number, class_="label") if said.number else None, f" {said.title}"),
        element(
            "p", element("code", part.stem), f" · proof: theory.md, section {said.section}" if said.section else ""
        ),
        element("h3", "Hypotheses"),
        element("ul", *(element("li", formula(line)) for line in said.hypotheses), class_="hypotheses"),
        element("h3", "Statements"),
        element("dl", *(part for theorem in part.statements for part in _statement(theorem)), class_="statements"),
        *(figure.figure() for figure in drawn),
        *((element("h3", f"Checks ({len(part.rows)})"), checks.table(part.rows, own, part.stem)) if part.rows else ()),
        *((element("h3", "Exponents"), steps.exponents(part.rates)) if part.rates else ()),
        id=part.stem,
    )


def _statement(theorem: Theorem) -> tuple[Element, Element]:
    source = _SOURCE.search(theorem.statement)
    text = theorem.statement[: source.start()] if source else theorem.statement
    kind = element("span", "an equality", class_="chip") if theorem.kind == "tight" else None
    source_name = element("span", ORIGINS[origin(theorem)], class_="quiet")
    name = element("dt", element("b", theorem.form), " ", steps.rate(theorem), kind, " ", source_name)
    where = element("span", " ", formula(source[1]), class_="quiet") if source else None
    return name, element("dd", formula(text), where)
