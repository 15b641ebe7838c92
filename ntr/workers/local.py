"""Local: worker processes on this machine (loky, which joblib brings)."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from typing import Any

from joblib.externals.loky import get_reusable_executor

from ntr.validation import integer
from ntr.workers.pool import Pool, Slice, attempt

# One thread in every worker. Read when the libraries are loaded there, hence before the first task.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)


def end_with(parent: int) -> None:
    """Called in a worker: it ends within a second of its parent. After a kill -9 loky's workers would stay for ever."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class Local(Pool):
    """`jobs` worker processes. When one dies all of them are replaced, and nobody knows which task it was.

    All `Local` of a process share its workers, which stay for the next one: closing one that still has tasks ends those of
    the others too.
    """

    blames = False

    def __init__(self, jobs: int) -> None:
        self._jobs = integer(jobs, "jobs", least=1)
        self._open = set[Future[Slice]]()
        self._executor: Any = None

    workers = property(lambda self: self._jobs)
    capacity = property(lambda self: 2 * self._jobs)

    def submit(self, function: Callable[[Any], Any], item: Any, state: bytes | None, seconds: float) -> Future[Slice]:
        self._executor = get_reusable_executor(
            max_workers=self._jobs, env=ONE_THREAD, timeout=60, initializer=end_with, initargs=(os.getpid(),)
        )
        future = self._executor.submit(attempt, function, item, state, seconds)
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        return future

    def died(self, error: BaseException) -> bool:
        return isinstance(error, BrokenExecutor)

    def renew(self) -> None:
        self._open.clear()  # the next task finds the executor broken, and gets a new one

    def close(self) -> None:
        if self._open:  # idle workers stay for the next sweep, and end by themselves
            self._executor.shutdown(wait=True, kill_workers=True)
