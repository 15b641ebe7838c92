"""kill -9 of `ntr verify --store` at random moments: nothing is lost, nothing is wrong. Run by hand: `make faults`."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from ntr.store import Store
from ntr.store.record import Record

# Short checks of every kind and one of some seconds; its state is kept so often that most kills fall between two.
ARGUMENTS = ("nonconvex_deterministic", "lemma_descent", "--norm", "L2", "--seeds", "64", "--checkpoint", "0.02")


class Counts(NamedTuple):
    """What happened: kills before there was a store, with some and with all results, with a saved state; complete runs."""

    kills: int
    before: int
    some: int
    all: int
    states: int
    complete: int


def start(store: Path, jobs: int) -> subprocess.Popen[bytes]:
    """The command, in a process group of its own: its workers are not killed, as on a real machine."""
    command = [
        sys.executable,
        "-m",
        "ntr.cli",
        "verify",
        *ARGUMENTS,
        "--jobs",
        str(jobs),
        "--store",
        str(store),
        "--resume",
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(store: Path, jobs: int) -> float:
    """Run to the end; the seconds that it took."""
    begin = time.monotonic()
    process = start(store, jobs)
    _, error = process.communicate(timeout=600)
    assert process.returncode in (0, 3), error.decode()
    return time.monotonic() - begin


def records(store: Path) -> dict[str, Record]:
    """{key: record}; every row is compared with its digest."""
    with Store(store) as opened:
        health = opened.check()
        assert health.sound, health
        return {record.key: record for record in opened.records()}


def run(kills: int, folder: Path, seed: int = 0, jobs: int = 1) -> Counts:
    """Kill so often, at moments uniform over a run; a store that is complete is compared, and the next one begun."""
    chance = random.Random(seed)
    finish(folder / "first", jobs)  # compiles
    duration = finish(folder / "reference", jobs)
    reference = records(folder / "reference")
    before = some = everything = states = complete = 0
    store = folder / "store0"
    for _ in range(kills):
        process = start(store, jobs)
        delay = chance.uniform(0, duration)
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        _, error = process.communicate()
        assert process.returncode in (-signal.SIGKILL, 0, 3), error.decode()
        if not store.exists() or store.stat().st_size == 0:
            before += 1
            continue
        found = records(store)
        assert found.items() <= reference.items(), "a result is wrong"
        with Store(store) as opened:
            states += bool(opened.paused_names())
        if len(found) < len(reference):
            some += 1
            continue
        everything += 1
        finish(store, jobs)  # and nothing is computed again
        assert records(store) == reference
        complete += 1
        store = folder / f"store{complete}"
    if store.exists():
        finish(store, jobs)
        assert records(store) == reference
        complete += 1
    return Counts(kills, before, some, everything, states, complete)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        print(run(int(sys.argv[1]), Path(name), jobs=int(sys.argv[2]) if len(sys.argv) > 2 else 1))
