"""All code in the documents runs, and prints what they say; their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import documents

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
RUN = sorted([DOCS / "tutorial.md", *(DOCS / "howto").glob("*.md"), *(DOCS / "explanation").glob("*.md")])
WITH_LONG = [file for file in RUN if "<!-- long -->" in file.read_text(encoding="utf-8")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


@pytest.mark.parametrize("file", RUN, ids=lambda file: file.stem)
def test_the_code_of_a_document(file: Path, folder: Path) -> None:
    documents.run(file, long=False)


@pytest.mark.long
@pytest.mark.parametrize("file", WITH_LONG, ids=lambda file: file.stem)
def test_all_code_of_a_document(file: Path, folder: Path) -> None:
    assert documents.run(file, long=True)


@pytest.mark.parametrize(
    "file", [*ROOT.glob("*.md"), *DOCS.rglob("*.md")], ids=lambda file: str(file.relative_to(ROOT))
)
def test_links_lead_somewhere(file: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", file.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (file.parent / target).exists(), f"{file.name}: {target}"


def test_every_document_is_reached_from_the_contents() -> None:
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    for file in RUN:
        assert str(file.relative_to(DOCS)) in text, file.name


# ---- the machinery, with documents that are wrong


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("```python\nprint(1)\n```\n```output\n2\n```\n", "Expected"),
        ("```python\nassert False, 7\n```\n", "7"),
        ("```console\n$ ntr norms L7\n```\n", "exit code 2"),
        ("```console\n$ ls\n```\n", "only ntr is run, got 'ls'"),
    ],
)
def test_a_wrong_document_is_found(text: str, message: str, folder: Path) -> None:
    (folder / "wrong.md").write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError, match=message):
        documents.run(folder / "wrong.md", long=False)


def test_blocks_of_other_languages_are_refused() -> None:
    with pytest.raises(ValueError, match=r"line 2: a block must be one of python, console, .* got 'bash'"):
        documents.blocks("\n```bash\nls\n```\n")


def test_long_blocks_files_and_placeholders(folder: Path) -> None:
    text = (
        "```python\n# file: doc_a.py\nX = 1\n```\n```python\nfrom doc_a import X\nprint(X, 2, 3)\n```\n"
        "```output\n1 ... 3\n```\n<!-- long -->\n```python\nY = X\n```\n```sh\nrm everything\n```\n"
    )
    (folder / "right.md").write_text(text, encoding="utf-8")
    assert documents.run(folder / "right.md", long=False) == 3
    assert documents.run(folder / "right.md", long=True) == 4
