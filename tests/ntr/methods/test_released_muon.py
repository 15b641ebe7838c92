"""Muon as released: Nesterov, scales and oracles against ten lines."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import scipy.linalg

from ntr.lmos import NewtonSchulz
from ntr.methods import ReleasedMuon, muon
from ntr.methods.released_muon import match_rms_adamw, original, unclamped, unscaled
from ntr.norms import Spectral
from ntr.regularizers import L1Penalty
from tests.ntr.methods.runs import assert_same, draws, run


@pytest.mark.parametrize("shape", [(4, 3), (3, 4)])
@pytest.mark.parametrize("nesterov", [False, True])
def test_it_equals_ten_lines(shape: tuple[int, int], nesterov: bool) -> None:
    noise = draws(shape)
    x = np.ones(shape)
    m, iterates = x + noise[0], []
    for n in noise:
        g = x + n
        m = 0.7 * m + 0.3 * g
        u = 0.7 * m + 0.3 * g if nesterov else m
        x = 0.98 * x - 0.05 * 0.2 * math.sqrt(4) * scipy.linalg.polar(u)[0]
        iterates.append(x)
    method = ReleasedMuon(shape, 0.05, 0.3, 0.02, nesterov, match_rms_adamw, None)
    assert_same(run(method, np.ones(shape), noise), iterates)


def test_newton_schulz_equals_the_loop_of_the_release() -> None:
    noise = draws((4, 3), 1)
    g = noise[0]
    x = g.T / np.linalg.norm(g)
    for _ in range(5):
        gram = x @ x.T
        x = 3.4445 * x + (-4.775 * gram + 2.0315 * gram @ gram) @ x
    found = run(ReleasedMuon((4, 3), 0.1), np.zeros((4, 3)), noise)[0]
    assert_same(found, -0.1 * math.sqrt(4 / 3) * x.T, 1e-14)


def test_plain_it_is_muon() -> None:
    noise = draws((4, 3))
    plain = ReleasedMuon((4, 3), 0.05, 0.3, 0.02, nesterov=False, scale=unscaled, lmo=None)
    assert_same(run(plain, np.ones((4, 3)), noise), run(muon((4, 3), 0.05, 0.3, 0.02), np.ones((4, 3)), noise))


@pytest.mark.parametrize(
    ("scale", "tall", "wide"),
    [(original, 2.0, 1.0), (match_rms_adamw, 0.8, 0.8), (unclamped, 2.0, 0.5), (unscaled, 1.0, 1.0)],
)
def test_scales_and_the_norm_that_they_belong_to(scale: Any, tall: float, wide: float) -> None:
    for shape, factor in (((16, 4), tall), ((4, 16), wide)):
        assert scale(shape) == pytest.approx(factor)
        method = ReleasedMuon(shape, 1.0, scale=scale, lmo=None)
        moved = run(method, np.zeros(shape), draws(shape, 1))[0]
        assert Spectral(shape)(moved) == pytest.approx(factor)
        assert method.norm(moved) == pytest.approx(1.0)


def test_the_certificate_of_its_oracle() -> None:
    assert ReleasedMuon((3, 2), 0.1, lmo=None).accuracy == (0.0, 1.0)
    with pytest.raises(ValueError, match="p must not be negative"):
        _ = ReleasedMuon((3, 2), 0.1, lmo=NewtonSchulz((-1.0, 0.0, 0.0), 1)).accuracy


def test_a_function_of_ones_own_as_scale() -> None:
    noise = draws((3, 2), 4)
    method = ReleasedMuon((3, 2), 0.1, scale=lambda shape: 0.5, lmo=None)
    shorter = ReleasedMuon((3, 2), 0.05, scale=unscaled, lmo=None)
    assert_same(run(method, np.ones((3, 2)), noise), run(shorter, np.ones((3, 2)), noise))


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: ReleasedMuon((3,), 0.1), ValueError, "shape must have 2 axes"),  # type: ignore[arg-type]
        (lambda: ReleasedMuon((3, 2), 0.0), ValueError, "radius must be positive, got 0.0"),
        (lambda: ReleasedMuon((3, 2), 0.1, lmo="exact"), TypeError, "lmo must be an InexactLMO or None"),  # type: ignore[arg-type]
        (lambda: ReleasedMuon((3, 2), 0.1, scale=2.0), TypeError, "scale must be a function of a shape"),  # type: ignore[arg-type]
        (lambda: ReleasedMuon((3, 2), 0.1, scale=lambda shape: 0.0), ValueError, r"scale\(\(3, 2\)\) must be positive"),
    ],
)
def test_bad_parameters(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_a_regularizer_is_refused() -> None:
    method, g = ReleasedMuon((2, 2), 0.1), np.ones((1, 2, 2))
    with pytest.raises(TypeError, match="ReleasedMuon has no composite step"):
        method.step(method.start(g, g), g, L1Penalty(1.0))
