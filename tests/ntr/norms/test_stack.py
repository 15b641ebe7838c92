import numpy as np
import pytest

from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import Blocks, LInf, Nuclear, Scaled, Spectral, Stack


@pytest.mark.parametrize(
    "norm", [Stack(Spectral((2, 3)), 3), Stack(LInf((2,)), 3, "sum"), Stack(Nuclear((2, 2)), 2, "l2")]
)
def test_conforms(norm):
    check_norm(norm)


@pytest.mark.parametrize("combine", ["max", "sum", "l2"])
def test_is_blocks_of_equal_norms(combine):
    item = Scaled(Spectral((2, 3)), 1.7)
    stack, blocks = Stack(item, 4, combine), Blocks([item] * 4, 1.0, combine)
    x = np.random.default_rng(0).normal(size=(5, 4, 2, 3))
    x[0, 2] = 0.0
    x[1, 1:] = x[1, :1]  # ties between the items
    flat = x.reshape(5, -1)
    np.testing.assert_array_equal(stack(x), blocks(flat))
    np.testing.assert_array_equal(stack.dual(x), blocks.dual(flat))
    np.testing.assert_array_equal(stack.lmo(x).reshape(5, -1), blocks.lmo(flat))
    for p in (1.5, 2.0, 3.0):
        assert stack.embedding(p) == blocks.embedding(p)


@pytest.mark.parametrize("combine", ["max", "sum", "l2"])
def test_embedding_is_what_a_search_finds(combine):
    norm = Stack(Spectral((2, 2)), 2, combine)
    for p in (2.0, 3.0):
        assert norm.embedding(p).exact
        assert embedding_lower_bound(norm, p)[0] == pytest.approx(norm.embedding(p).value, rel=1e-7)


def test_bad_arguments():
    with pytest.raises(ValueError, match="count must be at least 1, got 0"):
        Stack(LInf((2,)), 0)
    with pytest.raises(TypeError, match="norm must be a Norm"):
        Stack((2, 3), 2)
    with pytest.raises(ValueError, match="combine must be"):
        Stack(LInf((2,)), 2, "product")
