"""Workers that die: the sweep goes on, and only the task that kills them every time is given up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ntr import Case, TrustRegion, simulate, sweep
from ntr.norms import L2
from ntr.workers import Here, Local, WorkerDied
from problems import Gaussian, Quadratic


def deadly(item: tuple[str, int]) -> int:
    """The square; "always" kills its worker, a path does so once."""
    what, number = item
    if what == "always":
        os.kill(os.getpid(), signal.SIGKILL)
    if what and not Path(what).exists():
        Path(what).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number**2


@pytest.fixture(scope="module")
def pool():
    with Local(2) as workers:
        yield workers


def test_a_worker_that_dies_once_costs_nothing_but_time(tmp_path):
    items = [("", 1), (str(tmp_path / "once"), 2), ("", 3), ("", 4)]
    started = []
    with Local(1) as pool:  # one: to start a worker takes seconds
        results = dict(sweep.run(deadly, items, pool=pool, started=started.append))
    assert results == {0: 1, 1: 4, 2: 9, 3: 16}
    assert len(started) > len(items), "nobody died: the test is vacuous"


@pytest.mark.long
def test_the_task_that_always_kills_is_given_up_and_the_others_are_not(pool):
    items = [("", 1), ("always", 2), ("", 3), ("", 4), ("", 5)]
    results = dict(sweep.run(deadly, items, pool=pool, dead=lambda item, message: message))
    assert "killed, out of memory, or crashed" in results.pop(1)
    assert results == {0: 1, 2: 9, 3: 16, 4: 25}


@pytest.mark.long
def test_without_a_way_to_tell_it_is_an_error(pool):
    with pytest.raises(WorkerDied, match="item 0: a worker died every time"):
        list(sweep.run(deadly, [("always", 1)], pool=pool))


def long_run(seed: int) -> np.ndarray:
    case = Case(Quadratic(np.eye(3)), Gaussian(0.5), TrustRegion(L2((3,)), 0.1), np.ones(3), 5, range(seed, seed + 2))
    return np.concatenate([simulate(case, engine="numpy").final, simulate(case, engine="numpy").final])


@pytest.mark.parametrize("local", [False, pytest.param(True, marks=pytest.mark.long)])
def test_tasks_that_are_put_down_go_on_and_give_the_same(local, request):
    states: dict[int, bytes] = {}
    saved = []

    def save(index: int, state: bytes) -> None:
        states[index] = state
        saved.append(index)

    whole = dict(sweep.run(long_run, [0, 5]))
    workers = request.getfixturevalue("pool") if local else Here()
    parts = dict(sweep.run(long_run, [0, 5], pool=workers, seconds=0.0, save=save))
    assert len(saved) >= 8, "hardly put down: the test is vacuous"
    resumed = dict(sweep.run(long_run, [0, 5], pool=workers, load=states.get))
    for index in (0, 1):
        assert np.array_equal(whole[index], parts[index])
        assert np.array_equal(whole[index], resumed[index])


def endless(folder: Path) -> None:
    """Says that it has begun; if it were waited for, it would say in the end that it was done."""
    (folder / "begun").touch()
    time.sleep(20)
    (folder / "done").touch()


def test_what_still_runs_at_the_end_is_not_waited_for(tmp_path):
    with Local(1) as workers:
        future = workers.submit(endless, tmp_path, None, np.inf)
        while not (tmp_path / "begun").exists():
            time.sleep(0.05)
    assert future.done()
    assert [file.name for file in tmp_path.iterdir()] == ["begun"]


def test_workers_end_with_a_parent_that_is_killed():
    """Their common output pipe is at its end as soon as none of them is left."""
    code = "import os, signal; from ntr.workers import Local; from operator import neg; "
    code += "Local(1).submit(neg, 1, None, 1.0).result(); os.kill(os.getpid(), signal.SIGKILL)"
    killed = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
