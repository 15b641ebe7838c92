"""T1: hypotheses, tuning, and the exact Euclidean worst case against an independent root finder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq

from ntr.case import Case, Setting
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from ntr.theorem import UnmetHypotheses
from ntr.theorems.nonconvex_deterministic import STATEMENTS, THEOREM
from problems import Gaussian, Huber, LogCosh, Quadratic, Rademacher, Separable
from proofs_checks.check import arithmetic

FORMS = {theorem.form: theorem for theorem in STATEMENTS}
NOISELESS = Gaussian(0.0)
QUADRATIC = Quadratic(np.eye(1))


def case(gap: float = 5.0, radius: float = 0.1, iterations: int = 10, **changes) -> Case:
    """x^2/2 with Delta_0 = gap L eta^2."""
    x0 = np.array([np.sqrt(2 * gap) * radius])
    method = changes.pop("method", TrustRegion(L2((1,)), radius))
    return Case(QUADRATIC, changes.pop("noise", NOISELESS), method, x0, iterations, range(1))


def test_the_first_statement_is_the_theorem():
    assert THEOREM is STATEMENTS[0]


def test_euclidean_exact_solves_the_equation_of_theory_md():
    """(K-1) h(e) + e^2/(2L) = Delta_0 in units L eta, against brentq."""
    experiment = case(gap=5.0, radius=0.1, iterations=12)
    bound = FORMS["euclidean_exact"].bound(experiment, np.arange(1, 13)) / 0.1
    for count, value in enumerate(bound, start=1):

        def equation(e: float, count: int = count) -> float:
            h = e - 1 / (4 * e) if e <= 1 else e - 0.25
            return (count - 1) * h + e**2 / 2 - 5.0

        expected = brentq(equation, 0.5, 10.0) if equation(0.5) < 0 else 0.5
        assert value == pytest.approx(expected, rel=1e-9), f"K = {count}"


def test_the_forms_are_ordered_as_they_are_refinements():
    experiment = case(gap=5.0, iterations=1000)
    counts = np.array([1, 2, 5, 20, 100, 1000])
    bounds = {name: theorem.bound(experiment, counts) for name, theorem in FORMS.items()}
    assert (bounds["gap"] <= bounds["paper"]).all()
    assert (bounds["euclidean"] <= bounds["paper"] * (1 + 1e-12)).all()
    assert (bounds["euclidean_exact"] <= bounds["zero"] * (1 + 1e-12)).all()
    assert (bounds["zero"] <= bounds["zero_min"]).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"method": TrustRegion(L2((1,)), 0.1, 0.5)}, "momentum must be 1"),
        ({"method": TrustRegion(L2((1,)), 0.1, 1.0, 0.1)}, "weight_decay must be 0"),
        ({"method": TrustRegion(L2((1,)), 0.1, extrapolate=True)}, "extrapolate must be False"),
        ({"method": TrustRegion(L2((1,)), lambda k: 0.1)}, "radius must be constant"),
        ({"noise": Rademacher(1.0)}, "sigma must be 0"),
    ],
)
def test_unmet_hypotheses_raise_with_the_list(changes, message):
    with pytest.raises(UnmetHypotheses, match=message):
        THEOREM.require(case(**changes))


def test_the_euclidean_forms_ask_for_the_euclidean_norm():
    experiment = case(method=TrustRegion(LInf((1,)), 0.1))
    with pytest.raises(UnmetHypotheses, match="norm must be L2"):
        FORMS["euclidean"].require(experiment)


@pytest.mark.parametrize("form", [t.form for t in STATEMENTS if t.tuned is not None])
def test_tuned_parameters_give_epsilon_for_random_constants(form):
    rng = np.random.default_rng(1)
    theorem = FORMS[form]
    for _ in range(200):
        curvature, slope, start = 10 ** rng.uniform(-2, 2, size=3)
        problem = Separable(Huber(curvature, slope), np.zeros(1))
        setting = Setting(problem, L2((1,)), NOISELESS, np.array([start]), range(1))
        epsilon = setting.initial_gap**0.5 * curvature**0.5 * 10 ** rng.uniform(-2, -0.5)
        tuned = theorem.tuned(setting, epsilon)
        bound = theorem.bound(tuned, np.array([tuned.iterations]))[0]
        assert 0.5 * epsilon <= bound <= epsilon * (1 + 1e-9), f"bound {bound}, epsilon {epsilon}, L {curvature}"


@pytest.mark.parametrize("form", [t.form for t in STATEMENTS if t.tuned is not None])
def test_the_prescribed_iterations_grow_at_the_stated_rate(form):
    setting = Setting(Separable(LogCosh(), np.zeros(2)), L2((2,)), NOISELESS, np.ones(2), range(1))
    assert arithmetic(FORMS[form], setting, lambda epsilon: 1.0) == pytest.approx(2.0, abs=1e-3)


def test_tuning_refuses_a_bad_epsilon():
    setting = replace(case().setting)
    with pytest.raises(ValueError, match="epsilon must be positive, got 0"):
        THEOREM.tuned(setting, 0.0)


def test_a_tuning_without_a_finite_number_of_iterations_is_told():
    experiment = case()
    with pytest.raises(ValueError, match="iterations must be finite, got inf"):
        experiment.setting.case(experiment.method, np.inf)
