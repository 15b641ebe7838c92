"""SGD with momentum against the buffer of the libraries, and its special cases."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr.methods import SGDM, SteepestDescent
from ntr.norms import L2
from ntr.regularizers import L1Penalty
from tests.ntr.methods.runs import assert_same, draws, run


@pytest.mark.parametrize("nesterov", [False, True])
def test_it_equals_ten_lines(nesterov: bool) -> None:
    """B <- .7 B + g and x <- x - .3 eta B, or - .3 eta (g + .7 B), from B = g_0/.3."""
    noise = draws((5,))
    x = np.ones(5)
    buffer, iterates = (x + noise[0]) / 0.3, []
    for n in noise:
        g = x + n
        buffer = 0.7 * buffer + g
        x = 0.98 * x - 0.3 * 0.1 * (g + 0.7 * buffer if nesterov else buffer)
        iterates.append(x)
    assert_same(run(SGDM((5,), 0.1, 0.3, 0.02, nesterov=nesterov), np.ones(5), noise), iterates)


def test_without_momentum_it_is_sgd() -> None:
    noise = draws((5,))
    x, iterates = np.ones(5), []
    for n in noise:
        x = x - 0.1 * (x + n)
        iterates.append(x)
    for nesterov in (False, True):
        assert_same(run(SGDM((5,), 0.1, nesterov=nesterov), np.ones(5), noise), iterates)


def test_it_is_steepest_descent_in_the_euclidean_norm() -> None:
    noise = draws((5,))
    assert_same(
        run(SGDM((5,), 0.1, 0.3, 0.02), np.ones(5), noise),
        run(SteepestDescent(L2((5,)), 0.1, 0.3, 0.02), np.ones(5), noise),
    )


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: SGDM((3,), 0.0), ValueError, "radius must be positive, got 0.0"),
        (lambda: SGDM((3,), 0.1, 2.0), ValueError, r"momentum .* must lie in \(0, 1\]"),
        (lambda: SGDM((3,), 0.1, 0.5, 1.1), ValueError, r"weight_decay must lie in \[0, 1\]"),
        (lambda: SGDM((3.5,), 0.1), TypeError, "shape must be an integer"),  # type: ignore[arg-type]
    ],
)
def test_bad_parameters(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_a_regularizer_is_refused() -> None:
    method, g = SGDM((2,), 0.1), np.ones((1, 2))
    with pytest.raises(TypeError, match="SGDM has no composite step"):
        method.step(method.start(g, g), g, L1Penalty(1.0))
