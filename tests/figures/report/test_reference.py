"""The reference: everything public is in it, docstrings are laid out and not changed, ids are unique, bytes are the same."""

from __future__ import annotations

import collections
import re
from pathlib import Path
from xml.etree.ElementTree import tostring

import pytest

from figures.report.docstring import rendered
from figures.report.reference import Entry, entries, modules, page
from ntr import cli

TEXT = """The first line, with `code` and <angles>.

    x = a_b * c_d

- one item
  on two lines
- another

Parameters
----------
norm, other : Norm
    What *stars* mean.

    A second paragraph.
most : int, default 3

Returns
-------
A number, or None.

Raises
------
ValueError
    For a bad one.
"""


@pytest.fixture(scope="module")
def found() -> list[list[Entry]]:
    return [entries(module) for module in modules()]


def test_a_docstring_is_laid_out_and_nothing_of_it_is_lost() -> None:
    text = tostring(rendered(TEXT), encoding="unicode", method="html")
    for part in (
        "<p>The first line, with <code>code</code> and &lt;angles&gt;.</p>",
        "<pre>x = a_b * c_d</pre>",
        "<ul><li>one item on two lines</li><li>another</li></ul>",
        "<h5>Parameters</h5><dl><dt>norm, other : Norm</dt><dd><p>What *stars* mean.</p><p>A second paragraph.</p></dd>",
        "<dt>most : int, default 3</dt></dl>",
        "<h5>Returns</h5><p>A number, or None.</p>",
        "<dt>ValueError</dt><dd><p>For a bad one.</p></dd>",
    ):
        assert part in text, (part, text)


def test_no_word_of_any_docstring_is_lost(found: list[list[Entry]]) -> None:
    for entry in (entry for module in found for entry in module):
        shown = "".join("".join(rendered(entry.text).itertext()).replace("`", "").split())
        said = re.sub(r"(?m)^-{3,}$|^- |`", "", entry.text)
        assert shown.replace("-", "") == "".join(said.split()).replace("-", ""), entry.name


def test_everything_public_is_there(found: list[list[Entry]]) -> None:
    names = {entry.name: entry for module in found for entry in module}
    for name in (
        "ntr.case.Case", "ntr.theorem.Theorem.bound", "ntr.norms.l1.L1", "ntr.simulate.simulate",
        "problems.quadratic.Quadratic", "proofs_checks.verify.verify", "figures.draw.draw_all",
    ):  # fmt: skip
        assert name in names, name
    assert names["ntr.case.Case"].signature.startswith("(problem: Problem, noise: Noise, ")
    assert not [name for name in names if "ntr.cli" in name or "._" in name.replace(".__call__", "")]
    assert not [name for name, entry in names.items() if " at 0x" in entry.signature]


def test_the_page_has_unique_ids_and_working_links(found: list[list[Entry]]) -> None:
    text = page(found)
    ids = re.findall(r'\bid="([^"]*)"', text)
    assert [name for name, count in collections.Counter(ids).items() if count > 1] == []
    assert set(re.findall(r'href="#([^"]*)"', text)) <= set(ids)
    assert not re.search(r'(?:src|href)="(?!#|data:)', text), "something is loaded from outside"
    assert text == page(found)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("figures.report.reference.PACKAGES", ("ntr.norms",))
    assert cli.main(["reference", "--out", str(tmp_path / "r.html"), "--json", "-"]) == 0
    assert '"ntr.norms.l1.L1"' in capsys.readouterr().out
    assert "ntr.norms.l1.L1" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert cli.main(["reference"]) == 2
    assert "--out FILE or --json FILE is needed" in capsys.readouterr().err
