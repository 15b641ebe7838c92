"""The kernel of blocks: the LMO and the dual norm, for every way to combine them, and blocks of blocks."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.engine.kernels import MAXIMIZER, compiled
from ntr.norms import L1, L2, Blocks, Dual, InfToInf, LInf, Nuclear, Scaled, Spectral, Stack

COMBINES = ["max", "sum", "l2"]
SMALL = (L1((3,)), LInf((3,)), Scaled(L2((2,)), 3.0), Nuclear((2, 2)))


def norms(combine):
    inner = Blocks(SMALL, (1.0, 2.0, 0.5, 1.0), combine)
    layers = Blocks((Spectral((3, 2)), L2((3,))), (1.0, 2.0), combine)
    return [inner, layers, Stack(L2((2,)), 3, combine), Blocks((inner, LInf((2,))), 1.0, combine), Dual(inner)]


def points(norm):
    """(9, *shape): generic, 0, 0 in the first entries."""
    g = np.random.default_rng(0).standard_normal((9, *norm.shape))
    g[1] = 0.0
    g.reshape(9, -1)[2, :3] = 0.0
    return g


@pytest.mark.parametrize("combine", COMBINES)
@pytest.mark.parametrize("index", range(5))
def test_the_kernel_is_the_lmo(index, combine):
    norm = norms(combine)[index]
    g, kernel = points(norm), norm.kernel()
    columns = np.ascontiguousarray(g.reshape(9, -1).T)
    u = kernel.maximum(columns)
    np.testing.assert_allclose(-u.T.reshape(g.shape), norm.lmo(g), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose((u * columns).sum(axis=0), norm.dual(g), rtol=1e-12)
    for lane in range(9):  # alone, the same bits
        assert (kernel.maximum(columns[:, lane : lane + 1].copy())[:, 0] == u[:, lane]).all()


@pytest.mark.parametrize("combine", COMBINES)
def test_the_plain_twin(combine):
    norm = norms(combine)[0]
    columns, kernel = np.ascontiguousarray(points(norm).T), norm.kernel()
    plain, machine = np.empty_like(columns), np.empty_like(columns)
    kernel.maximizer(columns, kernel.params, plain)
    compiled(kernel.maximizer, MAXIMIZER)(columns, kernel.params, machine)
    np.testing.assert_allclose(plain, machine, rtol=1e-13, atol=1e-15)


def test_nan_reaches_the_result():
    for combine in COMBINES:
        norm = norms(combine)[0]
        columns = np.ascontiguousarray(points(norm).T)
        columns[4, 5] = np.nan
        u = norm.kernel().maximum(columns)
        assert np.isnan(u[:, 5]).any()
        assert np.isfinite(np.delete(u, 5, axis=1)).all()


def test_a_block_without_a_kernel():
    assert Blocks((L2((2,)), InfToInf((2, 2)))).kernel() is None


def test_the_careful_kernel_of_a_block():
    kernel = norms("max")[1].kernel()
    careful = kernel.with_care()
    assert (careful.careful, careful.careful_params) == (None, None)
    columns = np.ascontiguousarray(points(norms("max")[1]).T)
    assert (careful.maximum(columns) == kernel.maximum(columns)).all()
    assert (careful.params[:3] == kernel.params[:3]).all()
    assert careful.params[5] != kernel.params[5]  # the address
