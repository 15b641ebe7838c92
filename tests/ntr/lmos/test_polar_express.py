"""Polar Express: its polynomials are best approximations, and the published ones; its certificate."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from ntr.linalg import Array
from ntr.lmos import QUINTIC, PolarExpress
from ntr.lmos.odd_polynomials import composed_image
from ntr.lmos.polar_express import best_quintic
from ntr.norms import Spectral

INTERVALS = [(1e-3, 1.0), (0.02, 1.0), (0.3, 1.7), (0.8, 1.2), (0.97, 1.03), (1e-6, 1.0), (3.0, 40.0)]


def values(polynomial: tuple[float, float, float], s: Array) -> Array:
    a, b, c = polynomial
    return a * s + b * s**3 + c * s**5


@pytest.mark.parametrize("interval", INTERVALS, ids=str)
def test_the_error_alternates_at_four_points(interval: tuple[float, float]) -> None:
    """Chebyshev: s, s^3, s^5 are three functions, so four alternations prove optimality; theirs are the whole maximum."""
    polynomial, error = best_quintic(*interval)
    s = np.geomspace(*interval, 400001)
    residual = values(polynomial, s) - 1
    assert np.abs(residual).max() == pytest.approx(error, rel=1e-6, abs=1e-12)
    extreme = np.sign(residual[np.abs(residual) >= error * (1 - 1e-5)])
    assert np.count_nonzero(np.diff(extreme)) == 3, extreme


@pytest.mark.parametrize("interval", INTERVALS[:5], ids=str)
def test_a_linear_program_finds_nothing_better(interval: tuple[float, float]) -> None:
    s = np.geomspace(*interval, 3000)
    powers, ones = np.stack([s, s**3, s**5], axis=1), np.ones((s.size, 1))
    found = linprog(
        [0, 0, 0, 1],
        A_ub=np.block([[powers, -ones], [-powers, -ones]]),
        b_ub=np.concatenate([np.ones(s.size), -np.ones(s.size)]),
        bounds=[(None, None)] * 4,
    )
    assert best_quintic(*interval)[1] == pytest.approx(found.fun, rel=1e-3, abs=1e-8)


def test_a_short_interval_has_the_taylor_polynomial() -> None:
    polynomial, error = best_quintic(1 - 1e-6, 1 + 1e-6)
    assert polynomial == pytest.approx(QUINTIC, rel=1e-9)
    assert error < 1e-14
    just_longer = best_quintic(1 - 2e-4, 1 + 2e-4)[0]
    assert just_longer == pytest.approx(QUINTIC, rel=1e-3)


def test_the_published_first_polynomial() -> None:
    """Amsel et al. publish (8.28721201814563, -23.595886519098837, 17.300387312530933) for lower = 1e-3.

    For half precision they take the interval [.0240732.., 1] and divide by the mean of p at the ends of [1e-3, 1].
    """
    polynomial, _ = best_quintic(0.024073274241827612, 1.0)
    ends = values(polynomial, np.array([1e-3, 1.0]))
    scaled = np.array(polynomial) / ends.mean()
    np.testing.assert_allclose(scaled, [8.28721201814563, -23.595886519098837, 17.300387312530933], rtol=1e-8)


@pytest.mark.parametrize("lower", [1e-3, 0.05])
def test_more_steps_are_better_and_better_than_newton_schulz(lower: float) -> None:
    errors = []
    for steps in range(1, 8):
        low, high = composed_image(PolarExpress(steps, lower).polynomials, lower, 1.0)
        errors.append(max(1 - low, high - 1))
        fixed = composed_image((QUINTIC,) * steps, lower, 1.0)
        assert errors[-1] <= 1 - fixed[0] + 1e-12, (steps, errors[-1], fixed)
    assert all(after <= before for before, after in itertools.pairwise(errors)), errors
    assert errors[-1] < 1e-3


@pytest.mark.parametrize("shape", [(2, 2), (5, 4), (1, 3)], ids=str)
@pytest.mark.parametrize("lmo", [PolarExpress(), PolarExpress(3), PolarExpress(8, 1e-4)], ids=repr)
def test_what_matrices_attain_is_within_the_certificate(lmo: PolarExpress, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(3)
    g = rng.normal(size=(500, *shape)) * 10 ** rng.uniform(-3, 0, size=(500, 1, shape[1]))
    certified, measured = lmo.certified(Spectral(shape)), lmo.measured(Spectral(shape), g)
    assert measured.delta <= certified.delta, (measured, certified)
    assert measured.tau <= certified.tau, (measured, certified)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: PolarExpress(0), "steps must be at least 1"),
        (lambda: PolarExpress(5, 1.0), r"lower must lie in \(0, 1\)"),
        (lambda: PolarExpress(5, 0.0), "lower must be positive"),
    ],
)
def test_bad_parameters(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
