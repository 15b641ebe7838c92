"""The indicator of a box."""

from __future__ import annotations

import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_regularizer
from ntr.norms import L2
from ntr.regularizers import Box

inf = np.inf


@pytest.mark.parametrize(
    ("box", "shape"),
    [
        (Box(-1, 1.5), (4,)),
        (Box(-inf, 0.2), (3, 2)),
        (Box([-1, 0, -inf], [1, 0.5, 2]), (3,)),
        (Box([[0.0, -inf]], inf), (1, 2)),
        (Box(-inf, inf), (3,)),
    ],
)
def test_conforms(box, shape):
    check_regularizer(box, shape)


def test_comparison_is_exact():
    box = Box(-1, 1)
    assert float(box(np.array([-1.0, 1.0]))) == 0.0
    assert float(box(np.array([-1.0, np.nextafter(1.0, 2)]))) == inf
    assert float(box(np.array([np.nan, 0.0]))) == inf


def test_arrays_fix_the_shape_of_a_point():
    box = Box([0.0, 0.0], [1.0, 2.0])
    assert box(np.array([[0.5, 1.5], [1.5, 0.5]]), ndim=1).tolist() == [0.0, inf]
    for bad in (np.zeros(3), np.zeros((2, 2))):
        with pytest.raises(ValueError, match="shape"):
            box(bad)
    with pytest.raises(ValueError, match="shape"):
        box.cvx(cp.Variable(3))


def test_bounds_are_read_only_copies():
    lower = np.zeros(2)
    box = Box(lower, 1)
    lower[:] = 5.0
    assert box.lower.tolist() == [0.0, 0.0]
    assert not box.lower.flags.writeable


def test_fenchel_gap_is_the_distance_to_the_end_that_r_points_to():
    box = Box([-1, -1, -inf], [1, 1, 2])
    x = np.array([1.0, 0.25, 2.0])
    assert float(box.fenchel_gap(x, np.array([3.0, 0.0, 5.0]))) == 0.0
    assert float(box.fenchel_gap(x, np.array([-3.0, 2.0, 5.0]))) == 3 * 2 + 2 * 0.75
    assert float(box.fenchel_gap(x, np.array([0.0, 0.0, -1e-9]))) == inf
    assert float(box.fenchel_gap(x + 1, np.zeros(3))) == inf


def test_normal_cones_are_unbounded():
    assert Box(-1, 1).subgradient_bound(L2((2,))) is None


@pytest.mark.parametrize(
    ("lower", "upper", "what"),
    [
        (1, 0, "lower"),
        ([0, 2], [1, 1], "lower"),
        (np.nan, 1, "NaN"),
        (0, [1, np.nan], "NaN"),
        (inf, inf, "below inf"),
        (-inf, -inf, "above -inf"),
        ([0, 0], [1, 1, 1], "one shape"),
    ],
)
def test_bad_bounds(lower, upper, what):
    with pytest.raises(ValueError, match=what):
        Box(lower, upper)


def test_bounds_must_be_numbers():
    with pytest.raises(TypeError, match="upper"):
        Box(0, "one")
