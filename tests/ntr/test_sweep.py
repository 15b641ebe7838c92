"""A sweep gives the same results for any number of workers and any order."""

from __future__ import annotations

import re
from concurrent.futures import Future

import pytest

from ntr import sweep
from ntr.workers import Here, Pool, Slice, WorkerDied


def square(number: int) -> int:
    return number**2


def fragile(number: int) -> int:
    if number == 2:
        raise ArithmeticError("two")
    return number


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("order", [None, [3, 0, 2, 1]])
def test_results_do_not_depend_on_jobs_or_order(jobs, order):
    assert dict(sweep.run(square, [5, 6, 7, 8], jobs=jobs, order=order)) == {0: 25, 1: 36, 2: 49, 3: 64}


def test_one_job_runs_in_the_order_given():
    assert [index for index, _ in sweep.run(square, [1, 2, 3], order=[2, 0, 1])] == [2, 0, 1]


def test_a_consumer_that_stops_early_keeps_what_came():
    results = sweep.run(square, [1, 2, 3])
    assert next(results) == (0, 1)
    results.close()


def test_no_items_no_results():
    assert list(sweep.run(square, [])) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_the_function_reaches_the_consumer(jobs):
    with pytest.raises(ArithmeticError, match="two"):
        list(sweep.run(fragile, [1, 2, 3], jobs=jobs))


def test_bad_arguments():
    with pytest.raises(ValueError, match=re.escape("order must be a permutation of 0..1")):
        list(sweep.run(square, [1, 2], order=[0, 0]))
    with pytest.raises(ValueError, match="jobs must be at least 1"):
        list(sweep.run(square, [1, 2], jobs=0))


def test_no_more_workers_are_started_than_there_are_tasks(monkeypatch):
    asked = []

    def local(jobs):
        asked.append(jobs)
        return Here()

    monkeypatch.setattr(sweep, "Local", local)
    for items in ([], [1, 2, 3]):
        assert dict(sweep.run(square, items, jobs=1000)) == {i: x**2 for i, x in enumerate(items)}
    assert asked == [1, 3]


class Blaming(Pool):
    """Knows which task its workers died of, as a Dask cluster does: 2 always kills. It has tried it often enough itself."""

    blames, workers, capacity = True, 2, 2
    tried = 0

    def submit(self, function, item, state, seconds):
        future = Future()
        if item == 2:
            self.tried += 1
            assert self.tried < 5, "it is tried for ever"
            future.set_exception(EOFError("killed"))
        else:
            future.set_result(Slice(function(item)))
        return future

    def died(self, error):
        return isinstance(error, EOFError)

    def renew(self):
        raise AssertionError("only one task is concerned")

    def close(self):
        pass


def test_a_pool_that_blames_a_task_is_believed_at_once():
    started = []
    found = sweep.run(square, [1, 2, 3], pool=Blaming(), started=started.append, dead=lambda item, message: message)
    results = dict(found)
    assert "killed, out of memory, or crashed (EOFError)" in results.pop(1)
    assert results == {0: 1, 2: 9}
    assert sorted(started) == [0, 1, 2], "each is tried once"
    with pytest.raises(WorkerDied, match="item 0"):
        list(sweep.run(square, [2], pool=Blaming()))
