"""Every method keeps the promises of its interface."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_method
from ntr.lmos import CUBIC, NewtonSchulz, PolarExpress
from ntr.methods import (
    NSISA,
    PISA,
    SGDM,
    AdaGrad,
    Adam,
    Clipped,
    Lion,
    OrthogonalSGDM,
    ReleasedMuon,
    SmoothClipped,
    SteepestDescent,
    StochasticProximalPoint,
    TrustRegion,
    muon,
    newton_schulz_muon,
    nigt,
    normalized_sgd,
    polar_grad,
    scg,
    sign_sgd,
    uscg,
)
from ntr.methods.released_muon import match_rms_adamw, unclamped, unscaled
from ntr.norms import L1, L2, LInf, Nuclear, Spectral
from problems import CosineQuadratic, LogCosh, Logistic, MatrixQuadratic, Quadratic, Separable

SHAPE = (3, 4)


def decreasing(k: int) -> float:
    """A schedule in (0, 1]."""
    return 0.5 / np.sqrt(k + 1.0)


METHODS = [
    TrustRegion(L1((5,)), 0.1, 0.3),
    TrustRegion(L2((5,)), decreasing, decreasing, 0.1, extrapolate=True),
    TrustRegion(Nuclear(SHAPE), 0.1, 0.3),
    muon(SHAPE, 0.1, 0.2, 0.05),
    newton_schulz_muon(SHAPE, 0.1, 0.2),
    normalized_sgd((5,), decreasing, 0.3),
    sign_sgd((5,), 0.1, decreasing),
    nigt((5,), 0.1, 0.3),
    uscg(Spectral(SHAPE), decreasing, 2.0),
    scg(LInf((5,)), 0.1, 3.0),
    OrthogonalSGDM(Spectral(SHAPE), 0.1, 0.3),
    Clipped(L2((5,)), 0.5, 0.1, 0.3),
    SmoothClipped(LInf((5,)), 1.0, 0.5),
    SteepestDescent(L1((5,)), 0.1, 0.3, 0.01),
    polar_grad(SHAPE, decreasing, decreasing),
    Lion(LInf((5,)), decreasing, weight_decay=decreasing),
    Lion(Spectral(SHAPE), 0.1, 0.2, 0.3),
    SGDM((5,), 0.1, 0.3),
    SGDM(SHAPE, decreasing, decreasing, 0.01, nesterov=True),
    AdaGrad((5,), decreasing),
    AdaGrad(SHAPE, 0.1, initial=0.1, delta=1e-10),
    Adam((5,), decreasing, decreasing, decreasing, weight_decay=0.01),
    Adam(SHAPE, 0.1),
    ReleasedMuon(SHAPE, 0.1),
    ReleasedMuon((4, 3), decreasing, decreasing, 0.1, nesterov=False, scale=match_rms_adamw, lmo=PolarExpress()),
    ReleasedMuon((5, 2), 0.1, scale=unclamped, lmo=NewtonSchulz(CUBIC, 20)),
    ReleasedMuon(SHAPE, 0.1, scale=unscaled, lmo=None),
    StochasticProximalPoint(Quadratic(np.diag([1.0, 2.0, 0.0]) + 0.1), 0.3),
    StochasticProximalPoint(MatrixQuadratic(np.eye(3) + 0.2, np.diag([1.0, 2.0])), decreasing),
    StochasticProximalPoint(Separable(LogCosh(), [0.5, -1.0]), 2.0),
    StochasticProximalPoint(Separable(CosineQuadratic(2.0, 1.0), [0.5, -1.0]), 0.1),  # not convex, but 0.1 < 1/3
    StochasticProximalPoint(Logistic([[1.0, -2.0], [0.5, 1.0], [2.0, 0.3]], [1, -1, 1]), 0.5),
    PISA((5,), 3.0, 2.0),
    PISA(SHAPE, 3.0, lambda k: 2.0 + k, workers=3, ridge=0.1, local_ridge=0.1),
    NSISA(SHAPE, 3.0, 2.0, workers=2, local_ridge=0.01),
    NSISA((4, 3), 3.0, 2.0, momentum=decreasing, lmo=None),
]


@pytest.mark.parametrize("method", METHODS, ids=lambda m: f"{type(m).__name__}-{type(m.norm).__name__}")
def test_method_conforms(method):
    check_method(method)
