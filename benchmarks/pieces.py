"""Where the time of an iteration goes: each kernel alone, on one block of seeds, and the parts of a Gaussian number.

The momentum and the sums of the record are the driver's own and have no row: they are what is left of the time of the engine.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from benchmarks.measure import processors
from benchmarks.peers.ours import NORMS, case
from benchmarks.work import Work
from ntr.engine.kernels import DUAL, GRADIENT, MAXIMIZER, NOISE, STEP, MaximizerKernel, compiled
from ntr.engine.lanes import WIDTH
from ntr.engine.random import counter, logarithm, threefry, turned, u64, unit


class Piece(NamedTuple):
    """Nanoseconds per seed, iteration and coordinate of one kernel."""

    work: str
    kernel: str
    nanoseconds: float


def pieces(works: tuple[Work, ...], rounds: int, budget: float = 0.02) -> list[Piece]:
    """The kernels of every work, one thread; the least of the rounds."""
    with processors(1):
        found = [piece for work in works for piece in _kernels(work, rounds, budget)]
        return [*found, *_normals(rounds, budget)]


def _kernels(work: Work, rounds: int, budget: float) -> Iterator[Piece]:
    experiment = case(work, 1)
    rng = np.random.default_rng(0)
    x, m, g = (rng.normal(size=(work.size, WIDTH)) for _ in range(3))
    out, seeds = np.empty(WIDTH), np.arange(WIDTH, dtype=np.uint64)
    problem, noise = experiment.problem.kernel(), experiment.noise.kernel(experiment.problem)
    kernel = NORMS[work.geometry](work.shape).kernel()
    assert problem is not None
    assert noise is not None
    assert kernel is not None
    scratch = np.empty((max(problem.work_rows, kernel.work_rows, 1), WIDTH))
    gradient, draw = compiled(problem.gradient, GRADIENT), compiled(noise.noise, NOISE)
    calls: dict[str, Callable[[int], Any]] = {  # of the first so many coordinates
        "gradient and f": lambda d: gradient(x[:d], problem.params, scratch, g[:d], out),
        "noise": lambda d: draw(u64(0), seeds, 1, noise.params, problem.params, x[:d], g[:d]),
    }
    if not isinstance(kernel, MaximizerKernel):
        dual, step = compiled(kernel.dual, DUAL), compiled(kernel.step, STEP)
        calls["dual norm"] = lambda d: dual(m[:d], kernel.params, scratch, out)
        calls["step"] = lambda d: step(m[:d], kernel.params, 1.0, 1e-9, scratch, x[:d])
    for name, call in calls.items():  # less the price of a call from Python, which is not paid in the engine
        taken = (_least(functools.partial(call, d), rounds, budget) for d in (work.size, 0))
        yield Piece(work.name, name, (next(taken) - next(taken)) / x.size)
    if isinstance(kernel, MaximizerKernel):
        maximizer = compiled(kernel.maximizer, MAXIMIZER)
        taken_by_one = _least(lambda: maximizer(m, kernel.params, x), rounds, budget) / x.size
        yield Piece(work.name, "polar factor (two in an iteration)", taken_by_one)


@njit(nogil=True, error_model="numpy")
def _words(repeats: Any, seeds: Any, word: Any) -> None:
    for k in range(repeats):
        for lane in range(seeds.shape[0]):
            word[0, lane], word[1, lane] = threefry(u64(k), counter(0, 0), u64(0), seeds[lane])


@njit(nogil=True, error_model="numpy")
def _radii(repeats: Any, word: Any, y: Any) -> None:
    for _ in range(repeats):
        for lane in range(word.shape[1]):
            y[0, lane] += np.sqrt(-2.0 * logarithm(unit(word[0, lane])))


@njit(nogil=True, error_model="numpy")
def _turns(repeats: Any, word: Any, y: Any) -> None:
    for _ in range(repeats):
        for lane in range(word.shape[1]):
            a, b = turned(1.0, word[1, lane])
            y[0, lane] += a
            y[1, lane] += b


def _normals(rounds: int, budget: float) -> Iterator[Piece]:
    repeats, seeds = 1000, np.arange(WIDTH, dtype=np.uint64)
    word, y = np.random.default_rng(0).integers(0, 2**63, (2, WIDTH)).astype(np.uint64), np.zeros((2, WIDTH))
    spare = word.copy()
    calls: dict[str, Callable[[], Any]] = {
        "random words (Threefry-13)": lambda: _words(repeats, seeds, spare),
        "radius (logarithm, square root)": lambda: _radii(repeats, word, y),
        "direction (sine, cosine)": lambda: _turns(repeats, word, y),
    }
    for name, call in calls.items():
        yield Piece("a Gaussian number", name, _least(call, rounds, budget) / (2 * WIDTH * repeats))


def _least(call: Callable[[], Any], rounds: int, budget: float) -> float:
    """Nanoseconds of a call."""
    call()  # compiles
    best = np.inf
    for _ in range(rounds):
        begin, count = time.process_time(), 0
        while (taken := time.process_time() - begin) < budget:
            call()
            count += 1
        best = min(best, taken / count)
    return 1e9 * best


def table(found: list[Piece]) -> Iterator[str]:
    """A row per piece."""
    yield "| work | kernel | ns |"
    yield "|---|---|---|"
    for piece in found:
        yield f"| {piece.work} | {piece.kernel} | {piece.nanoseconds:.3g} |"
