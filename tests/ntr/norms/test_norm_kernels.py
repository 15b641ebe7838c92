import numpy as np
import pytest

from ntr.engine.kernels import DUAL, STEP, compiled
from ntr.norms import L1, L2, CvxNorm, LInf, Lp, Nuclear

FAMILIES = [
    lambda d: L1((d,)),
    lambda d: L2((d,)),
    lambda d: LInf((d,)),
    lambda d: Lp((d,), 1.4),
    lambda d: Lp((d,), 5),
]
SPECIAL = [lambda d: Lp((d,), 1), lambda d: Lp((d,), 2), lambda d: Lp((d,), np.inf)]


def lanes(size, count, seed):
    """Columns over many magnitudes, with ties, zero coordinates and a zero column."""
    rng = np.random.default_rng(seed)
    m = rng.normal(size=(size, count)) * 10.0 ** rng.choice([-150, -20, 0, 20, 150], count)
    m[:, 1] = rng.choice([-1.0, 1.0], size)
    m[::2, 2] = 0.0
    m[:, 3] = 0.0
    return m


def run(kernel, dual, step, m, x, keep, eta):
    work, out, x = np.full((kernel.work_rows, m.shape[1]), np.nan), np.full(m.shape[1], np.nan), x.copy()
    dual(m, kernel.params, work, out)
    step(m, kernel.params, keep, eta, work, x)
    return out, x


@pytest.mark.parametrize("size", [1, 3, 4, 10, 13])
@pytest.mark.parametrize("family", FAMILIES + SPECIAL)
@pytest.mark.parametrize("machine", [False, True], ids=["plain", "compiled"])
def test_kernel_is_the_numpy_norm(family, size, machine):
    norm = family(size)
    kernel = norm.kernel()
    dual, step = kernel.dual, kernel.step
    if machine:
        dual, step = compiled(dual, DUAL), compiled(step, STEP)
    m = lanes(size, 9, seed=size)
    x = np.random.default_rng(1).normal(size=m.shape)
    for keep, eta in ((1.0, 0.5), (0.75, 1e-3)):
        out, stepped = run(kernel, dual, step, m, x, keep, eta)
        np.testing.assert_allclose(out, norm.dual(m.T), rtol=1e-14)
        np.testing.assert_allclose(stepped, keep * x + eta * norm.lmo(m.T).T, rtol=0, atol=4e-15)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_lane_does_not_depend_on_its_neighbours(family):
    norm = family(6)
    kernel = norm.kernel()
    dual, step = compiled(kernel.dual, DUAL), compiled(kernel.step, STEP)
    m = lanes(6, 11, seed=0)
    x = np.random.default_rng(1).normal(size=m.shape)
    together = run(kernel, dual, step, m, x, 0.9, 0.1)
    for i in range(m.shape[1]):
        one = slice(i, i + 1)
        alone = run(kernel, dual, step, m[:, one].copy(), x[:, one].copy(), 0.9, 0.1)
        for part, whole in zip(alone, together, strict=True):
            assert part.tobytes() == whole[..., one].tobytes(), (norm, i)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_not_finite_reaches_the_result(family, bad):
    norm = family(5)
    kernel = norm.kernel()
    dual, step = compiled(kernel.dual, DUAL), compiled(kernel.step, STEP)
    for row in range(5):
        m = lanes(5, 4, seed=2)
        m[row] = bad
        out, stepped = run(kernel, dual, step, m, np.zeros(m.shape), 1.0, 0.1)
        assert not np.isfinite(out).any(), (norm, row, out)
        if np.isnan(bad):
            assert np.isnan(stepped).any(axis=0).all(), (norm, row, stepped)


def test_none_where_there_is_no_kernel():
    assert Nuclear((25, 25)).kernel() is None
    assert CvxNorm((2,), lambda x: L1((2,)).cvx(x)[0]).kernel() is None
