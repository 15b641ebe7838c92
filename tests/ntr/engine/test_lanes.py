"""The compiled engine gives what the NumPy engine gives, and the same bits however it is cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ntr.case import Case
from ntr.engine import lanes
from ntr.engine.program import Pieces, pieces
from ntr.methods import TrustRegion
from ntr.norms import L1, L2, InfToInf, LInf, Lp
from ntr.observables import gradient_norm, objective, stationarity, trust_region_gap
from ntr.simulate import simulate
from ntr.trajectory import NonFiniteIterate
from problems import (
    CosineQuadratic,
    Gaussian,
    Huber,
    Linear,
    LogCosh,
    Quadratic,
    Rademacher,
    Saturating,
    Separable,
    StarExponential,
    TwoPoint,
)

CENTER = np.array([0.5, -1.0, 2.0, 0.1, -0.3])
MATRIX = np.diag([1.0, 2.0, 0.5, 3.0, 1.0]) + 0.1
SCALARS = (Saturating(), StarExponential(), LogCosh(), CosineQuadratic(0.5, 2.0), Huber(1.0, 0.3))
PROBLEMS = [Quadratic(MATRIX, CENTER), Linear(CENTER), *(Separable(scalar, CENTER) for scalar in SCALARS)]
NORMS = [L1((5,)), L2((5,)), LInf((5,)), Lp((5,), 3.0)]
NOISES = [Gaussian(1.0), Rademacher(1.0), TwoPoint(1.0, 2.0, np.ones(5)), Gaussian(0.0)]
METHODS = {
    "plain": {"momentum": 0.2},
    "decay": {"momentum": 0.2, "weight_decay": 0.05},
    "extrapolation": {"momentum": 0.2, "extrapolate": True},
    "schedules": {
        "momentum": lambda k: (k + 1.0) ** -0.5,
        "weight_decay": lambda k: 0.1 / (k + 1),
        "extrapolate": True,
    },
}


def case(problem=PROBLEMS[2], norm=NORMS[1], noise=NOISES[0], method="plain", seeds=9, iterations=25) -> Case:
    return Case(problem, noise, TrustRegion(norm, 0.05, **METHODS[method]), np.zeros(5), iterations, seeds, root_seed=7)


def record(experiment: Case) -> dict:
    norm, problem = experiment.method.norm, experiment.problem
    return {
        "objective": objective(problem),
        "last": gradient_norm(norm, "last"),
        "mean": gradient_norm(norm, "mean"),
        "min": gradient_norm(norm, "min"),
        "mean after": gradient_norm(norm, "mean", first=1),
        "min after": gradient_norm(norm, "min", first=1),
        "stationarity": stationarity(norm, "mean"),
        "gap": trust_region_gap(problem, norm, 0.05, "mean"),
    }


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("norm", NORMS, ids=lambda norm: type(norm).__name__)
@pytest.mark.parametrize("noise", NOISES, ids=lambda noise: f"{type(noise).__name__}{noise.sigma:g}")
def test_both_engines_agree_for_every_norm_noise_and_method(norm, noise, method):
    assert_engines_agree(case(norm=norm, noise=noise, method=method))


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: type(getattr(p, "scalar", p)).__name__)
def test_both_engines_agree_for_every_problem(problem):
    assert_engines_agree(case(problem=problem))


def assert_engines_agree(experiment: Case) -> None:
    wanted = record(experiment)
    numpy, compiled = (
        simulate(experiment, record=wanted, checkpoints=[1, 2, 10], engine=engine) for engine in ("numpy", "compiled")
    )
    assert (numpy.engine, compiled.engine) == ("numpy", "compiled")
    np.testing.assert_allclose(compiled.final, numpy.final, rtol=1e-12, atol=1e-12)
    for name in wanted:
        np.testing.assert_allclose(compiled.series[name], numpy.series[name], rtol=1e-11, atol=1e-12, err_msg=name)


@pytest.mark.parametrize(("width", "threads", "chunk"), [(1, 1, 4096), (7, 2, 9), (64, 2, 1), (100, 1, 25)])
@pytest.mark.parametrize("method", ["plain", "schedules"])
def test_the_same_bits_for_any_width_threads_and_chunk(width, threads, chunk, method):
    experiment = case(method=method, seeds=13)
    stops, wanted = np.array([1, 9, 10, 25]), record(experiment)
    kernels = pieces(experiment, wanted)
    assert isinstance(kernels, Pieces)
    whole = lanes.run(experiment, stops, wanted, kernels)
    cut = lanes.run(experiment, stops, wanted, kernels, threads=threads, width=width, chunk=chunk)
    assert (whole.final == cut.final).all()
    for name in wanted:
        assert (whole.series[name] == cut.series[name]).all(), name


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_the_same_bits_for_any_batch_of_seeds(engine):
    experiment = case(seeds=10)
    whole = simulate(experiment, engine=engine)
    part = simulate(replace(experiment, seeds=range(3, 7)), engine=engine)
    assert (whole.final[3:7] == part.final).all()
    for name, values in part.series.items():
        assert (whole.series[name][:, 3:7] == values).all(), name


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_non_finite_iterate_stops_with_step_seed_and_last_good_state(engine):
    method = TrustRegion(L2((5,)), lambda k: 1e308 if k >= 4 else 0.1, 0.5)
    experiment = Case(PROBLEMS[0], Gaussian(1.0), method, np.full(5, 1.0), 20, range(2, 5))
    with pytest.raises(NonFiniteIterate) as caught:
        simulate(experiment, engine=engine)
    assert caught.value.k in (4, 5, 6)
    assert caught.value.seed in (2, 3, 4)
    assert np.isfinite(caught.value.x).all()


def test_what_has_no_kernel_is_listed():
    experiment = Case(
        Separable(Saturating(), np.ones((2, 2))),
        Gaussian(1.0),
        TrustRegion(InfToInf((2, 2)), 0.1),
        np.zeros((2, 2)),
        5,
        2,
    )
    assert simulate(experiment).engine == "numpy"
    with pytest.raises(ValueError, match="no compiled kernel for: norm InfToInf"):
        simulate(experiment, engine="compiled")
