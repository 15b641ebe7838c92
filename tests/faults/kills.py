"""kill -9 of `ntr verify --store` at random moments: nothing is lost, nothing is wrong. Run by hand: `make faults`."""

from __future__ import annotations

import multiprocessing
import random
import signal
import sys
import tempfile
import time
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

from joblib.externals.loky import get_reusable_executor

from ntr.methods import TrustRegion
from ntr.norms import L2
from ntr.store import Store
from ntr.store.record import Record
from ntr.theorems import nonconvex_momentum
from proofs_checks import run as whole
from proofs_checks.catalogue import stochastic
from proofs_checks.check import Check
from proofs_checks.stored import Stored

KEPT = 0.1  # seconds after which the state of a long check is kept


class Counts(NamedTuple):
    """What happened: kills before there was a store, with some and with all results, with a saved state; complete runs."""

    kills: int
    before: int
    some: int
    all: int
    states: int
    complete: int


def plan() -> whole.Plan:
    """Short checks of every kind, and two of a second or more, which are put down many times."""
    some = whole.plan(["nonconvex_deterministic", "lemma_descent", "algebra"], "L2")
    noisy = [
        (name, case)
        for name, case in stochastic()
        if isinstance(case.method, TrustRegion) and case.method.norm == L2((20,))
    ]
    long = [Check(nonconvex_momentum.THEOREM, name, replace(case, iterations=50_000)) for name, case in noisy[:2]]
    return whole.Plan([*some.checks[:20], *long], [], some.lemmas[:5], whole.claims.CLAIMS[:3])


def work(store: Path, jobs: int) -> None:
    """What `ntr verify --store FILE --resume` does."""
    with Store(store, write=True, create=True) as opened:
        whole.run(plan(), jobs, most=64, keeper=Stored(opened), seconds=KEPT)
    if jobs > 1:  # a process made by multiprocessing would wait for its idle workers, which stay for a minute
        get_reusable_executor(reuse=True).shutdown(kill_workers=True)


def start(store: Path, jobs: int) -> BaseProcess:
    """In a process of its own, forked from one that has imported everything. Its workers are not killed with it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=work, args=(store, jobs))
    process.start()
    return process


def finish(store: Path, jobs: int) -> float:
    """Run to the end; the seconds that it took."""
    begin = time.monotonic()
    process = start(store, jobs)
    process.join(600)
    assert process.exitcode == 0
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
        process.join(chance.uniform(0, duration))
        process.kill()
        process.join()
        assert process.exitcode in (-signal.SIGKILL, 0)
        if not store.exists():
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
    left, workers = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    total = Counts(0, 0, 0, 0, 0, 0)
    while left > 0:
        with tempfile.TemporaryDirectory() as name:
            found = run(min(left, 20), Path(name), seed=left, jobs=workers)
        total, left = Counts(*map(sum, zip(total, found, strict=True))), left - 20
        print(total, flush=True)
