"""T6: hypotheses, forms, tuning."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.case import Case, Setting
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from ntr.regularizers import L1Penalty
from ntr.theorem import UnmetHypotheses
from ntr.theorems.star_convex_extrapolation import STATEMENTS, THEOREM
from problems import Gaussian, Huber, KinkedWell, LogCosh, Quadratic, Saturating, Separable
from proofs_checks.check import arithmetic

FORMS = {theorem.form: theorem for theorem in STATEMENTS}
CENTER = np.array([0.5, 0.0])


def case(momentum: float = 0.1, decay: float = 0.02, **changes) -> Case:
    problem = changes.get("problem", Separable(LogCosh(), CENTER))
    method = changes.get("method", TrustRegion(L2((2,)), 2 * decay, momentum, decay, extrapolate=True))
    return Case(problem, Gaussian(1.0), method, changes.get("x0", np.array([-1.0, 1.0])), 100, range(4))


@pytest.mark.parametrize("momentum", [1.0, 0.5, 0.1, 0.03])
def test_the_sharp_form_refines_the_paper_form_and_is_below_the_objective_form(momentum):
    counts = np.array([1, 2, 3, 10, 100, 1000])
    paper, sharp, objective = (theorem.bound(case(momentum), counts) for theorem in STATEMENTS)
    assert (sharp <= paper * (1 + 1e-12)).all(), f"{sharp} {paper}"
    np.testing.assert_allclose(objective - sharp, 2 * 2 * 0.04, rtol=1e-9)  # another 2 L D eta, D = 2


def test_the_sharp_bound_is_the_unrolled_recursion_or_above_it():
    """T4's recursion with the drift of Lemma 3': (1-a) H kappa^2 eta^2 tau_k/(2 a^2), kappa = 2."""
    a, b, eta = 0.1, 0.02, 0.04
    experiment = case(a, b)
    second = experiment.setting.second_smoothness
    phi = float(experiment.problem.objective(experiment.x0))

    def s(k: int) -> float:
        return np.sqrt(a / (2 - a) + 2 * (1 - a) / (2 - a) * (1 - a) ** (2 * k))

    for k in range(1000):
        drift = 2 * (1 - a) * second * eta**2 / a**2 * (1 - (1 - a) ** k)
        combined = s(k) + ((1 - a) * s(k - 1) if k else 0.0) + 2 * drift
        phi = (1 - b) * phi + eta * combined + 2 * eta**2
        bound = FORMS["sharp"].bound(experiment, np.array([k + 1]))[0]
        assert phi <= bound * (1 + 1e-12), f"K = {k + 1}: recursion {phi}, bound {bound}"
    assert bound <= 1.01 * phi, f"in the end they agree: recursion {phi}, bound {bound}"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"method": TrustRegion(L2((2,)), 0.1, 0.5, 0.05)}, "extrapolate must be True"),
        ({"method": TrustRegion(L2((2,)), 0.1, 0.5, extrapolate=True)}, "weight_decay must be positive"),
        ({"x0": np.array([5.0, 0.0])}, r"\|\|x_0\|\| must be at most D"),
        ({"problem": Separable(Huber(1.0, 1.0), CENTER)}, "A4: no certified H"),
        ({"problem": Separable(Saturating(), CENTER)}, "A5: no certified point"),
    ],
)
def test_unmet_hypotheses_raise_with_the_list(changes, message):
    with pytest.raises(UnmetHypotheses, match=message):
        THEOREM.require(case(**changes))


def test_only_f_star_convex_is_accepted_by_the_objective_form_alone():
    experiment = case(problem=KinkedWell(2, regularizer=L1Penalty(0.5)))
    assert FORMS["sharp"].violated(experiment)
    assert FORMS["paper"].violated(experiment)
    assert FORMS["objective"].violated(experiment) == []
    small = case(problem=KinkedWell(2, regularizer=L1Penalty(0.5)), method=TrustRegion(L2((2,)), 0.1, 0.5, 0.1, True))
    assert any("A5" in line for line in FORMS["objective"].violated(small)), (
        "the minimizer (1, 1) lies outside of D = 1"
    )


@pytest.mark.parametrize("form", list(FORMS))
def test_tuned_parameters_give_epsilon_for_random_constants(form):
    rng = np.random.default_rng(3)
    for _ in range(300):
        curvature, slope, domain, sigma = 10 ** rng.uniform(-1, 1, size=4)
        norm = LInf((2,)) if rng.uniform() < 0.5 else L2((2,))
        problem = Separable(LogCosh(curvature, slope), 0.3 * domain * np.array([1.0, -1.0]))
        x0 = np.array([-0.7, 0.7]) * domain
        setting = Setting(problem, norm, Gaussian(sigma), x0, range(1), domain_radius=domain)
        epsilon = float(problem.objective(x0)) * 10 ** rng.uniform(-1.5, -0.6)
        tuned = FORMS[form].tuned(setting, epsilon)
        assert FORMS[form].violated(tuned) == []
        bound = FORMS[form].bound(tuned, np.array([tuned.iterations]))[0]
        assert 0.1 * epsilon <= bound <= epsilon * (1 + 1e-9), f"bound {bound}, epsilon {epsilon}, {setting}"


@pytest.mark.parametrize("form", list(FORMS))
def test_the_prescribed_iterations_grow_at_the_stated_rate(form):
    """5/2; the paper-style form keeps 2 eta rho sigma/alpha, which asks for 3."""
    problem, x0 = Separable(LogCosh(), CENTER), np.array([-0.5, 0.5])
    setting = Setting(problem, L2((2,)), Gaussian(1.0), x0, range(1), domain_radius=1.0)
    start = float(problem.objective(x0))

    def log_factor(epsilon: float) -> float:
        """The exact logarithm of the form (in the sharp ones the second argument of the maximum is the larger)."""
        method = FORMS[form].tuned(setting, epsilon).method
        late = 0.0 if form == "paper" else 32 * method.radius / (method.momentum * epsilon)
        return np.log(max(8 * start / epsilon, late))

    exponent = arithmetic(FORMS[form], setting, log_factor)
    assert FORMS[form].rate == ((3.0, 1) if form == "paper" else (2.5, 1))
    assert exponent == pytest.approx(FORMS[form].rate[0], abs=1e-3)


def test_tuning_refuses_what_it_cannot_do():
    setting = Setting(Quadratic(np.eye(2)), L2((2,)), Gaussian(1.0), np.ones(2), range(1))
    for theorem in STATEMENTS:
        with pytest.raises(ValueError, match="needs the domain_radius"):
            theorem.tuned(setting, 0.1)
