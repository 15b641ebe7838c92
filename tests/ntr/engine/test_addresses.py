"""Kernels called by their address: what the same kernels give when they are called by name."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.engine.addresses import address, call_maximizer, call_step
from ntr.engine.kernels import MAXIMIZER, STEP, compiled
from ntr.norms import L2, Nuclear


def test_an_address_is_a_whole_number_and_stays():
    step = L2((3,)).kernel().step
    at = address(step, STEP)
    assert at == int(at) == address(step, STEP)
    assert 0 < at < 2**53


def test_plain_python_looks_the_kernel_up():
    m, norm = np.arange(12.0).reshape(4, 3), Nuclear((2, 2)).kernel()
    u, wanted = np.empty((4, 3)), norm.maximum(m)
    call_maximizer(address(norm.maximizer, MAXIMIZER), m, norm.params, u)
    np.testing.assert_allclose(u, wanted, atol=1e-14)
    kernel, x, y = L2((4,)).kernel(), np.ones((4, 3)), np.ones((4, 3))
    call_step(address(kernel.step, STEP), m, kernel.params, 0.5, 0.1, np.empty((1, 3)), x)
    compiled(kernel.step, STEP)(m, kernel.params, 0.5, 0.1, np.empty((1, 3)), y)
    np.testing.assert_allclose(x, y, rtol=1e-15)


def test_an_address_that_is_none():
    with pytest.raises(KeyError):
        call_maximizer(1.0, np.ones((1, 1)), np.empty(0), np.ones((1, 1)))
