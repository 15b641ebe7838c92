"""Compositions of odd quintics: their ranges, their certificates, and the matrices they are applied to."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.linalg import Array
from ntr.lmos import CUBIC, MUON, QUINTIC, PolarExpress
from ntr.lmos.odd_polynomials import Quintic, certificate, composed_image, polar_direction
from ntr.norms import L2, Nuclear, Spectral

SEED = 7
COMPOSITIONS: dict[str, tuple[Quintic, ...]] = {
    "Muon x 5": (MUON,) * 5,
    "Muon x 1": (MUON,),
    "quintic x 5": (QUINTIC,) * 5,
    "cubic x 12": (CUBIC,) * 12,
    "Polar Express": PolarExpress(5).polynomials,
    "changes sign": ((1.0, -2.0, 0.0), (1.5, -0.5, 0.0)),
    "changes sign twice": ((2.0, -4.0, 1.0), (-1.5, 0.5, 0.3), CUBIC),
    "linear": ((2.0, 0.0, 0.0), (-1.0, 0.0, 0.2)),
}


def applied(polynomials: tuple[Quintic, ...], s: Array) -> Array:
    """p(s), entry by entry."""
    for a, b, c in polynomials:
        s = a * s + b * s**3 + c * s**5
    return s


@pytest.mark.parametrize("interval", [(0.0, 1.0), (0.01, 1.0), (0.0, 0.05), (0.3, 0.31), (0.7, 0.7)], ids=str)
@pytest.mark.parametrize("name", COMPOSITIONS)
def test_the_image_of_an_interval_is_that_of_a_dense_grid(name: str, interval: tuple[float, float]) -> None:
    low, high = composed_image(COMPOSITIONS[name], *interval)
    values = applied(COMPOSITIONS[name], np.linspace(*interval, 100001))
    assert low <= values.min(), (low, values.min())
    assert values.max() <= high, (values.max(), high)
    assert low == pytest.approx(values.min(), abs=1e-4)
    assert high == pytest.approx(values.max(), abs=1e-4)


@pytest.mark.parametrize(
    ("polynomials", "start", "low", "high"),
    [
        ((MUON,) * 5, 0.01, 0.6818, 1.1344),
        ((MUON,) * 5, 0.00151, 0.6818, 1.2024),
        ((QUINTIC,) * 5, 0.057, 0.9, 1.0),
        ((QUINTIC,) * 5, 0.090, 0.99, 1.0),
        ((QUINTIC,) * 8, 0.0086, 0.898, 1.0),
        ((CUBIC,) * 12, 0.0102, 0.9, 1.0),
    ],
)
def test_the_numbers_of_theory_section_9(polynomials, start, low, high) -> None:
    found = composed_image(polynomials, start, 1.0)
    assert found[0] >= low - 5e-5
    assert found[1] == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize("rank", [1, 2, 3, 4, 10])
@pytest.mark.parametrize("name", ["Muon x 5", "quintic x 5", "cubic x 12", "Polar Express"])
def test_no_singular_values_break_the_certificate(name: str, rank: int) -> None:
    """Random spectra over many magnitudes, and the worst found improved by random moves."""
    polynomials = COMPOSITIONS[name]
    delta, tau = certificate(polynomials, Spectral((rank, rank + 2)))
    rng = np.random.default_rng(SEED)

    def closeness(s: Array) -> Array:
        unit = s / np.linalg.norm(s, axis=-1, keepdims=True)
        return np.sum(unit * applied(polynomials, unit), axis=-1) / unit.sum(axis=-1)

    worst = 10 ** rng.uniform(-5, 0, size=(5000, rank))
    for scale in (1.0, 0.3, 0.1, 0.03):
        best = worst[np.argsort(closeness(worst))[:50]]
        worst = np.concatenate([best, *(best * np.exp(scale * rng.normal(size=best.shape)) for _ in range(40))])
    unit = worst / np.linalg.norm(worst, axis=-1, keepdims=True)
    assert closeness(worst).min() >= 1 - delta, (closeness(worst).min(), 1 - delta, SEED)
    assert applied(polynomials, unit).max() <= tau
    if name == "Muon x 5":  # and the certificate is close: theory.md's (r-1) s_0 is what it gives away
        assert closeness(worst).min() <= 1 - delta + 0.03, (closeness(worst).min(), 1 - delta, SEED)


def test_certificates_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match="needs the norm Spectral, got L2"):
        certificate((MUON,), L2((3, 3)))
    with pytest.raises(ValueError, match="needs the norm Spectral, got Nuclear"):
        certificate((MUON,), Nuclear((3, 3)))
    with pytest.raises(ValueError, match="p must not be negative"):
        certificate(((1.0, -2.0, 0.0),), Spectral((2, 2)))
    with pytest.raises(ValueError, match="no delta < 1 is certified"):
        certificate(((1e-12, 0.0, 0.0),), Spectral((2, 2)))


@pytest.mark.parametrize("shape", [(4, 4), (5, 3), (3, 5), (1, 6), (6, 1), (1, 1)], ids=str)
@pytest.mark.parametrize("name", COMPOSITIONS)
def test_matrix_products_give_what_the_decomposition_gives(name: str, shape: tuple[int, int]) -> None:
    g = np.random.default_rng(SEED).normal(size=shape)
    u, s, v = np.linalg.svd(g, full_matrices=False)
    expected = -(u * applied(COMPOSITIONS[name], s / np.linalg.norm(s))) @ v
    np.testing.assert_allclose(polar_direction(g, COMPOSITIONS[name]), expected, atol=1e-12, err_msg=f"seed {SEED}")


@pytest.mark.parametrize("size", [1e-300, 1e-160, 1.0, 1e160, 1e300])
def test_the_size_does_not_matter(size: float) -> None:
    g = np.random.default_rng(SEED).normal(size=(3, 4))
    found = polar_direction(size * g, (MUON,) * 5)
    np.testing.assert_allclose(
        found, polar_direction(g, (MUON,) * 5), rtol=0, atol=1e-12, err_msg=f"{size}, seed {SEED}"
    )


def test_zero_is_zero_and_a_batch_is_its_slices() -> None:
    assert not polar_direction(np.zeros((2, 3, 4)), (MUON,) * 5).any()
    g = np.random.default_rng(SEED).normal(size=(2, 5, 4, 3))
    g[0, 1] = 0.0
    for batch in (g, np.swapaxes(g, -1, -2), g[:, ::2]):
        whole = polar_direction(batch, (MUON,) * 5)
        for index in np.ndindex(batch.shape[:2]):
            assert np.array_equal(whole[index], polar_direction(batch[index].copy(), (MUON,) * 5)), index
