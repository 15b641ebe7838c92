import pickle
import threading

import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_norm, embedding_interval, embedding_lower_bound
from ntr.cvx import solve
from ntr.norms import L1, L2, CvxNorm, LInf, Lp, Nuclear, Spectral


def mixture(x):
    return cp.norm1(x) + 2 * cp.norm_inf(x)


SAME = [
    (L1((4,)), cp.norm1),
    (L1((2, 2, 2)), cp.norm1),
    (L2((3, 2)), lambda x: cp.norm(x, "fro")),
    (LInf((2, 3)), cp.norm_inf),
    (Lp((3,), 1.5), lambda x: cp.pnorm(x, 1.5, approx=False)),
    (Spectral((3, 2)), cp.sigma_max),
    (Nuclear((2, 3)), cp.normNuc),
]


@pytest.mark.parametrize("shape", [(3,), (2, 2)])
def test_conforms(shape):
    check_norm(CvxNorm(shape, mixture))


@pytest.mark.parametrize("closed", [Spectral((2, 3)), L2((3,))])
def test_closed_forms_conform_as_expressions(closed):
    check_norm(CvxNorm(closed.shape, lambda x: closed.cvx(x)[0]))


@pytest.mark.parametrize(("closed", "expression"), SAME, ids=lambda value: repr(value)[:24])
def test_agrees_with_closed_forms(closed, expression):
    norm = CvxNorm(closed.shape, expression)
    axes = tuple(range(1, len(closed.shape) + 1))
    for scale in (1e-150, 1.0, 1e150):
        g = np.random.default_rng(0).normal(size=(4, *closed.shape))
        u = norm.lmo(scale * g)
        np.testing.assert_allclose(norm(scale * g), closed(scale * g), rtol=1e-13)
        np.testing.assert_allclose(norm.dual(scale * g), closed.dual(scale * g), rtol=1e-8)
        np.testing.assert_allclose(-(g * u).sum(axis=axes), closed.dual(g), rtol=1e-8)
        assert (closed(u) <= 1 + 1e-9).all()


def test_dual_against_a_problem_of_another_form():
    """1/||g||_* = min {||u|| : <g, u> = 1}."""
    norm = CvxNorm((3,), mixture)
    for g in np.random.default_rng(1).normal(size=(5, 3)):
        u = cp.Variable(3)
        assert 1 / norm.dual(g) == pytest.approx(solve(cp.Minimize(mixture(u)), [g @ u == 1]), rel=1e-8)


def test_dual_of_the_mixture_by_its_extreme_points():
    """The ball of |x|_1 + 2 |x|_inf has the extreme points s/(k + 2), s with k entries +-1 and the others 0."""
    signs = np.array(np.meshgrid(*[[-1, 0, 1]] * 3)).reshape(3, -1).T
    signs = signs[signs.any(axis=1)]
    extreme = signs / (np.abs(signs).sum(axis=1, keepdims=True) + 2)
    g = np.random.default_rng(2).normal(size=(20, 3))
    np.testing.assert_allclose(CvxNorm((3,), mixture).dual(g), (g @ extreme.T).max(axis=1), rtol=1e-9)


def test_embedding_lies_between_search_and_bound():
    norm = CvxNorm((3,), mixture)
    for p in (2, 3):
        value, exact = norm.embedding(p)
        found, u = embedding_lower_bound(norm, p)
        assert not exact
        assert found == pytest.approx(max(k ** (1 / p) / (k + 2) for k in (1, 2, 3)), rel=1e-6)
        assert found <= value
        assert norm(u) <= 1 + 1e-9


def test_batch_of_none():
    norm = CvxNorm((3,), mixture)
    assert norm.lmo(np.zeros((0, 3))).shape == (0, 3)
    assert norm.dual(np.zeros((0, 3))).shape == (0,)


def test_earlier_calls_leave_no_trace():
    g = np.random.default_rng(3).normal(size=(6, 3))
    norm = CvxNorm((3,), mixture)
    first = norm.lmo(g[0])
    norm.lmo(g * np.array([1e-3, 1.0, 1e3]))
    assert norm.lmo(g[0]).tobytes() == first.tobytes() == CvxNorm((3,), mixture).lmo(g[0]).tobytes()


def test_threads_share_a_norm():
    norm = CvxNorm((3,), mixture)
    g = np.random.default_rng(4).normal(size=(4, 20, 3))
    expected, results = [norm.lmo(part) for part in g], [None] * 4
    threads = [threading.Thread(target=lambda i: results.__setitem__(i, norm.lmo(g[i])), args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.testing.assert_array_equal(results, expected)


def test_travels_without_its_solver():
    assert CvxNorm((3,), mixture) == CvxNorm((3,), mixture)
    state = CvxNorm((3,), abs_sum).__getstate__()
    assert state == {"shape": (3,), "expression": abs_sum}
    again = pickle.loads(pickle.dumps(CvxNorm((3,), cp.norm1)))
    np.testing.assert_allclose(again.lmo(np.array([1.0, -3.0, 2.0])), [0, 1, 0], atol=1e-9)


def abs_sum(x):
    return cp.sum(cp.abs(x))


@pytest.mark.parametrize(
    ("expression", "error", "message"),
    [
        (3, TypeError, "function of a CVXPY variable, got 3"),
        (lambda x: 3, TypeError, "return a CVXPY expression, got int"),
        (lambda x: cp.abs(x), ValueError, r"scalar, got shape \(3,\)"),
        (lambda x: -cp.norm1(x), ValueError, "convex"),
        (lambda x: cp.norm1(x) + cp.norm1(cp.Variable(2)), ValueError, "no other variable"),
        (lambda x: cp.norm1(x) + 1, ValueError, "0 at 0, got 1.0"),
        (lambda x: cp.sum_squares(x), ValueError, r"N\(c x\) = \|c\| N\(x\)"),
        (lambda x: cp.sum(x), ValueError, "positive|N"),
        (lambda x: cp.norm1(x) + cp.pos(x[0]), ValueError, r"N\(c x\) = \|c\| N\(x\).* for c = -1.0"),
        (lambda x: cp.norm1(x[:2]), ValueError, "positive away from 0"),
        (lambda x: cp.abs(x[0] - 2 * x[1]) + cp.abs(x[1] - 3 * x[2]), ValueError, "unit ball seems unbounded"),
    ],
)
def test_what_is_not_a_norm_is_refused(expression, error, message):
    with pytest.raises(error, match=message):
        CvxNorm((3,), expression)


def test_not_a_number():
    with pytest.raises(ValueError, match="finite"):
        CvxNorm((3,), mixture).lmo(np.array([np.nan, 1.0, 2.0]))


def test_only_the_cost_of_the_canonical_program_changes(monkeypatch):
    """Canonicalised once, at the first use: no later call reaches CVXPY's reductions."""
    norm = CvxNorm((3,), mixture)
    monkeypatch.setattr("ntr.norms.ball_program.canonical", lambda problem: pytest.fail("canonicalised again"))
    g = np.random.default_rng(5).normal(size=(3, 3))
    np.testing.assert_allclose(-(g * norm.lmo(g)).sum(axis=1), norm.dual(g), rtol=1e-8)


@pytest.mark.parametrize("unit", [1e-8, 1e8])
def test_the_unit_does_not_matter(unit):
    norm, same = CvxNorm((3,), lambda x: unit * mixture(x)), CvxNorm((3,), mixture)
    g = np.random.default_rng(6).normal(size=(3, 3))
    np.testing.assert_allclose(unit * norm.dual(g), same.dual(g), rtol=1e-8)


def test_interval_of_the_embedding():
    lower, upper = embedding_interval(CvxNorm((3,), mixture), 2)
    assert lower == pytest.approx(max(k**0.5 / (k + 2) for k in (1, 2, 3)), rel=1e-6)
    assert upper == pytest.approx(np.sqrt(3) / 3, rel=1e-7)
    assert embedding_interval(LInf((4,)), 2) == (2.0, 2.0)
