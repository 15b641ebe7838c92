"""T3: hypotheses, forms, tuning."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.case import Case, Setting
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf, Lp
from ntr.regularizers import Ball, Box, L1Penalty, Sum
from ntr.theorem import UnmetHypotheses
from ntr.theorems.star_convex_clipping import STATEMENTS, THEOREM
from problems import Gaussian, Huber, KinkedWell, Quadratic, Saturating, Separable
from proofs_checks.check import arithmetic

FORMS = {theorem.form: theorem for theorem in STATEMENTS}
BOX = Box(-1.0, 1.0)
CENTER = np.array([0.5, 0.0])
REACH = np.hypot(1.5, 1.0)  # of the box, from the center, in l_2


def case(momentum: float = 0.1, radius: float = 0.04, **changes) -> Case:
    problem = changes.get("problem", Quadratic(np.eye(2), CENTER, regularizer=BOX))
    method = changes.get("method", TrustRegion(L2((2,)), radius, momentum))
    return Case(problem, Gaussian(1.0), method, changes.get("x0", np.array([-1.0, 1.0])), 100, range(4))


@pytest.mark.parametrize("momentum", [1.0, 0.5, 0.02, 0.01])
def test_the_sharp_form_refines_the_paper_form_and_is_below_the_objective_form(momentum):
    counts = np.array([1, 2, 3, 10, 100, 1000])
    paper, sharp, objective = (theorem.bound(case(momentum), counts) for theorem in STATEMENTS)
    assert (sharp <= paper * (1 + 1e-12)).all(), f"{sharp} {paper}"
    np.testing.assert_allclose(objective - sharp, REACH * 0.04 / 2, rtol=1e-10)  # another D L eta/2


@pytest.mark.parametrize(("form", "curvature"), [("sharp", 0.5), ("objective", 1.0)])
def test_the_bound_is_the_unrolled_recursion_or_above_it(form, curvature):
    """Phi_{k+1} <= (1-l) Phi_k + eta (E||e_k|| + E||ebar_k||) + L eta^2/2 with the exact s_k, tau_k, kappa = 1."""
    a, eta, noise, share = 0.1, 0.04, 1.0, 0.04 / REACH
    experiment = case(a, eta)
    phi = 0.5 * np.sum((experiment.x0 - CENTER) ** 2)

    def s(k: int) -> float:
        return np.sqrt(a / (2 - a) + 2 * (1 - a) / (2 - a) * (1 - a) ** (2 * k))

    for k in range(1000):
        drift = eta * (1 - a) / a * (1 - (1 - a) ** k)
        combined = noise * (s(k) + ((1 - a) * s(k - 1) if k else 0.0)) + (2 if k else 1) * drift
        phi = (1 - share) * phi + eta * combined + curvature * eta**2
        bound = FORMS[form].bound(experiment, np.array([k + 1]))[0]
        assert phi <= bound * (1 + 1e-12), f"K = {k + 1}: recursion {phi}, bound {bound}"
    assert bound <= 1.01 * phi, f"in the end they agree: recursion {phi}, bound {bound}"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"method": TrustRegion(L2((2,)), 0.1, 0.5, 0.1)}, "weight_decay must be 0"),
        ({"method": TrustRegion(L2((2,)), 0.1, 0.5, extrapolate=True)}, "extrapolate must be False"),
        ({"problem": Quadratic(np.eye(2), CENTER)}, "A5: no certified point"),
        ({"problem": Separable(Saturating(), CENTER, regularizer=BOX)}, "A5: no certified point"),
        ({"radius": 2.0}, "radius must be at most D = 1.80278, got 2"),
    ],
)
def test_unmet_hypotheses_raise_with_the_list(changes, message):
    with pytest.raises(UnmetHypotheses, match=message):
        THEOREM.require(case(**changes))


def test_what_is_star_convex_on_the_domain_only_is_accepted():
    inside = Separable(Saturating(), np.array([0.2, -0.1]), regularizer=Box(-0.7, 0.7))
    THEOREM.require(case(problem=inside, x0=np.zeros(2)))


def test_only_f_star_convex_is_accepted_by_the_objective_form_alone():
    problem = KinkedWell(2, regularizer=Sum(L1Penalty(0.5), Box(-3.0, 2.0)))
    experiment = case(problem=problem)
    assert FORMS["sharp"].violated(experiment)
    assert FORMS["paper"].violated(experiment)
    assert FORMS["objective"].violated(experiment) == []


@pytest.mark.parametrize("form", list(FORMS))
def test_tuned_parameters_give_epsilon_for_random_constants(form):
    rng = np.random.default_rng(3)
    for _ in range(200):
        curvature, slope, size, sigma = 10 ** rng.uniform(-1, 1, size=4)
        norm = LInf((2,)) if rng.uniform() < 0.5 else L2((2,))
        regularizer = Box(-size, size) if rng.uniform() < 0.5 else Ball(norm, size)
        problem = Separable(Huber(curvature, slope), 0.3 * size * np.array([1.0, -1.0]), regularizer=regularizer)
        x0 = np.array([-0.7, 0.7]) * size
        setting = Setting(problem, norm, Gaussian(sigma), x0, range(1))
        reach = min(float(norm(x0 - problem.center)), size)
        epsilon = min(float(problem.value(x0)), 4 * setting.smoothness * reach**2) * 10 ** rng.uniform(-1.5, -0.6)
        tuned = FORMS[form].tuned(setting, epsilon)
        assert FORMS[form].violated(tuned) == []
        bound = FORMS[form].bound(tuned, np.array([tuned.iterations]))[0]
        assert 0.1 * epsilon <= bound <= epsilon * (1 + 1e-9), f"bound {bound}, epsilon {epsilon}, {setting}"


@pytest.mark.parametrize("form", list(FORMS))
def test_the_prescribed_iterations_grow_at_the_stated_rate(form):
    problem, x0 = Quadratic(np.eye(2), CENTER, regularizer=BOX), np.array([-0.5, 0.5])
    setting = Setting(problem, L2((2,)), Gaussian(1.0), x0, range(1))
    start = float(problem.objective(x0))
    assert arithmetic(FORMS[form], setting, lambda epsilon: np.log(8 * start / epsilon)) == pytest.approx(3.0, abs=1e-3)


def test_tuning_refuses_what_it_cannot_do():
    setting = Setting(Quadratic(np.eye(2)), L2((2,)), Gaussian(1.0), np.ones(2), range(1))
    with pytest.raises(ValueError, match="has no certified point about which it is star-convex"):
        THEOREM.tuned(setting, 0.1)
    bounded = Setting(Quadratic(np.eye(2), regularizer=BOX), L2((2,)), Gaussian(1.0), np.ones(2), range(1))
    with pytest.raises(ValueError, match=r"epsilon must be at most 4 L D\^2 = 8, got 100"):
        THEOREM.tuned(bounded, 100.0)


def test_the_excess_of_a_comparator_is_a_term_and_leaves_less_of_epsilon():
    """On a ball of l_3 the constrained minimum is known up to an interval only."""
    norm = Lp((2,), 3.0)
    problem = Quadratic(np.diag([1.0, 3.0]), np.array([2.0, 1.0]), regularizer=Ball(norm, 1.0))
    setting = Setting(problem, norm, Gaussian(0.1), np.zeros(2), range(1))
    tuned = FORMS["sharp"].tuned(setting, 0.3)
    terms = FORMS["sharp"].terms(tuned, np.array([float(tuned.iterations)]))
    assert 0 <= terms["comparator"] < 1e-6
    assert FORMS["sharp"].bound(tuned, np.array([tuned.iterations]))[0] <= 0.3
