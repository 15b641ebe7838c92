"""The compiled engine: blocks of seeds, shared by threads, run by `ntr.engine.driver`.

A block of seeds (64 lanes or 128) stays in the cache and runs alone. Neither the number of lanes nor of threads nor
the way the iterations are cut into chunks changes a bit of the result.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from ntr.case import Case
from ntr.engine.driver import COMPOSED, GAP_LEAST, LEAST, LEAST_AFTER, PLAIN, ROWS, SLOPE_LEAST, SPOILT
from ntr.engine.program import Pieces, Program, program, reduced
from ntr.journal import Due, Interrupted, Saved, never
from ntr.linalg import Array
from ntr.methods import SGDM, Clipped, OrthogonalSGDM, SmoothClipped, SteepestDescent, TrustRegion
from ntr.trajectory import NonFiniteIterate, Observable, Trajectory
from ntr.validation import momentum, positive, positive_or_infinite, weight_decay

WIDTH = 64  # lanes of a block; twice as many where the points are small, as every loop over lanes has a price
SMALL = 128  # coordinates
CHUNK = 4096  # iterations per call of the driver: a call costs about 130 microseconds
MOST = 2**26  # coordinates x lanes x iterations per call: seconds, so that a run can be interrupted


def run(
    case: Case,
    checkpoints: np.ndarray,
    record: dict[str, Observable],
    kernels: Pieces,
    threads: int = 1,
    width: int | None = None,
    chunk: int = CHUNK,
    saved: Saved | None = None,
    due: Due = never,
) -> Trajectory:
    """Run `case`; see `ntr.simulate`. Memory does not grow with the number of iterations.

    Raises
    ------
    Interrupted
        Before a chunk of iterations for which `due()` is true; `saved` goes on from there.
    """
    size = int(np.prod(case.problem.shape))
    width = width or (2 * WIDTH if size <= SMALL else WIDTH)
    driven = program(case, kernels, record)
    count = len(case.seeds)
    final = np.empty((size, count))
    series = np.empty((len(checkpoints), ROWS, count)) if saved is None else saved["series"]
    chunk = max(1, min(chunk, MOST // (size * width)))

    def advance_block(start: int, stop: int) -> NonFiniteIterate | _Block | None:
        nonlocal driven
        state = _Block(case, size, driven, start, stop)
        if saved is not None:
            state.restore(saved)
        done = int(np.searchsorted(checkpoints, state.k, side="right"))
        for first in range(state.k, case.iterations, chunk):
            if due():
                return state
            last = min(first + chunk, case.iterations)
            through = int(np.searchsorted(checkpoints, last, side="right"))
            good = state.copy()
            part = np.empty((through - done, ROWS, stop - start))
            state.advance(first, last, checkpoints[done:through], part)
            if state.spoilt(part) and any(state.program.careful):
                driven = state.program.with_care()  # for the blocks that follow, too
                good.program = driven
                state = good.copy()
                state.advance(first, last, checkpoints[done:through], part)
            if not state.finite().all():
                return good.failure(first, last)
            series[done:through, :, start:stop] = part
            done = through
        final[:, start:stop] = state.x
        return None

    blocks = -(-count // width)
    blocks = min(-(-blocks // threads) * threads, count)  # equal work for every thread
    edges = np.linspace(0, count, blocks + 1).astype(int) if saved is None else saved["edges"]
    with ThreadPoolExecutor(threads) as pool:
        ends = list(pool.map(advance_block, edges[:-1].tolist(), edges[1:].tolist()))
    failures = [end for end in ends if isinstance(end, NonFiniteIterate)]
    if failures:  # of all blocks the earliest step, and its first seed: how the seeds were cut must not show
        raise min(failures, key=lambda failure: (failure.k, failure.seed))
    unfinished = [end for end in ends if isinstance(end, _Block)]
    if unfinished:
        raise Interrupted(_saved(case, edges, final, series, unfinished))
    return Trajectory(
        iterations=checkpoints,
        series={name: reduced(series, checkpoints, o, kernels.composite is not None) for name, o in record.items()},
        final=np.ascontiguousarray(final.T).reshape(count, *case.problem.shape),
        engine="compiled",
    )


def _saved(case: Case, edges: np.ndarray, final: Array, series: Array, unfinished: list[_Block]) -> Saved:
    """The state of all blocks; of a finished one only the iterate counts."""
    count = final.shape[1]
    saved: Saved = {"edges": edges, "series": series, "k": np.full(count, case.iterations), "x": final}
    saved |= {name: np.zeros((len(getattr(unfinished[0], name)), count)) for name in _Block.REMEMBERED[1:]}
    for block in unfinished:
        lanes = slice(block.start, block.start + len(block.seeds))
        saved["k"][lanes] = block.k
        for name in _Block.REMEMBERED:
            saved[name][:, lanes] = getattr(block, name)
    return saved


class _Block:
    """The state of some of the seeds, one per lane, after k steps."""

    REMEMBERED = ("x", "m", "query", "r", "statistics")  # between two steps; the rest is scratch

    def __init__(self, case: Case, size: int, program: Program, start: int, stop: int) -> None:
        width = stop - start
        self.case, self.program, self.start, self.k = case, program, start, 0
        self.seeds = np.arange(case.seeds[start], case.seeds[start] + width, dtype=np.uint64)
        self.x, self.m, self.g, self.query = (_aligned(size, width) for _ in range(4))
        plain = program.kind == PLAIN
        self.u = _aligned(1 if plain and not program.maximizes else size, width)
        self.r = _aligned(size if program.kind in (COMPOSED, SPOILT) else 1, width)
        self.s = _aligned(size if program.kind in (COMPOSED, SPOILT) or program.errors else 1, width)
        self.work = _aligned(program.work_rows, width)
        self.statistics = _aligned(ROWS, width)
        self.x[:] = self.query[:] = case.x0.reshape(size, 1)
        self.statistics[[LEAST, LEAST_AFTER, SLOPE_LEAST, GAP_LEAST]] = np.inf

    def copy(self) -> _Block:
        twin = _Block(self.case, self.x.shape[0], self.program, self.start, self.start + self.x.shape[1])
        twin.k = self.k
        for name in self.REMEMBERED:
            getattr(twin, name)[:] = getattr(self, name)
        return twin

    def restore(self, saved: Saved) -> None:
        lanes = slice(self.start, self.start + len(self.seeds))
        self.k = int(saved["k"][self.start])
        for name in self.REMEMBERED:
            getattr(self, name)[:] = saved[name][:, lanes]

    def advance(self, first: int, last: int, stops: np.ndarray, series: Array) -> None:
        program, parameters = self.program, _parameters(self.case.method, first, last)
        program.advance(
            *program.functions, np.uint64(self.case.root_seed), self.seeds, first, stops, *parameters,
            program.scale, program.lengths, program.radius, program.kind, program.gaps, _extrapolates(self.case.method),
            program.maximizes, program.lengthens, program.averages, program.slopes, program.errors, *program.params,
            self.x, self.m, self.g, self.query, self.u, self.r, self.s, self.work, self.statistics, series,
        )  # fmt: skip
        self.k = last

    def finite(self) -> np.ndarray:
        return np.asarray(np.isfinite(self.x).all(axis=0) & np.isfinite(self.m).all(axis=0))

    def spoilt(self, series: Array) -> bool:
        """Whether something is NaN that is recorded, or not finite in the state."""
        return bool(np.isnan(series).any() or np.isnan(self.statistics).any() or not self.finite().all())

    def failure(self, first: int, last: int) -> NonFiniteIterate:
        """Repeat the chunk step by step from the last good state, up to the step that fails."""
        none, empty = np.empty(0, np.int64), np.empty((0, ROWS, self.x.shape[1]))
        for k in range(first, last):
            x = self.x.copy()
            self.advance(k, k + 1, none, empty)
            good = self.finite()
            if not good.all():
                bad = int(np.argmin(good))
                return NonFiniteIterate(k, int(self.seeds[bad]), x[:, bad].reshape(self.case.problem.shape))
        raise AssertionError(f"iterations {first} to {last} failed once and not when repeated")


def _extrapolates(method: Any) -> bool:
    return isinstance(method, TrustRegion) and method.extrapolate


def _parameters(method: Any, first: int, last: int) -> tuple[Array, Array, Array, Array]:
    """alpha, eta, decay and gamma of the driver, at first .. last - 1; with extrapolation alpha at `last` too."""
    none = np.zeros(last - first)
    if isinstance(method, SmoothClipped):
        return none + 1.0, none + method.constant, none, none + method.linear
    assert isinstance(method, TrustRegion | Clipped | OrthogonalSGDM | SGDM | SteepestDescent)
    alpha = _values(method.momentum, first, last + 1 if _extrapolates(method) else last, momentum, "momentum")
    eta = _values(method.radius, first, last, positive, "radius")
    if isinstance(method, Clipped):
        return alpha, eta, none, _values(method.gamma, first, last, positive_or_infinite, "gamma")
    if isinstance(method, OrthogonalSGDM):
        return alpha, eta, none, none
    decay = _values(method.weight_decay, first, last, weight_decay, "weight_decay")
    if isinstance(method, SteepestDescent):  # clipped nowhere
        return alpha, none + np.inf, decay, eta
    return alpha, eta, decay, alpha if isinstance(method, SGDM) and method.nesterov else none


def _values(value: Any, first: int, last: int, check: Callable[[Any, str], float], name: str) -> Array:
    """The constant or schedule at first .. last - 1."""
    if not callable(value):
        return np.full(last - first, value)
    values = np.array([value(k) for k in range(first, last)], dtype=np.float64)
    for k in (int(values.argmin()), int(values.argmax())):  # argmin finds a NaN
        check(float(values[k]), f"{name}({first + k})")
    return values


def _aligned(*shape: int) -> Array:
    """Zeros that start on a cache line (malloc's 16 bytes cost 3 %)."""
    size = int(np.prod(shape))
    buffer = np.zeros(size + 8)
    start = -(buffer.ctypes.data // 8) % 8
    return buffer[start : start + size].reshape(shape)
