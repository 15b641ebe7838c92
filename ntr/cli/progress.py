"""How far a command is, on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

EVERY = 60.0  # seconds between two lines of a log


class Progress:
    """Called with (done, total) and what else there is to say: a bar in a terminal, else a line a minute, none in the first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.last = clock()

    def __call__(self, done: int, total: int, note: str = "") -> None:
        text = f"{done}/{total}" + (f": {note}" if note else "")
        if sys.stderr.isatty():
            width = 40
            filled = width * done // total
            end = "\n" if done == total else ""
            print(f"\r[{'#' * filled}{'.' * (width - filled)}] {text}\x1b[K", end=end, file=sys.stderr, flush=True)
        elif self.clock() - self.last >= EVERY:
            self.last = self.clock()
            print(text, file=sys.stderr, flush=True)
