"""List the norms: formula, dual, embeddings, cost of an LMO.

examples:
  ntr norms                       the catalogue, and the norms that installed packages offer (entry points ntr.norms)
  ntr norms KyFan Blocks          two of them
  ntr norms --json -              everything as JSON on standard output
  ntr norms --markdown FILE       the page docs/norms.md (without times, so that it is the same on every machine)

rho = sup ||u||_2 over the unit ball, which is ||g||_* <= rho ||g||_2 of the theorems, and rho_3 the same in l_3. [a, b]
where only bounds are known: b is certified, a was found by a search. Times are measured now, on small instances, and are
microseconds for each point of one batch.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ntr.cli.catalogue import Entry, cost, entries
from ntr.cli.norms_page import page
from ntr.cli.output import writable, write_json


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr norms`."""
    command.add_argument("names", nargs="*", metavar="NAME", help="which norms (default: all)")
    command.add_argument("--json", metavar="FILE", help="write everything to FILE, - for standard output")
    command.add_argument(
        "--markdown", metavar="FILE", help="write the page of the catalogue to FILE, and do nothing else"
    )


def run(options: argparse.Namespace) -> int:
    """`ntr norms`: prints the table."""
    if options.markdown is not None:
        writable(options.markdown, "--markdown")
        Path(options.markdown).write_text(page(), encoding="utf-8")
        print(options.markdown)
        return 0
    rows = [(entry, facts(entry)) for entry in entries(options.names)]
    if options.json is not None and write_json([fact for _, fact in rows], options.json):
        return 0
    family = None
    for entry, fact in rows:
        if entry.family != family:
            family = entry.family
            print(f"\n{family}")
        print("\n".join(lines(fact)))
    print("\nus per LMO: microseconds for each point of one batch, measured now on the instance shown")
    return 0


def facts(entry: Entry) -> dict[str, Any]:
    """Everything about a norm, ready for JSON."""
    measured = cost(entry.norm)
    return {
        "name": entry.name,
        "family": entry.family,
        "instance": " ".join(repr(entry.norm).split()),
        "formula": entry.formula,
        "dual": entry.dual,
        "rho": entry.embedding(2),
        "rho_3": entry.embedding(3),
        "closed_form": entry.closed_form,
        "microseconds_per_lmo": measured.microseconds,
        "batch": measured.batch,
    }


def lines(fact: dict[str, Any]) -> list[str]:
    """A norm in three lines."""
    bounds = f"rho {interval(fact['rho'])}, rho_3 {interval(fact['rho_3'])}"
    time = f"{fact['microseconds_per_lmo']:.3g} us per LMO (batch of {fact['batch']})"
    return [
        f"  {fact['name']:<22}{fact['formula']}",
        f"  {'':<22}dual: {fact['dual']}",
        f"  {'':<22}{shorten(fact['instance'])}: {bounds}; {time}; {fact['closed_form']}",
    ]


def interval(bounds: tuple[float, float]) -> str:
    """One number where both ends agree, else [lower, upper]."""
    lower, upper = bounds
    return f"{upper:.5g}" if lower == upper else f"[{lower:.5g}, {upper:.5g}]"


def shorten(text: str, most: int = 60) -> str:
    """A long repr, cut."""
    return text if len(text) <= most else f"{text[: most - 3]}..."
