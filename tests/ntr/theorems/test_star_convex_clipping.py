"""T3: hypotheses, forms, tuning."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.case import Case, Setting
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from ntr.regularizers import Box
from ntr.theorem import UnmetHypotheses
from ntr.theorems.star_convex_clipping import STATEMENTS, THEOREM
from problems import Gaussian, Huber, Quadratic, Separable
from proofs_checks.check import arithmetic

FORMS = {theorem.form: theorem for theorem in STATEMENTS}
QUADRATIC = Quadratic(np.eye(2), np.array([0.5, 0.0]), regularizer=Box(-1.0, 1.0))


def case(momentum=0.1, radius=0.04, problem=QUADRATIC, norm=None, decay=0.0):
    method = TrustRegion(norm or LInf((2,)), radius, momentum, decay)
    return Case(problem, Gaussian(1.0), method, np.array([-1.0, 1.0]), 100, range(4))


def test_the_first_statement_is_the_theorem():
    assert THEOREM is STATEMENTS[0]


@pytest.mark.parametrize("momentum", [1.0, 0.5, 0.02])
def test_the_sharp_form_refines_the_paper_form(momentum):
    experiment, counts = case(momentum), np.array([1, 2, 3, 10, 100, 1000])
    sharp, paper = FORMS["sharp"].bound(experiment, counts), FORMS["paper"].bound(experiment, counts)
    assert (sharp <= paper * (1 + 1e-12)).all(), f"{sharp} {paper}"


def test_the_sharp_bound_is_the_unrolled_recursion_or_above_it():
    """Phi_{k+1} <= (1-l) Phi_k + eta (E||e_k|| + E||ebar_k||) + L eta^2/2, D = 1.5 in l_inf, L = 2, rho sigma = sqrt 2."""
    a, eta, reach, noise, smoothness = 0.1, 0.04, 1.5, np.sqrt(2), 2.0
    experiment = case(a, eta)
    phi = float(QUADRATIC.objective(experiment.x0))

    def s(k):
        return np.sqrt(a / (2 - a) + 2 * (1 - a) / (2 - a) * (1 - a) ** (2 * k))

    for k in range(100):
        drift = smoothness * eta * (1 - a) / a * (1 - (1 - a) ** k)
        combined = noise * (s(k) + ((1 - a) * s(k - 1) if k else 0.0)) + (2 if k else 1) * drift
        phi = (1 - eta / reach) * phi + eta * combined + smoothness * eta**2 / 2
        bound = FORMS["sharp"].bound(experiment, np.array([k + 1]))[0]
        assert phi <= bound * (1 + 1e-12), f"K = {k + 1}: recursion {phi}, bound {bound}"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"decay": 0.1}, "weight_decay must be 0"),
        ({"problem": Quadratic(np.eye(2))}, "bounded"),
        ({"radius": 5.0}, "radius must be at most D"),
    ],
)
def test_unmet_hypotheses_raise_with_the_list(changes, message):
    with pytest.raises(UnmetHypotheses, match=message):
        THEOREM.require(case(**changes))


@pytest.mark.parametrize("form", list(FORMS))
def test_tuned_parameters_give_epsilon_for_random_constants(form):
    rng = np.random.default_rng(3)
    for _ in range(60):
        curvature, slope, size, sigma = 10 ** rng.uniform(-1, 1, size=4)
        norm = LInf((2,)) if rng.uniform() < 0.5 else L2((2,))
        problem = Separable(Huber(curvature, slope), 0.3 * size * np.array([1.0, -1.0]), regularizer=Box(-size, size))
        x0 = np.array([-0.7, 0.7]) * size
        setting = Setting(problem, norm, Gaussian(sigma), x0, range(1))
        start = float(problem.objective(x0))
        epsilon = min(start, 4 * setting.smoothness * size**2) * 10 ** rng.uniform(-1.5, -0.6)
        tuned = FORMS[form].tuned(setting, epsilon)
        bound = FORMS[form].bound(tuned, np.array([tuned.iterations]))[0]
        assert 0.1 * epsilon <= bound <= epsilon * (1 + 1e-9), f"bound {bound}, epsilon {epsilon}, {setting}"


@pytest.mark.parametrize("form", list(FORMS))
def test_the_prescribed_iterations_grow_at_the_stated_rate(form):
    x0 = np.array([-0.5, 0.5])
    setting = Setting(QUADRATIC, L2((2,)), Gaussian(1.0), x0, range(1))
    start = float(QUADRATIC.objective(x0))
    exponent = arithmetic(FORMS[form], setting, lambda epsilon: np.log(8 * start / epsilon))
    assert exponent == pytest.approx(3.0, abs=1e-3)
