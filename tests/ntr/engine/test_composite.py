"""Regularizers, gaps and clipping in the compiled engine: what the NumPy engine gives, and the same bits however it is cut."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.case import Case
from ntr.engine import lanes
from ntr.engine.kernels import COMPOSITE, PENALTY, compiled
from ntr.engine.program import Pieces, pieces
from ntr.methods import Clipped, SmoothClipped, TrustRegion
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Scaled, Spectral
from ntr.observables import frank_wolfe_gap, gradient_norm, momentum_error, objective, stationarity, trust_region_gap
from ntr.regularizers import Ball, Box, ElasticNet, L1Penalty, Nonnegative, SquaredL2, Zero
from ntr.simulate import simulate
from ntr.step import trust_region_step
from ntr.steps.twin import composite_kernel
from problems import Gaussian, LogCosh, Separable

CENTER = np.array([0.5, -1.0, 0.8, 0.1, -0.3])
MATRIX = np.array([[0.5, -1.0, 0.8], [0.1, -0.3, 0.4]])
REGULARIZERS = [
    L1Penalty(0.3), SquaredL2(0.7), ElasticNet(0.2, 0.5), Box(-0.4, 0.6), Nonnegative(),
    Box(np.array([-0.1, -np.inf, 0.0, -1.0, 0.0]), np.array([0.2, 0.1, np.inf, 0.0, 0.0])),
]  # fmt: skip
METHODS = {
    "plain": {"momentum": 0.3},
    "decay": {"momentum": 0.3, "weight_decay": 0.05},
    "extrapolation": {"momentum": 0.3, "weight_decay": 0.05, "extrapolate": True},
}


def composite(regularizer=REGULARIZERS[0], method="plain", sigma=1.0, seeds=5, norm=None, x0=None) -> Case:
    problem = Separable(LogCosh(), CENTER, regularizer=regularizer or Zero())
    norm = LInf((5,)) if norm is None else norm
    x0 = np.zeros(5) if x0 is None else x0
    return Case(problem, Gaussian(sigma), TrustRegion(norm, 0.1, **METHODS[method]), x0, 30, seeds, root_seed=3)


def record(case: Case) -> dict:
    problem, norm = case.problem, case.method.norm
    found = {
        "objective": objective(problem),
        "norm": gradient_norm(norm, "mean"),
        "frank-wolfe": frank_wolfe_gap(problem, norm, 1.5, "mean"),
        "least": frank_wolfe_gap(problem, norm, 1.5, "min"),
        "error": momentum_error(norm),
    }
    if not isinstance(problem.regularizer, Zero):
        found |= {"slope": stationarity(norm, "mean"), "least slope": stationarity(norm, "min")}
    return found


def assert_engines_agree(case: Case, wanted: dict) -> None:
    numpy, machine = (simulate(case, record=wanted, checkpoints=[1, 2, 10], engine=e) for e in ("numpy", "compiled"))
    np.testing.assert_allclose(machine.final, numpy.final, rtol=1e-12, atol=1e-12)
    for name in wanted:
        np.testing.assert_allclose(machine.series[name], numpy.series[name], rtol=1e-11, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("regularizer", REGULARIZERS, ids=lambda r: type(r).__name__)
def test_both_engines_agree_for_every_regularizer_and_method(regularizer, method):
    case = composite(regularizer, method)
    assert_engines_agree(case, record(case))
    wanted = {"gap": trust_region_gap(case.problem, case.method.norm, 0.2, "mean")}
    assert_engines_agree(case, wanted)
    assert_engines_agree(composite(regularizer, method, sigma=0.0), record(case))


STEPS = [
    (L1((5,)), L1Penalty(0.3)), (L1((5,)), Box(-0.4, 0.6)), (L1((5,)), ElasticNet(0.2, 0.5)),
    (L2((5,)), ElasticNet(0.2, 0.5)), (L2((5,)), Box(-0.4, 0.6)),
    (Lp((5,), 3.0), L1Penalty(0.3)), (L2((5,)), Ball(L2((5,)), 0.7)),
]  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("norm", "regularizer"), STEPS, ids=lambda o: type(o).__name__)
def test_both_engines_agree_for_every_twin(norm, regularizer, method):
    case = composite(regularizer, method, norm=norm)
    assert_engines_agree(case, record(case))
    assert_engines_agree(case, {"gap": trust_region_gap(case.problem, norm, 0.2, "mean")})


NORMS = [L1((5,)), L2((5,)), LInf((5,)), Lp((5,), 3.0), Scaled(L2((5,)), 2.0)]
MATRIX_NORMS = [Spectral((2, 3)), Nuclear((2, 3)), Scaled(Spectral((2, 3)), 2.0)]


@pytest.mark.parametrize("norm", NORMS + MATRIX_NORMS, ids=lambda norm: f"{type(norm).__name__}{norm.shape}")
def test_gaps_and_errors_without_a_regularizer(norm):
    center = CENTER if norm.shape == (5,) else MATRIX
    method = TrustRegion(norm, 0.1, 0.3, 0.05)
    case = Case(Separable(LogCosh(), center), Gaussian(1.0), method, np.zeros(norm.shape), 30, 4)
    assert_engines_agree(case, record(case))


@pytest.mark.parametrize("norm", NORMS + MATRIX_NORMS, ids=lambda norm: f"{type(norm).__name__}{norm.shape}")
@pytest.mark.parametrize("kind", ["gamma", "steepest", "schedules", "smooth"])
def test_clipping(norm, kind):
    method = {
        "gamma": Clipped(norm, 0.1, 0.05, 0.3),
        "steepest": Clipped(norm, 1e6, 0.05, 0.3),
        "schedules": Clipped(norm, lambda k: 0.2 / (k + 1), np.inf, lambda k: (k + 1.0) ** -0.5),
        "smooth": SmoothClipped(norm, 5.0, 2.0),
    }[kind]
    center = CENTER if norm.shape == (5,) else MATRIX
    # far from ties: a maximizer that jumps would part the engines
    case = Case(Separable(LogCosh(), center), Gaussian(0.3), method, np.full(norm.shape, 2.0), 12, 4)
    assert_engines_agree(case, record(case))


@pytest.mark.parametrize(("width", "threads", "chunk"), [(1, 1, 4096), (7, 2, 9), (64, 2, 1)])
@pytest.mark.parametrize(("norm", "regularizer"), [(LInf((5,)), REGULARIZERS[0]), *STEPS, (L2((5,)), None)], ids=str)
def test_the_same_bits_for_any_width_threads_and_chunk(width, threads, chunk, norm, regularizer):
    case = composite(regularizer, method="extrapolation", seeds=13, norm=norm)
    if regularizer is None:
        case = Case(Separable(LogCosh(), CENTER), Gaussian(1.0), Clipped(norm, 0.1, 0.1, 0.3), np.zeros(5), 30, 13)
    wanted, stops = record(case), np.array([1, 9, 10, 30])
    kernels = pieces(case, wanted)
    assert isinstance(kernels, Pieces)
    whole = lanes.run(case, stops, wanted, kernels)
    cut = lanes.run(case, stops, wanted, kernels, threads=threads, width=width, chunk=chunk)
    assert (whole.final == cut.final).all()
    for name in wanted:
        assert (whole.series[name] == cut.series[name]).all(), name


@pytest.mark.parametrize("regularizer", REGULARIZERS, ids=lambda r: type(r).__name__)
def test_the_kernel_is_the_rule_at_ties_and_ends(regularizer):
    random = np.random.default_rng(0)
    m = random.choice([-1.0, -0.3, 0.0, 0.2, 0.3, 1e-200, 1e150], (40, 5))
    x = regularizer.separable().clip(random.choice([-0.4, -0.1, 0.0, 0.1, 0.6, 3.0], (40, 5)))
    norm = LInf((5,))
    kernel = composite_kernel(norm, regularizer, np.zeros(5), decays=False)
    wanted = trust_region_step(norm, regularizer, m, x, 0.1)
    for step, penalty in (
        (kernel.step, kernel.penalty),
        (compiled(kernel.step, COMPOSITE), compiled(kernel.penalty, PENALTY)),
    ):
        y, r, value = np.ascontiguousarray(x.T), np.empty((5, 40)), np.empty(40)
        step(np.ascontiguousarray(m.T), kernel.params, 1.0, 0.1, y, r)
        np.testing.assert_array_equal(y.T, wanted.x)
        np.testing.assert_array_equal(r.T, wanted.subgradient)
        penalty(y, kernel.params, value)
        np.testing.assert_allclose(value, regularizer(wanted.x, 1), rtol=1e-15)


def test_what_has_no_twin_is_named():
    outside = composite(Box(0.5, 1.0), "decay", x0=np.full(5, 0.5))  # decay may pull the centers out of the box
    assert pieces(outside, {}) == ["regularizer Box"]
    assert isinstance(pieces(composite(Box(0.5, 1.0), x0=np.full(5, 0.5)), {}), Pieces)
    assert pieces(composite(Ball(L1((5,)), 1.0)), {}) == ["regularizer Ball"]
    case = composite()
    two = {f"{radius}": frank_wolfe_gap(case.problem, case.method.norm, radius, "mean") for radius in (1.0, 2.0)}
    assert pieces(case, two) == ["observable 2.0"]
