"""T4: hypotheses, forms, tuning."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.case import Case, Setting
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from ntr.regularizers import L1Penalty
from ntr.theorem import UnmetHypotheses
from ntr.theorems.star_convex_decay import STATEMENTS, THEOREM
from problems import Gaussian, Huber, KinkedWell, Quadratic, Saturating, Separable
from proofs_checks.check import arithmetic

FORMS = {theorem.form: theorem for theorem in STATEMENTS}


def case(momentum: float = 0.1, decay: float = 0.02, iterations: int = 100, **changes) -> Case:
    problem = changes.get("problem", Quadratic(np.eye(2), np.array([0.5, 0.0])))
    method = changes.get("method", TrustRegion(L2((2,)), 2 * decay, momentum, decay))
    x0 = changes.get("x0", np.array([-1.0, 1.0]))
    return Case(problem, Gaussian(1.0), method, x0, iterations, range(4))


def test_the_first_statement_is_the_theorem():
    assert THEOREM is STATEMENTS[0]


@pytest.mark.parametrize("momentum", [1.0, 0.5, 0.02, 0.01])
def test_the_sharp_form_refines_the_paper_form(momentum):
    experiment = case(momentum)
    counts = np.array([1, 2, 3, 10, 100, 1000])
    sharp, paper = FORMS["sharp"].bound(experiment, counts), FORMS["paper"].bound(experiment, counts)
    assert (sharp <= paper * (1 + 1e-12)).all(), f"{sharp} {paper}"


def test_the_sharp_bound_is_the_unrolled_recursion_or_above_it():
    """Phi_{k+1} <= (1-b) Phi_k + eta (E||e_k|| + E||ebar_k||) + 2 L eta^2 with the exact s_k, tau_k of theory.md."""
    a, b, eta, noise, smoothness = 0.1, 0.02, 0.04, 1.0, 1.0
    experiment = case(a, b)
    phi = 0.5 * np.sum((experiment.x0 - np.array([0.5, 0.0])) ** 2)

    def s(k: int) -> float:
        return np.sqrt(a / (2 - a) + 2 * (1 - a) / (2 - a) * (1 - a) ** (2 * k))

    for k in range(100):
        drift = 2 * smoothness * eta * (1 - a) / a * (1 - (1 - a) ** k)
        combined = noise * (s(k) + ((1 - a) * s(k - 1) if k else 0.0)) + (2 if k else 1) * drift
        phi = (1 - b) * phi + eta * combined + 2 * smoothness * eta**2
        bound = FORMS["sharp"].bound(experiment, np.array([k + 1]))[0]
        assert phi <= bound * (1 + 1e-12), f"K = {k + 1}: recursion {phi}, bound {bound}"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"method": TrustRegion(L2((2,)), 0.1, 0.5)}, "weight_decay must be positive"),
        ({"x0": np.array([5.0, 0.0])}, r"\|\|x_0\|\| must be at most D"),
        ({"problem": Separable(Saturating(), np.array([1.0, 0.0]))}, "A5: no certified point"),
    ],
)
def test_unmet_hypotheses_raise_with_the_list(changes, message):
    with pytest.raises(UnmetHypotheses, match=message):
        THEOREM.require(case(**changes))


@pytest.mark.parametrize("form", list(FORMS))
def test_tuned_parameters_give_epsilon_for_random_constants(form):
    rng = np.random.default_rng(3)
    for _ in range(200):
        curvature, slope, domain, sigma = 10 ** rng.uniform(-1, 1, size=4)
        norm = LInf((2,)) if rng.uniform() < 0.5 else L2((2,))
        problem = Separable(Huber(curvature, slope), 0.3 * domain * np.array([1.0, -1.0]))
        x0 = np.array([-0.7, 0.7]) * domain
        setting = Setting(problem, norm, Gaussian(sigma), x0, range(1), domain_radius=domain)
        epsilon = min(float(problem.objective(x0)), 8 * setting.smoothness * domain**2) * 10 ** rng.uniform(-1.5, -0.6)
        tuned = FORMS[form].tuned(setting, epsilon)
        bound = FORMS[form].bound(tuned, np.array([tuned.iterations]))[0]
        assert 0.1 * epsilon <= bound <= epsilon * (1 + 1e-9), f"bound {bound}, epsilon {epsilon}, {setting}"


@pytest.mark.parametrize("form", list(FORMS))
def test_the_prescribed_iterations_grow_at_the_stated_rate(form):
    problem, x0 = Quadratic(np.eye(2), np.array([0.5, 0.0])), np.array([-0.5, 0.5])
    setting = Setting(problem, L2((2,)), Gaussian(1.0), x0, range(1), domain_radius=1.0)
    start = float(problem.objective(x0))
    exponent = arithmetic(FORMS[form], setting, lambda epsilon: np.log(8 * start / epsilon))
    assert exponent == pytest.approx(3.0, abs=1e-3)


def test_tuning_refuses_what_it_cannot_do():
    setting = Setting(Quadratic(np.eye(2)), L2((2,)), Gaussian(1.0), np.ones(2), range(1))
    with pytest.raises(ValueError, match="needs the domain_radius"):
        THEOREM.tuned(setting, 0.1)
    bounded = Setting(Quadratic(np.eye(2)), L2((2,)), Gaussian(1.0), np.ones(2) / 2, range(1), domain_radius=1.0)
    with pytest.raises(ValueError, match=r"epsilon must be at most 8 L D\^2"):
        THEOREM.tuned(bounded, 100.0)


def test_only_f_star_convex_is_accepted_by_the_objective_form_alone():
    experiment = case(problem=KinkedWell(2, regularizer=L1Penalty(0.5)))
    assert FORMS["sharp"].violated(experiment)
    assert FORMS["paper"].violated(experiment)
    assert FORMS["objective"].violated(experiment) == []


def test_the_objective_form_doubles_the_curvature():
    counts = np.array([1, 10, 1000])
    difference = FORMS["objective"].bound(case(), counts) - FORMS["sharp"].bound(case(), counts)
    np.testing.assert_allclose(difference, 2 * 2 * 0.04, rtol=1e-9)  # 2 L D eta, L = 1, D = 2
