"""Noise of finitely many values."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.noise import Key
from problems import Discrete, Quadratic

ATOMS = np.array([[2.0, 0.0], [-1.0, 1.0], [-1.0, -1.0]])
WEIGHTS = np.full(3, 1 / 3)


def test_draws_are_atoms_with_their_frequencies():
    draws = Discrete(ATOMS, WEIGHTS).sample((2,), Key(0, np.arange(30000, dtype=np.uint64), 5))
    counts = np.array([(draws == atom).all(axis=1).sum() for atom in ATOMS])
    assert counts.sum() == 30000
    assert np.abs(counts - 10000).max() < 4.5 * np.sqrt(30000 * 2 / 9), counts


def test_deviation_is_exact():
    assert Discrete(ATOMS, WEIGHTS).deviation(Quadratic(np.eye(2))) == (pytest.approx(np.sqrt(8 / 3)), True)


@pytest.mark.parametrize(
    ("atoms", "weights", "message"),
    [
        (ATOMS, [0.5, 0.5, 0.5], "probabilities must be non-negative with sum 1"),
        (ATOMS, [1.0, 1.0, -1.0], "probabilities must be non-negative"),
        (ATOMS + 1, WEIGHTS, "atoms must have mean 0"),
        (ATOMS, [1.0], "probabilities must have shape"),
    ],
)
def test_bad_input(atoms, weights, message):
    with pytest.raises(ValueError, match=message):
        Discrete(atoms, weights)


def test_the_shape_must_be_that_of_the_problem():
    with pytest.raises(ValueError, match="atoms must have the shape of the problem"):
        Discrete(ATOMS, WEIGHTS).sample((3,), Key(0, np.arange(2, dtype=np.uint64), 0))
