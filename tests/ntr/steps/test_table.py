"""docs/steps.md is the table of the rules that are registered."""

from __future__ import annotations

from pathlib import Path

from ntr.steps.rule import registered
from ntr.steps.table import table

DOCS = Path(__file__).resolve().parents[3] / "docs" / "steps.md"


def test_the_docs_are_current():
    assert DOCS.read_text(encoding="utf-8") == table(), "run: python -m ntr.steps.table > docs/steps.md"


def test_every_rule_says_its_method_and_its_source():
    ours = [row for row in registered() if row[2].__module__.startswith("ntr.")]
    lines = [line for line in table().splitlines() if line.count(" | ") == 4 and "method" not in line]
    assert len(lines) == len(ours) + 1, lines
    for line in lines:
        assert all(cell.strip() for cell in line.strip("|").split("|")), line
