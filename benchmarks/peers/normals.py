"""Not a peer but the floor below us: the engine's own noise on one block of seeds in the cache, and nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numba import njit
from numba.extending import register_jitable

from benchmarks.work import Peer, Run, Work, parts
from ntr.engine.lanes import WIDTH
from problems.gaussian import gaussian_noise
from problems.rademacher import rademacher_noise

gaussian = register_jitable(error_model="numpy")(gaussian_noise)
rademacher = register_jitable(error_model="numpy")(rademacher_noise)


@njit(nogil=True, error_model="numpy")
def only_normals(seeds: Any, iterations: Any, deviations: Any, g: Any) -> None:
    """Gaussian noise for `iterations` steps."""
    for k in range(iterations):
        gaussian(np.uint64(0), seeds, k, deviations, deviations, g, g)


@njit(nogil=True, error_model="numpy")
def only_signs(seeds: Any, iterations: Any, deviations: Any, g: Any) -> None:
    """Signs for `iterations` steps."""
    for k in range(iterations):
        rademacher(np.uint64(0), seeds, k, deviations, deviations, g, g)


def prepare(work: Work, iterations: int, threads: int) -> Run:
    """Blocks of seeds, shared by the threads."""
    deviations = np.ones(work.size)
    draw = only_normals if work.noise == "gaussian" else only_signs

    def some(seeds: int) -> None:
        for first in range(0, seeds, WIDTH):
            lanes = np.arange(first, min(first + WIDTH, seeds), dtype=np.uint64)
            draw(lanes, iterations, deviations, np.zeros((work.size, len(lanes))))

    def run() -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(some, parts(work.seeds, threads)))

    return run


PEER = Peer("noise alone", prepare)
