from itertools import product

import numpy as np
import pytest

from ntr.conformance import check_norm
from ntr.norms import LInf


@pytest.mark.parametrize("shape", [(1,), (7,), (2, 3), (2, 1, 3)])
def test_conforms(shape):
    check_norm(LInf(shape))


def test_value_and_dual_are_numpys():
    x = np.random.default_rng(0).normal(size=(20, 9))
    np.testing.assert_array_equal(LInf((9,))(x), np.linalg.norm(x, np.inf, axis=1))
    np.testing.assert_allclose(LInf((9,)).dual(x), np.linalg.norm(x, 1, axis=1), rtol=1e-15)


def test_lmo_is_the_best_vertex():
    g = np.random.default_rng(1).normal(size=(50, 4))
    vertices = np.array(list(product([-1.0, 1.0], repeat=4)))
    np.testing.assert_array_equal(LInf((4,)).lmo(g), vertices[(g @ vertices.T).argmin(axis=1)])


def test_zero_coordinates_stay_zero():
    u = LInf((2, 2)).lmo(np.array([[1e-300, 0.0], [-0.0, -5.0]]))
    np.testing.assert_array_equal(u, [[-1, 0], [0, 1]])
    assert not np.signbit(u[0, 1])


def test_embeddings():
    assert LInf((4, 4)).rho == 4
    assert LInf((4, 4)).embedding(3).value == pytest.approx(16 ** (1 / 3), rel=1e-15)
    assert LInf((4, 4)).embedding(3).exact
