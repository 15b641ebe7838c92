"""How long a new process takes to its first result, and what `ntr verify` compiles:  python -m benchmarks.first_result

Without arguments, a process with the shape of the work: `l2 100`, `spectral 8x8`; `verify ...` runs `ntr verify` with these
arguments and prints the seconds of its processor and of the compiler.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
GOAL = {"warm": 2.0, "cold": 10.0}  # seconds
KINDS = {"l2": ("l2", (100,)), "spectral": ("spectral", (8, 8))}


class First(NamedTuple):
    """A new process with one result: seconds of the wall clock and of the processor, the least of some processes."""

    kind: str
    state: str
    wall: float
    processor: float

    @property
    def met(self) -> bool:
        """Whether the goal is; by the processor, as the machine may have other work."""
        return self.processor <= GOAL[self.state]


def first_results(rounds: int) -> list[First]:
    """For each kind, cold (nothing is compiled) and warm."""
    found = []
    for kind in KINDS:
        samples: dict[str, list[tuple[float, float]]] = {"cold": [], "warm": []}
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                for taken in samples.values():
                    wall, processor = time.perf_counter(), _of_children()
                    _process([kind], folder)
                    taken.append((time.perf_counter() - wall, _of_children() - processor))
        for state, taken in samples.items():
            walls, processors = zip(*taken, strict=True)
            found.append(First(kind, state, min(walls), min(processors)))
    return found


def _of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def verify(arguments: list[str]) -> dict[str, float]:
    """Of `ntr verify` in one process that finds nothing compiled: seconds of the processor, and of them, of the compiler."""
    with tempfile.TemporaryDirectory() as folder:
        total, compiling = map(float, _process(["verify", *arguments], folder).split()[-2:])
    return {"total": total, "compiling": compiling}


def _process(arguments: list[str], cache: str) -> str:
    command = [sys.executable, "-m", "benchmarks.first_result", *arguments]
    environment = os.environ | {"NUMBA_CACHE_DIR": cache}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def main(arguments: list[str]) -> None:
    """What the new process does."""
    if arguments[0] == "verify":
        print(*_measured_verify(arguments[1:]))
        return
    import numpy as np

    import ntr
    from ntr.norms import L2, Spectral
    from problems import Gaussian, Saturating, Separable

    kind, shape = KINDS[arguments[0]]
    norm = L2(shape) if kind == "l2" else Spectral(shape)
    problem = Separable(Saturating(), np.ones(shape))
    case = ntr.Case(problem, Gaussian(1.0), ntr.TrustRegion(norm, 0.01, 0.1), np.zeros(shape), 1000, 64)
    print(ntr.simulate(case, engine="compiled").series["objective"][-1].mean())


def _measured_verify(arguments: list[str]) -> tuple[float, float]:
    from numba.core import event

    from ntr.cli import main as ntr

    with event.install_recorder("numba:compile") as recorder:
        ntr(["verify", "--jobs", "1", *arguments])
    depth, start, compiling = 0, 0.0, 0.0
    for at, what in recorder.buffer:  # compilations within a compilation count once
        if what.is_start:
            start, depth = (at if depth == 0 else start), depth + 1
        else:
            depth -= 1
            compiling += at - start if depth == 0 else 0.0
    return time.process_time(), compiling


if __name__ == "__main__":
    main(sys.argv[1:])
