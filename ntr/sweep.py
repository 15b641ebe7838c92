"""Run one function over many cases, on any workers; a worker that dies costs nothing but time."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from typing import TypeVar

import numpy as np

from ntr.validation import integer
from ntr.workers import Here, Local, Pool, Slice, WorkerDied

Item = TypeVar("Item")
Result = TypeVar("Result")

TRIES = 3  # a task whose workers died so often is given up
MOST_FOR_A_CORE = 16  # workers: more would only take memory


def run(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    jobs: int = 1,
    order: Sequence[int] | None = None,
    *,
    pool: Pool | None = None,
    seconds: float = np.inf,
    load: Callable[[int], bytes | None] | None = None,
    save: Callable[[int, bytes], None] | None = None,
    started: Callable[[int], None] | None = None,
    dead: Callable[[Item, str], Result] | None = None,
) -> Iterator[tuple[int, Result]]:
    """Yield (index, function(items[index])) as the results come in.

    The results do not depend on the workers or on `order`, only when they come. Nothing is lost when the consumer stops
    early. A task whose worker died is run again, from where it was last put down, and after three deaths given up.

    Parameters
    ----------
    function : callable
        Module-level, or anything cloudpickle can send to a worker.
    items : sequence
    jobs : int
        Worker processes, >= 1; 1 runs here. More than the items, or than 16 for each core, are not started.
    order : sequence of int, optional
        In which order the items are started: the longest first keeps all workers busy to the end. Default: as they are.
    pool : Pool, optional
        The workers, in place of `jobs`; it is not closed.
    seconds : float
        Tasks that simulate are put down after so much work, and go on at once (`ntr.journal`).
    load, save : callable, optional
        (index) -> the state where a task was put down in an earlier run; (index, state), whenever one is put down.
    started : callable, optional
        (index), when a task is given to the workers.
    dead : callable, optional
        (item, message) -> the result of a task that was given up.

    Raises
    ------
    WorkerDied
        If a task was given up, and `dead` is not there to say what then.
    """
    integer(jobs, "jobs", least=1)
    indices = range(len(items)) if order is None else order
    if sorted(indices) != list(range(len(items))):
        raise ValueError(f"order must be a permutation of 0..{len(items) - 1}")
    if pool is None:
        with (
            Here()
            if jobs == 1
            else Local(min(jobs, max(1, len(items)), MOST_FOR_A_CORE * (os.cpu_count() or 1))) as own
        ):
            yield from run(
                function,
                items,
                order=order,
                pool=own,
                seconds=seconds,
                load=load,
                save=save,
                started=started,
                dead=dead,
            )
        return

    queue = _Queue(indices, pool)
    states: dict[int, bytes] = {}

    def submit(index: int) -> Future[Slice]:
        if index not in states and load is not None:
            state = load(index)
            if state is not None:
                states[index] = state
        try:
            return pool.submit(function, items[index], states.get(index), seconds)
        except Exception as error:
            if not pool.died(error):
                raise
            future = Future[Slice]()  # the workers had died meanwhile: told below
            future.set_exception(error)
            return future

    while queue:
        for index in queue.next():
            if started is not None:
                started(index)
            queue.running[submit(index)] = index
        alone = len(queue.running) == 1
        for future in wait(queue.running, return_when=FIRST_COMPLETED).done:
            if future not in queue.running:  # it was among those that died together
                continue
            index = queue.take(future)
            try:
                part = future.result()
            except CancelledError as error:
                raise OSError("the workers are gone: the scheduler has dropped their tasks") from error
            except Exception as error:
                if not pool.died(error):
                    raise
                if not queue.give_up(index, alone):
                    continue
                message = (
                    f"a worker died every time it ran this: killed, out of memory, or crashed ({type(error).__name__})"
                )
                if dead is None:
                    raise WorkerDied(f"item {index}: {message}") from error
                yield index, dead(items[index], message)
                continue
            if part.state is None:
                states.pop(index, None)
                yield index, part.result
                continue
            states[index] = part.state
            if save is not None:
                save(index, part.state)
            queue.waiting.appendleft(index)


class _Queue:
    """The tasks that wait, those that run, and those that were running when a worker died.

    Attributes
    ----------
    waiting : deque of int
    running : dict
        {future: index}.
    """

    def __init__(self, indices: Sequence[int], pool: Pool) -> None:
        self.waiting, self.running = deque(indices), dict[Future[Slice], int]()
        self._pool, self._suspects, self._deaths = pool, deque[int](), Counter[int]()
        self._trial = False  # whether a suspect runs, alone

    def __bool__(self) -> bool:
        return bool(self.waiting or self._suspects or self.running)

    def next(self) -> Iterator[int]:
        """The tasks to start now; each must be put into `running` before the next one is asked for.

        Where several tasks were running when a worker died, each is tried alone: the guilty one is then known.
        """
        apart = bool(self._suspects) or self._trial
        source, room = (self._suspects, 1) if apart else (self.waiting, self._pool.capacity)
        while source and len(self.running) < room:
            self._trial = apart
            yield source.popleft()

    def take(self, future: Future[Slice]) -> int:
        """The task of a future that is done; it does not run any more."""
        self._trial = False
        return self.running.pop(future)

    def give_up(self, index: int, alone: bool) -> bool:
        """After a death: whether this task has died often enough. If not, it is tried again, with all that may have done it.

        Parameters
        ----------
        index : int
            A task that was told of the death.
        alone : bool
            Whether no other one was running.
        """
        together = [index]
        if self._pool.blames:
            self._deaths[index] += TRIES  # such a pool has tried it often enough itself
        else:
            together += self.running.values()
            self.running.clear()
            self._pool.renew()
            self._deaths[index] += alone
        given_up = self._deaths[index] >= TRIES
        if not given_up:
            self._suspects.extend(together)
        return given_up
