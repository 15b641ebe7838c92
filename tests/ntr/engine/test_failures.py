"""Failures in both engines: the step, the seed and the last good iterate; bad values of schedules."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace

import numpy as np
import pytest

from ntr import Case, TrustRegion, simulate
from ntr.engine import lanes
from ntr.engine.kernels import ProblemKernel
from ntr.engine.program import Pieces, pieces
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms import L2, LInf
from ntr.problem import Constants, Problem, Region, fallback
from ntr.regularizers import Zero
from ntr.trajectory import NonFiniteIterate
from problems import Gaussian, Linear, Quadratic


@dataclass(frozen=True, eq=False)
class Poisoned(Problem):
    """f = ||x||^2/2, whose gradient is NaN at points left of a barrier in the first coordinate."""

    barrier: float
    shape: tuple[int, ...] = (2,)
    regularizer = Zero()
    infimum_f = 0.0

    def value(self, x: Array) -> Array:
        return 0.5 * (x**2).sum(axis=-1)

    def gradient(self, x: Array) -> Array:
        return np.where(x[..., :1] < self.barrier, np.nan, x)

    def euclidean(self):
        return None, None

    def constants(self, norm: Norm) -> Constants:
        return fallback(self, norm)

    def region(self, norm: Norm, radius: float) -> Region:
        raise NotImplementedError

    def kernel(self) -> ProblemKernel:
        return ProblemKernel(poisoned_gradient, np.array([self.barrier]))


def poisoned_gradient(x, problem, work, g, f):
    f[:] = 0.0
    for i in range(x.shape[0]):
        for lane in range(x.shape[1]):
            f[lane] += 0.5 * x[i, lane] * x[i, lane]
            g[i, lane] = np.nan if x[0, lane] < problem[0] else x[i, lane]


def explosion(k: int) -> float:
    return 1e308 if k >= 6 else 0.1


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_poisoned_gradient_names_step_seed_and_last_good_iterate(engine):
    """The first seed that walks left of the barrier fails, at the step whose gradient is taken there."""
    clean = Case(Poisoned(-1e9), Gaussian(3.0), TrustRegion(LInf((2,)), 0.1), np.zeros(2), 400, range(10, 30))
    path = np.array([simulate(replace(clean, iterations=k), engine=engine).final for k in range(1, 40)])
    barrier = -0.65
    with pytest.raises(NonFiniteIterate) as caught:
        simulate(replace(clean, problem=Poisoned(barrier)), engine=engine)
    below = path[:, :, 0] < barrier
    first = int(np.argmax(below.any(axis=1)))
    seed = int(np.argmax(below[first]))
    assert below.any(), "no seed has crossed within 39 steps: choose another barrier"
    error = caught.value
    print(engine, error.k, error.seed, first, seed, below[first])
    assert (error.k, error.seed) == (first + 1, 10 + seed)  # path[0] is x_1
    np.testing.assert_array_equal(error.x, path[first, seed])
    assert f"step {error.k} -> {error.k + 1} of seed {error.seed}" in str(error)


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_overflow_is_named_and_the_error_can_be_sent_to_another_process(engine):
    case = Case(Linear(np.ones(2)), Gaussian(0.0), TrustRegion(LInf((2,)), explosion), np.zeros(2), 10_000, range(3, 5))
    with pytest.raises(NonFiniteIterate) as caught:
        simulate(case, engine=engine)
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.k, error.seed) == (7, 3)  # x_7 = -1e308 is finite, x_8 is not
    np.testing.assert_array_equal(error.x, [-0.6 - 1e308] * 2)
    assert str(error) == str(caught.value)


@pytest.mark.parametrize("chunk", [1, 3, 7, 4096])
def test_failure_does_not_depend_on_the_chunk(chunk):
    case = Case(Linear(np.ones(2)), Gaussian(0.0), TrustRegion(LInf((2,)), explosion), np.zeros(2), 50, range(3, 9))
    kernels = pieces(case, {})
    assert isinstance(kernels, Pieces)
    with pytest.raises(NonFiniteIterate) as caught:
        lanes.run(case, np.array([50]), {}, kernels, chunk=chunk, width=2)
    assert (caught.value.k, caught.value.seed) == (7, 3)


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"radius": lambda k: -1.0 if k == 4 else 1.0}, r"radius\(4\) must be positive, got .*-1"),
        ({"radius": lambda k: np.nan if k == 3 else 1.0}, r"radius\(3\) must be finite, got .*nan"),
        ({"radius": 1.0, "momentum": lambda k: 1.5 if k == 2 else 1.0}, r"momentum\(2\).*got .*1.5"),
        ({"radius": 1.0, "weight_decay": lambda k: -0.5 if k == 2 else 0.0}, r"weight_decay\(2\).*got .*-0.5"),
    ],
)
def test_bad_values_of_schedules_are_named(engine, options, message):
    case = Case(Quadratic(np.eye(2)), Gaussian(1.0), TrustRegion(L2((2,)), **options), np.ones(2), 10, 2)
    with pytest.raises(ValueError, match=message):
        simulate(case, engine=engine)
