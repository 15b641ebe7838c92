"""The two-layer tanh network: gradient and constants on balls, in block norms."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from ntr.case import Case
from ntr.conformance import check_problem
from ntr.engine.kernels import GRADIENT, compiled
from ntr.methods import TrustRegion
from ntr.norms import L1, L2, Blocks, LInf, Nuclear, Spectral
from ntr.simulate import simulate
from problems import Gaussian, TwoLayer

RNG = np.random.default_rng(4)
FEATURES = RNG.normal(size=(12, 3))
LABELS = np.where(FEATURES[:, 0] * FEATURES[:, 1] > 0, 1.0, -1.0)
NETWORK = TwoLayer(FEATURES, LABELS, 4)
LAYERS = (Spectral((4, 3)), L2((4,)))
NORMS = [
    Blocks(LAYERS),
    Blocks(LAYERS, (2.0, 0.5), "sum"),
    Blocks((Nuclear((4, 3)), LInf((4,))), (1.0, 2.0), "l2"),
    Blocks((LInf((4, 3)), L1((4,)))),
    L2((16,)),
    LInf((16,)),
]


@pytest.mark.parametrize("norm", NORMS, ids=repr)
@pytest.mark.parametrize("radius", [0.3, 3.0])
def test_conformance(norm, radius):
    check_problem(NETWORK, norm, radius=radius)


def test_value_by_definition():
    x = RNG.normal(size=16)
    inner, outer = x[:12].reshape(4, 3), x[12:]
    losses = [np.log(1 + np.exp(-y * outer @ np.tanh(inner @ a))) for a, y in zip(FEATURES, LABELS, strict=True)]
    assert NETWORK.value(x) == pytest.approx(np.mean(losses), rel=1e-14)
    assert NETWORK.value(np.zeros(16)) == pytest.approx(np.log(2), rel=1e-14)


@pytest.mark.parametrize("combine", ["max", "sum", "l2"])
def test_the_smoothness_of_one_unit_is_nearly_reached(combine):
    """h = d = n = 1, a = y = 1 at radius r -> 0: at 0 the hessian is [[0, -1/2], [-1/2, 0]], the bound [[0, 1], [1, 1/4]]."""
    network = TwoLayer(np.ones((1, 1)), np.ones(1), 1)
    norm = Blocks((Spectral((1, 1)), L2((1,))), 1.0, combine)
    region = network.region(norm, 1e-9)
    form = np.array([[0.0, 1.0], [1.0, 0.25]])
    expected = {"max": form.sum(), "sum": 1.0, "l2": np.linalg.norm(form, 2)}[combine]
    assert region.L.value == pytest.approx(expected, rel=1e-6)


def test_the_constants_grow_with_the_radius_and_none_is_global():
    norm = Blocks(LAYERS)
    sizes = [NETWORK.region(norm, radius).L.value for radius in (0.1, 1.0, 10.0)]
    assert sizes == sorted(sizes)
    assert NETWORK.constants(norm).L is None
    assert NETWORK.constants(norm).infimum == (0.0, pytest.approx(np.log(2)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((FEATURES, LABELS[:3], 2), "labels must have shape (12,), got (3,)"),
        ((FEATURES, 2 * LABELS, 2), "labels must be -1 or +1"),
        ((FEATURES, LABELS, 0), "hidden must be at least 1, got 0"),
        ((np.zeros((0, 3)), np.zeros(0), 2), "features must not be empty"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        TwoLayer(*arguments)


def test_the_kernel_is_the_gradient():
    random = np.random.default_rng(3)
    network = TwoLayer(random.normal(size=(7, 3)), random.choice([-1.0, 1.0], 7), hidden=2)
    x = 3.0 * random.normal(size=(5, 8))
    x[0], x[1] = 0.0, 50.0 * x[1]
    kernel, columns = network.kernel(), np.ascontiguousarray(x.T)
    for gradient in (kernel.gradient, compiled(kernel.gradient, GRADIENT)):
        g, f, work = np.empty_like(columns), np.empty(5), np.empty((kernel.work_rows, 5))
        gradient(columns, kernel.params, work, g, f)
        np.testing.assert_allclose(f, network.value(x), rtol=1e-13)
        np.testing.assert_allclose(g.T, network.gradient(x), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("combine", ["max", "l2"])
def test_both_engines_agree(combine):
    random = np.random.default_rng(4)
    network = TwoLayer(random.normal(size=(7, 3)), random.choice([-1.0, 1.0], 7), hidden=2)
    norm = Blocks((Spectral((2, 3)), L2((2,))), (1.0, 0.5), combine)
    case = Case(network, Gaussian(0.5), TrustRegion(norm, 0.05, 0.3, 0.02), random.normal(size=8), 30, 5)
    numpy, machine = (simulate(case, engine=engine) for engine in ("numpy", "compiled"))
    np.testing.assert_allclose(machine.final, numpy.final, rtol=1e-11, atol=1e-12)
    for name, values in numpy.series.items():
        np.testing.assert_allclose(machine.series[name], values, rtol=1e-11, err_msg=name)
    alone = simulate(replace(case, seeds=range(2, 4)), engine="compiled")
    assert (alone.final == machine.final[2:4]).all()
