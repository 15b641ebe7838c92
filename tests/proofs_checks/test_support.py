"""Finite laws against the samplers and against the stated sigma; every sequence comes once, with its probability."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.noise import Key
from problems import Discrete, Gaussian, Quadratic, Rademacher, TwoPoint
from proofs_checks.support import EverySequence, law

ATOMS = np.array([[1.0, 0.0], [0.0, 2.0], [-2.0, -2.0]])
NOISES = [
    Rademacher(1.5),
    TwoPoint(1.5, 3.0, np.array([1.0, -2.0])),
    TwoPoint(0.7, -1.0, np.array([1.0, 0.0])),
    TwoPoint(1.5, 2.0),
    Discrete(ATOMS, np.array([0.5, 0.25, 0.25])),
    Gaussian(0.0),
    Rademacher(0.0),
]


@pytest.mark.parametrize("noise", NOISES, ids=repr)
def test_law_has_mean_0_and_the_stated_deviation(noise):
    found = law(noise, (2,))
    assert found is not None
    assert found.probabilities.sum() == pytest.approx(1, abs=1e-14)
    np.testing.assert_allclose(found.probabilities @ found.atoms, 0, atol=1e-14)
    second = found.probabilities @ (found.atoms**2).sum(axis=1)
    assert second == pytest.approx(noise.deviation(Quadratic(np.eye(2))).value ** 2, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("noise", NOISES, ids=repr)
def test_the_sampler_takes_these_values_with_these_frequencies(noise):
    found, count = law(noise, (2,)), 4000
    assert found is not None
    drawn = noise.sample((2,), Key(0, np.arange(count, dtype=np.uint64), 3))
    distance = np.abs(drawn[:, None, :] - found.atoms).max(axis=2)
    nearest = distance.argmin(axis=1)
    assert distance.min(axis=1).max() < 1e-12
    frequencies = np.bincount(nearest, minlength=len(found.atoms)) / count
    error = 5 * np.sqrt(found.probabilities * (1 - found.probabilities) / count)
    assert (np.abs(frequencies - found.probabilities) <= error + 1e-12).all(), (frequencies, found.probabilities)


def test_other_noises_and_too_many_values_have_no_law():
    assert law(Gaussian(1.0), (2,)) is None
    assert law(Rademacher(1.0), (7,)) is None
    with pytest.raises(ValueError, match="noise must take at most 64 values at shape \\(7,\\)"):
        EverySequence(Rademacher(1.0)).weights((7,), 1)


def test_every_sequence_comes_once():
    noise = EverySequence(NOISES[4])
    seeds = np.arange(27, dtype=np.uint64)
    samples = np.array([noise.sample((2,), Key(5, seeds, k)) for k in range(3)])
    assert len(np.unique(samples.transpose(1, 0, 2).reshape(27, 6), axis=0)) == 27
    weights = noise.weights((2,), 3)
    assert weights.sum() == pytest.approx(1, abs=1e-15)
    np.testing.assert_allclose(np.einsum("s,ksi->ki", weights, samples), 0, atol=1e-14)
    halves = (samples[:, :, 0] == 1).sum(axis=0)  # how often the atom of probability 1/2 was drawn
    np.testing.assert_allclose(weights, 0.5**halves * 0.25 ** (3 - halves), rtol=1e-14)
