"""The table of the checks of a theorem: a line each, and behind it the constants, the terms and the course of the run."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Sequence
from xml.etree.ElementTree import Element

import numpy as np

from figures.report.drawing import course, meter
from figures.report.element import element
from ntr.bound import Bound
from ntr.case import Case
from ntr.methods import TrustRegion
from proofs_checks.check import Check, Row
from proofs_checks.table import noise_name, norm_name

COLUMNS = (  # heading, class, what it means
    ("verdict", "", ""),
    ("form", "", "which form of the statement"),
    ("problem", "", "what is minimized"),
    ("norm", "", "and its shape"),
    ("noise", "wide", "and its sigma, or the size of a batch"),
    ("K", "number wide", "iterations, at the checkpoint shown"),
    ("bound", "number", "what the theorem claims; epsilon in a tuned run"),
    ("measured", "number", "mean over seeds"),
    ("limits", "wide", "confidence limits of the expectation"),
    ("measured / bound", "number", "the bar is the bound, stacked from its terms; the mark is what was measured"),
    ("basis", "wide", "what the verdict rests on"),
    ("seeds", "number wide", "how many were used"),
)


def table(rows: Sequence[Row], command: Sequence[str], name: str) -> Element:
    """The checks as a table that sorts and filters.

    Parameters
    ----------
    rows : sequence of Row
    command : sequence of str
        The words of the command that ran them, up to the norm.
    name : str
        Unique on the page.
    """
    return sortable(COLUMNS, [_body(row, command, f"{name}-{i}") for i, row in enumerate(rows)])


def sortable(columns: Sequence[tuple[str, str, str]], bodies: Sequence[Element]) -> Element:
    """A table in a window of its own, which scrolls; a body is one line and, folded away, what belongs to it.

    Parameters
    ----------
    columns : sequence of (heading, class, what it means)
    bodies : sequence of Element
        `tbody` elements with the attribute `data-status`, made by `body`.
    """
    folded = any(len(body) > 1 for body in bodies)
    first = element("th", element("span", "more", class_="hidden")) if folded else None
    head = element("thead", element("tr", first, *(heading(*column) for column in columns)))
    table = element("table", head, *bodies, class_="sortable")
    return element(
        "div", table, class_="scroll", tabindex="0", role="region", aria_label=f"table of {len(bodies)} rows"
    )


def body(
    status: str, cells: Sequence[Element], name: str = "", details: Element | None = None, what: str = ""
) -> Element:
    """A line of such a table; with `details`, a button `what` (read aloud) unfolds them, and `name` is their id."""
    if details is None:
        return element("tbody", element("tr", *cells), data_status=status)
    toggle = element(
        "button", "+", type="button", class_="more", aria_expanded="false", aria_controls=name, aria_label=what
    )
    more = element("tr", element("td", details, colspan=str(len(cells) + 1)), id=name, class_="more")
    return element("tbody", element("tr", element("td", toggle), *cells), more, data_status=status)


def heading(text: str, class_: str, meaning: str) -> Element:
    """A heading that sorts when it is pressed."""
    button = element("button", text, type="button", title=meaning or None)
    return element("th", button, class_=class_ or None, scope="col", aria_sort="none")


def cell(text: str, class_: str = "", value: float | None = None) -> Element:
    """A cell; `value` is what it sorts by, where that is not its text."""
    number = None if value is None or not math.isfinite(value) else repr(float(value))
    return element("td", text, class_=class_ or None, data_value=number)


def badge(status: str) -> Element:
    """A verdict, told apart by its sign and not only by its colour."""
    sign = {"verified": "✓", "attained": "✓", "not worse": "✓", "refuted": "✗", "failed": "!"}.get(status, "?")
    kind = {"attained": "verified", "not worse": "verified"}.get(status, status)
    return element("span", f"{sign} {status}", class_=f"badge {kind}")


def plain(value: object) -> str:
    """A repr in one line, without addresses in memory, which differ from run to run."""
    return re.sub(r" at 0x[0-9a-f]+", "", " ".join(repr(value).split()))


def number(value: float) -> str:
    """Four digits."""
    return f"{value:.4g}"


def _body(row: Row, command: Sequence[str], name: str) -> Element:
    check, verdict, case = row.check, row.verdict, row.check.case
    form = element("td", check.theorem.form)
    if check.target is not None:
        form.append(element("span", f"ε = {check.target:g}", class_="chip", title="at the theorem's own parameters"))
    cells = [element("td", badge(row.status), class_="verdict"), form, cell(check.problem)]
    cells += [cell(norm_name(case.method.norm)), cell(noise_name(case.noise, case), "wide")]
    if verdict is None:
        cells += [cell(str(case.iterations), "number wide", case.iterations), *(cell("–", c[1]) for c in COLUMNS[6:])]
    else:
        i = row.worst
        ratio = float(verdict.measured[i] / verdict.bound[i])
        limits = f"[{verdict.lower[i]:.3g}, {verdict.upper[i]:.3g}]"
        cells += [
            cell(str(verdict.iterations[i]), "number wide", float(verdict.iterations[i])),
            cell(number(verdict.bound[i]), "number", verdict.bound[i]),
            cell(number(verdict.measured[i]), "number", verdict.measured[i]),
            cell("exact" if verdict.basis == "deterministic" else limits, "wide", verdict.lower[i]),
            element(
                "td",
                f"{ratio:.3f}",
                meter(_terms(check, float(verdict.iterations[i])), ratio * verdict.bound[i], verdict.bound[i]),
                class_="number",
                data_value=repr(ratio),
            ),
            cell(verdict.basis, "wide"),
            cell(str(verdict.seeds), "number wide", verdict.seeds),
        ]
    return body(row.status, cells, name, _details(row, command), f"terms and constants of {check.problem}")


def _details(row: Row, command: Sequence[str]) -> Element:
    case = row.check.case
    words = [*command, *([] if "--norm" in command else ["--norm", type(case.method.norm).__name__])]
    parts: list[Element | None] = [
        element("div", element("h5", "Constants of the case"), _constants(case)),
        _bound(row),
        None if row.verdict is None else element("div", element("h5", "Over the iterations"), course(row.verdict)),
    ]
    return element(
        "div",
        element("p", f"failed: {row.error}", class_="error") if row.error else None,
        element("div", *parts, class_="parts"),
        element("p", element("span", "method ", class_="quiet"), element("code", plain(case.method))),
        element("p", element("span", "noise ", class_="quiet"), element("code", plain(case.noise))),
        element("p", element("span", "run it again ", class_="quiet"), copied(words)),
        class_="details",
    )


def copied(words: Sequence[str]) -> Element:
    """A command with a button that copies it."""
    line = " ".join(shlex.quote(word) for word in words)
    return element(
        "span", element("code", line), element("button", "copy", type="button", class_="copy", data_copy=line),
        class_="command",
    )  # fmt: skip


def _terms(check: Check, iterations: float) -> dict[str, float]:
    """The terms of the bound at one number of iterations."""
    found = check.theorem.terms(check.case, np.array([iterations]))
    return {name: float(np.broadcast_to(term, (1,))[0]) for name, term in found.items()}


def _bound(row: Row) -> Element | None:
    """The bound term by term, at the checkpoint of the table."""
    if row.verdict is None:
        return None
    at = int(row.verdict.iterations[row.worst])
    terms = _terms(row.check, float(at))
    total = sum(terms.values())
    lines = [
        element(
            "tr",
            element("td", element("i", class_=f"swatch t{i % 6}"), name),
            element("td", number(value), class_="number"),
            element("td", f"{100 * value / total:.1f} %" if total > 0 else "", class_="number quiet"),
        )
        for i, (name, value) in enumerate(terms.items())
    ]
    lines.append(element("tr", element("th", f"sum at K = {at}"), element("th", number(total), class_="number")))
    if row.check.target is not None:
        target = element("td", f"claimed: ε = {row.check.target:g}", colspan="2", class_="quiet")
        lines.append(element("tr", target))
    return element(
        "div", element("h5", "The bound, term by term"), element("table", element("tbody", *lines), class_="small")
    )


def _constants(case: Case) -> Element:
    """What the bound is made of; an upper bound is marked with ≤."""
    setting, method = case.setting, case.method
    known = setting.constants
    shown: list[tuple[str, str]] = [
        ("L", _certified(known.L)),
        ("H", _certified(known.H)),
        ("ρ", _certified(method.norm.embedding(2))),
        ("σ", _certified(setting.noise.deviation(setting.problem))),
        ("Δ₀", number(setting.initial_gap)),
        ("inf F", f"[{known.infimum[0]:.4g}, {known.infimum[1]:.4g}]"),
    ]
    if setting.region is not None and setting.region.L is not None:
        shown.append(("L on the ball", _certified(setting.region.L)))
    if isinstance(method, TrustRegion):
        values = {"η": method.radius, "α": method.momentum, "β": method.weight_decay}
        shown += [(name, "a schedule" if callable(value) else number(value)) for name, value in values.items()]
    if setting.domain_radius is not None:
        shown.append(("D", number(setting.domain_radius)))
    shown += [("iterations", str(case.iterations)), ("root seed", str(case.root_seed))]
    lines = [element("tr", element("td", name), element("td", value, class_="number")) for name, value in shown]
    return element("table", element("tbody", *lines), class_="small")


def _certified(bound: Bound | None) -> str:
    if bound is None:
        return "not certified"
    return f"{'' if bound.exact else '≤ '}{bound.value:.4g}"
