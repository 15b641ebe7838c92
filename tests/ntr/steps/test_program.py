"""The conic program that is built once."""

from __future__ import annotations

import cvxpy as cp
import numpy as np
import pytest

from ntr.cvx import ACCURACY, solve
from ntr.norms import L1, CvxNorm, LInf, Lp, Nuclear, Spectral
from ntr.regularizers import (
    Affine,
    Ball,
    Box,
    CvxRegularizer,
    ElasticNet,
    GroupLasso,
    L1Penalty,
    NuclearPenalty,
    Simplex,
    SquaredL2,
    Sum,
)
from ntr.step import trust_region_step
from ntr.steps import per_pair
from ntr.steps.per_pair import PerPair
from ntr.steps.program import TRIALS, general_program, separable_program


def mixed(x):
    return cp.norm1(x) + 2 * cp.norm_inf(x)


def shifted(x):
    """With a constant, curvature, a kink and a constraint."""
    return cp.sum_squares(x - 1) + cp.max(x) + 3, [cp.sum(x) <= 2]


PAIRS = [
    (LInf((2, 3)), CvxRegularizer((2, 3), shifted)),
    (Lp((4,), 3), GroupLasso([(0, 2), (1, 3)], 0.5)),
    (L1((4,)), Simplex(1.0)),
    (LInf((4,)), Affine([[1.0, 2, -1, 0.5]], [0.7])),
    (CvxNorm((4,), mixed), Ball(L1((4,)), 1.0)),
    (Spectral((3, 2)), NuclearPenalty(0.4)),
]


def inputs(norm, regularizer, count, seed=0):
    rng = np.random.default_rng(seed)
    m, center = rng.normal(size=(count, *norm.shape)), rng.uniform(0, 0.3, size=(count, *norm.shape))
    if isinstance(regularizer, Simplex | Affine):
        center = regularizer.prox(center, np.ones(count), len(norm.shape))
    return m, center, rng.uniform(0.3, 2.0, size=count)


@pytest.mark.parametrize(("norm", "regularizer"), PAIRS, ids=lambda value: type(value).__name__)
def test_the_solution_in_any_units_by_any_attempt_is_that_of_cold_cvxpy(norm, regularizer):
    program = general_program(norm, regularizer)
    for m, center, radius in zip(*inputs(norm, regularizer, 2), strict=True):
        u = cp.Variable(norm.shape)
        length, extra = norm.cvx(u)
        penalty, domain = regularizer.cvx(center + u)
        least = solve(cp.Minimize(cp.sum(cp.multiply(m, u)) + penalty), [length <= radius, *extra, *domain])
        for trial in TRIALS:
            for unit, scale in ((1.0, 1.0), (30.0, 0.1), (0.05, 20.0)):
                found = program.solve(m, (center, radius), unit, scale, trial, True)
                assert found.solved
                assert found.error <= 1e2 * ACCURACY, (trial, unit, scale)
                assert found.bound == pytest.approx(least, abs=1e-5, rel=1e-5), (trial, unit, scale)


@pytest.mark.parametrize(
    "regularizer", [Box(-1, 0.5), L1Penalty(0.7), ElasticNet(0.3, 0.7), Sum(SquaredL2(1.0), Box(-1, 0.5))], ids=repr
)
def test_the_program_relative_to_the_center_is_that_of_the_regularizer(regularizer):
    norm = Nuclear((3, 2))
    terms = regularizer.separable()
    rng = np.random.default_rng(1)
    m, center, radius = rng.normal(size=(3, 2)), rng.uniform(-1, 0.5, size=(3, 2)), 0.9
    values = [0.0] + [-center] * (terms.l1 > 0)
    values += [terms.lower - center, terms.upper - center] * bool(np.isfinite(terms.lower))
    found = separable_program(norm, terms).solve(m + terms.l2 * center, (*values, radius), 1.0, 1.0, TRIALS[0])
    whole = general_program(norm, regularizer).solve(m, (center, radius), 1.0, 1.0, TRIALS[0])
    assert found.u == pytest.approx(whole.u, abs=1e-6)
    assert found.slope + terms.l2 * center == pytest.approx(whole.slope, abs=1e-6)


@pytest.mark.parametrize(("norm", "regularizer"), PAIRS, ids=lambda value: type(value).__name__)
def test_the_bits_do_not_depend_on_what_was_solved_before(norm, regularizer):
    """A fresh program, and the same one after others of all scales and one that fails."""
    m, center, radius = inputs(norm, regularizer, 4, seed=3)
    program = general_program(norm, regularizer)
    fresh = [program.solve(m[0], (center[0], radius[0]), 1.0, 1.0, trial) for trial in TRIALS]
    for trial, before in zip(TRIALS, fresh, strict=True):
        for i in (1, 2, 3):
            program.solve(10.0 ** (3 * i) * m[i], (center[i], 10.0**-i * radius[i]), 10.0**-i, 10.0**i, trial)
        program.solve(m[1], (center[1] + 1e6, 1e-3), 1.0, 1.0, trial)
        again = program.solve(m[0], (center[0], radius[0]), 1.0, 1.0, trial)
        other = general_program(norm, regularizer).solve(m[0], (center[0], radius[0]), 1.0, 1.0, trial)
        for one in (again, other):
            assert one.u.tobytes() == before.u.tobytes(), trial
            assert one.slope.tobytes() == before.slope.tobytes(), trial


def test_steps_in_another_order_are_the_same():
    norm, regularizer = PAIRS[1]
    m, center, radius = inputs(norm, regularizer, 6, seed=4)
    forward = trust_region_step(norm, regularizer, m, center, radius)
    backward = trust_region_step(norm, regularizer, m[::-1], center[::-1], radius[::-1])
    assert forward.x.tobytes() == backward.x[::-1].tobytes()
    assert forward.subgradient.tobytes() == backward.subgradient[::-1].tobytes()


def test_a_pair_is_built_once_and_equal_pairs_share_it():
    built = []
    remembered = PerPair(lambda norm, regularizer: built.append((norm, regularizer)) or len(built))
    assert [remembered(LInf((2,)), L1Penalty(1.0)) for _ in range(3)] == [1, 1, 1]
    assert remembered(LInf((2,)), L1Penalty(2.0)) == 2
    assert remembered(LInf((3,)), L1Penalty(1.0)) == 3
    box = Box([0.0, 0.0], 1)
    assert [remembered(LInf((2,)), box), remembered(LInf((2,)), box)] == [4, 4]
    assert remembered(LInf((2,)), Box([0.0, 0.0], 1)) == 5


def test_only_the_pairs_used_last_are_kept(monkeypatch):
    monkeypatch.setattr(per_pair, "KEPT", 2)
    built = []
    remembered = PerPair(lambda norm, regularizer: built.append(regularizer.weight))
    for weight in (1.0, 2.0, 1.0, 3.0, 1.0, 2.0):
        remembered(LInf((2,)), L1Penalty(weight))
    assert built == [1.0, 2.0, 3.0, 2.0]
