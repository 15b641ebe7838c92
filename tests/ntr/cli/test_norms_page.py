"""docs/norms.md is what the code says, its pictures exist, and the norm invented there passes everything."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from ntr import cli
from ntr.cli.norms_page import page
from ntr.norms.examples import examples

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"


def test_the_page_is_up_to_date(tmp_path, capsys):
    file = tmp_path / "norms.md"
    assert cli.main(["norms", "--markdown", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}\n"
    old, new = (path.read_text(encoding="utf-8").splitlines() for path in (DOCS / "norms.md", file))
    changes = "\n".join(difflib.unified_diff(old, new, "docs/norms.md", "the code", lineterm="", n=0))
    assert not changes, f"run `make docs`:\n{changes}"


def test_every_norm_has_its_row_and_its_section():
    text = page()
    for example in examples():
        assert f"\n### {example.name}\n" in text
        assert f"\n| `{example.name}` | " in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {line.count(" | ") for line in rows} == {6}, "a formula with a bar breaks the table"


def test_links_and_pictures_exist():
    for target in re.findall(r"\]\(([^)]+)\)", page()):
        assert (DOCS / target).is_file(), target


def test_the_invented_norm_is_short_and_passes(monkeypatch, capsys):
    code = re.search(r"```python\n(.*?)```", (DOCS / "norms.md").read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    assert sum(bool(line.strip()) for line in code[1].splitlines()) < 30
    assert code[1] == (DOCS / "my_norm.py").read_text(encoding="utf-8")
    monkeypatch.chdir(DOCS)
    monkeypatch.syspath_prepend(DOCS)
    assert cli.main(["check-norm", "my_norm:Elastic((4,), 0.5)"]) == 0
    assert cli.main(["check-norm", "my_norm:Elastic((7,), 3.0)", "--seed", "1"]) == 0
    command = ["verify", "nonconvex_momentum", "--norm", "my_norm:Elastic((3,), 0.5)", "--jobs", "1", "--seeds", "512"]
    assert cli.main(command) == 0
    out = capsys.readouterr().out
    assert " 0 refuted" in out
    assert "Elastic" in out
