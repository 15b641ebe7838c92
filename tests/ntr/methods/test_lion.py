"""Lion against ten lines in two norms, and what it is with other weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.linalg

from ntr.methods import Lion, ReleasedMuon, TrustRegion
from ntr.methods.released_muon import unscaled
from ntr.norms import L2, LInf, Spectral
from ntr.regularizers import L1Penalty
from tests.ntr.methods.runs import assert_same, draws, run


@pytest.mark.parametrize("spectral", [False, True])
def test_it_equals_ten_lines(spectral: bool) -> None:
    noise = draws((4, 3))
    x = np.ones((4, 3))
    m, iterates = x + noise[0], []
    for n in noise:
        g = x + n
        c = 0.6 * m + 0.4 * g
        x = 0.97 * x - 0.05 * (scipy.linalg.polar(c)[0] if spectral else np.sign(c))
        m = 0.8 * m + 0.2 * g
        iterates.append(x)
    norm = Spectral((4, 3)) if spectral else LInf((4, 3))
    assert_same(run(Lion(norm, 0.05, 0.2, 0.4, 0.03), np.ones((4, 3)), noise), iterates)


def test_equal_weights_are_the_trust_region_method() -> None:
    noise = draws((5,))
    assert_same(
        run(Lion(L2((5,)), 0.1, 0.3, 0.3, 0.02), np.ones(5), noise),
        run(TrustRegion(L2((5,)), 0.1, 0.3, 0.02), np.ones(5), noise),
    )


def test_nesterov_is_a_choice_of_weights() -> None:
    """gamma = 1 - (1 - alpha)^2, for one alpha: u = (1 - alpha) m' + alpha g with m' = (1 - alpha) m + alpha g."""
    noise = draws((4, 3))
    lion = Lion(Spectral((4, 3)), 0.1, 0.3, 1 - 0.7**2, 0.02)
    released = ReleasedMuon((4, 3), 0.1, 0.3, 0.02, scale=unscaled, lmo=None)
    assert_same(run(lion, np.ones((4, 3)), noise), run(released, np.ones((4, 3)), noise))


def test_a_composite_step_is_the_one_of_the_norm() -> None:
    """Entry by entry: the least of c x + w |x| over |x - x_k| <= eta is at an end or at the point nearest to 0."""
    noise, x = draws((3,), 1), np.array([0.05, -1.0, 0.3])
    g = x + noise[0]
    candidates = np.stack([x - 0.1, x + 0.1, np.clip(0.0, x - 0.1, x + 0.1)])
    expected = candidates[np.argmin(g * candidates + 0.4 * np.abs(candidates), axis=0), np.arange(3)]
    method = Lion(LInf((3,)), 0.1)
    assert_same(method.step(method.start(x[None], g[None]), g[None], L1Penalty(0.4)).x[0], expected)


def test_defaults_are_those_of_the_source() -> None:
    method = Lion(LInf((5,)), 0.1)
    assert (method.momentum, method.interpolation, method.weight_decay) == (0.01, 0.1, 0.0)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Lion("l_inf", 0.1), TypeError, "norm must be a Norm"),  # type: ignore[arg-type]
        (lambda: Lion(L2((3,)), 0.0), ValueError, "radius must be positive, got 0.0"),
        (lambda: Lion(L2((3,)), 0.1, interpolation=0.0), ValueError, r"interpolation .* must lie in \(0, 1\]"),
        (lambda: Lion(L2((3,)), 0.1, weight_decay=-0.1), ValueError, r"weight_decay must lie in \[0, 1\]"),
    ],
)
def test_bad_parameters(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()
