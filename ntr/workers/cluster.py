"""Cluster: the workers of a Dask cluster that is running already."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from ntr import sources
from ntr.workers.pool import Pool, Slice, attempt

ADDRESS = re.compile(r"([a-z]+://)?(\[[0-9a-fA-F:.%]+\]|[\w.-]+):\d+")
PATIENCE = 30  # seconds to wait for the scheduler and for the first worker


class Cluster(Pool):
    """The workers at the address of a Dask scheduler, such as tcp://127.0.0.1:8786. They may come, go and die meanwhile.

    A task whose worker dies is run again by the scheduler, on another one; after the fourth death it is given up. Needs
    the extra `dask`; the workers need the same version of `ntr`.

    Raises
    ------
    ImportError
        Without Dask.
    ValueError
        If `address` is none.
    OSError
        If there is no scheduler at the address, or no worker joins it.
    """

    blames = True

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        if not ADDRESS.fullmatch(address):  # Dask would complain, and leave a thread behind that never ends
            raise ValueError(f"the address of a Dask scheduler must look like tcp://127.0.0.1:8786, got {address!r}")
        try:
            distributed: Any = importlib.import_module("distributed")
        except ImportError as error:
            raise ImportError("a Dask cluster needs the extra dask: pip install -e '.[dask]'") from error
        self._killed = distributed.scheduler.KilledWorker
        try:
            self._client = distributed.Client(address, timeout=patience, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise OSError(f"no Dask scheduler answers at {address!r}: {error}") from error
        try:
            self._client.wait_for_workers(1, timeout=patience)
        except TimeoutError as error:
            self._client.close()
            raise OSError(f"no worker has joined the Dask scheduler at {address!r}") from error
        self._executor = self._client.get_executor(pure=False)
        self._workers = sum(self._client.nthreads().values())
        self._code = sources.digest([])

    workers = property(lambda self: self._workers)
    capacity = property(lambda self: max(64, 4 * self._workers))  # more may join

    def submit(self, function: Callable[[Any], Any], item: Any, state: bytes | None, seconds: float) -> Future[Slice]:
        return self._executor.submit(attempt, function, item, state, seconds, 1, self._code)

    def died(self, error: BaseException) -> bool:
        return isinstance(error, self._killed)

    def renew(self) -> None:
        pass

    def close(self) -> None:
        self._executor.shutdown(wait=False)
        self._client.close()
