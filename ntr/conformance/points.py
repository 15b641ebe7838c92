"""The points at which norms are checked: deterministic for a seed, spread over magnitudes, sparsity and ranks."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array


def generic_points(shape: tuple[int, ...], seed: int) -> Array:
    """(n, *shape): dense, with entries over twelve decades, sparse, close to one entry, close to rank one."""
    rng = np.random.default_rng([seed, 1])
    normal = rng.normal(size=(6, *shape))
    decades = rng.normal(size=(3, *shape)) * 10.0 ** rng.uniform(-6, 6, (3, *shape))
    sparse = rng.normal(size=(3, *shape)) * (rng.random((3, *shape)) < 0.4)
    spikes = 1e-3 * rng.normal(size=(2, *shape)) + basis(shape)[[0, -1]]
    thin = outer(shape, rng, 2) + 1e-4 * rng.normal(size=(2, *shape))
    points = np.concatenate([normal, decades, sparse, spikes, thin])
    return points[points.reshape(len(points), -1).any(axis=1)]  # a sparse one may be 0, which has its own check


def tied_points(shape: tuple[int, ...], seed: int) -> Array:
    """(n, *shape): points where the minimizer of the LMO may not be unique: equal magnitudes, zeros, equal ranks."""
    rng = np.random.default_rng([seed, 2])
    signs = rng.choice([-1.0, 1.0], (3, *shape))
    few = rng.choice([-1.0, 0.0, 0.0, 1.0], (3, *shape))
    steps = rng.integers(-2, 3, (2, *shape)).astype(float)
    points = np.concatenate(
        [np.ones((1, *shape)), -np.ones((1, *shape)), signs, few, steps, basis(shape)[[0, -1]], identities(shape)]
    )
    return points[points.reshape(len(points), -1).any(axis=1)]


def starts(shape: tuple[int, ...], seed: int) -> Array:
    """(n, *shape): where the search for the largest ||u||_p starts.

    The extreme points of the balls one meets: basis vectors, sign vectors, constant on the first k entries (k-support,
    sorted l_1, Ky Fan), rank one, (partial) identities; and dense random ones.
    """
    rng = np.random.default_rng([seed, 3])
    size = int(np.prod(shape))
    counts = np.unique(np.linspace(1, size, min(size, 16)).astype(int))
    prefixes = (np.arange(size) < counts[:, None]).astype(float).reshape(-1, *shape)
    return np.concatenate(
        [
            basis(shape),
            prefixes,
            rng.choice([-1.0, 1.0], (12, *shape)),
            rng.normal(size=(16, *shape)),
            outer(shape, rng, 6),
            identities(shape),
        ]
    )


def basis(shape: tuple[int, ...], most: int = 32) -> Array:
    """Basis vectors e_i, (n, *shape): all, or `most` of them, the first and the last among them."""
    size = int(np.prod(shape))
    chosen = np.unique(np.linspace(0, size - 1, min(size, most)).astype(int))
    result = np.zeros((len(chosen), size))
    result[np.arange(len(chosen)), chosen] = 1.0
    return result.reshape(-1, *shape)


def outer(shape: tuple[int, ...], rng: np.random.Generator, count: int) -> Array:
    """Random tensors of rank one, (count, *shape)."""
    product = np.ones((count, *shape))
    for axis, length in enumerate(shape):
        factor = rng.normal(size=(count, length))
        product = product * factor.reshape(count, *(1,) * axis, length, *(1,) * (len(shape) - axis - 1))
    return product


def identities(shape: tuple[int, ...]) -> Array:
    """1 on the first k entries of the diagonal, for every k up to the shortest axis, (k, *shape); empty for vectors."""
    if len(shape) == 1:
        return np.zeros((0, *shape))
    shortest = min(shape)
    result = np.zeros((shortest, *shape))
    for k in range(shortest):
        for i in range(k + 1):
            result[k][(i,) * len(shape)] = 1.0
    return result
