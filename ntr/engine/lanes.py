"""The compiled engine: blocks of seeds, shared by threads, run by `ntr.engine.driver`.

A block of seeds (64 lanes) stays in the first-level cache and runs alone. Neither the number of lanes nor of threads nor
the way the iterations are cut into chunks changes a bit of the result.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from ntr.case import Case
from ntr.engine.driver import ADVANCE, LEAST, LEAST_AFTER, NORM, ROWS, SUM, SUM_AFTER, VALUE, advance
from ntr.engine.kernels import (
    DUAL,
    GRADIENT,
    MAXIMIZER,
    NOISE,
    STEP,
    MaximizerKernel,
    NoiseKernel,
    NormKernel,
    ProblemKernel,
    compiled,
    no_dual,
    no_maximizer,
    no_step,
)
from ntr.journal import Due, Interrupted, Saved, never
from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.regularizers import Zero
from ntr.trajectory import NonFiniteIterate, Observable, Trajectory
from ntr.validation import momentum, positive, weight_decay

WIDTH = 64  # lanes of a block
CHUNK = 4096  # iterations per call of the driver: a call costs about 130 microseconds
MOST = 2**26  # coordinates x lanes x iterations per call: seconds, so that a run can be interrupted


class Pieces(NamedTuple):
    """The kernels of a case."""

    noise: NoiseKernel
    problem: ProblemKernel
    norm: NormKernel | MaximizerKernel


def pieces(case: Case, record: dict[str, Observable]) -> Pieces | list[str]:
    """The kernels that `case` is composed of, or what has none."""
    missing = []
    if not isinstance(case.method, TrustRegion):
        missing.append(f"method {type(case.method).__name__}")
    elif case.method.lmo is not None:
        missing.append(f"lmo {type(case.method.lmo).__name__}")
    if not isinstance(case.problem.regularizer, Zero):
        missing.append(f"regularizer {type(case.problem.regularizer).__name__}")
    missing += [f"observable {name}" for name, o in record.items() if o.kernel is None]
    noise, problem, norm = case.noise.kernel(case.problem), case.problem.kernel(), case.method.norm.kernel()
    if noise is None:
        missing.append(f"noise {type(case.noise).__name__}")
    if problem is None:
        missing.append(f"problem {type(case.problem).__name__}")
    if norm is None:
        missing.append(f"norm {type(case.method.norm).__name__}")
    if noise is None or problem is None or norm is None or missing:
        return missing
    return Pieces(noise, problem, norm)


def run(
    case: Case,
    checkpoints: np.ndarray,
    record: dict[str, Observable],
    kernels: Pieces,
    threads: int = 1,
    width: int = WIDTH,
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
    program = _program(kernels, record)
    count = len(case.seeds)
    final = np.empty((size, count))
    series = np.empty((len(checkpoints), ROWS, count)) if saved is None else saved["series"]
    chunk = max(1, min(chunk, MOST // (size * width)))

    def advance_block(start: int, stop: int) -> NonFiniteIterate | _Block | None:
        nonlocal program
        state = _Block(case, size, program, start, stop)
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
            if state.spoilt(part) and state.program.careful is not None:
                program = state.program.with_care()  # for the blocks that follow, too
                good.program = program
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
        series={name: _reduced(series, checkpoints, o) for name, o in record.items()},
        final=np.ascontiguousarray(final.T).reshape(count, *case.problem.shape),
        engine="compiled",
    )


def _saved(case: Case, edges: np.ndarray, final: Array, series: Array, unfinished: list[_Block]) -> Saved:
    """The state of all blocks; of a finished one only the iterate counts."""
    size, count = final.shape
    saved: Saved = {"edges": edges, "series": series, "k": np.full(count, case.iterations), "x": final}
    saved |= {"m": np.zeros((size, count)), "query": np.zeros((size, count)), "statistics": np.zeros((ROWS, count))}
    for block in unfinished:
        lanes = slice(block.start, block.start + len(block.seeds))
        saved["k"][lanes] = block.k
        for name in _Block.REMEMBERED:
            saved[name][:, lanes] = getattr(block, name)
    return saved


def _reduced(series: Array, checkpoints: np.ndarray, observable: Observable) -> Array:
    if observable.kernel == "objective":
        return series[:, VALUE]
    if observable.reduce == "last":
        return series[:, NORM]
    if observable.reduce == "min":
        return series[:, LEAST_AFTER if observable.first else LEAST]
    return series[:, SUM_AFTER if observable.first else SUM] / checkpoints[:, None]


class _Program(NamedTuple):
    """The driver and what it is called with in every block."""

    advance: Any
    functions: tuple[Any, ...]
    params: tuple[Array, ...]
    work_rows: int
    scale: float
    maximizes: bool  # whether the norm has a maximizer instead of a dual and a step
    averages: bool  # whether sums or minima over k are recorded: else the dual norm is needed at checkpoints only
    careful: Callable[..., None] | None  # see `MaximizerKernel`

    def with_care(self) -> _Program:
        """The same with the careful maximizer, which there must be."""
        assert self.careful is not None
        return self._replace(functions=(*self.functions[:-1], compiled(self.careful, MAXIMIZER)), careful=None)


def _program(kernels: Pieces, record: dict[str, Observable]) -> _Program:
    norm = kernels.norm
    dual, step, maximizer = (
        (no_dual, no_step, norm.maximizer)
        if isinstance(norm, MaximizerKernel)
        else (norm.dual, norm.step, no_maximizer)
    )
    kinds = (NOISE, GRADIENT, DUAL, STEP, MAXIMIZER)
    functions: tuple[Callable[..., None], ...] = (
        kernels.noise.noise,
        kernels.problem.gradient,
        dual,
        step,
        maximizer,
    )
    return _Program(
        compiled(advance, ADVANCE),
        tuple(compiled(function, kind) for function, kind in zip(functions, kinds, strict=True)),
        tuple(np.array(k.params, dtype=np.float64).ravel() for k in kernels),  # copies: kernels take writeable arrays
        max(kernels.problem.work_rows, norm.work_rows, 1),
        scale=norm.scale,
        maximizes=isinstance(norm, MaximizerKernel),
        averages=any(o.kernel != "objective" and o.reduce != "last" for o in record.values()),
        careful=norm.careful if isinstance(norm, MaximizerKernel) else None,
    )


class _Block:
    """The state of some of the seeds, one per lane, after k steps."""

    REMEMBERED = ("x", "m", "query", "statistics")  # between two steps; the rest is scratch

    def __init__(self, case: Case, size: int, program: _Program, start: int, stop: int) -> None:
        width = stop - start
        self.case, self.program, self.start, self.k = case, program, start, 0
        self.seeds = np.arange(case.seeds[start], case.seeds[start] + width, dtype=np.uint64)
        self.x, self.m, self.g, self.query = (_aligned(size, width) for _ in range(4))
        self.u = _aligned(size if program.maximizes else 1, width)
        self.work = _aligned(program.work_rows, width)
        self.statistics = _aligned(ROWS, width)
        self.x[:] = self.query[:] = case.x0.reshape(size, 1)
        self.statistics[LEAST] = self.statistics[LEAST_AFTER] = np.inf

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
        method, program = self.case.method, self.program
        assert isinstance(method, TrustRegion)
        ahead = last + 1 if method.extrapolate else last
        alpha = _values(method.momentum, first, ahead, momentum, "momentum")
        eta = _values(method.radius, first, last, positive, "radius")
        decay = _values(method.weight_decay, first, last, weight_decay, "weight_decay")
        program.advance(
            *program.functions, np.uint64(self.case.root_seed), self.seeds, first, stops, alpha, eta, decay,
            program.scale, method.extrapolate, program.maximizes, program.averages, *program.params,
            self.x, self.m, self.g, self.query, self.u, self.work, self.statistics, series,
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
