"""The code in a Markdown file, run from top to bottom: python blocks, `ntr` commands, and what they print.

- A block ```python runs in one namespace per document; one that begins with `# file: NAME` is written to that file first.
- A block ```console holds commands, `$ ntr ...`, each followed by what it prints; they run in this process.
- A block ```output says what the python block before it prints. `...` stands for anything, runs of spaces for each other.
- A comment `<!-- long -->` before a block leaves it to the long tests.
- Blocks ```sh (set-up, minutes) and ```text are not run.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
import sys
from pathlib import Path
from typing import Any, NamedTuple

from ntr import cli

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
KINDS = ("python", "console", "output", "sh", "text")
_BLOCK = re.compile(r"(?P<long><!-- long -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block: its language, its text, its line, and whether it is left to the long tests."""

    kind: str
    text: str
    line: int
    long: bool


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a document; `ValueError` for one of another language, which nothing would run."""
    found = []
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start("kind")) + 1
        if match["kind"] not in KINDS:
            raise ValueError(f"line {line}: a block must be one of {', '.join(KINDS)}, got {match['kind']!r}")
        found.append(Block(match["kind"], match["text"], line, match["long"] is not None))
    return found


def run(document: Path, long: bool) -> int:
    """Run a document in the current folder; returns the number of blocks that ran.

    Raises
    ------
    AssertionError
        With the line, where something else is printed than the document says, or a command fails.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    ran, printed = 0, ""
    for block in blocks(document.read_text(encoding="utf-8")):
        if block.long and not long:
            printed = ""
            continue
        where = f"{document.name}:{block.line}"
        if block.kind == "python":
            printed = _python(block, names, where)
        elif block.kind == "console":
            _console(block, where)
        elif block.kind == "output":
            _same(block.text, printed, where)
        else:
            continue
        ran += 1
    return ran


def _python(block: Block, names: dict[str, Any], where: str) -> str:
    """Run a block, and return what it prints."""
    first = re.match(r"# file: (\w+)\.py\n", block.text)
    if first is not None:
        Path(f"{first[1]}.py").write_text(block.text, encoding="utf-8")
        sys.modules.pop(first[1], None)
        return ""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile("\n" * block.line + block.text, where, "exec"), names)
    return out.getvalue()


def _console(block: Block, where: str) -> None:
    """Run the commands of a block, and compare what they print with what follows them."""
    for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE):
        words = shlex.split(command)
        assert words[0] == "ntr", f"{where}: only ntr is run, got {command!r}"
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = cli.main(words[1:])
        assert code == 0, f"{where}: {command} gave exit code {code}\n{out.getvalue()}"
        _same(expected, out.getvalue(), f"{where}: {command}")


def _same(expected: str, printed: str, where: str) -> None:
    checker = doctest.OutputChecker()
    if not checker.check_output(expected, printed, FLAGS):
        difference = checker.output_difference(doctest.Example("", expected), printed, FLAGS)
        raise AssertionError(f"{where}\n{difference}")
