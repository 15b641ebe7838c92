"""Errors in code that is not ours: where it stands, and with the environment variable NTR_DEBUG the whole traceback."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Any

from ntr.sources import OURS

INSTALLED = ("site-packages", "dist-packages")


def tell() -> None:
    """In an `except` block: print the traceback to standard error if NTR_DEBUG is set, and not empty."""
    if os.environ.get("NTR_DEBUG"):
        traceback.print_exc()


def place(error: BaseException) -> str:
    """Where the user's code raised an error or called what raised it: ``, in f (file, line 3)``; empty if it is not there.

    The user's code is all that is neither ours, nor the standard library, nor in an installed package.
    """
    found = [where for where in _frames(error) if _users(*where[:2])]
    return _shown(found[-1]) if found else ""


@contextmanager
def named(what: str) -> Iterator[None]:
    """What is raised inside becomes a `ValueError` of one line: `what` failed, why, and where.

    For calls of functions that the user gave: they may raise anything, and so may our code on what they return. Errors of
    the file system pass.
    """
    try:
        yield
    except (Exception, SystemExit) as error:
        where = place(error)
        if isinstance(error, OSError) and not where:
            raise
        plain = isinstance(error, ValueError)
        text = str(error) if plain else f"{type(error).__name__}: {error}"
        where = where or ("" if plain else _shown(_frames(error)[-1]))
        raise ValueError(f"{'' if what in text else f'{what}: '}{text}{where}") from error


def _frames(error: BaseException) -> list[tuple[str, CodeType, int]]:
    """(module, code, line) of every call, the innermost last."""
    return [
        (str(frame.f_globals.get("__name__", "")), frame.f_code, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]


def _users(module: str, code: CodeType) -> bool:
    top = module.partition(".")[0]
    installed = any(f"{os.sep}{folder}{os.sep}" in code.co_filename for folder in INSTALLED)
    return top not in (*OURS, "__main__", "") and top not in sys.stdlib_module_names and not installed


def _shown(where: tuple[str, Any, int]) -> str:
    _, code, line = where
    return f", in {code.co_name} ({code.co_filename}, line {line})"
