import itertools

import numpy as np
import pytest

from ntr.conformance import check_norm
from ntr.norms import Induced, InfToInf, MaxColumn, MaxEntry, MaxRow, MixedLpq, OneToOne, Spectral, Transposed

TRACTABLE = [(1, q) for q in (1, 1.5, 2, 3, np.inf)] + [(p, np.inf) for p in (1.5, 2, 3, np.inf)] + [(2, 2)]


def search(x, p, q, steps=200):
    """max ||X v||_q over ||v||_p <= 1 from below: v <- argmax of the linearisation, from many starts; no LMO of ours."""
    rng = np.random.default_rng(0)
    n = x.shape[1]
    signs = np.array(list(itertools.product([-1.0, 1.0], repeat=n)))
    v = np.concatenate([np.eye(n), signs, rng.normal(size=(50, n)), x])
    best = 0.0
    for _ in range(steps):
        v = v / np.linalg.norm(v, p, axis=1, keepdims=True)
        y = v @ x.T
        best = max(best, float(np.linalg.norm(y, q, axis=1).max()))
        if q == np.inf:
            d = np.sign(y) * (np.abs(y) == np.abs(y).max(axis=1, keepdims=True))
        else:
            d = np.sign(y) * np.abs(y) ** (q - 1)
        h = d @ x
        if p == 1:
            v = np.sign(h) * (np.abs(h) == np.abs(h).max(axis=1, keepdims=True))
        else:
            v = np.sign(h) * np.abs(h) ** (1 / (p - 1))
    return best


@pytest.mark.parametrize("shape", [(3, 4), (4, 2)])
@pytest.mark.parametrize(("p", "q"), TRACTABLE)
def test_value_is_the_operator_norm(p, q, shape):
    x = np.random.default_rng(1).normal(size=shape)
    assert search(x, p, q) == pytest.approx(float(Induced(shape, p, q)(x)), rel=1e-9), f"seed 1, {Induced(shape, p, q)}"


@pytest.mark.parametrize(("p", "q"), TRACTABLE)
def test_conforms(p, q):
    check_norm(Induced((2, 3), p, q))


@pytest.mark.parametrize(
    ("p", "q", "expected"),
    [
        (1, 1, OneToOne((2, 3))),
        (1, 2, MaxColumn((2, 3))),
        (1, np.inf, MaxEntry((2, 3))),
        (1, 3, MixedLpq((2, 3), 3, np.inf)),
        (2, 2, Spectral((2, 3))),
        (2, np.inf, MaxRow((2, 3))),
        (np.inf, np.inf, InfToInf((2, 3))),
        (3, np.inf, Transposed(MixedLpq((3, 2), 1.5, np.inf))),
    ],
)
def test_which_norm_it_is(p, q, expected):
    assert Induced((2, 3), p, q) == expected


@pytest.mark.parametrize(
    ("p", "q", "reason"),
    [
        (np.inf, 1, "NP-hard .Rohn 2000"),
        (np.inf, 2, "NP-hard for every q < p"),
        (2, 1, "NP-hard for every q < p"),
        (3, 3, "NP-hard for p = q"),
        (1.5, 1.5, "NP-hard for p = q"),
        (2, 4, "no polynomial algorithm is known"),
        (1.5, 3, "no polynomial algorithm is known"),
    ],
)
def test_hard_ones_are_refused_with_the_reason(p, q, reason):
    with pytest.raises(ValueError, match=f"got p = {p:g}, q = {q:g}.*{reason}"):
        Induced((2, 3), p, q)


@pytest.mark.parametrize("shape", [(1, 3), (3, 1), (1, 1)])
@pytest.mark.parametrize(("p", "q"), [(np.inf, 1), (3, 3), (2, 4), (2, 2), (1.5, 1)])
def test_one_row_or_column_is_always_tractable(p, q, shape):
    x = np.random.default_rng(2).normal(size=shape)
    assert search(x, p, q) == pytest.approx(float(Induced(shape, p, q)(x)), rel=1e-9)


def test_bad_arguments():
    with pytest.raises(ValueError, match=r"p must lie in \[1, inf\], got 0\.5"):
        Induced((2, 3), 0.5, 2)
    with pytest.raises(ValueError, match=r"q must lie in \[1, inf\], got 0"):
        Induced((2, 3), 1, 0)
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        Induced((2,), 1, 2)
