"""Memo: evaluations that survive a kill. A search that is run again takes them from the file, and goes on where it was."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

EVERY = 1.0  # seconds between two writes: a kill loses no more work than this
VERSION = 1


class Memo:
    """Numbers by key, in a JSON file that is replaced as a whole, so that it is never half written.

    Parameters
    ----------
    path : Path or None
        The file; what it holds is taken over. None: in memory only.

    Raises
    ------
    ValueError
        If the file is not one of these.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.found = 0  # how many evaluations came from the file or from earlier in the run
        self._values: dict[str, list[float]] = {}
        self._written = time.monotonic()
        if path is not None and path.exists() and path.stat().st_size:
            self._values = _read(path)

    def get(self, key: str) -> tuple[float, ...] | None:
        """The numbers under this key, or None."""
        if key not in self._values:
            return None
        self.found += 1
        return tuple(self._values[key])

    def put(self, key: str, *values: float) -> None:
        """Keep numbers, and write the file if the last time is a while ago."""
        self._values[key] = list(values)
        if time.monotonic() - self._written >= EVERY:
            self.write()

    def write(self) -> None:
        """Write the file now."""
        if self.path is None:
            return
        beside = self.path.with_name(self.path.name + ".new")
        beside.write_text(json.dumps({"version": VERSION, "evaluations": self._values}) + "\n", encoding="utf-8")
        os.replace(beside, self.path)
        self._written = time.monotonic()


def _read(path: Path) -> dict[str, list[float]]:
    try:
        stored: Any = json.loads(path.read_text(encoding="utf-8"))
        if stored["version"] != VERSION:
            raise ValueError(f"its version is {stored['version']}, not {VERSION}")
        return {str(key): [float(value) for value in values] for key, values in stored["evaluations"].items()}
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise ValueError(f"{path} is no file of evaluations: {error}") from error
