"""Functions that act coordinate by coordinate."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from ntr.regularizers import L1Penalty
from ntr.separable import Separable

inf = np.inf
TERMS = [
    Separable(),
    Separable(l1=0.7),
    Separable(l2=0.5),
    Separable(0.3, 0.5),
    Separable(0.3, 0.0, np.array(-1.0), np.array(0.5)),
    Separable(0.3, 0.5, np.array(0.2), np.array(inf)),
    Separable(0.0, 0.0, np.array(-inf), np.array(-0.25)),
]


@pytest.mark.parametrize("terms", TERMS, ids=repr)
def test_minimizer_against_a_search(terms):
    for m in (-2.0, -0.31, -0.1, 0.1, 0.29, 1.5):
        found = float(terms.minimizer(np.array(m)))
        low, high = max(float(terms.lower), -50), min(float(terms.upper), 50)
        best = minimize_scalar(
            lambda t, m=m, low=low, high=high: m * t + float(terms.value(np.clip(np.array([t]), low, high), 1)),
            bounds=(low, high),
            method="bounded",
            options={"xatol": 1e-9},
        )
        if np.isinf(found):
            assert abs(best.x) > 49, (m, found, best.x)
        else:
            value = m * found + float(terms.value(np.array([found]), 1))
            assert value <= best.fun + 1e-7, (m, found, best.x)


@pytest.mark.parametrize("terms", TERMS, ids=repr)
def test_subgradients_have_no_gap_and_others_do(terms):
    x = terms.clip(np.array([-1.3, -0.25, 0.0, 0.2, 0.5, 3.0]))
    for target in (-3.0, -0.2, 0.0, 0.1, 2.0):
        r = terms.subgradient(x, np.full_like(x, target))
        gaps = terms.gap(x, r, 0)
        assert gaps == pytest.approx(np.zeros_like(x), abs=1e-15), (terms, x, r)
        away = r + np.where(r == target, 0.0, np.sign(target - r) * 0.1)
        assert (terms.gap(x, away, 0) > 0).tolist() == (r != target).tolist(), (terms, x, r, away)


@pytest.mark.parametrize("terms", TERMS, ids=repr)
def test_gap_against_a_grid(terms):
    """phi*(r) = max_t r t - phi(t) over a fine grid, where it is finite."""
    grid = np.clip(np.linspace(-40, 40, 800_001), terms.lower, terms.upper)
    value = terms.value(grid[:, None], 1)
    for x, r in ((-0.4, 0.2), (0.3, -0.25), (0.45, 0.6), (-0.25, -0.7)):
        x = terms.clip(np.array([x]))
        gap = float(terms.gap(x, np.array([r]), 1))
        if np.isfinite(gap):
            expected = float(terms.value(x, 1)) + (r * grid - value).max() - r * float(x[0])
            assert gap == pytest.approx(expected, abs=1e-6), (terms, x, r)


def test_outside_is_infinite():
    terms = Separable(0.3, 0.5, np.array([0.0, -1.0]), np.array([1.0, 1.0]))
    x = np.array([[0.5, 0.0], [-0.1, 0.0], [0.5, np.nan]])
    assert np.isinf(terms.value(x, 1)).tolist() == [False, True, True]
    assert np.isinf(terms.gap(x, np.zeros_like(x), 1)).tolist() == [False, True, True]


def test_bounds_that_are_shared_cannot_be_written_to():
    for bound in (Separable().lower, L1Penalty(0.1).separable().upper):
        with pytest.raises(ValueError, match="read-only"):
            bound[...] = 0.0
