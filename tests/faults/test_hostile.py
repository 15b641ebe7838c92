"""Hostile numbers and hostile code: each gets the answer that is promised, and none goes unnoticed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from ntr import Case, TrustRegion, simulate
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.observables import gradient_norm
from ntr.problem import Constants, Problem, Region, fallback
from ntr.regularizers import Zero
from ntr.theorems import nonconvex_momentum
from ntr.trajectory import NonFiniteIterate
from problems import Gaussian, Linear, Quadratic, Saturating, Separable
from proofs_checks import run
from proofs_checks.check import Check, run_check

ENGINES = ("numpy", "auto")
VECTORS = (L1((3,)), L2((3,)), LInf((3,)), Lp((3,), 3.0))
MATRICES = (Spectral((3, 2)), Nuclear((3, 2)), Schatten((3, 2), 3.0))
SCALES = (5e-324, 1e-310, 1e-200, 1e200, 1e300)


def along(norm: Norm, g: Array, iterations: int = 20, engine: str = "auto", sigma: float = 0.0) -> Array:
    """How far x has gone in units of the radius and of the optimal direction: K if every step was the LMO of g."""
    case = Case(Linear(g), Gaussian(sigma), TrustRegion(norm, 0.5), np.zeros(norm.shape), iterations, 2)
    unit = g / np.abs(g).max()
    final = simulate(case, engine=engine).final
    return -(final * unit).sum(axis=tuple(range(1, final.ndim))) / (0.5 * norm.dual(unit))


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("norm", [*VECTORS, *MATRICES], ids=lambda norm: type(norm).__name__)
def test_the_step_does_not_depend_on_the_scale_of_the_gradient(norm, scale, engine):
    """Denormals and 1e300; a multiple of the least number is exact with entries 1, 2, 3."""
    g = scale * np.resize([1.0, -2.0, 3.0], norm.shape)
    np.testing.assert_allclose(along(norm, g, engine=engine), 20, rtol=1e-9)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("norm", [*VECTORS, *MATRICES], ids=lambda norm: type(norm).__name__)
def test_zero_gradients_for_many_steps_move_nothing(norm, engine):
    case = Case(
        Linear(np.zeros(norm.shape)), Gaussian(0.0), TrustRegion(norm, 0.5, momentum=0.5), np.ones(norm.shape), 2000, 2
    )
    found = simulate(case, record={"g": gradient_norm(norm, "mean")}, engine=engine)
    assert np.array_equal(found.final, np.ones((2, *norm.shape)))
    assert not found.series["g"].any()


@pytest.mark.parametrize("shape", [(40, 30), (30, 40), (200, 5)])
@pytest.mark.parametrize("rank", [1, 3])
@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_rank_deficient_matrices(shape, rank, scale):
    random = np.random.default_rng(0)
    g = scale * random.normal(size=(shape[0], rank)) @ random.normal(size=(rank, shape[1]))
    for norm in (Spectral(shape), Nuclear(shape)):
        u = norm.lmo(g)
        np.testing.assert_allclose(-(g * u).sum() / norm.dual(g), 1, rtol=1e-12)
        assert norm(u) <= 1 + 1e-12


def test_a_huge_matrix_of_rank_two():
    random = np.random.default_rng(1)
    g = random.normal(size=(700, 2)) @ random.normal(size=(2, 500))
    norm = Spectral((700, 500))
    u = norm.lmo(g)
    np.testing.assert_allclose(-(g * u).sum() / np.linalg.svd(g, compute_uv=False).sum(), 1, rtol=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_without_noise_all_seeds_are_one(engine):
    case = Case(Quadratic(np.eye(3)), Gaussian(0.0), TrustRegion(L2((3,)), 0.1, momentum=0.1), np.ones(3), 50, 5)
    final = simulate(case, engine=engine).final
    assert np.array_equal(final, np.broadcast_to(final[0], final.shape))
    check = Check(nonconvex_momentum.THEOREM, "quadratic", case)
    row = run_check(check, 1e-3)
    assert row.verdict is not None
    assert (row.verdict.seeds, row.verdict.basis) == (1, "deterministic")


# --- code ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Hostile(Problem):
    """f = ||x||^2/2 with a gradient that misbehaves as soon as x_1 <= 0.75, after some good steps."""

    how: str
    shape: tuple[int, ...] = (2,)
    regularizer = Zero()
    infimum_f = 0.0

    def value(self, x: Array) -> Array:
        return 0.5 * (x**2).sum(axis=-1)

    def gradient(self, x: Array) -> Array:
        if (x[..., 0] > 0.75).all():
            return np.array(x)
        if self.how == "raises":
            raise ZeroDivisionError("the code of a user")
        if self.how == "mutates":
            x *= 2
        shapes = {"one number": (), "one seed": x.shape[1:], "a column": (*x.shape, 1), "more": (*x.shape[:-1], 3)}
        if self.how in shapes:
            return np.ones(shapes[self.how])
        others = {"complex": x + 1j, "objects": x.astype(object), "text": "abc", "nothing": None}
        if self.how in others:
            return others[self.how]
        return np.full(x.shape, float(self.how)) if self.how in ("nan", "inf", "-inf") else np.array(x)

    def euclidean(self):
        return None, None

    def constants(self, norm: Norm) -> Constants:
        return fallback(self, norm)

    def region(self, norm: Norm, radius: float) -> Region:
        raise NotImplementedError


def hostile(how: str) -> Case:
    return Case(Hostile(how), Gaussian(0.0), TrustRegion(LInf((2,)), 0.1), np.ones(2), 10, 3)


@pytest.mark.parametrize("how", ["nan", "inf", "-inf"])
def test_a_gradient_that_is_not_finite_stops_the_run_with_the_last_good_iterate(how):
    with pytest.raises(NonFiniteIterate, match="step 3 -> 4 of seed 0") as caught:
        simulate(hostile(how))
    np.testing.assert_allclose(caught.value.x, [0.7, 0.7])


@pytest.mark.parametrize(
    ("how", "error", "message"),
    [
        ("raises", ZeroDivisionError, "the code of a user"),
        ("mutates", ValueError, "read-only"),
        ("one number", ValueError, r"Hostile.gradient must return shape \(3, 2\) .* got \(\)"),
        ("one seed", ValueError, r"Hostile.gradient must return shape \(3, 2\) .* got \(2,\)"),
        ("a column", ValueError, r"got \(3, 2, 1\)"),
        ("more", ValueError, r"got \(3, 3\)"),
        ("complex", TypeError, "Hostile.gradient must return real numbers, got ndarray of complex128"),
        ("objects", TypeError, "Hostile.gradient must return real numbers, got ndarray of object"),
        ("text", TypeError, "Hostile.gradient must return real numbers, got str of "),
        ("nothing", TypeError, "Hostile.gradient must return real numbers, got NoneType of object"),
    ],
)
def test_bad_code_of_a_user_is_named(how, error, message):
    with pytest.raises(error, match=message):
        simulate(hostile(how))


@dataclass(frozen=True, eq=False)
class Lost(Hostile):
    """f is not a number, or not one number."""

    def value(self, x: Array) -> Array:
        return {"nan": np.nan, "nothing": None, "batch": x, "complex": 1j}[self.how]


@pytest.mark.parametrize(
    ("how", "error", "message"),
    [
        ("nan", ValueError, "Lost.value must be finite at x0, got nan"),
        ("nothing", TypeError, "Lost.value must return a real number for one point, got array.None"),
        ("batch", TypeError, "Lost.value must return a real number for one point, got array.*1., 1."),
        ("complex", TypeError, "Lost.value must return a real number for one point, got array.*1.*j"),
    ],
)
def test_a_value_that_is_none_is_named_before_the_run(how, error, message):
    with pytest.raises(error, match=message):
        Case(Lost(how), Gaussian(0.0), TrustRegion(LInf((2,)), 0.1), np.ones(2), 10, 3)


def test_in_a_run_it_costs_its_own_row_only():
    good = Case(Separable(Saturating(), np.ones(2)), Gaussian(0.0), TrustRegion(LInf((2,)), 0.1), np.zeros(2), 10, 3)
    checks = [Check(nonconvex_momentum.THEOREM, how, hostile(how)) for how in ("raises", "mutates", "nan")]
    checks.insert(1, Check(nonconvex_momentum.THEOREM, "good", good))
    results = run.run(run.Plan(checks, []))
    assert [row.status for row in results.rows] == ["failed", "verified", "failed", "failed"]
    assert results.exit_code == 3


def test_memory_that_is_not_there_is_a_failed_row(monkeypatch):
    def greedy(*arguments, **options):
        np.ones(2**50)

    monkeypatch.setattr("proofs_checks.check.verify", greedy)
    row = run_check(Check(nonconvex_momentum.THEOREM, "greedy", hostile("good")), 1e-3)
    assert row.status == "failed"
    assert "MemoryError" in str(row.error)
