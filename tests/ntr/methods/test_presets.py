"""Muon, normalized SGD and signSGD are the trust-region method in three norms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr.lmos import MUON, NewtonSchulz
from ntr.methods import (
    SteepestDescent,
    TrustRegion,
    muon,
    newton_schulz_muon,
    normalized_sgd,
    polar_grad,
    sign_sgd,
)
from ntr.norms import L2, LInf, Spectral
from tests.ntr.methods.runs import assert_same, draws, run


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        (muon((3, 2), 0.1, 0.3, 0.02), TrustRegion(Spectral((3, 2)), 0.1, 0.3, 0.02)),
        (normalized_sgd((3, 2), 0.1, 0.3, 0.02), TrustRegion(L2((3, 2)), 0.1, 0.3, 0.02)),
        (sign_sgd((3, 2), 0.1, 0.3, 0.02), TrustRegion(LInf((3, 2)), 0.1, 0.3, 0.02)),
        (polar_grad((3, 2), 0.1, 0.3, 0.02), SteepestDescent(Spectral((3, 2)), 0.1, 0.3, 0.02)),
        (
            newton_schulz_muon((3, 2), 0.1, 0.3, 0.02, steps=7),
            TrustRegion(Spectral((3, 2)), 0.1, 0.3, 0.02, lmo=NewtonSchulz(MUON, 7)),
        ),
    ],
    ids=lambda m: type(m.norm).__name__,
)
def test_a_preset_is_an_instance(preset, expected) -> None:
    assert preset == expected


def test_on_a_row_muon_is_normalized_sgd_and_on_a_number_all_are_the_same() -> None:
    noise = draws((1, 4))
    assert_same(
        run(muon((1, 4), 0.1, 0.3), np.ones((1, 4)), noise),
        run(normalized_sgd((1, 4), 0.1, 0.3), np.ones((1, 4)), noise),
    )
    one = draws((1, 1))
    iterates = [run(preset((1, 1), 0.1, 0.3), np.ones((1, 1)), one) for preset in (muon, normalized_sgd, sign_sgd)]
    assert_same(iterates[0], iterates[1])
    assert_same(iterates[0], iterates[2])


def test_newton_schulz_stays_near_the_polar_factor() -> None:
    """No singular value of a step is more than 1.3 eta, and none of this well-conditioned one less than eta/2."""
    x0, noise = np.zeros((3, 2)), draws((3, 2), 1)
    values = np.linalg.svd(run(newton_schulz_muon((3, 2), 1.0), x0, noise)[0], compute_uv=False)
    assert values.min() > 0.5
    assert values.max() < 1.3


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: muon((3,), 0.1), ValueError, "shape must have 2 axes"),  # type: ignore[arg-type]
        (lambda: sign_sgd((3,), -0.1), ValueError, "radius must be positive, got -0.1"),
        (lambda: normalized_sgd((3,), 0.1, 0.0), ValueError, r"momentum .* must lie in \(0, 1\]"),
        (lambda: newton_schulz_muon((3, 2), 0.1, steps=0), ValueError, "steps must be at least 1"),
    ],
)
def test_bad_parameters(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()
