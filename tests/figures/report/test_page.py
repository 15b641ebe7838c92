"""The page as text: everything of a run is in it, escaped, with unique ids, and the same twice."""

from __future__ import annotations

import collections
import re
from pathlib import Path

from figures.report.drawn import draw
from figures.report.page import page
from ntr.norms import LInf
from proofs_checks import table
from proofs_checks.run import Results
from tests.figures.report import small


def test_everything_of_the_run_is_there(report: Path, results: Results) -> None:
    text = report.read_text(encoding="utf-8")
    for part in (
        "4 checks of bounds", "4 algebraic claims", "1 claims of explanations",  # the summary
        "<math", "<svg", "aria-label=\"T1: ",  # formulas and the figure
        "Δ₀", "curvature", "descent",  # constants and terms
        "ntr verify nonconvex_deterministic --norm L1", "ntr verify lemma_descent", "ntr verify algebra",
        "failed: UnmetHypotheses: nonconvex_deterministic/broken does not apply: no 40",
        "drift of measured/ε: prescribed", "not judged",
        "lemma_descent/smoothness", "1 + 1 = 2", "root seeds", "numpy", "This machine, this time",
    ):  # fmt: skip
        assert part in text, part
    for row in results.rows:
        if row.verdict is not None:
            assert f">{row.verdict.measured[row.worst]:.4g}<" in text, table.summary(results)


def test_what_others_wrote_is_escaped(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    assert small.HOSTILE not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in text
    assert text.count("<script>") == 1


def test_ids_are_unique_and_links_lead_somewhere(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    ids = re.findall(r'\bid="([^"]*)"', text)
    assert [name for name, count in collections.Counter(ids).items() if count > 1] == []
    for target in (*re.findall(r'href="#([^"]*)"', text), *re.findall(r'aria-controls="([^"]*)"', text)):
        assert target in ids, target
    assert not re.search(r'(?:src|href)="(?!#|data:)', text), "something is loaded from outside"
    assert "@import" not in text
    assert "url(http" not in text


def test_the_same_bytes_twice_without_the_machine(results: Results) -> None:
    command = ["ntr", "verify", small.STEM]
    first, second = (page(given, command, draw([small.STEM])) for given in (results, small.results()))
    assert first == second
    assert "This machine" not in first


def test_a_run_of_lemmas_alone(results: Results) -> None:
    text = page(Results([], [], results.lemmas), ["ntr", "verify", "lemma_descent"])
    assert "The theorems" not in text
    assert "The steps of the proofs" in text


def test_figures_without_a_place_stand_at_the_end(results: Results) -> None:
    (drawn,) = draw([small.STEM, "no figure"])
    text = page(Results([], [], results.lemmas), ["ntr", "verify"], [drawn])
    assert f'id="figure-{small.STEM}"' in text


def test_a_norm_of_the_user_leaves_out_the_figures_that_take_none() -> None:
    assert draw([small.STEM], norm=LInf((2,))) == []
