"""Case -> Trajectory: one front for the two engines."""

from __future__ import annotations

import functools
import hashlib
import json
import multiprocessing
import os
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
from threadpoolctl import ThreadpoolController

from ntr.canonical import Undescribable, plain
from ntr.case import Case
from ntr.engine import batched, lanes
from ntr.engine.program import Pieces, pieces
from ntr.journal import Due, Saved, active, never
from ntr.observables import gradient_norm, objective
from ntr.trajectory import Observable, Trajectory, log_spaced
from ntr.validation import integer

MOST_ITERATIONS = 2**53  # counted exactly by int64, uint64 and float64 alike


def simulate(
    case: Case,
    *,
    checkpoints: Iterable[int] | None = None,
    record: dict[str, Observable] | None = None,
    engine: Literal["auto", "numpy", "compiled"] = "auto",
    threads: int | None = None,
) -> Trajectory:
    """Run a case and record what is asked for. Inside a `Journal` the run can be put down and taken up again.

    The result is a pure function of the case: the same for any number of threads and any batch of seeds (bit for bit),
    and for both engines (to rounding).

    Parameters
    ----------
    case : Case
    checkpoints : iterable of int, optional
        Where the record is kept, in 1..K; K is always added. Default: about 12 per decade, log-spaced.
    record : dict of str to Observable, optional
        Default: "objective" (F at the checkpoint) and "gradient_norm" (the mean of ||grad f(x_k)||_* so far).
    engine : {"auto", "numpy", "compiled"}
        "auto" compiles where norm, problem, noise, method and observables have kernels, else it runs in NumPy.
    threads : int, optional
        Threads of the compiled engine. Default: all cores, one in a worker process.

    Returns
    -------
    Trajectory
        `engine` says which one ran.

    Raises
    ------
    NonFiniteIterate
        At the first step that gives NaN or infinity, with the step, the seed and the last good state.
    ValueError
        If K > 2^53, a checkpoint lies outside 1..K, or `engine="compiled"` and something has no kernel; the message lists it.
    """
    if case.iterations > MOST_ITERATIONS:
        raise ValueError(f"iterations must be at most 2^53, got {case.iterations}")
    stops = log_spaced(case.iterations) if checkpoints is None else np.array(sorted(set(checkpoints)), dtype=np.int64)
    if stops.size and not (stops[0] >= 1 and stops[-1] <= case.iterations):
        raise ValueError(f"checkpoints must lie in 1..{case.iterations}, got {stops[0]} to {stops[-1]}")
    stops = np.union1d(stops, [case.iterations])
    if record is None:
        record = {"objective": objective(case.problem), "gradient_norm": gradient_norm(case.method.norm, "mean")}
    if engine not in ("auto", "numpy", "compiled"):
        raise ValueError(f'engine must be "auto", "numpy" or "compiled", got {engine!r}')
    journal = active()
    count = _threads(threads if journal is None or threads is not None else journal.threads)
    run = functools.partial(_run, case, stops, record, engine, count)
    if journal is None:
        return run(None, never)
    try:
        label = json.dumps(
            plain([case, stops, {name: _observed(o) for name, o in record.items()}, engine]), sort_keys=True
        )
    except Undescribable:  # a lambda: it is not known for sure what is simulated, so this is not put down
        return run(None, never)
    return journal.simulation(hashlib.sha256(label.encode()).hexdigest(), run)


def _observed(observable: Observable) -> list[Any]:
    """What an observable is: those of `ntr.observables` are functions made inside functions, told by what they enclose."""
    function: Any = observable.function
    if getattr(function, "__closure__", None) is None:
        return list(observable)
    enclosed = [cell.cell_contents for cell in function.__closure__]
    return [function.__module__, function.__qualname__, enclosed, *observable[1:]]


def _run(
    case: Case,
    stops: np.ndarray,
    record: dict[str, Observable],
    engine: Literal["auto", "numpy", "compiled"],
    threads: int,
    saved: Saved | None,
    due: Due,
) -> Trajectory:
    if engine != "numpy":
        kernels = pieces(case, record)
        if isinstance(kernels, Pieces):
            return lanes.run(case, stops, record, kernels, threads=threads, saved=saved, due=due)
        if engine == "compiled":
            raise ValueError(f"no compiled kernel for: {', '.join(kernels)}")
    # BLAS threads inside the loop cost more than they give; seeds and cases are what runs in parallel.
    # An overflow is told once, as a non-finite iterate.
    with _blas().limit(limits=1, user_api="blas"), np.errstate(over="ignore", invalid="ignore"):
        return batched.run(case, stops, record, saved, due)


def _threads(threads: int | None) -> int:
    if threads is not None:
        return integer(threads, "threads", least=1)
    in_worker = multiprocessing.parent_process() is not None or "LOKY_WORKER" in os.environ
    return 1 if in_worker else os.cpu_count() or 1


@functools.cache
def _blas() -> Any:
    return ThreadpoolController()
