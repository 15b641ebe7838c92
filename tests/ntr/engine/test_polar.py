"""QDWH alone, in lanes, before the slow singular value decompositions."""

import numpy as np
import pytest

from ntr.engine.kernels import MAXIMIZER, compiled
from ntr.engine.polar import polar_kernel, polar_maximizer


@pytest.mark.parametrize("condition", [1e7, 1e9])
def test_a_hard_matrix_does_not_need_the_slow_kernel(condition):
    # one NaN has a whole chunk of iterations repeated: a gradient of condition 6e6 in 6,400 once doubled the time of a run
    rng = np.random.default_rng(0)
    matrices = rng.normal(size=(8, 16, 16))
    u, _, vt = np.linalg.svd(matrices[3])
    matrices[3] = (u * np.geomspace(1, 1 / condition, 16)) @ vt
    flat = np.ascontiguousarray(matrices.reshape(8, 256).T)
    found = np.empty_like(flat)
    compiled(polar_maximizer, MAXIMIZER)(flat, polar_kernel(16, 16).params, found)
    gained = (found * flat).sum(axis=0)
    np.testing.assert_allclose(gained, np.linalg.svd(matrices, compute_uv=False).sum(axis=1), rtol=1e-14)
    factor = found.T.reshape(8, 16, 16)
    np.testing.assert_allclose(factor @ factor.transpose(0, 2, 1), np.broadcast_to(np.eye(16), (8, 16, 16)), atol=1e-14)
