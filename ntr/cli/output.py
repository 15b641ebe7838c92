"""Where the results of a command go: a file of JSON, or standard output, with coloured verdicts on a terminal."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

COLOURS = {"verified": 32, "passed": 32, "refuted": 31, "failed": 31, "FAILED": 31, "inconclusive": 33}
_VERDICT = re.compile(rf"(?<=  )({'|'.join(COLOURS)})$|^  (passed|FAILED)(?=  )")  # of a row, not of the summary


def write_json(value: Any, file: str) -> bool:
    """Write a value as JSON to a file, - for standard output; whether standard output is taken by it."""
    text = json.dumps(value, indent=1) + "\n"
    if file == "-":
        print(text, end="")
        return True
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OSError(f"{file!r} could not be written: {error.strerror or error}") from error
    return False


def writable(file: str | None, option: str) -> None:
    """An impossible FILE is told before the work, with the option. Nothing is changed or left behind; - always works.

    Raises
    ------
    OSError
        If the file cannot be opened for writing.
    """
    if file in (None, "-"):
        return
    try:
        there = os.path.exists(file)
        with open(file, "a"):
            pass
        if not there:
            os.unlink(file)
    except (OSError, ValueError) as error:  # ValueError: a null character
        reason = getattr(error, "strerror", None) or error
        raise OSError(f"{option} {file!r} cannot be written: {reason}") from error


def coloured() -> bool:
    """Whether standard output shows colours: a terminal that is not dumb, and NO_COLOR (no-color.org) is not set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def printable(text: str) -> str:
    """The text with every control character as an escape: what a file of a stranger holds must not steer the terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def show(lines: Iterable[str]) -> None:
    """Print lines; on a terminal the verdict of a row is coloured."""
    paint = coloured()
    for line in lines:
        print(
            _VERDICT.sub(lambda match: f"\x1b[{COLOURS[match[0].strip()]}m{match[0]}\x1b[0m", line) if paint else line
        )
