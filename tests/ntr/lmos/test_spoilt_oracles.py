"""Perturbed and OneSided: exactly as bad as they say, in any norm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr.inexact_lmo import InexactLMO
from ntr.linalg import inner
from ntr.lmos import OneSided, Perturbed
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Schatten, Spectral

SEED = 5
NORMS: list[Norm] = [L1(5), L2(5), LInf(5), Lp(5, 3.0), Spectral((3, 4)), Nuclear((3, 4)), Schatten((3, 4), 3.0), L2(1)]
ORACLES: list[InexactLMO] = [
    Perturbed(0.3, 1.2),
    Perturbed(0.3, 0.7),
    Perturbed(0.0, 1.0),
    Perturbed(0.1, 2.0, along=1.3),
    OneSided(0.3, 1.2),
    OneSided(0.0, 2.0),
]
every = pytest.mark.parametrize("norm", NORMS, ids=repr)


def gradients(norm: Norm, count: int = 200) -> np.ndarray:
    rng = np.random.default_rng(SEED)
    size = 10 ** rng.uniform(-100, 100, size=(count, *(1,) * len(norm.shape)))
    return size * rng.normal(size=(count, *norm.shape))


@every
@pytest.mark.parametrize("lmo", ORACLES, ids=repr)
def test_within_the_certificate(lmo: InexactLMO, norm: Norm) -> None:
    certified, measured = lmo.certified(norm), lmo.measured(norm, gradients(norm))
    assert measured.delta <= certified.delta, (measured, certified, SEED)
    assert measured.tau <= certified.tau, (measured, certified, SEED)


@every
@pytest.mark.parametrize("lmo", [oracle for oracle in ORACLES if isinstance(oracle, Perturbed)], ids=repr)
def test_the_decrease_is_what_was_asked_for(lmo: Perturbed, norm: Norm) -> None:
    g = gradients(norm)
    decrease = -inner(g, lmo.direction(norm, g), len(norm.shape))
    np.testing.assert_allclose(decrease, lmo.along * norm.dual(g), rtol=1e-9, err_msg=f"seed {SEED}")


def test_a_side_step_is_taken_where_there_is_room() -> None:
    norm, lmo = L2(5), Perturbed(0.3, 1.2)
    length = norm(lmo.direction(norm, gradients(norm)))
    np.testing.assert_allclose(length, np.hypot(0.7, 0.5), rtol=1e-9)  # along u and orthogonal to it


@every
def test_one_side_is_short_the_other_long(norm: Norm) -> None:
    g = gradients(norm)
    d = OneSided(0.5, 2.0).direction(norm, g)
    closeness = -inner(g, d, len(norm.shape)) / norm.dual(g)
    up = g.reshape(len(g), -1).sum(axis=1) > 0
    assert up.any()
    assert not up.all()
    np.testing.assert_allclose(closeness, np.where(up, 0.5, 2.0), rtol=1e-9)


@every
@pytest.mark.parametrize("lmo", ORACLES, ids=repr)
def test_zero_is_zero_and_a_batch_is_its_slices(lmo: InexactLMO, norm: Norm) -> None:
    g = gradients(norm, 6)
    g[2] = 0.0
    d = lmo.direction(norm, g)
    assert not d[2].any()
    for i in range(6):
        assert np.array_equal(d[i], lmo.direction(norm, g[i].copy())), i
    assert lmo.measured(norm, g[2:3]).tau == 0


def test_a_multiple_of_the_direction_leaves_no_room() -> None:
    """g along (1, ..., 1) in l_inf: e + u is 0, and rounding must not become a direction."""
    norm, lmo = LInf(3), Perturbed(0.3, 1.2)
    for size in (1.0, -1.0, 0.1, 1e-200):
        np.testing.assert_allclose(lmo.direction(norm, np.full(3, size)), -np.sign(size) * np.full(3, 0.7))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Perturbed(1.0, 1.0), r"delta must lie in \[0, 1\)"),
        (lambda: Perturbed(-0.1, 1.0), "delta must be at least 0"),
        (lambda: Perturbed(0.2, 0.7), "tau must be at least 1 - delta = 0.8"),
        (lambda: Perturbed(0.2, 1.0, along=0.5), r"along must lie in \[1 - delta, tau\]"),
        (lambda: Perturbed(0.2, 1.0, along=1.5), r"along must lie in \[1 - delta, tau\]"),
        (lambda: OneSided(0.2, np.inf), "tau must be finite"),
    ],
)
def test_bad_parameters(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
