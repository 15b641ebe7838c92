"""What is recorded of a run, and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from ntr.linalg import Array
from ntr.methods.state import State

Kernel: TypeAlias = Literal[
    "objective", "gradient_norm", "stationarity", "trust_region_gap", "frank_wolfe_gap", "momentum_error"
]


class Point(NamedTuple):
    """What an observable sees.

    Attributes
    ----------
    k : int
        Steps taken.
    state : State
        With the iterate x_k and the subgradient r_k of the step that led to it.
    gradient : Array
        The true gradient grad f(x_k), at x_k and not at the query point.
    """

    k: int
    state: State
    gradient: Array


class Observable(NamedTuple):
    """A quantity of the iterate, and how it is reduced over k.

    Attributes
    ----------
    function : callable
        (Point) -> (seeds,).
    reduce : {"last", "mean", "min"}
        Over k. "last" is evaluated at checkpoints only.
    first : {0, 1}
        0: over k = 0..K-1; 1: over k = 1..K.
    kernel : str or None
        The compiled twin, the quantity of that name in `ntr.observables`. None: the NumPy engine runs.
    radius : float or None
        Of a gap with a compiled twin.
    """

    function: Callable[[Point], Array]
    reduce: Literal["last", "mean", "min"]
    first: int = 0
    kernel: Kernel | None = None
    radius: float | None = None


class Trajectory(NamedTuple):
    """The record of a run.

    Attributes
    ----------
    iterations : int array, shape (C,)
        The checkpoints, increasing; the last is the number of iterations of the case.
    series : dict of str to array, shape (C, seeds)
        Each observable, reduced over k up to the checkpoint.
    final : array, shape (seeds, *shape)
        The last iterate.
    engine : {"numpy", "compiled"}
        Which engine ran.
    """

    iterations: np.ndarray
    series: dict[str, Array]
    final: Array
    engine: Literal["numpy", "compiled"]


class NonFiniteIterate(ArithmeticError):
    """An iterate or a stochastic gradient is NaN or infinite; the run stopped there.

    Attributes
    ----------
    k : int
        The step x_k -> x_{k+1} that failed.
    seed : int
        The first seed of the batch that failed.
    x : Array
        The last good iterate x_k of that seed.
    """

    def __init__(self, k: int, seed: int, x: Array) -> None:
        self.k, self.seed, self.x = k, seed, x
        super().__init__(
            f"step {k} -> {k + 1} of seed {seed} gave a NaN or infinite value; the last good iterate has "
            f"max |x_i| = {np.abs(x).max():g} (attribute x of this error)"
        )

    def __reduce__(self) -> tuple[type[NonFiniteIterate], tuple[int, int, Array]]:
        return type(self), (self.k, self.seed, self.x)  # the default would pass the message to __init__


def log_spaced(iterations: int, per_decade: int = 12) -> np.ndarray:
    """Checkpoints 1 = k_1 < ... < k_C = iterations, about evenly spaced in log k."""
    count = max(1, int(np.ceil(np.log10(iterations) * per_decade)) + 1)
    return np.unique(np.rint(np.geomspace(1, iterations, count)).astype(np.int64))
