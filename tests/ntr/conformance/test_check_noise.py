"""check_noise is tested with planted bugs: each is caught, and by the check that is meant for it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from ntr.bound import Bound
from ntr.conformance import ConformanceError, check_noise
from ntr.engine.kernels import NoiseKernel
from ntr.linalg import Array
from ntr.noise import AdditiveNoise, Key, Noise, normals
from ntr.problem import Problem
from problems import Gaussian, Logistic, Minibatch, Rademacher, Saturating, Separable

PROBLEM = Separable(Saturating(), [0.5, -1.0, 2.0])
FEATURES = np.random.default_rng(0).normal(size=(20, 3))
LOGISTIC = Logistic(FEATURES, np.where(np.arange(20) % 2, 1, -1))
SIGMA = Bound(float(np.sqrt(3)), True)


@dataclass(frozen=True)
class Planted(AdditiveNoise):
    """Noise of deviation sqrt(3), Gaussian unless `draw` says otherwise."""

    draw: Callable[[tuple[int, ...], Key], Array] = normals
    sigma: Bound = SIGMA
    twin: NoiseKernel | None = None

    def sample(self, shape: tuple[int, ...], key: Key) -> Array:
        return self.draw(shape, key)

    def deviation(self, problem: Problem) -> Bound:
        return self.sigma

    def kernel(self, problem: Problem) -> NoiseKernel | None:
        return self.twin


@dataclass(frozen=True)
class Changed(Noise):
    """Minibatches whose gradient is changed."""

    change: Callable[[Problem, Array, Key, Array], Array]
    inner: Minibatch = field(default=Minibatch(2))

    def gradient(self, problem: Problem, x: Array, key: Key, exact: Array | None = None) -> Array:
        return self.change(problem, x, key, self.inner.gradient(problem, x, key))

    def deviation(self, problem: Problem) -> Bound:
        return self.inner.deviation(problem)


def stateful() -> Callable[[tuple[int, ...], Key], Array]:
    """Draws that depend on how often they were asked for."""
    calls = itertools.count()
    return lambda shape, key: normals(shape, Key(key.root, key.seeds, key.k + next(calls)))


def by_position(shape: tuple[int, ...], key: Key) -> Array:
    """The place in the batch instead of the seed."""
    return normals(shape, Key(key.root, np.arange(len(key.seeds), dtype=np.uint64), key.k))


def one_for_all(shape: tuple[int, ...], key: Key) -> Array:
    """The same draw for every seed."""
    return np.repeat(normals(shape, Key(key.root, np.zeros(1, dtype=np.uint64), key.k)), len(key.seeds), axis=0)


def neighbours(shape: tuple[int, ...], key: Key) -> Array:
    """Seeds 2i and 2i + 1 share a draw."""
    return normals(shape, Key(key.root, key.seeds >> np.uint64(1), key.k))


def opposite(shape: tuple[int, ...], key: Key) -> Array:
    """Iterations 2i and 2i + 1 have opposite draws... shifted by one."""
    return (1.0 if key.k % 2 else -1.0) * normals(shape, Key(key.root, key.seeds, (key.k + 1) // 2))


def overwriting(shape: tuple[int, ...], key: Key) -> Array:
    """Sorts the seeds in place."""
    result = normals(shape, key)
    key.seeds.sort()
    return result


def scaled_noise(root: Any, seeds: Any, k: Any, noise: Any, problem: Any, x: Any, g: Any) -> None:
    """A kernel that adds a constant."""
    for i in range(g.shape[0]):
        for lane in range(g.shape[1]):
            g[i, lane] += noise[0]


GAUSSIAN = Gaussian(float(np.sqrt(3))).kernel(PROBLEM)
MUTANTS: list[tuple[str, Noise, Problem, str]] = [
    ("biased", Planted(lambda shape, key: normals(shape, key) + 0.15), PROBLEM, "moments"),
    (
        "one entry biased",
        Planted(lambda shape, key: normals(shape, key) + np.array([0.0, 0.0, 0.2])),
        PROBLEM,
        "moments",
    ),
    ("sigma per entry", Planted(sigma=Bound(1.0, True)), PROBLEM, "moments"),
    ("sigma 10 % too small", Planted(sigma=Bound(float(0.9 * np.sqrt(3)), False)), PROBLEM, "moments"),
    ("sigma not exact", Planted(sigma=Bound(float(1.1 * np.sqrt(3)), True)), PROBLEM, "moments"),
    ("noise at sigma 0", Planted(sigma=Bound(0.0, True)), PROBLEM, "moments"),
    ("sigma negative", Planted(sigma=Bound(-1.0, True)), PROBLEM, "moments"),
    ("stateful", Planted(stateful()), PROBLEM, "reproducible"),
    ("by position", Planted(by_position), PROBLEM, "reproducible"),
    ("overwrites the seeds", Planted(overwriting), PROBLEM, "reproducible"),
    ("not finite", Planted(lambda shape, key: np.full((len(key.seeds), *shape), np.nan)), PROBLEM, "reproducible"),
    ("the same for every seed", Planted(one_for_all), PROBLEM, "independence"),
    ("shared by neighbours", Planted(neighbours), PROBLEM, "independence"),
    ("the same at every k", Planted(lambda s, key: normals(s, Key(key.root, key.seeds, 0))), PROBLEM, "independence"),
    ("opposite at the next k", Planted(opposite), PROBLEM, "independence"),
    ("the same for every root", Planted(lambda s, key: normals(s, Key(0, key.seeds, key.k))), PROBLEM, "independence"),
    ("kernel adds a constant", Planted(twin=NoiseKernel(scaled_noise, np.ones(1))), PROBLEM, "kernel"),
    (
        "kernel off by a rounding",
        Planted(twin=NoiseKernel(GAUSSIAN.noise, GAUSSIAN.params * (1 + 4e-16))),
        PROBLEM,
        "kernel",
    ),
    ("minibatch with a bias", Changed(lambda p, x, key, g: 1.5 * g), LOGISTIC, "moments"),
    (
        "minibatch scales the noise",
        Changed(lambda p, x, key, g: p.gradient(x) + 6 * (g - p.gradient(x))),
        LOGISTIC,
        "moments",
    ),
    (
        "minibatch depends on the company",
        Changed(lambda p, x, key, g: g + 1e-12 * x.sum()),
        LOGISTIC,
        "reproducible",
    ),
]


@pytest.mark.parametrize(("noise", "problem", "check"), [m[1:] for m in MUTANTS], ids=[m[0] for m in MUTANTS])
def test_planted_bug_is_caught(noise: Noise, problem: Problem, check: str) -> None:
    with pytest.raises(ConformanceError) as caught:
        check_noise(noise, problem)
    assert check in caught.value.failures, f"caught by {list(caught.value.failures)} instead of {check}"
    assert "seed 0" in caught.value.failures[check]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("noise", "problem"),
    [
        (Planted(), PROBLEM),
        (Planted(twin=GAUSSIAN), PROBLEM),
        (Rademacher(2.0), PROBLEM),
        (Changed(lambda p, x, key, g: g), LOGISTIC),
    ],
    ids=["honest", "with a kernel", "rademacher", "minibatch"],
)
def test_honest_noise_passes(noise: Noise, problem: Problem, seed: int) -> None:
    assert check_noise(noise, problem, seed=seed) == ("reproducible", "moments", "independence", "kernel", "dual")


def test_exclude() -> None:
    ran = check_noise(Planted(sigma=Bound(1.0, True)), PROBLEM, exclude={"moments": "sigma is per entry here"})
    assert "moments" not in ran
    with pytest.raises(ValueError, match="reason"):
        check_noise(Planted(), PROBLEM, exclude={"moments": ""})
