"""Radius, momentum and decay are constants or functions of k in every method, and checked either way."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from ntr import methods as ours
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
    SteepestDescent,
    StochasticProximalPoint,
    TrustRegion,
    scg,
    uscg,
)
from ntr.norms import L2, LInf, Spectral
from problems import Quadratic
from tests.ntr.methods.runs import assert_same, draws, run

SHAPE = (3, 2)
SCHEDULED = {
    "radius", "momentum", "weight_decay", "interpolation", "second_momentum", "gamma", "penalty", "curvature",
}  # fmt: skip

METHODS = [
    TrustRegion(Spectral(SHAPE), 0.1, 0.3, 0.02),
    TrustRegion(L2((4,)), 0.1, 0.3, 0.02, extrapolate=True),
    OrthogonalSGDM(LInf((4,)), 0.1, 0.3),
    Clipped(L2((4,)), 0.3, 0.1, 0.3),
    SteepestDescent(LInf((4,)), 0.1, 0.3, 0.02),
    Lion(Spectral(SHAPE), 0.1, 0.3, 0.5, 0.02),
    SGDM((4,), 0.1, 0.3, 0.02, nesterov=True),
    AdaGrad((4,), 0.1),
    Adam((4,), 0.1, 0.3, 0.2, weight_decay=0.02),
    ReleasedMuon(SHAPE, 0.1, 0.3, 0.02),
    StochasticProximalPoint(Quadratic(np.eye(4)), 0.1),
    PISA((4,), 3.0, 2.0, workers=2),
    NSISA(SHAPE, 3.0, 2.0, momentum=0.3),
]
PAIRS = [(method, f.name) for method in METHODS for f in fields(method) if f.name in SCHEDULED]
each = pytest.mark.parametrize(("method", "name"), PAIRS, ids=lambda v: v if isinstance(v, str) else type(v).__name__)


def test_every_class_with_such_a_parameter_is_here() -> None:
    classes = [value for value in vars(ours).values() if isinstance(value, type) and hasattr(value, "step")]
    named = {c.__name__ for c in classes if SCHEDULED & set(getattr(c, "__dataclass_fields__", ()))}
    assert named == {type(method).__name__ for method in METHODS}
    for cls in classes:  # a parameter of the same kind must have its name above
        for field in getattr(cls, "__dataclass_fields__", {}).values():
            if field.name not in SCHEDULED | {"scale"}:
                assert "Callable" not in str(field.type), (cls, field.name)


@each
def test_a_constant_schedule_is_the_constant_bit_for_bit(method: Any, name: str) -> None:
    constant = getattr(method, name)
    noise, x0 = draws(method.norm.shape, 8), np.ones(method.norm.shape)
    scheduled = replace(method, **{name: lambda k: constant})
    assert np.array_equal(run(method, x0, noise), run(scheduled, x0, noise))


@each
def test_a_schedule_is_asked_at_k_and_its_value_is_used(method: Any, name: str) -> None:
    """A schedule that changes at k = 3 gives the constant's iterates up to x_3, and others from x_4 on.

    A round of two workers ends with the fourth step. The query of Algorithm 3 looks one momentum ahead.
    """
    constant, asked = getattr(method, name), []

    def schedule(k: int) -> float:
        asked.append(k)
        return constant if k < 3 else 0.5 * constant

    noise, x0 = draws(method.norm.shape, 5), np.ones(method.norm.shape)
    found, expected = run(replace(method, **{name: schedule}), x0, noise), run(method, x0, noise)
    assert np.array_equal(found[:3], expected[:3])
    assert np.abs(found[4] - expected[4]).max() > 1e-6
    ahead = getattr(method, "extrapolate", False) and name == "momentum"
    assert asked == (sorted([*range(5), *range(1, 6)]) if ahead else list(range(5)))


@each
def test_a_bad_value_is_named_with_its_step(method: Any, name: str) -> None:
    noise, x0 = draws(method.norm.shape, 4), np.ones(method.norm.shape)
    constant = getattr(method, name)
    for value in (-1.0, float("nan")):
        bad = replace(method, **{name: lambda k, value=value: constant if k < 2 else value})
        with pytest.raises(ValueError, match=rf"^{name}\(2\) "):
            run(bad, x0, noise)


@each
def test_a_bad_constant_is_named(method: Any, name: str) -> None:
    for value in (-1.0, float("nan")):
        with pytest.raises(ValueError, match=f"^{name} "):
            replace(method, **{name: value})
    with pytest.raises(TypeError, match=f"^{name} must be a real number, got 'large'"):
        replace(method, **{name: "large"})


def test_presets_pass_schedules_on() -> None:
    def step(k: int) -> float:
        return 0.1 / (k + 1)

    noise, x0 = draws((3, 2), 6), np.ones((3, 2))
    for preset in (ours.muon, ours.newton_schulz_muon, ours.normalized_sgd, ours.sign_sgd, ours.polar_grad):
        method = preset((3, 2), step, lambda k: 1 / (k + 1), lambda k: 0.01 * k)
        assert (method.radius(3), method.momentum(3), method.weight_decay(3)) == (0.025, 0.25, 0.03)
        assert np.isfinite(run(method, x0, noise)).all()
    assert ours.nigt((3, 2), step, step).radius is step
    assert (uscg(L2((4,)), step, 2.0).radius(3), scg(L2((4,)), step, 2.0).weight_decay(3)) == (0.05, 0.025)
    assert_same(
        run(scg(L2((3, 2)), step, 2.0), x0, noise), run(scg(L2((3, 2)), lambda k: step(k), 2.0), x0, noise), 0.0
    )
