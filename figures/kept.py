"""Numbers that figures are drawn from: computed once, then taken from a store, until the code or a parameter changes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ntr import sources
from ntr.canonical import Undescribable, canonical
from ntr.case import Case
from ntr.linalg import Array
from ntr.observables import objective
from ntr.simulate import simulate
from ntr.store import Record, Store, decode, encode
from ntr.store.store import Timing
from ntr.theorem import Theorem

Result = TypeVar("Result")

_STORE: ContextVar[tuple[Store, bool] | None] = ContextVar("store", default=None)


@contextmanager
def keeping(path: Path, from_scratch: bool = False) -> Iterator[None]:
    """Within it `remember` keeps its results in the store at `path`, which is made where it is missing.

    `from_scratch`: what is there is computed again, and replaced.

    Raises
    ------
    StoreError
        If the file is damaged or no store.
    """
    with Store(path, write=True, create=True) as store:
        token = _STORE.set((store, from_scratch))
        try:
            yield
        finally:
            _STORE.reset(token)


def remember(
    function: Callable[..., Result], *arguments: Any, classes: Iterable[type] = (), left_out: tuple[type, ...] = ()
) -> Result:
    """`function(*arguments)`, or what it returned the last time, where a store is open (`keeping`).

    The key is made of the function, its arguments and all code of ours that they use (`ntr.canonical`). What has no key is
    computed every time.

    Parameters
    ----------
    function : callable
        Module-level; its result is made of numbers, strings, arrays and tuples.
    classes : iterable of type
        The NamedTuples in the result.
    left_out : tuple of type
        What is not stored of the result: the first argument stands in its place.

    Raises
    ------
    TypeError
        If the result cannot be stored.
    """
    opened = _STORE.get()
    if opened is None:
        return function(*arguments)
    store, from_scratch = opened
    try:
        found = canonical((function, arguments), function.__name__)
    except Undescribable:  # a lambda of the user's, say
        return function(*arguments)
    record = None if from_scratch else store.get(found.key)
    if record is None:
        start = time.perf_counter()
        text = encode(function(*arguments), left_out)
        name, description = f"{function.__module__}.{function.__name__}", json.dumps(found.data, sort_keys=True)
        record = Record(found.key, name, "computed", "{}", text, description, found.code)
        timing = Timing(time.perf_counter() - start, datetime.now(UTC).isoformat(timespec="seconds"), "{}")
        store.put(record, timing, sources.closure(found.modules))
    result: Result = decode(record.result, classes, missing=arguments[0] if arguments else None)
    return result


def measured(theorem: Theorem, case: Case, checkpoints: Array | None = None) -> tuple[Array, Array]:
    """A run: the checkpoints (C,), and what the theorem bounds, (C, seeds)."""
    return remember(_measured, theorem, case, checkpoints)


def _measured(theorem: Theorem, case: Case, checkpoints: Array | None) -> tuple[Array, Array]:
    run = simulate(case, checkpoints=checkpoints, record=theorem.record(case))
    return run.iterations.astype(np.float64), theorem.measured(case, run)


def objectives(case: Case, checkpoints: Array | None = None) -> tuple[Array, Array]:
    """A run: the checkpoints (C,), and F(x_k), (C, seeds)."""
    return remember(_objectives, case, checkpoints)


def _objectives(case: Case, checkpoints: Array | None) -> tuple[Array, Array]:
    run = simulate(case, checkpoints=checkpoints, record={"F": objective(case.problem)})
    return run.iterations.astype(np.float64), run.series["F"]
