"""Where and when a run took place: the only part of the report that differs from one run to the next."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from xml.etree.ElementTree import Element

from figures.report.element import element
from proofs_checks.run import Results

PACKAGES = ("ntr", "numpy", "scipy", "numba", "cvxpy", "clarabel", "matplotlib")


def versions() -> list[tuple[str, str]]:
    """(package, version) of what the numbers depend on."""
    found = [("python", platform.python_version())]
    for package in PACKAGES:
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:
            found.append((package, "not installed"))
    return found


def machine(results: Results, seconds: float) -> Element:
    """Processor, system, date, and what took longest.

    Parameters
    ----------
    results : Results
    seconds : float
        Of the whole run.
    """
    timed = [(row.seconds, f"{row.check.theorem.name}, {row.check.problem}") for row in results.rows]
    timed += [(rate.seconds, f"{rate.check.theorem.name}, {rate.check.problem}, exponents") for rate in results.rates]
    timed += [(step.seconds, f"{step.check.lemma.name}, {step.check.problem}") for step in results.lemmas]
    lines: list[tuple[str, str]] = [
        ("written", datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")),
        ("time", f"{seconds:.0f} s, {sum(second for second, _ in timed):.0f} s of all workers together"),
        ("machine", f"{platform.machine()}, {os.cpu_count()} cores"),
        ("system", f"{platform.system()} {platform.release()}"),
        ("byte order", sys.byteorder),
    ]
    slowest = sorted(timed, reverse=True)[:5]
    return element(
        "section",
        element("h2", "This machine, this time"),
        table(lines),
        element("h3", "What took longest"),
        table([(what, f"{second:.2f} s") for second, what in slowest]),
        id="machine",
    )


def table(lines: Sequence[tuple[str, str]]) -> Element:
    """Names and values."""
    rows = [element("tr", element("th", name, scope="row"), element("td", value)) for name, value in lines]
    return element("table", element("tbody", *rows), class_="small")
