import itertools

import numpy as np
import pytest

from ntr.cvx import SolverError
from ntr.norms import polytope
from ntr.norms.polytope import Polytope, best, spanning


def points(count: int, size: int, seed: int, structured: bool) -> np.ndarray:
    """Generic points; or such with entries -1, 0, 1, many faces of which are not simplices."""
    rng = np.random.default_rng(seed)
    if structured:
        return np.concatenate([rng.integers(-1, 2, (count - size, size)), np.eye(size)]).astype(float)
    return rng.normal(size=(count, size))


@pytest.mark.parametrize(("count", "size"), [(1, 1), (3, 1), (2, 2), (5, 2), (3, 3), (7, 3), (5, 4), (6, 6)])
@pytest.mark.parametrize("structured", [False, True])
def test_facets_and_linear_programs_agree(count, size, structured):
    body = Polytope(points(count, size, 0, structured))
    x = np.random.default_rng(1).normal(size=(8, size))
    values, supports = zip(*(body.program(one) for one in x), strict=True)
    np.testing.assert_allclose(body.gauge(x), values, rtol=1e-12)
    for y in (body.support(x), np.array(supports)):
        np.testing.assert_allclose((x * y).sum(axis=1), values, rtol=1e-12)
        assert np.abs(y @ body.points.T).max() <= 1 + 1e-12


@pytest.mark.parametrize("scales", [(1, 1e-6, 1e6), (1e-9, 1, 1), (1e100, 1e100, 1e99)])
def test_ill_scaled_points(scales):
    body = Polytope(points(6, 3, 2, False) * scales)
    x = np.random.default_rng(3).normal(size=(10, 3)) / scales
    np.testing.assert_allclose(body.gauge(x), [body.program(one)[0] for one in x], rtol=1e-12)


def test_facets_of_known_bodies():
    """The cross polytope has 2^d facets, the cube 2d; half of them are listed."""
    for size in (2, 3, 4):
        cross = Polytope(np.eye(size)).facets
        np.testing.assert_allclose(np.abs(cross), 1, rtol=1e-12)
        assert cross.shape == (2 ** (size - 1), size)
        cube = Polytope(np.array(list(itertools.product([-1.0, 1.0], repeat=size)))).facets
        np.testing.assert_allclose(np.abs(cube).max(axis=1), 1, rtol=1e-12)
        np.testing.assert_allclose(np.sort(np.abs(cube).argmax(axis=1)), np.arange(size))
        np.testing.assert_allclose(np.abs(cube).sum(axis=1), 1, rtol=1e-12)


def test_points_inside_and_repeated_ones_change_nothing():
    corners = points(4, 3, 4, False)
    more = np.concatenate([0.3 * corners, corners, -corners[:2], corners])
    x = np.random.default_rng(5).normal(size=(10, 3))
    np.testing.assert_allclose(Polytope(more).gauge(x), Polytope(corners).gauge(x), rtol=1e-12)


def test_nearly_equal_points():
    """A facet of size 1e-13 has no certain normal; the gauge is not harmed."""
    body = Polytope(np.array([[1.0, 0.0], [0.0, 1.0], [1e-13, 1.0]]))
    x = np.random.default_rng(6).normal(size=(20, 2))
    np.testing.assert_allclose(body.gauge(x), np.abs(x).sum(axis=1), rtol=1e-11)


def test_too_many_facets_are_not_enumerated(monkeypatch):
    monkeypatch.setattr(polytope, "MOST_FACETS", 7)  # the bound is 8 for 3 points in 3 dimensions
    body = Polytope(np.eye(3))
    assert body.facets is None
    x = np.array([[1.0, -2.0, 3.0], [0.0, 0.0, 0.0]])
    np.testing.assert_allclose(body.gauge(x), [6, 0], rtol=1e-14)
    np.testing.assert_allclose(body.support(x), [[1, -1, 1], [0, 0, 0]], rtol=1e-14)
    assert Polytope(np.random.default_rng(7).normal(size=(60, 20))).facets is None
    monkeypatch.setattr(polytope, "MOST_FACETS", 8)
    assert len(Polytope(np.eye(3)).facets) == 4


def test_the_bound_on_facets_holds(monkeypatch):
    """`facets` is None at one less than the true number: the bound of McMullen is never below it."""
    for count, size in ((3, 2), (5, 3), (6, 4), (6, 5)):
        true = 2 * len(Polytope(points(count, size, 8, False)).facets)
        monkeypatch.setattr(polytope, "MOST_FACETS", true - 1)
        assert Polytope(points(count, size, 8, False)).facets is None, (count, size, true)
        monkeypatch.undo()


def test_programs_that_fail_say_so(monkeypatch):
    body = Polytope(points(5, 3, 9, False))
    with pytest.raises(ValueError, match="finite"):
        body.program(np.array([1.0, np.nan, 0.0]))
    monkeypatch.setattr(polytope, "ACCURACY", -1.0)
    with pytest.raises(SolverError, match="only known to lie in"):
        body.program(np.ones(3))


@pytest.mark.parametrize("seed", [2, 6, 11])
def test_two_hundred_points_in_a_hundred_dimensions(seed):
    """HiGHS alone, asked for 1e-10, left intervals of 1e-9 here."""
    rng = np.random.default_rng(seed)
    body, x = Polytope(rng.normal(size=(200, 100))), rng.normal(size=100)
    value, y = body.program(x)
    assert x @ y == pytest.approx(value, rel=polytope.ACCURACY)
    assert np.abs(body.points @ y).max() <= 1 + 1e-12


@pytest.mark.parametrize("size", [12, 40])
def test_degenerate_programs(size):
    """Repeated and opposite points, coordinates of many sizes, x a vertex, on a face of low dimension, or 0."""
    rng = np.random.default_rng(size)
    corners = np.concatenate([rng.normal(size=(size, size)), np.eye(size)]) * 10.0 ** rng.uniform(-4, 4, size=size)
    body = Polytope(np.concatenate([corners, corners[:5], -corners[:3]]))
    inner = np.array([0.5, 0.3, 0.2])
    for x, most in ((corners[0], 1.0), (inner @ corners[:3], 1.0), (1e-9 * corners[1], 1e-9), (0 * corners[0], 0.0)):
        value, y = body.program(x)
        assert value <= most * (1 + polytope.ACCURACY)
        assert x @ y == pytest.approx(value, rel=polytope.ACCURACY)
        assert np.abs(body.points @ y).max() <= 1 + 1e-12


def test_best_takes_the_first():
    vertices = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0]])
    np.testing.assert_array_equal(best(vertices, np.array([[2.0, 0.0], [0.0, 2.0], [1.0, -1.0], [0.0, 0.0]])), [
        [-1, -1], [-1, -1], [-1, 1], [0, 0],
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.ones((3, 3)), r"vertices must have shape \(n, 2\), got \(3, 3\)"),
        (np.zeros((0, 2)), r"vertices must have shape \(n, 2\), got \(0, 2\)"),
        ([[1, 1], [2, 2]], "vertices must span the space of dimension 2, but their rank is 1"),
        ([[1, np.nan], [0, 1]], "vertices must be finite"),
    ],
)
def test_what_does_not_span_is_refused(value, message):
    with pytest.raises(ValueError, match=message):
        spanning(value, "vertices", (2,))
