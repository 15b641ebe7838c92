"""The page of the small run, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from figures.report.drawn import draw
from figures.report.machine import machine
from figures.report.page import page
from proofs_checks.run import Results
from tests.figures.report import small


@pytest.fixture(scope="session")
def results() -> Results:
    return small.results()


@pytest.fixture(scope="session")
def report(results: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a figure and the block of the machine."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    shown = draw([small.STEM])
    file.write_text(page(results, ["ntr", "verify", small.STEM], shown, machine(results, 1.0)), encoding="utf-8")
    return file
