"""Newton-Schulz and Polar Express in the compiled engine: what NumPy gives, and the same bits in any company."""

from __future__ import annotations

import numpy as np
import pytest

from ntr import Case, TrustRegion, simulate
from ntr.engine import lanes
from ntr.engine.kernels import MAXIMIZER, compiled
from ntr.engine.program import Pieces, pieces
from ntr.lmos import NewtonSchulz, Perturbed, PolarExpress
from ntr.norms import Spectral
from ntr.observables import gradient_norm
from problems import Gaussian, LogCosh, Separable

LMOS = [NewtonSchulz(), PolarExpress(4, 1e-2)]


@pytest.mark.parametrize("lmo", LMOS, ids=lambda lmo: type(lmo).__name__)
@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (4, 2), (3, 3), (1, 5)], ids=str)
def test_the_kernel_is_the_direction(lmo, shape):
    norm = Spectral(shape)
    random = np.random.default_rng(0)
    g = random.normal(size=(9, *shape)) * 10.0 ** random.choice([-150, 0, 150], (9, 1, 1))
    g[3], g[4, 0] = 0.0, 0.0
    kernel, u = lmo.kernel(norm), np.empty((shape[0] * shape[1], 9))
    columns = np.ascontiguousarray(g.reshape(9, -1).T)
    compiled(kernel.direction, MAXIMIZER)(columns, kernel.params, u)
    np.testing.assert_allclose(u.T.reshape(g.shape), -lmo.direction(norm, g), rtol=0, atol=1e-13)
    for lane in range(9):
        alone = np.empty((len(u), 1))
        compiled(kernel.direction, MAXIMIZER)(columns[:, lane : lane + 1].copy(), kernel.params, alone)
        assert (alone[:, 0] == u[:, lane]).all(), lane


@pytest.mark.parametrize("lmo", LMOS, ids=lambda lmo: type(lmo).__name__)
@pytest.mark.parametrize("decay", [0.0, 0.05])
def test_both_engines_agree(lmo, decay):
    norm = Spectral((3, 2))
    problem = Separable(LogCosh(), np.arange(6.0).reshape(3, 2) / 3)
    method = TrustRegion(norm, 0.1, 0.3, decay, extrapolate=decay > 0, lmo=lmo)
    case = Case(problem, Gaussian(1.0), method, np.zeros((3, 2)), 25, 13)
    record = {"norm": gradient_norm(norm, "mean")}
    numpy, machine = (simulate(case, record=record, engine=engine) for engine in ("numpy", "compiled"))
    np.testing.assert_allclose(machine.final, numpy.final, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(machine.series["norm"], numpy.series["norm"], rtol=1e-10)
    kernels = pieces(case, record)
    assert isinstance(kernels, Pieces)
    cut = lanes.run(case, machine.iterations, record, kernels, threads=2, width=5, chunk=3)
    assert (cut.final == machine.final).all()
    assert (cut.series["norm"] == machine.series["norm"]).all()


class Own(Perturbed):
    def kernel(self, norm):
        return None


def test_an_oracle_without_a_kernel_is_named():
    method = TrustRegion(Spectral((2, 2)), 0.1, 0.3, lmo=Own(0.1, 1.0))
    case = Case(Separable(LogCosh(), np.ones((2, 2))), Gaussian(1.0), method, np.zeros((2, 2)), 5, 2)
    assert pieces(case, {}) == ["lmo Own"]
