"""Run one function over many cases: in this process, or in local worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from joblib import Parallel, delayed

from ntr.validation import integer

Item = TypeVar("Item")
Result = TypeVar("Result")


def run(
    function: Callable[[Item], Result], items: Sequence[Item], jobs: int = 1, order: Sequence[int] | None = None
) -> Iterator[tuple[int, Result]]:
    """Yield (index, function(items[index])) as the results come in.

    The results do not depend on `jobs` or `order`, only when they come. Nothing is lost when the consumer stops early.

    Parameters
    ----------
    function : callable
        Module-level, or anything cloudpickle can send to a worker.
    items : sequence
    jobs : int
        Worker processes, >= 1; 1 runs here.
    order : sequence of int, optional
        In which order the items are started: the longest first keeps all workers busy to the end. Default: as they are.
    """
    integer(jobs, "jobs", least=1)
    indices = range(len(items)) if order is None else order
    if sorted(indices) != list(range(len(items))):
        raise ValueError(f"order must be a permutation of 0..{len(items) - 1}")
    if jobs == 1:
        for index in indices:
            yield index, function(items[index])
        return
    with Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1) as parallel:
        yield from parallel(delayed(_indexed)(function, index, items[index]) for index in indices)


def _indexed(function: Callable[[Item], Result], index: int, item: Item) -> tuple[int, Result]:
    return index, function(item)
