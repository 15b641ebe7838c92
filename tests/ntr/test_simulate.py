"""simulate chooses the engine, and its result is a pure function of the case."""

from __future__ import annotations

import re

import cvxpy as cp
import numpy as np
import pytest

from ntr import simulate
from ntr.case import Case
from ntr.methods import OrthogonalSGDM, TrustRegion
from ntr.norms import L2, CvxNorm
from ntr.observables import gradient_norm, objective
from ntr.trajectory import Observable, Point
from problems import Gaussian, Quadratic


def case(seeds=range(6), norm=None, iterations=50):
    """A small quadratic with noise."""
    method = TrustRegion(norm or L2((3,)), 0.05, 0.3)
    return Case(Quadratic(np.diag([1.0, 2.0, 3.0])), Gaussian(1.0), method, np.ones(3), iterations, seeds, root_seed=5)


def largest(point: Point):
    """max |x_k|: an observable without a kernel."""
    return np.abs(point.state.x).max(axis=-1)


def test_the_default_record_and_checkpoints():
    trajectory = simulate(case())
    assert trajectory.engine == "compiled"
    assert list(trajectory.series) == ["objective", "gradient_norm"]
    assert trajectory.iterations[0] == 1
    assert trajectory.iterations[-1] == 50
    assert trajectory.final.shape == (6, 3)
    assert all(values.shape == (len(trajectory.iterations), 6) for values in trajectory.series.values())


def test_what_has_no_kernel_runs_in_numpy():
    assert simulate(case(), record={"largest": Observable(largest, "last")}).engine == "numpy"
    slow = case(norm=CvxNorm((3,), lambda x: cp.norm1(x)), iterations=2)
    assert simulate(slow).engine == "numpy"
    baseline = Case(Quadratic(np.eye(3)), Gaussian(1.0), OrthogonalSGDM(L2((3,)), 0.1, 0.5), np.ones(3), 3, 2)
    assert simulate(baseline).engine in ("numpy", "compiled")
    with pytest.raises(ValueError, match=r"no compiled kernel for: .*largest"):
        simulate(case(), record={"largest": Observable(largest, "last")}, engine="compiled")


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_the_result_does_not_depend_on_batches_threads_or_checkpoints(engine):
    whole = simulate(case(range(70)), engine=engine, threads=2)
    part = simulate(case(range(30, 37)), engine=engine, threads=1)
    assert np.array_equal(whole.final[30:37], part.final)
    for name in whole.series:
        assert np.array_equal(whole.series[name][:, 30:37], part.series[name]), name
    few = simulate(case(range(70)), engine=engine, checkpoints=[7, 50])
    many = simulate(case(range(70)), engine=engine, checkpoints=range(1, 51))
    for name in few.series:
        assert np.array_equal(few.series[name], many.series[name][[6, 49]]), name


def test_the_engines_agree_to_rounding():
    record = {"f": objective(case().problem), "least": gradient_norm(L2((3,)), "min")}
    reference, compiled = simulate(case(), record=record, engine="numpy"), simulate(case(), record=record)
    assert compiled.engine == "compiled"
    np.testing.assert_allclose(compiled.final, reference.final, rtol=1e-12, atol=1e-14)
    for name in record:
        np.testing.assert_allclose(compiled.series[name], reference.series[name], rtol=1e-12, err_msg=name)


def test_the_last_iteration_is_always_a_checkpoint():
    assert simulate(case(), checkpoints=[3, 3, 10]).iterations.tolist() == [3, 10, 50]
    assert simulate(case(), checkpoints=[]).iterations.tolist() == [50]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"checkpoints": [0, 5]}, "checkpoints must lie in 1..50, got 0 to 5"),
        ({"checkpoints": [51]}, "checkpoints must lie in 1..50, got 51 to 51"),
        ({"engine": "gpu"}, 'engine must be "auto", "numpy" or "compiled", got \'gpu\''),
        ({"threads": 0}, "threads must be at least 1, got 0"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        simulate(case(), **arguments)
