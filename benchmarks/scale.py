"""What a case costs the coordinator and the store, on tiny cases: `python -m benchmarks.scale --cases 100000`.

Every case is one seed of ten iterations in two dimensions, so that next to all of the time is overhead. docs/scale.md says
what came out.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ntr import Case, TrustRegion, simulate, sources, sweep
from ntr.canonical import canonical
from ntr.norms import L2
from ntr.store import Record, Store, encode
from ntr.store.export import write_csv
from ntr.store.store import Timing
from ntr.workers import Cluster, Here, Local, Pool
from problems import Gaussian, Quadratic

TIMING = Timing(0.0, "2000-01-01T00:00:00+00:00", "{}")


def case(number: int) -> Case:
    """One seed, ten iterations, two dimensions."""
    problem, method = Quadratic(np.eye(2)), TrustRegion(L2((2,)), 0.1, momentum=0.5)
    return Case(problem, Gaussian(0.1), method, np.ones(2), 10, 1, root_seed=number)


def measured(tiny: Case) -> float:
    """The mean gradient norm of its run."""
    return float(simulate(tiny).series["gradient_norm"][-1, 0])


def nothing(tiny: Case) -> float:
    """The cost of sending a case to a worker and back."""
    return 0.0


def put(store: Store, tiny: Case, value: float) -> None:
    """Key a case and keep its result, as the coordinator does."""
    found = canonical(tiny)
    summary = json.dumps({"measured": value})
    description = json.dumps(found.data, sort_keys=True)
    record = Record(found.key, "tiny", "verified", summary, encode(value), description, found.code)
    store.put(record, TIMING, sources.closure(found.modules))


class Clock:
    """Wall-clock and processor time of this process; the workers' is not in the second."""

    def __init__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def each(self, count: int) -> str:
        """Microseconds of both per case, since the clock was made."""
        wall, processor = time.perf_counter() - self._wall, time.process_time() - self._processor
        return f"{1e6 * processor / count:6.0f} us of processor, {1e6 * wall / count:6.0f} us of time"


def rows(count: int, few: int, address: str | None) -> Iterator[tuple[str, int, str]]:
    """(what, cases, result): the parts on `few` cases, the whole on `count`."""
    cases = [case(i) for i in range(few)]
    for tiny in cases[:2]:  # compiles, and reads the sources
        canonical(tiny)
        measured(tiny)
    clock = Clock()
    for tiny in cases:
        canonical(tiny)
    yield "the key of a case", few, clock.each(few)
    clock = Clock()
    for tiny in cases:
        measured(tiny)
    yield "the simulation itself", few, clock.each(few)
    pools: dict[str, Any] = {"here": Here, "2 local workers": lambda: Local(2)}
    if address is not None:
        pools["Dask"] = lambda: Cluster(address)
    for name, pool in pools.items():
        with pool() as workers:
            list(sweep.run(nothing, cases[:10], pool=workers))
            clock = Clock()
            list(sweep.run(nothing, cases, pool=workers))
            yield f"to a worker and back, {name}", few, clock.each(few)
    with tempfile.TemporaryDirectory() as folder:
        yield from _whole(Path(folder) / "store", count, Here())


def _whole(path: Path, count: int, pool: Pool) -> Iterator[tuple[str, int, str]]:
    cases = [case(i) for i in range(count)]
    with Store(path, write=True, create=True) as store:
        clock = Clock()
        for done, (index, value) in enumerate(sweep.run(measured, cases, pool=pool), start=1):
            put(store, cases[index], value)
            if done in (count // 10, count):
                yield "simulated, keyed and stored, so far", done, clock.each(done)
    yield "size of the store", count, f"{path.stat().st_size / count:.0f} bytes a case"
    with Store(path) as store:
        clock = Clock()
        statuses = store.statuses()
        yield "keys of a store, for --resume", len(statuses), clock.each(count)
        clock = Clock()
        with path.with_suffix(".csv").open("w", newline="") as out:
            write_csv(store, out)
        yield "export to CSV", count, clock.each(count)
        clock = Clock()
        assert store.check().sound
        yield "check", count, clock.each(count)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield "largest memory of the coordinator", count, f"{peak:.0f} MB"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--few", type=int, default=2_000)
    parser.add_argument("--dask", metavar="ADDRESS")
    options = parser.parse_args()
    for what, number, result in rows(options.cases, options.few, options.dask):
        print(f"{what:38} {number:7}  {result}", flush=True)
