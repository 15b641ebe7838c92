"""Spectral norms with the nuclear penalty, from 0 and without momentum."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.norms import Nuclear, Schatten, Spectral
from ntr.regularizers import NuclearPenalty
from ntr.step import certificate, trust_region_step
from ntr.steps.general import solve_slices

NORMS = [Spectral((3, 2)), Nuclear((3, 2)), Schatten((2, 3), 3)]


@pytest.mark.parametrize("norm", NORMS, ids=repr)
@pytest.mark.parametrize("radius", [1e-9, 0.4, 1e9])
def test_certified(norm, radius):
    rng = np.random.default_rng(0)
    m, center = rng.normal(size=(2, 8, *norm.shape))
    center[:4] = 0.0
    m[4:] = 0.0
    m[0] = 0.0
    penalty = NuclearPenalty(0.9)
    step = trust_region_step(norm, penalty, m, center, radius)
    found = certificate(norm, penalty, m, center, np.full(8, radius), step)
    allowed = 1e-12 + 8 * np.finfo(float).eps * norm(np.abs(center)) / radius
    for name, residual in zip(found._fields, found, strict=True):
        assert (residual <= allowed).all(), (name, residual, allowed)


def test_agrees_with_the_program():
    rng = np.random.default_rng(1)
    norm, penalty = Spectral((3, 2)), NuclearPenalty(0.9)
    m, center, radius = rng.normal(size=(4, 3, 2)), np.zeros((4, 3, 2)), np.full(4, 0.7)
    closed = trust_region_step(norm, penalty, m, center, radius)
    solved = solve_slices(norm, penalty, m, center, radius)
    assert closed.x == pytest.approx(solved.x, abs=1e-6)
    assert closed.subgradient == pytest.approx(solved.subgradient, abs=1e-6)


@pytest.mark.parametrize("norm", [Spectral((3, 2)), Schatten((3, 2), 2)], ids=repr)
def test_slices_that_need_the_program_do_not_change_with_their_neighbours(norm):
    rng = np.random.default_rng(2)
    m, center = rng.normal(size=(2, 3, 3, 2))
    center[1] = 0.0
    penalty = NuclearPenalty(0.9)
    together = trust_region_step(norm, penalty, m, center, 0.7)
    for i in range(3):
        alone = trust_region_step(norm, penalty, m[i], center[i], 0.7)
        assert alone.x.tobytes() == together.x[i].tobytes()
        assert alone.subgradient.tobytes() == together.subgradient[i].tobytes()
