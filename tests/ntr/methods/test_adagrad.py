"""AdaGrad against ten lines, its first step, and where nothing has been seen yet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr.methods import AdaGrad
from ntr.regularizers import L1Penalty
from tests.ntr.methods.runs import assert_same, draws, run


def test_it_equals_ten_lines() -> None:
    noise = draws((5,))
    x, gradients, iterates = np.ones(5), [], []
    for k, n in enumerate(noise):
        gradients.append(x + n)
        x = x - 0.3 / (k + 1) * gradients[-1] / (1e-3 + np.sqrt(0.2 + np.sum(np.square(gradients), axis=0)))
        iterates.append(x)
    assert_same(run(AdaGrad((5,), lambda k: 0.3 / (k + 1), initial=0.2, delta=1e-3), np.ones(5), noise), iterates)


def test_the_first_step_is_the_sign() -> None:
    noise = draws((5,), 1)
    assert_same(run(AdaGrad((5,), 0.3), np.ones(5), noise)[0], np.ones(5) - 0.3 * np.sign(1 + noise[0]))


def test_a_coordinate_without_gradient_stands_still() -> None:
    method, g = AdaGrad((2,), 0.3), np.array([[0.0, 2.0]])
    state = method.step(method.start(np.ones((1, 2)), g), g)
    assert np.array_equal(state.x, [[1.0, 0.7]])


def test_it_does_not_see_the_scale_of_a_coordinate() -> None:
    """With `initial` = delta = 0, gradients d_i g_i give the same steps: the gradients are the noise here."""
    noise, scale = draws((5,)), np.array([1e-6, 1.0, 1e6, 3.0, 1e-3])
    method = AdaGrad((5,), 0.3)
    for one, other in zip(noise, noise * scale, strict=True):
        a, b = method.start(np.ones((1, 5)), one[None]), method.start(np.ones((1, 5)), other[None])
        assert_same(method.step(a, one[None]).x, method.step(b, other[None]).x)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: AdaGrad((), 0.1), ValueError, "shape must have at least one axis"),
        (lambda: AdaGrad((3,), 0.0), ValueError, "radius must be positive, got 0.0"),
        (lambda: AdaGrad((3,), 0.1, initial=-1.0), ValueError, "initial must be at least 0"),
        (lambda: AdaGrad((3,), 0.1, delta=np.inf), ValueError, "delta must be finite"),
    ],
)
def test_bad_parameters(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_a_regularizer_is_refused() -> None:
    method, g = AdaGrad((2,), 0.1), np.ones((1, 2))
    with pytest.raises(TypeError, match="AdaGrad has no composite step"):
        method.step(method.start(g, g), g, L1Penalty(1.0))
