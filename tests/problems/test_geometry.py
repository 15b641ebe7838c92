"""Suprema over unit balls, against search, enumeration and vertices."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from ntr.norm import Norm
from ntr.norms import L1, L2, CvxNorm, LInf, Lp, Nuclear, Schatten, Spectral
from problems.geometry import (
    coordinate_duals,
    sign_maximum,
    spread_dual,
    weighted_power,
)

VECTORS = [L1(4), L2(4), LInf(4), Lp(4, 1.5), Lp(4, 3.0), Lp(4, np.inf)]
MATRICES = [Spectral((2, 3)), Nuclear((2, 3)), Schatten((2, 3), 2.0), Schatten((2, 3), 4.0)]


@pytest.mark.parametrize("power", [2.0, 3.0])
@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 10.0, np.inf])
def test_weighted_power_is_a_supremum(p: float, power: float) -> None:
    """No point of the ball exceeds it, and the point of the equality case of Hoelder reaches it."""
    seed = 5
    rng = np.random.default_rng(seed)
    weights = rng.uniform(0.1, 3, size=4)
    value = weighted_power(weights, p, power)
    norm = Lp(4, p)
    x = rng.normal(size=(2000, 4))
    x = np.concatenate([x / norm(x)[:, None], np.eye(4)])
    if p > power:
        equality = np.ones(4) if np.isinf(p) else weights ** (1 / (p - power))
        x = np.concatenate([x, equality[None] / norm(equality)])
    found = np.sum(weights * np.abs(x) ** power, axis=1).max()
    assert found == pytest.approx(value, rel=1e-12), f"found {found}, value {value}, seed {seed}"


def test_weighted_power_of_nothing() -> None:
    assert weighted_power(np.zeros(3), 4.0, 2) == 0.0


@pytest.mark.parametrize("norm", [*VECTORS, *MATRICES], ids=repr)
def test_spread_dual_bounds_every_gradient_in_the_box(norm: Norm) -> None:
    seed = 6
    rng = np.random.default_rng(seed)
    bounds = rng.uniform(0.2, 2, size=norm.shape)
    value, exact = spread_dual(bounds, norm)
    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=bounds.size))).reshape(-1, *norm.shape)
    found = float(norm.dual(signs * bounds).max())  # a convex function: the maximum is at a vertex
    assert found <= value * (1 + 1e-12), f"found {found}, value {value}, seed {seed}"
    if exact:
        assert found == pytest.approx(value, rel=1e-12)


def test_coordinate_duals_of_a_norm_of_no_family() -> None:
    norm = Lp(3, 3.0)
    assert np.array_equal(coordinate_duals(norm), np.ones(3))
    weighted = CvxNorm((2,), lambda x: __import__("cvxpy").abs(x[0]) * 2 + __import__("cvxpy").abs(x[1]))
    assert coordinate_duals(weighted) == pytest.approx([0.5, 1.0], rel=1e-6)


@pytest.mark.parametrize("size", [1, 2, 5, 14, 15, 30])
def test_sign_maximum(size: int) -> None:
    seed = size
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(size, size + 1))
    matrix = root @ root.T
    value, exact = sign_maximum(matrix)
    s = rng.choice([-1.0, 1.0], size=(2000, size))
    for _ in range(50):  # s <- sign(Ms) climbs
        s = np.where(s @ matrix >= 0, 1.0, -1.0)
    found = float(np.einsum("ni,ij,nj->n", s, matrix, s).max())
    assert found <= value * (1 + 1e-12), f"found {found}, value {value}, seed {seed}"
    assert exact == (size <= 14)
    if exact:
        assert found == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("size", [3, 20])
def test_sign_maximum_sees_consistent_signs(size: int) -> None:
    rng = np.random.default_rng(size)
    root = rng.uniform(0, 1, size=(size, 4))
    flips = rng.choice([-1.0, 1.0], size=size)
    matrix = flips[:, None] * (root @ root.T) * flips
    value, exact = sign_maximum(matrix)
    assert exact
    assert value == pytest.approx(float(flips @ matrix @ flips), rel=1e-12)


def test_sign_maximum_of_separate_blocks() -> None:
    matrix = np.kron(np.eye(10), np.array([[2.0, -1.0], [-1.0, 2.0]]))  # 20 > 14, but each block has its own signs
    assert sign_maximum(matrix) == (60.0, True)
