"""What the progress line of a run says about its tasks."""

from __future__ import annotations

from proofs_checks.estimate import Clock


def test_running_are_those_that_were_started_and_are_not_finished_at_most_one_per_worker():
    clock = Clock([1.0] * 5)
    assert clock.note(0, 2) == "0 running, 0 failed, 5 waiting, about 0 min left"
    for task in (0, 1, 2):  # one more than there are workers waits for one of them
        clock.start(task)
    assert clock.note(0, 2).startswith("2 running, 0 failed, 3 waiting")
    clock.finish(0)
    assert clock.note(1, 2).startswith("2 running, 1 failed, 2 waiting")
    clock.finish(2)
    assert clock.note(1, 2).startswith("1 running, 1 failed, 2 waiting")
    clock.finish(1)
    assert clock.note(1, 2).startswith("0 running, 1 failed, 2 waiting")
