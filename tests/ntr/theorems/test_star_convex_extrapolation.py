"""T6: hypotheses, forms, tuning."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.case import Case, Setting
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from ntr.theorem import UnmetHypotheses
from ntr.theorems.star_convex_extrapolation import STATEMENTS, THEOREM
from problems import Gaussian, Huber, LogCosh, Separable
from proofs_checks.check import arithmetic

FORMS = {theorem.form: theorem for theorem in STATEMENTS}


def case(momentum=0.1, decay=0.02, scalar=None, extrapolate=True):
    problem = Separable(scalar or LogCosh(), np.array([0.5, 0.0]))
    method = TrustRegion(L2((2,)), 2 * decay, momentum, decay, extrapolate)
    return Case(problem, Gaussian(1.0), method, np.array([-1.0, 1.0]), 100, range(4))


def test_the_first_statement_is_the_theorem():
    assert THEOREM is STATEMENTS[0]


@pytest.mark.parametrize("momentum", [1.0, 0.5, 0.02])
def test_the_sharp_form_refines_the_paper_form(momentum):
    experiment, counts = case(momentum), np.array([1, 2, 3, 10, 100, 1000])
    sharp, paper = FORMS["sharp"].bound(experiment, counts), FORMS["paper"].bound(experiment, counts)
    assert (sharp <= paper * (1 + 1e-12)).all(), f"{sharp} {paper}"


def test_the_sharp_bound_is_the_unrolled_recursion_or_above_it():
    """Phi_{k+1} <= (1-b) Phi_k + eta (E||e_k|| + E||ebar_k||) + 2 L eta^2, drift (1-a) H (2 eta)^2 tau_k/(2 a^2)."""
    a, b, eta = 0.1, 0.02, 0.04
    experiment = case(a, b)
    phi = float(experiment.problem.objective(experiment.x0))

    def s(k):
        return np.sqrt(a / (2 - a) + 2 * (1 - a) / (2 - a) * (1 - a) ** (2 * k))

    for k in range(100):
        drift = (1 - a) * 4 / (3 * np.sqrt(3)) * (2 * eta) ** 2 / (2 * a**2) * (1 - (1 - a) ** k)
        combined = s(k) + ((1 - a) * s(k - 1) if k else 0.0) + (2 if k else 1) * drift
        phi = (1 - b) * phi + eta * combined + 2 * eta**2
        bound = FORMS["sharp"].bound(experiment, np.array([k + 1]))[0]
        assert phi <= bound * (1 + 1e-12), f"K = {k + 1}: recursion {phi}, bound {bound}"


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"extrapolate": False}, "extrapolate must be True"), ({"scalar": Huber(1.0, 1.0)}, "A4")],
)
def test_unmet_hypotheses_raise_with_the_list(changes, message):
    with pytest.raises(UnmetHypotheses, match=message):
        THEOREM.require(case(**changes))


@pytest.mark.parametrize("form", list(FORMS))
def test_tuned_parameters_give_epsilon_for_random_constants(form):
    rng = np.random.default_rng(3)
    for _ in range(60):
        curvature, slope, domain, sigma = 10 ** rng.uniform(-1, 1, size=4)
        norm = LInf((2,)) if rng.uniform() < 0.5 else L2((2,))
        problem = Separable(LogCosh(curvature, slope), 0.3 * domain * np.array([1.0, -1.0]))
        x0 = np.array([-0.7, 0.7]) * domain
        setting = Setting(problem, norm, Gaussian(sigma), x0, range(1), domain_radius=domain)
        epsilon = float(problem.objective(x0)) * 10 ** rng.uniform(-1.5, -0.6)
        tuned = FORMS[form].tuned(setting, epsilon)
        bound = FORMS[form].bound(tuned, np.array([tuned.iterations]))[0]
        assert 0.1 * epsilon <= bound <= epsilon * (1 + 1e-9), f"bound {bound}, epsilon {epsilon}, {setting}"


@pytest.mark.parametrize(("form", "rate"), [("sharp", 2.5), ("objective", 2.5)])
def test_the_prescribed_iterations_grow_at_the_stated_rate(form, rate):
    problem, x0 = Separable(LogCosh(), np.array([0.5, 0.0])), np.array([-0.5, 0.5])
    setting = Setting(problem, L2((2,)), Gaussian(1.0), x0, range(1), domain_radius=1.0)
    start = float(problem.objective(x0))
    exponent = arithmetic(FORMS[form], setting, lambda epsilon: np.log(8 * start / epsilon))
    assert exponent == pytest.approx(rate, abs=2e-3)
