"""The compiled engine: one driver, composed of the kernels of norm, problem and noise.

A block of seeds (64 lanes) stays in the first-level cache and runs alone; blocks are what threads share. The driver is
the only loop over iterations. It receives its kernels as first-class functions, so it is compiled once. Every lane
computes what it would compute alone, in the same order: neither the number of lanes nor of threads nor the way the
iterations are cut into chunks changes a bit of the result.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numba import types

from ntr.case import Case
from ntr.engine.kernels import (
    DUAL,
    GRADIENT,
    NOISE,
    STEP,
    NoiseKernel,
    NormKernel,
    ProblemKernel,
    block,
    compiled,
    lanes,
    params,
    words,
)
from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.regularizers import Zero
from ntr.trajectory import NonFiniteIterate, Observable, Trajectory
from ntr.validation import momentum, positive, weight_decay

WIDTH = 64  # lanes of a block
CHUNK = 4096  # iterations per call of the driver: a call costs about 130 microseconds

# Rows of the statistics of a block: f and ||grad f||_* at x_k, sum and minimum of the norm over k = 0..K-1, and over
# k = 1..K. There is no composite kernel yet: R = 0, and stationarity and trust-region gap are the dual norm too.
VALUE, NORM, SUM, LEAST, SUM_AFTER, LEAST_AFTER = range(6)
ROWS = 6


def _advance(
    noise: Any, gradient: Any, dual: Any, step: Any, root: Any, seeds: Any, first: Any, stops: Any,
    alpha: Any, eta: Any, decay: Any, extrapolate: Any, noise_params: Any, problem_params: Any, norm_params: Any,
    x: Any, m: Any, g: Any, query: Any, work: Any, statistics: Any, series: Any,
) -> None:  # fmt: skip
    """Iterations first .. first + len(eta) - 1; `alpha` has one entry more, for the query of the last step.

    `stops` are the checkpoints in (first, first + len(eta)]; series[c] receives the statistics at stops[c].
    """
    size, width = x.shape
    value, norm, total, least = statistics[0], statistics[1], statistics[2], statistics[3]
    total_after, least_after = statistics[4], statistics[5]
    stop = 0
    for n in range(eta.shape[0]):
        gradient(x, problem_params, work, g, value)
        dual(g, norm_params, work, norm)
        for lane in range(width):
            total[lane] += norm[lane]
            least[lane] = min(least[lane], norm[lane])
        if first + n > 0:
            for lane in range(width):
                total_after[lane] += norm[lane]
                least_after[lane] = min(least_after[lane], norm[lane])
        if extrapolate:
            gradient(query, problem_params, work, g, value)
            noise(root, seeds, first + n, noise_params, problem_params, query, g)
        else:
            noise(root, seeds, first + n, noise_params, problem_params, x, g)
        a = alpha[n]
        if first + n == 0:
            for i in range(size):
                for lane in range(width):
                    m[i, lane] = g[i, lane]  # m_0 = g_0, the shared sample
        else:
            for i in range(size):
                for lane in range(width):
                    m[i, lane] = m[i, lane] + a * (g[i, lane] - m[i, lane])
        if extrapolate:
            for i in range(size):
                for lane in range(width):
                    query[i, lane] = x[i, lane]
        step(m, norm_params, 1.0 - decay[n], eta[n], work, x)
        if extrapolate:
            ahead = (1.0 - alpha[n + 1]) / alpha[n + 1]
            for i in range(size):
                for lane in range(width):
                    query[i, lane] = x[i, lane] + ahead * (x[i, lane] - query[i, lane])
        if stop < stops.shape[0] and stops[stop] == first + n + 1:
            gradient(x, problem_params, work, g, value)
            dual(g, norm_params, work, norm)
            for row in range(4):
                for lane in range(width):
                    series[stop, row, lane] = statistics[row, lane]
            for lane in range(width):  # x_K counts for k = 1..K now, and is added above in the next iteration
                series[stop, 4, lane] = total_after[lane] + norm[lane]
                series[stop, 5, lane] = min(least_after[lane], norm[lane])
            stop += 1


_ADVANCE = types.void(
    *(types.FunctionType(kind) for kind in (NOISE, GRADIENT, DUAL, STEP)),
    types.uint64, words, types.int64, types.int64[::1],
    lanes, lanes, lanes, types.boolean, params, params, params,
    block, block, block, block, block, block, types.float64[:, :, ::1],
)  # fmt: skip


class Pieces(NamedTuple):
    """The kernels of a case."""

    noise: NoiseKernel
    problem: ProblemKernel
    norm: NormKernel


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
) -> Trajectory:
    """Run `case`; see `ntr.simulate`. Memory does not grow with the number of iterations."""
    size = int(np.prod(case.problem.shape))
    advance = compiled(_advance, _ADVANCE)
    functions = (
        compiled(kernels.noise.noise, NOISE),
        compiled(kernels.problem.gradient, GRADIENT),
        compiled(kernels.norm.dual, DUAL),
        compiled(kernels.norm.step, STEP),
    )
    packed = tuple(
        np.array(k.params, dtype=np.float64).ravel() for k in kernels
    )  # copies: kernels take writeable arrays
    rows = max(kernels.problem.work_rows, kernels.norm.work_rows, 1)
    count = len(case.seeds)
    final = np.empty((size, count))
    series = np.empty((len(checkpoints), ROWS, count))

    def advance_block(start: int, stop: int) -> NonFiniteIterate | None:
        state = _Block(case, size, rows, start, stop)
        done = 0
        for first in range(0, case.iterations, chunk):
            last = min(first + chunk, case.iterations)
            through = int(np.searchsorted(checkpoints, last, side="right"))
            good = state.copy()
            part = np.empty((through - done, ROWS, stop - start))
            state.advance(advance, functions, packed, first, last, checkpoints[done:through], part)
            if not state.finite().all():
                return good.failure(advance, functions, packed, first, last)
            series[done:through, :, start:stop] = part
            done = through
        final[:, start:stop] = state.x
        return None

    blocks = -(-count // width)
    blocks = min(-(-blocks // threads) * threads, count)  # equal work for every thread
    edges = np.linspace(0, count, blocks + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        failures = [failure for failure in pool.map(advance_block, edges[:-1], edges[1:]) if failure is not None]
    if failures:  # of all blocks the earliest step, and its first seed: how the seeds were cut must not show
        raise min(failures, key=lambda failure: (failure.k, failure.seed))
    return Trajectory(
        iterations=checkpoints,
        series={name: _reduced(series, checkpoints, o) for name, o in record.items()},
        final=np.ascontiguousarray(final.T).reshape(count, *case.problem.shape),
        engine="compiled",
    )


def _reduced(series: Array, checkpoints: np.ndarray, observable: Observable) -> Array:
    if observable.kernel == "objective":
        return series[:, VALUE]
    if observable.reduce == "last":
        return series[:, NORM]
    if observable.reduce == "min":
        return series[:, LEAST_AFTER if observable.first else LEAST]
    return series[:, SUM_AFTER if observable.first else SUM] / checkpoints[:, None]


class _Block:
    """The state of some of the seeds, one per lane."""

    def __init__(self, case: Case, size: int, rows: int, start: int, stop: int) -> None:
        width = stop - start
        self.case, self.start = case, start
        self.seeds = np.arange(case.seeds[start], case.seeds[start] + width, dtype=np.uint64)
        self.x, self.m, self.g, self.query = (_aligned(size, width) for _ in range(4))
        self.work = _aligned(rows, width)
        self.statistics = _aligned(ROWS, width)
        self.x[:] = self.query[:] = case.x0.reshape(size, 1)
        self.statistics[LEAST] = self.statistics[LEAST_AFTER] = np.inf

    def copy(self) -> _Block:
        twin = _Block(self.case, self.x.shape[0], self.work.shape[0], self.start, self.start + self.x.shape[1])
        for name in ("x", "m", "query", "statistics"):
            getattr(twin, name)[:] = getattr(self, name)
        return twin

    def advance(
        self, advance: Any, functions: Any, packed: Any, first: int, last: int, stops: np.ndarray, series: Array
    ) -> None:
        method = self.case.method
        assert isinstance(method, TrustRegion)
        ahead = last + 1 if method.extrapolate else last
        alpha = _values(method.momentum, first, ahead, momentum, "momentum")
        eta = _values(method.radius, first, last, positive, "radius")
        decay = _values(method.weight_decay, first, last, weight_decay, "weight_decay")
        advance(
            *functions, np.uint64(self.case.root_seed), self.seeds, first, stops, alpha, eta, decay,
            method.extrapolate, *packed,
            self.x, self.m, self.g, self.query, self.work, self.statistics, series,
        )  # fmt: skip

    def finite(self) -> np.ndarray:
        return np.asarray(np.isfinite(self.x).all(axis=0) & np.isfinite(self.m).all(axis=0))

    def failure(self, advance: Any, functions: Any, packed: Any, first: int, last: int) -> NonFiniteIterate:
        """Repeat the chunk step by step from the last good state, up to the step that fails."""
        none, empty = np.empty(0, np.int64), np.empty((0, ROWS, self.x.shape[1]))
        for k in range(first, last):
            x = self.x.copy()
            self.advance(advance, functions, packed, k, k + 1, none, empty)
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
