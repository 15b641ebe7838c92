"""Spoilt oracles and baselines in the compiled engine: what the NumPy engine gives, and the same bits however it is cut."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.case import Case
from ntr.engine import lanes
from ntr.engine.kernels import ASIDE, SPOIL, SpoiltKernel, compiled
from ntr.engine.program import Pieces, pieces
from ntr.lmos import OneSided, Perturbed
from ntr.methods import SGDM, OrthogonalSGDM, SteepestDescent, TrustRegion
from ntr.norms import L1, L2, InfToInf, LInf, Lp, Mahalanobis, Nuclear, Scaled, Spectral
from ntr.observables import gradient_norm, momentum_error, objective
from ntr.simulate import simulate
from problems import Gaussian, LogCosh, Separable

CENTER = np.array([0.5, -1.0, 0.8, 0.1, -0.3, 0.2])
NORMS = [L1((6,)), L2((6,)), LInf((6,)), Lp((6,), 3.0), Scaled(L2((6,)), 2.0), Spectral((2, 3)), Nuclear((2, 3))]


def schedule(k):
    return 0.1 / (k + 1)


METHODS = {
    "turned": lambda norm: TrustRegion(norm, 0.05, 0.3, 0.05, lmo=Perturbed(0.2, 1.5)),
    "stretched": lambda norm: TrustRegion(norm, schedule, 0.3, extrapolate=True, lmo=Perturbed(0.2, 1.5, 1.1)),
    "one-sided": lambda norm: TrustRegion(norm, 0.05, 0.3, lmo=OneSided(0.2, 1.5)),
    "orthogonal": lambda norm: OrthogonalSGDM(norm, 0.05, 0.3),
    "steepest": lambda norm: SteepestDescent(norm, 0.05, 0.3, 0.01),
    "sgdm": lambda norm: SGDM(norm.shape, schedule, 0.3, 0.01),
    "nesterov": lambda norm: SGDM(norm.shape, 0.05, 0.3, nesterov=True),
}


def case(norm, method, seeds=5) -> Case:
    problem = Separable(LogCosh(), CENTER.reshape(norm.shape))
    return Case(problem, Gaussian(0.5), METHODS[method](norm), np.full(norm.shape, 2.0), 20, seeds)


def record(experiment: Case) -> dict:
    norm = experiment.method.norm
    names = {"objective": objective(experiment.problem), "norm": gradient_norm(norm, "mean")}
    return names | {"error": momentum_error(norm)}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("norm", NORMS, ids=lambda norm: type(norm).__name__)
def test_both_engines_agree(norm, method):
    experiment = case(norm, method)
    wanted = record(experiment)
    numpy, machine = (
        simulate(experiment, record=wanted, checkpoints=[1, 2, 10], engine=e) for e in ("numpy", "compiled")
    )
    np.testing.assert_allclose(machine.final, numpy.final, rtol=1e-12, atol=1e-12)
    for name in wanted:
        np.testing.assert_allclose(machine.series[name], numpy.series[name], rtol=1e-11, atol=1e-12, err_msg=name)


@pytest.mark.parametrize(("width", "threads", "chunk"), [(1, 1, 4096), (7, 2, 3)])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("norm", [L2((6,)), Nuclear((2, 3))], ids=lambda norm: type(norm).__name__)
def test_the_same_bits_for_any_width_threads_and_chunk(norm, method, width, threads, chunk):
    experiment = case(norm, method, seeds=13)
    wanted, stops = record(experiment), np.array([1, 9, 20])
    kernels = pieces(experiment, wanted)
    assert isinstance(kernels, Pieces)
    whole = lanes.run(experiment, stops, wanted, kernels)
    cut = lanes.run(experiment, stops, wanted, kernels, threads=threads, width=width, chunk=chunk)
    assert (whole.final == cut.final).all()
    for name in wanted:
        assert (whole.series[name] == cut.series[name]).all(), name


@pytest.mark.parametrize("lmo", [Perturbed(0.2, 1.5), Perturbed(0.2, 1.5, 1.1), OneSided(0.2, 1.5)], ids=str)
@pytest.mark.parametrize("norm", NORMS, ids=lambda norm: type(norm).__name__)
def test_the_kernels_of_spoilt_oracles_are_their_direction(norm, lmo):
    m = np.random.default_rng(0).standard_normal((8, *norm.shape))
    m[0], m[1] = 0.0, 1.0  # no direction; e a multiple of the exact one in l_2, l_inf
    kernel = lmo.kernel(norm)
    assert isinstance(kernel, SpoiltKernel)
    flat, exact = (np.ascontiguousarray(a.reshape(8, -1).T) for a in (m, -norm.lmo(m)))
    for aside, spoil in ((kernel.aside, kernel.spoil), (compiled(kernel.aside, ASIDE), compiled(kernel.spoil, SPOIL))):
        u, s = exact.copy(), np.zeros_like(flat)
        aside(flat, u, norm.dual(m), kernel.params, s)
        spoil(s, norm(s.T.reshape(m.shape)), kernel.params, u)
        np.testing.assert_allclose(-u.T.reshape(m.shape), lmo.direction(norm, m), rtol=1e-12, atol=1e-14)


def test_a_norm_that_is_the_dual_of_none_with_a_kernel():
    assert Perturbed(0.2, 1.5).kernel(InfToInf((2, 2))) is None
    assert Perturbed(0.2, 1.5).kernel(Mahalanobis((2,), np.eye(2))) is None
    experiment = Case(
        Separable(LogCosh(), np.ones((2, 2))),
        Gaussian(0.5),
        TrustRegion(InfToInf((2, 2)), 0.1, lmo=Perturbed(0.2, 1.5)),
        np.zeros((2, 2)),
        3,
        2,
    )
    assert pieces(experiment, {}) == ["lmo Perturbed", "norm InfToInf"]
