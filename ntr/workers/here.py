"""Here: the process itself, one task at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from ntr.workers.pool import Pool, Slice, attempt


class Here(Pool):
    """Tasks run in this process when they are submitted; the seeds of a simulation share its cores."""

    blames = True
    workers = property(lambda self: 1)
    capacity = property(lambda self: 1)

    def submit(self, function: Callable[[Any], Any], item: Any, state: bytes | None, seconds: float) -> Future[Slice]:
        future: Future[Slice] = Future()
        try:
            future.set_result(attempt(function, item, state, seconds, threads=None))
        except Exception as error:  # an interrupt from the keyboard is none, and ends the sweep
            future.set_exception(error)
        return future

    def died(self, error: BaseException) -> bool:
        return False

    def renew(self) -> None:
        pass

    def close(self) -> None:
        pass
