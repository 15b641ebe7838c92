"""A progress bar on standard error."""

from __future__ import annotations

import sys


class Progress:
    """Called with (done, total); silent where standard error is not a terminal."""

    def __call__(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            width = 40
            filled = width * done // total
            end = "\n" if done == total else ""
            print(f"\r[{'#' * filled}{'.' * (width - filled)}] {done}/{total}", end=end, file=sys.stderr, flush=True)
