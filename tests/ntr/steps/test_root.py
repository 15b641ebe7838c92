"""The one-dimensional dual root, against bisection on ||x(mu) - c|| = 1."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.steps.root import CAP, EARLY, LATE, START, Path, dual_root


def random_path(seed: int, decades: float, batch: tuple[int, ...], size: int) -> Path:
    rng = np.random.default_rng(seed)
    shape = (*batch, size)
    early = 10.0 ** rng.uniform(-decades, 0, shape) * (rng.random(shape) < 0.9)
    start = rng.uniform(0, 0.9 / np.sqrt(size), shape) * (rng.random(shape) < 0.5)
    cap = np.where(rng.random(shape) < 0.3, np.inf, start + rng.uniform(0, 1, shape))
    late = early * rng.random(shape) * (rng.random(shape) < 0.5)
    return Path(start, early, cap, late)


def lengths(path: Path, mu):
    return np.maximum(
        np.maximum(path.start, np.minimum(path.early * mu[..., None], path.cap)), path.late * mu[..., None]
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("decades", "size"), [(1, 1), (1, 6), (8, 6), (100, 40)])
def test_root(seed, decades, size):
    path = random_path(seed, decades, (30,), size)
    mu, phase = dual_root(path)
    stopped = np.isinf(mu)
    finite = np.where(stopped, 0.0, mu)
    with np.errstate(over="ignore"):
        reached = np.linalg.norm(lengths(path, finite), axis=-1)
    assert reached[~stopped] == pytest.approx(1.0, abs=1e-12), f"seed {seed}"
    with np.errstate(over="ignore", invalid="ignore"):
        least = np.linalg.norm(np.minimum(lengths(path, np.full(30, 1e300)), 2.0), axis=-1)
    assert (least[stopped] <= 1 + 1e-12).all(), f"seed {seed}"
    # the phases describe the lengths at the root
    at = finite[..., None]
    described = np.select(
        [phase == START, phase == EARLY, phase == CAP, phase == LATE],
        [path.start, path.early * at, path.cap, path.late * at],
    )
    wrong = np.abs(described - lengths(path, finite))[~stopped]
    assert wrong.max(initial=0.0) <= 1e-12, f"seed {seed}"


def test_the_batch_does_not_matter():
    path = random_path(7, 8, (3, 5), 6)
    mu, phase = dual_root(path)
    for index in np.ndindex(3, 5):
        alone = dual_root(Path(*(None if part is None else part[index] for part in path)))
        assert alone[0] == mu[index]
        assert np.array_equal(alone[1], phase[index])


def test_without_a_root_mu_is_infinite():
    mu, phase = dual_root(Path(np.array([0.1, 0.0]), np.array([1.0, 0.0]), np.array([0.5, np.inf]), None))
    assert np.isinf(mu)
    assert phase.tolist() == [CAP, START]


def test_where_the_distance_is_one_on_an_interval_its_end_is_taken():
    """The first coordinate stops at 1 when mu = 1, the second starts from 0 only when mu = 3."""
    path = Path(np.zeros(2), np.array([1.0, 0.0]), np.array([1.0, np.inf]), np.array([1 / 3, 0.0]))
    mu, phase = dual_root(path)
    assert mu == 3.0
    assert phase[0] in (CAP, LATE)
