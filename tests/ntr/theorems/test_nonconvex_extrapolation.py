"""T5: hypotheses, forms, tuning."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.case import Case, Setting
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from ntr.regularizers import L1Penalty
from ntr.theorem import UnmetHypotheses
from ntr.theorems.nonconvex_extrapolation import STATEMENTS, THEOREM
from problems import Gaussian, Huber, Linear, LogCosh, Saturating, Separable
from proofs_checks.check import arithmetic

FORMS = {theorem.form: theorem for theorem in STATEMENTS}


def case(momentum: float = 0.1, iterations: int = 100, **changes) -> Case:
    problem = changes.get("problem", Separable(Saturating(), np.array([2.0, 0.5])))
    method = changes.get("method", TrustRegion(L2((2,)), 0.05, momentum, extrapolate=True))
    return Case(problem, Gaussian(1.0), method, np.zeros(2), iterations, range(4))


@pytest.mark.parametrize("momentum", [1.0, 0.5, 0.1, 0.01])
def test_sharper_forms_are_smaller(momentum):
    counts = np.array([1, 2, 3, 10, 100, 1000])
    bounds = {form: theorem.bound(case(momentum), counts) for form, theorem in FORMS.items()}
    assert (bounds["sharp"] <= bounds["paper"] * (1 + 1e-12)).all(), bounds
    assert (bounds["zero"] <= bounds["sharp"] * (1 + 1e-12)).all(), bounds
    assert (bounds["gap"] == bounds["zero"]).all(), bounds


def test_the_zero_form_is_the_averaged_inequality():
    """eta ||G_k|| <= D_k + eta (E||e_k|| + E||ebar_k||) + L eta^2/2 with the exact s_k and tau_k of Lemma 3'."""
    a, eta = 0.2, 0.05
    experiment = case(a)
    setting = experiment.setting
    smooth, second, gap = setting.smoothness, setting.second_smoothness, setting.initial_gap

    def s(k: int) -> float:
        return np.sqrt(a / (2 - a) + 2 * (1 - a) / (2 - a) * (1 - a) ** (2 * k))

    total = 0.0
    for k in range(100):
        drift = (1 - a) * second * eta**2 / (2 * a**2) * (1 - (1 - a) ** k)
        total += s(k) + ((1 - a) * s(k - 1) if k else 0.0) + 2 * drift + smooth * eta / 2
        direct = gap / (eta * (k + 1)) + total / (k + 1)
        bound = FORMS["zero"].bound(experiment, np.array([k + 1]))[0]
        assert direct <= bound * (1 + 1e-12), f"K = {k + 1}: {direct}, bound {bound}"
        assert bound <= 1.2 * direct, f"K = {k + 1}: {direct}, bound {bound}"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"method": TrustRegion(L2((2,)), 0.1, 0.5)}, "extrapolate must be True"),
        ({"method": TrustRegion(L2((2,)), 0.1, 0.5, 0.1, extrapolate=True)}, "weight_decay must be 0"),
        ({"problem": Separable(Huber(1.0, 0.5), np.ones(2))}, "A4: no certified H"),
        ({"problem": Linear(np.ones(2))}, "inf F must have a certified finite lower end"),
    ],
)
def test_unmet_hypotheses_raise_with_the_list(changes, message):
    with pytest.raises(UnmetHypotheses, match=message):
        THEOREM.require(case(**changes))


def test_composite_problems_are_for_the_other_forms():
    experiment = case(problem=Separable(Saturating(), np.ones(2), regularizer=L1Penalty(0.1)))
    assert FORMS["zero"].violated(experiment) == ["R must be Zero(), got L1Penalty(weight=0.1)"]
    assert all(FORMS[form].violated(experiment) == [] for form in ("paper", "sharp", "gap"))


@pytest.mark.parametrize("form", list(FORMS))
def test_tuned_parameters_give_epsilon_for_random_constants(form):
    rng = np.random.default_rng(4)
    for _ in range(300):
        curvature, slope, sigma, distance = 10 ** rng.uniform(-1, 1, size=4)
        norm = LInf((2,)) if rng.uniform() < 0.5 else L2((2,))
        problem = Separable(LogCosh(curvature, slope), distance * np.ones(2))
        setting = Setting(problem, norm, Gaussian(sigma), np.zeros(2), range(1))
        start = float(norm.dual(problem.gradient(np.zeros(2))))
        epsilon = start * 10 ** rng.uniform(-1.5, -0.6)
        tuned = FORMS[form].tuned(setting, epsilon)
        assert FORMS[form].violated(tuned) == []
        bound = FORMS[form].bound(tuned, np.array([tuned.iterations]))[0]
        assert 0.1 * epsilon <= bound <= epsilon * (1 + 1e-9), f"bound {bound}, epsilon {epsilon}, {setting}"


def test_without_second_order_change_the_radius_is_that_of_smoothness():
    problem = Separable(Huber(1.0, np.inf), np.ones(2))
    setting = Setting(problem, L2((2,)), Gaussian(1.0), np.zeros(2), range(1))
    assert setting.second_smoothness == 0
    assert FORMS["zero"].tuned(setting, 0.2).method.radius == pytest.approx(0.2 / 4)


@pytest.mark.parametrize("form", list(FORMS))
def test_the_prescribed_iterations_grow_at_the_stated_rate(form):
    problem = Separable(LogCosh(), np.ones(2))
    setting = Setting(problem, L2((2,)), Gaussian(1.0), np.zeros(2), range(1))
    assert arithmetic(FORMS[form], setting, lambda epsilon: 1.0) == pytest.approx(3.5, abs=1e-3)
