"""Orthogonal-SGDM: the buffer of its source, any norm, its bound, and errors. Iterates: also test_trust_region.py."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.linalg

from ntr.methods import OrthogonalSGDM
from ntr.norms import L2, LInf, Spectral
from ntr.regularizers import L1Penalty
from tests.ntr.methods.runs import assert_same, draws, run


def test_it_equals_the_buffer_of_the_source_with_a_schedule() -> None:
    """B <- mu B + polar(g), W <- W - lr B from B = polar(g_0)/(1 - mu): mu = .8, lr = .2 eta."""
    noise = draws((4, 3))
    x = np.ones((4, 3))
    buffer, iterates = scipy.linalg.polar(x + noise[0])[0] / 0.2, []
    for k, n in enumerate(noise):
        buffer = 0.8 * buffer + scipy.linalg.polar(x + n)[0]
        x = x - 0.2 * (0.1 / (k + 1)) * buffer
        iterates.append(x)
    assert_same(run(OrthogonalSGDM(Spectral((4, 3)), lambda k: 0.1 / (k + 1), 0.2), np.ones((4, 3)), noise), iterates)


def test_in_l_inf_signs_are_averaged() -> None:
    noise = draws((5,))
    x = np.ones(5)
    m, iterates = np.sign(x + noise[0]), []
    for n in noise:
        m = 0.6 * m + 0.4 * np.sign(x + n)
        x = x - 0.05 * m
        iterates.append(x)
    assert_same(run(OrthogonalSGDM(LInf((5,)), 0.05, 0.4), np.ones(5), noise), iterates)


@pytest.mark.parametrize("norm", [L2((4,)), LInf((4,)), Spectral((2, 2))], ids=repr)
def test_no_step_is_longer_than_the_radius(norm) -> None:
    iterates = run(OrthogonalSGDM(norm, 0.1, 0.3), np.zeros(norm.shape), 5 * draws(norm.shape, 50))
    assert norm(np.diff(iterates, axis=0)).max() <= 0.1 * (1 + 1e-12)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: OrthogonalSGDM("l2", 0.1), TypeError, "norm must be a Norm"),  # type: ignore[arg-type]
        (lambda: OrthogonalSGDM(L2((3,)), 0.0), ValueError, "radius must be positive, got 0.0"),
        (lambda: OrthogonalSGDM(L2((3,)), 0.1, 1.5), ValueError, r"momentum .* must lie in \(0, 1\]"),
    ],
)
def test_bad_parameters(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_a_regularizer_is_refused() -> None:
    method, g = OrthogonalSGDM(L2((2,)), 0.1), np.ones((1, 2))
    with pytest.raises(TypeError, match="OrthogonalSGDM has no composite step"):
        method.step(method.start(g, g), g, L1Penalty(1.0))
