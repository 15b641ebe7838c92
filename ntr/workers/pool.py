"""Pool: the interface to workers, and what a worker does with a task."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from ntr import sources
from ntr.journal import Journal, Paused


class WorkerDied(RuntimeError):
    """Workers died, again and again, while they ran one task: killed, out of memory, or crashed in compiled code."""


class Slice(NamedTuple):
    """What comes back of a task: its result, or the state from which it goes on."""

    result: Any
    state: bytes | None = None


class Pool(ABC):
    """Workers. `with` ends them, and what they are doing."""

    blames: bool  # whether only the task that was running on a worker is told that it died

    @property
    @abstractmethod
    def workers(self) -> int:
        """How many tasks run at the same time."""

    @property
    @abstractmethod
    def capacity(self) -> int:
        """How many tasks may be submitted and not be done, so that no worker waits."""

    @abstractmethod
    def submit(self, function: Callable[[Any], Any], item: Any, state: bytes | None, seconds: float) -> Future[Slice]:
        """Call `attempt` on a worker."""

    @abstractmethod
    def died(self, error: BaseException) -> bool:
        """Whether this error of a future means that a worker died, and the task may be tried again."""

    @abstractmethod
    def renew(self) -> None:
        """After a death: have workers again."""

    @abstractmethod
    def close(self) -> None:
        """End the workers."""

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def attempt(
    function: Callable[[Any], Any],
    item: Any,
    state: bytes | None = None,
    seconds: float = np.inf,
    threads: int | None = 1,
    code: str | None = None,
) -> Slice:
    """Run a task for some seconds.

    Parameters
    ----------
    function, item : callable, object
        The task is function(item).
    state : bytes, optional
        Where it was put down.
    seconds : float
        After so much work it is put down, if it simulates.
    threads : int, optional
        Threads of BLAS and of `simulate`; None leaves both as they are.
    code : str, optional
        The digest of the engine that the caller has: another one here is an error.
    """
    if code is not None and code != sources.digest([]):
        raise RuntimeError("this worker has another version of ntr than the coordinator: results would not be the same")
    try:
        with Journal(state, seconds, threads):
            if threads is None:
                return Slice(function(item))
            with threadpool_limits(threads):
                return Slice(function(item))
    except Paused as pause:
        return Slice(None, pause.state)
