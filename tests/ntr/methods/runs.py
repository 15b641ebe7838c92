"""What the tests of methods share: noisy steps on a quadratic, one seed."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array
from ntr.methods import Method
from ntr.regularizers import Zero

SEED = 20250911


def draws(shape: tuple[int, ...], steps: int = 30) -> Array:
    """Fixed noise of size 1."""
    return np.random.default_rng(SEED).normal(size=(steps, *shape))


def run(method: Method, x0: Array, noise: Array) -> Array:
    """The iterates x_1, ... on f = ||x||_2^2/2; the first step receives g_0 again."""
    state, iterates = method.start(x0[None], x0[None] + noise[0]), []
    for n in noise:
        state = method.step(state, state.query + n, Zero())
        iterates.append(state.x[0])
    return np.array(iterates)


def assert_same(found: Array, expected: Array, tolerance: float = 1e-13) -> None:
    """Equal entry by entry, up to the tolerance."""
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance, err_msg=f"seed {SEED}")
