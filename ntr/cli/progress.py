"""A progress bar on standard error."""

from __future__ import annotations

import sys


class Progress:
    """Called with (done, total) and what else there is to say; silent where standard error is not a terminal."""

    def __call__(self, done: int, total: int, note: str = "") -> None:
        if sys.stderr.isatty():
            width = 40
            filled = width * done // total
            end = "\n" if done == total else ""
            text = f"[{'#' * filled}{'.' * (width - filled)}] {done}/{total}" + (f": {note}" if note else "")
            print(f"\r{text}\x1b[K", end=end, file=sys.stderr, flush=True)
