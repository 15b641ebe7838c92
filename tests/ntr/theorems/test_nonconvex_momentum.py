"""T2: hypotheses, forms, tuning."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.case import Case, Setting
from ntr.methods import OrthogonalSGDM, TrustRegion
from ntr.norms import L2, LInf
from ntr.regularizers import L1Penalty
from ntr.theorem import UnmetHypotheses
from ntr.theorems.nonconvex_momentum import STATEMENTS, THEOREM
from problems import Gaussian, Huber, Linear, LogCosh, Separable
from proofs_checks.check import arithmetic

FORMS = {theorem.form: theorem for theorem in STATEMENTS}
TUNED = [theorem.form for theorem in STATEMENTS if theorem.tuned is not None]


def case(momentum: float = 0.1, sigma: float = 1.0, iterations: int = 100, **changes) -> Case:
    problem = changes.get("problem", Separable(LogCosh(), np.ones(3)))
    method = changes.get("method", TrustRegion(L2((3,)), 0.01, momentum))
    return Case(problem, Gaussian(sigma), method, np.zeros(3), iterations, range(4))


def test_the_first_statement_is_the_theorem():
    assert THEOREM is STATEMENTS[0]


@pytest.mark.parametrize("momentum", [1.0, 0.5, 0.1, 0.01])
def test_the_forms_are_ordered_as_they_are_refinements(momentum):
    experiment = case(momentum, iterations=10000)
    counts = np.array([1, 2, 3, 10, 100, 1000, 10000])
    bounds = {name: FORMS[name].bound(experiment, counts) for name in ("paper", "sharp", "gap", "zero")}
    assert (bounds["sharp"] <= bounds["paper"] * (1 + 1e-12)).all(), bounds
    assert (bounds["gap"] <= bounds["sharp"] * (1 + 1e-12)).all(), bounds
    assert (bounds["zero"] == bounds["gap"]).all()


def test_without_noise_and_momentum_the_gap_form_is_that_of_t1():
    from ntr.theorems.nonconvex_deterministic import STATEMENTS as T1

    experiment = case(momentum=1.0, sigma=0.0)
    counts = np.array([1, 10, 100])
    deterministic = next(theorem for theorem in T1 if theorem.form == "gap")
    np.testing.assert_allclose(
        FORMS["gap"].bound(experiment, counts), deterministic.bound(experiment, counts), rtol=1e-12
    )


def test_the_noiseless_form_has_the_smaller_drift_for_small_momentum():
    experiment = case(momentum=1e-4, sigma=0.0, iterations=10**6)
    last = np.array([10**6])
    assert FORMS["noiseless"].bound(experiment, last) < 0.5 * FORMS["zero"].bound(experiment, last)


@pytest.mark.parametrize(
    ("changes", "form", "message"),
    [
        ({"method": TrustRegion(L2((3,)), 0.1, 0.5, 0.1)}, "paper", "weight_decay must be 0"),
        ({"method": TrustRegion(L2((3,)), 0.1, lambda k: 0.5)}, "paper", "momentum must be constant"),
        ({"method": OrthogonalSGDM(L2((3,)), 0.1)}, "paper", "method must be TrustRegion"),
        ({"problem": Linear(np.ones(3))}, "paper", "inf F must have a certified finite lower end"),
        ({"problem": Separable(LogCosh(), np.ones(3), regularizer=L1Penalty(1.0))}, "zero", r"R must be Zero\(\)"),
        ({}, "noiseless", "sigma must be 0"),
    ],
)
def test_unmet_hypotheses_raise_with_the_list(changes, form, message):
    with pytest.raises(UnmetHypotheses, match=message):
        FORMS[form].require(case(**changes))


@pytest.mark.parametrize("form", TUNED)
def test_tuned_parameters_give_epsilon_for_random_constants(form):
    rng = np.random.default_rng(2)
    for _ in range(200):
        curvature, slope, start, sigma = 10 ** rng.uniform(-2, 2, size=4)
        norm = LInf((2,)) if rng.uniform() < 0.5 else L2((2,))
        problem = Separable(Huber(curvature, slope), np.zeros(2))
        setting = Setting(problem, norm, Gaussian(sigma), np.array([start, 0.0]), range(1))
        epsilon = (setting.initial_gap * curvature) ** 0.5 * 10 ** rng.uniform(-2, -0.5)
        tuned = FORMS[form].tuned(setting, epsilon)
        bound = FORMS[form].bound(tuned, np.array([tuned.iterations]))[0]
        assert 0.1 * epsilon <= bound <= epsilon * (1 + 1e-9), f"bound {bound}, epsilon {epsilon}, {setting}"


@pytest.mark.parametrize("form", TUNED)
def test_the_prescribed_iterations_grow_at_the_stated_rate(form):
    setting = Setting(Separable(LogCosh(), np.zeros(2)), L2((2,)), Gaussian(1.0), np.ones(2), range(1))
    assert arithmetic(FORMS[form], setting, lambda epsilon: 1.0) == pytest.approx(4.0, abs=1e-3)
