"""The levels of T9: closed forms against integrals, enumeration, search and draws."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import cvxpy as cp
import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad
from scipy.special import gammaln

from ntr.bound import Bound
from ntr.conformance import check_noise
from ntr.conformance.kit import ConformanceError
from ntr.engine.random import unit
from ntr.noise import AdditiveNoise, Key, normals, words
from ntr.norms import L1, L2, CvxNorm, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.norms.powers import dual_exponent
from problems import (
    DiagonalGaussian,
    Gaussian,
    Logistic,
    Minibatch,
    Rademacher,
    Saturating,
    Separable,
    StudentT,
    TwoPoint,
)
from problems.dual_noise import (
    LARGEST_RADIUS,
    gaussian_mean,
    second_moment,
    type_two_constant,
    weighted_level,
)

RNG = np.random.default_rng(11)
VECTOR_NORMS = [L1((6,)), Lp((6,), 1.5), L2((6,)), Lp((6,), 3.0), LInf((6,))]
MATRIX_NORMS = [Nuclear((2, 3)), Schatten((2, 3), 1.5), Schatten((2, 3), 3.0), Spectral((2, 3)), L2((2, 3)), L1((2, 3))]
USER = CvxNorm((6,), lambda x: 2 * cp.abs(x[0]) + cp.norm1(x[1:]))
COUNT = 6000
KEY = Key(5, np.arange(COUNT, dtype=np.uint64), 0)
LIMIT = 5.0  # standard errors; the draws are fixed by the key


def noises(shape: tuple[int, ...]):
    rough = np.abs(RNG.normal(size=shape)) + 0.1
    return [
        Gaussian(1.3), DiagonalGaussian(rough), DiagonalGaussian(np.where(np.arange(shape[-1]) == 1, rough, 0.0)),
        Rademacher(0.7), TwoPoint(1.0, 2.0), TwoPoint(1.0, -3.0, RNG.normal(size=shape)), StudentT(1.0, 5.0), StudentT(1.0, 2.5),
    ]  # fmt: skip


@pytest.mark.parametrize("norm", [*VECTOR_NORMS, *MATRIX_NORMS], ids=repr)
def test_no_level_is_below_what_is_drawn(norm):
    """E ||sum w_j n_j||_* <= level ||w||_2 for equal and for unequal weights; gamma is attained where it is exact."""
    problem = Separable(Saturating(), np.zeros(norm.shape))
    for noise in noises(norm.shape):
        levels = noise.in_norm(problem, norm)
        draws = [noise.sample(norm.shape, Key(5, KEY.seeds, k)) for k in range(3)]
        for weights in ([1.0, 0.0, 0.0], [0.5, 0.5, 0.5], [0.2, 0.9, 0.1]):
            size = norm.dual(sum(w * n for w, n in zip(weights, draws, strict=True))) / np.linalg.norm(weights)
            mean, error = size.mean(), size.std() / np.sqrt(COUNT)
            for kind in ("weighted", "type_two", "gaussian"):
                level = getattr(levels, kind)
                if level is not None:
                    assert mean <= level.value + LIMIT * error + 1e-12, (noise, kind, weights, mean, level, error)
            if levels.gaussian is not None and levels.gaussian.exact:
                assert abs(mean - levels.gaussian.value) <= LIMIT * error + 1e-9, (noise, mean, levels.gaussian, error)
        if levels.largest is not None:
            top = norm.dual(draws[0]).max()
            assert top <= levels.largest.value * (1 + 1e-12), (noise, top, levels.largest)
            attained = isinstance(noise, TwoPoint) and noise.direction is not None
            assert not attained or top == pytest.approx(levels.largest.value), (noise, top, levels.largest)


@pytest.mark.parametrize("norm", [*VECTOR_NORMS, *MATRIX_NORMS], ids=repr)
def test_the_weighted_level_is_at_most_that_of_a3(norm):
    for noise in noises(norm.shape):
        problem = Separable(Saturating(), np.zeros(norm.shape))
        weighted = noise.in_norm(problem, norm).weighted.value
        assert weighted <= norm.rho * noise.deviation(problem).value * (1 + 1e-12), (noise, weighted)


@pytest.mark.parametrize("norm", [Lp((6,), 3.0), LInf((6,)), Spectral((2, 3)), Schatten((2, 3), 4.0)], ids=repr)
def test_the_weighted_level_is_rho_sigma_of_some_matrix(norm):
    """rho_M from a search over the ball, sigma_M by its definition: the product is the level, never above it."""
    deviations = np.abs(RNG.normal(size=norm.shape)) + 0.1
    if deviations.ndim == 1:
        q = dual_exponent(norm.p)
        weights = deviations ** (2 - q)
        sigma_squared = np.sum(deviations**2 / weights)
    else:  # independent entries: Sigma = E n n^T is diagonal
        q = dual_exponent(norm.p)
        rows = np.linalg.norm(deviations, axis=1)
        weights = (rows ** (2 - q))[:, None]
        sigma_squared = np.sum(rows**2 / weights[:, 0])
    found = 0.0
    for _ in range(30):
        y = RNG.normal(size=norm.shape)
        for _ in range(100):  # Frank-Wolfe for a convex function: it only climbs
            y = -norm.lmo(weights * y)
        found = max(found, float(np.sum(weights * y * y)))
    level = weighted_level(norm, deviations) if deviations.ndim == 1 else np.sum(rows**q) ** (1 / q)
    assert np.sqrt(found * sigma_squared) <= level * (1 + 1e-9)
    assert np.sqrt(found * sigma_squared) >= level * (1 - 1e-6), "Hoelder is attained"
    assert weighted_level(norm, deviations) <= level * (1 + 1e-12)


def test_the_weighted_level_of_a_norm_of_any_kind_bounds_the_draws():
    problem, noise = Separable(Saturating(), np.zeros(6)), DiagonalGaussian(np.array([1.0, 0, 0, 0, 0, 0]))
    level = noise.in_norm(problem, USER)
    size = USER.dual(noise.sample((6,), Key(5, np.arange(300, dtype=np.uint64), 0)))
    assert size.mean() <= level.weighted.value
    assert level.weighted.value == pytest.approx(0.5, rel=1e-6)  # ||e_1||_* = 1/2
    assert level.type_two is None


def test_rank_one_noise_loses_rho():
    """Dual nuclear and dual l_1: the level is sigma, without sqrt(r) or sqrt(d)."""
    for norm, direction in ((Spectral((5, 4)), np.ones((5, 4))), (LInf((9,)), np.arange(9) == 2)):
        noise, problem = TwoPoint(1.0, 3.0, direction), Separable(Saturating(), np.zeros(norm.shape))
        assert noise.in_norm(problem, norm).weighted.value == pytest.approx(1.0, rel=1e-12)
        assert norm.rho >= 2


@pytest.mark.parametrize("shape", [(1,), (2,), (5,), (40,), (1000,)])
def test_gaussian_means_of_equal_deviations(shape):
    """The integrals against the gamma function; E max |z_i| against the integral of its distribution function by scipy."""
    d, s = shape[0], np.full(shape, 0.3)
    chi = np.sqrt(2) * np.exp(gammaln((d + 1) / 2) - gammaln(d / 2))
    assert gaussian_mean(L2(shape), s).value == pytest.approx(0.3 * chi, rel=1e-9)
    assert gaussian_mean(LInf(shape), s).value == pytest.approx(0.3 * d * np.sqrt(2 / np.pi), rel=1e-12)
    grid = np.linspace(0, 12, 200001)
    largest = np.trapezoid(1 - (2 * stats.norm.cdf(grid) - 1) ** d, grid)
    assert gaussian_mean(L1(shape), s).value == pytest.approx(0.3 * largest, rel=1e-7)


def test_gaussian_means_of_unequal_deviations():
    s = np.array([1.0, 0.2])
    angles = 2 * np.pi * np.arange(2000) / 2000  # polar: E r = sqrt(pi/2) times the mean of |(s_1 cos, s_2 sin)|
    length = np.sqrt(np.pi / 2) * np.mean(np.hypot(s[0] * np.cos(angles), s[1] * np.sin(angles)))
    assert gaussian_mean(L2((2,)), s).value == pytest.approx(length, rel=1e-10)
    assert gaussian_mean(L2((3,)), np.array([0.0, 2.0, 0.0])).value == pytest.approx(2 * np.sqrt(2 / np.pi), rel=1e-9)
    assert gaussian_mean(L1((3,)), np.array([0.0, 2.0, 0.0])).value == pytest.approx(2 * np.sqrt(2 / np.pi), rel=1e-9)
    assert gaussian_mean(L2((2,)), np.zeros(2)).value == gaussian_mean(L1((2,)), np.zeros(2)).value == 0


def test_gaussian_means_of_matrices():
    """2 x 2: from the Rayleigh law, max and mean of two; a matrix with one row: its length."""
    s = np.full((2, 2), 0.7)
    larger = quad(lambda x: 2 * x * stats.rayleigh.pdf(x) * stats.rayleigh.cdf(x), 0, 12, epsabs=1e-12)[0]
    assert gaussian_mean(Spectral((2, 2)), s).value == pytest.approx(0.7 * np.sqrt(2) * larger, rel=1e-9)
    assert gaussian_mean(Nuclear((2, 2)), s).value == pytest.approx(0.7 * np.sqrt(2) * stats.rayleigh.mean(), rel=1e-12)
    row = np.zeros((3, 5))
    row[1] = np.arange(5)
    for norm in (Spectral((3, 5)), Nuclear((3, 5)), Schatten((3, 5), 3.0)):
        assert gaussian_mean(norm, row) == gaussian_mean(L2((5,)), row[1])
    assert not gaussian_mean(Spectral((3, 3)), np.ones((3, 3))).exact


@pytest.mark.parametrize("size", [1, 2, 4, 7, 8, 20, 100, 10**4])
@pytest.mark.parametrize("p", [1.0, 1.1, 1.5, 2.0, 3.0, np.inf])
def test_the_type_two_constant_is_the_least_of_those_that_are_known(size, p):
    q = dual_exponent(p)
    constant = type_two_constant(Lp((size,), p))
    if q <= 2:
        assert constant == pytest.approx(size ** (1 / q - 0.5))
        return
    t = np.linspace(2, min(q, 60.0), 20001)
    best = np.min(np.sqrt(t - 1) * size ** (1 / t - 1 / q))
    assert best * (1 - 1e-6) <= constant <= best * (1 + 1e-3), (constant, best)


@pytest.mark.parametrize(
    "norm", [L1((9,)), Lp((9,), 1.5), Lp((9,), 3.0), LInf((9,)), Nuclear((3, 3)), Spectral((3, 3))], ids=repr
)
def test_type_two_holds_for_sums_with_signs(norm):
    """E ||sum +-v_j||_*^2 <= T^2 sum ||v_j||_*^2, by enumeration of the signs, for random and for spread vectors."""
    constant, signs = type_two_constant(norm), np.array(list(product([-1.0, 1.0], repeat=9)))
    basis = np.eye(9).reshape(9, *norm.shape)
    random = [RNG.normal(size=(9, *norm.shape)) for _ in range(20)]
    spread = [RNG.choice([-1.0, 1.0], (9, *norm.shape)) for _ in range(20)]
    for vectors in [basis, *random, *spread]:
        left = np.mean(norm.dual(np.tensordot(signs, vectors, axes=1)) ** 2)
        right = np.sum(norm.dual(vectors) ** 2)
        assert left <= constant**2 * right * (1 + 1e-12), (left, constant**2 * right)


@pytest.mark.parametrize(
    "norm", [L1((4,)), Lp((4,), 1.25), Nuclear((2, 2)), Schatten((2, 2), 4 / 3), Lp((4,), 3.0)], ids=repr
)
def test_second_moments_of_signs_by_enumeration(norm):
    deviations = np.abs(RNG.normal(size=norm.shape)) + 0.1
    signs = np.array(list(product([-1.0, 1.0], repeat=4))).reshape(16, *norm.shape)
    exact = np.mean(norm.dual(signs * deviations) ** 2)
    bound = second_moment(norm, deviations, lambda t: 1.0)
    assert exact <= bound * (1 + 1e-12), (exact, bound)
    assert bound <= np.sum(deviations**2) * (1 + 1e-12) or norm.rho > 1


def test_the_fourth_moment_of_a_random_matrix():
    """E tr (n n^T)^2 by enumeration of three-valued entries with fourth moment 2."""
    values, weights = np.array([-np.sqrt(2), 0.0, np.sqrt(2)]), np.array([0.25, 0.5, 0.25])
    deviations = np.array([[1.0, 0.7, 0.9], [1.1, 1.0, 0.8], [0.9, 1.2, 1.0]])
    index = np.array(list(product(range(3), repeat=9)))
    n = deviations * values[index].reshape(-1, 3, 3)
    gram = n @ np.swapaxes(n, 1, 2)
    total = np.sum(weights[index].prod(axis=1) * np.sum(gram**2, axis=(1, 2)))
    bound = second_moment(Schatten((3, 3), 4 / 3), deviations, lambda t: 2.0 ** (t / 2 - 1))
    assert bound == pytest.approx(np.sqrt(total), rel=1e-12)
    assert bound < np.sum(deviations**2)


@pytest.mark.parametrize("df", [2.5, 3.0, 5.0, 30.0])
@pytest.mark.parametrize("t", [2.0, 2.4, 4.0, 20.0])
def test_moments_of_student_t(df, t):
    noise = StudentT(1.0, df)
    if t >= df:
        assert noise._moment(t) == np.inf
    elif t < 0.9 * df:
        law = stats.t(df)
        expected = law.expect(lambda x: np.abs(x * np.sqrt((df - 2) / df)) ** t, limit=500)
        assert noise._moment(t) == pytest.approx(expected, rel=1e-3)


def test_normals_lie_in_discs():
    """What `largest` rests on: normals 2i and 2i + 1 have the radius sqrt(-2 log u), u from word 2i, u >= 2^-52."""
    key = Key(3, np.arange(50, dtype=np.uint64), 7)
    z, u = normals((6,), key), unit(words((6,), key))
    radius = np.sqrt(-2 * np.log(u[:, ::2]))
    np.testing.assert_allclose(np.hypot(z[:, ::2], z[:, 1::2]), radius, rtol=1e-12)
    assert np.sqrt(-2 * np.log(unit(np.array([2**64 - 1, 0], dtype=np.uint64)))).max() <= LARGEST_RADIUS


def test_entry_variances_bound_those_of_the_samples():
    features = RNG.normal(size=(40, 3)) * np.array([1.0, 0.1, 3.0])
    problem = Logistic(features, np.where(RNG.uniform(size=40) < 0.5, 1, -1))
    for scale in (0.0, 1.0, 10.0):
        w = scale * RNG.normal(size=3)
        each = problem.minibatch_gradient(np.broadcast_to(w, (40, 3)), np.arange(40)[:, None])
        assert (each.var(axis=0) <= problem.entry_variances() * (1 + 1e-12)).all(), (scale, each.var(axis=0))
    levels = Minibatch(4).in_norm(problem, LInf((3,)))
    assert levels.weighted.value == pytest.approx(np.sum(np.sqrt(problem.entry_variances())) / 2)
    assert levels.weighted.value <= LInf((3,)).rho * Minibatch(4).deviation(problem).value


def test_bad_deviations_are_refused():
    with pytest.raises(ValueError, match="deviations must be at least 0"):
        DiagonalGaussian([1.0, -1.0])
    with pytest.raises(ValueError, match=r"must have the shape of the problem, \(3,\)"):
        DiagonalGaussian([1.0, 1.0]).deviation(Separable(Saturating(), np.zeros(3)))


@pytest.mark.parametrize("shape", [(1,), (3,), (3, 5), (200,)], ids=str)
def test_conformance_of_diagonal_gaussian(shape):
    deviations = np.where(RNG.uniform(size=shape) < 0.3, 0.0, 1 + RNG.uniform(size=shape))
    check_noise(DiagonalGaussian(deviations), Separable(Saturating(), np.zeros(shape)))


@dataclass(frozen=True)
class Boastful(AdditiveNoise):
    """Gaussian noise that states a level of its own, larger or smaller than the true one."""

    kind: str
    factor: float

    def sample(self, shape, key):
        return Gaussian(1.0).sample(shape, key)

    def deviation(self, problem):
        return Bound(1.0, exact=True)

    def in_norm(self, problem, norm):
        levels = Gaussian(1.0).in_norm(problem, norm)
        level = getattr(levels, self.kind)
        return levels._replace(**{self.kind: level._replace(value=self.factor * level.value)})


@pytest.mark.parametrize("kind", ["weighted", "type_two", "gaussian", "largest"])
def test_conformance_notices_levels_that_are_too_small(kind):
    problem = Separable(Saturating(), np.zeros(8))
    check_noise(Boastful(kind, 1.0), problem)
    with pytest.raises(ConformanceError, match="dual"):
        check_noise(Boastful(kind, 0.4), problem)


def test_conformance_notices_an_exact_mean_that_is_too_large():
    with pytest.raises(ConformanceError, match="dual"):
        check_noise(Boastful("gaussian", 1.1), Separable(Saturating(), np.zeros(8)))
