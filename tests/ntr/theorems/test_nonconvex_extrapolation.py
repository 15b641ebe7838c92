"""T5: hypotheses, forms, tuning."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.case import Case, Setting
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from ntr.theorem import UnmetHypotheses
from ntr.theorems.nonconvex_extrapolation import STATEMENTS, THEOREM
from problems import Gaussian, Huber, LogCosh, Separable
from proofs_checks.check import arithmetic

FORMS = {theorem.form: theorem for theorem in STATEMENTS}


def case(momentum=0.1, radius=0.02, scalar=None, extrapolate=True):
    problem = Separable(scalar or LogCosh(), np.array([0.5, 0.0]))
    method = TrustRegion(L2((2,)), radius, momentum, extrapolate=extrapolate)
    return Case(problem, Gaussian(1.0), method, np.array([-1.0, 1.0]), 100, range(4))


def test_the_first_statement_is_the_theorem():
    assert THEOREM is STATEMENTS[0]


@pytest.mark.parametrize("momentum", [1.0, 0.5, 0.02])
def test_the_sharp_form_refines_the_paper_form(momentum):
    experiment, counts = case(momentum), np.array([1, 2, 3, 10, 100, 1000])
    sharp, paper = FORMS["sharp"].bound(experiment, counts), FORMS["paper"].bound(experiment, counts)
    assert (sharp <= paper * (1 + 1e-12)).all(), f"{sharp} {paper}"


def test_the_zero_form_by_hand():
    """Delta_0/(eta K) + L eta/2 + (1-a) H eta^2/a^2 mean tau_k + sigma mean c_k with L = 1, H = 4/(3 sqrt 3), summed."""
    a, eta, count = 0.1, 0.02, 100
    experiment = case(a, eta)
    k = np.arange(count)
    s = np.sqrt(a / (2 - a) + 2 * (1 - a) / (2 - a) * (1 - a) ** (2.0 * k))
    c = s + (1 - a) * np.concatenate([[0.0], s[:-1]])
    drift = (1 - a) * 4 / (3 * np.sqrt(3)) * eta**2 / a**2 * np.mean(1 - (1 - a) ** k)
    exact = experiment.setting.initial_gap / (eta * count) + eta / 2 + drift + np.mean(c)
    bound = FORMS["zero"].bound(experiment, np.array([count]))[0]
    assert exact <= bound * (1 + 1e-12)
    assert bound <= 1.1 * exact  # (0.1) of theory.md bounds the mean of c_k by its steady value and 2 w/(aK)


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
        curvature, slope, size, sigma = 10 ** rng.uniform(-1, 1, size=4)
        norm = LInf((2,)) if rng.uniform() < 0.5 else L2((2,))
        problem = Separable(LogCosh(curvature, slope), size * np.array([1.0, -1.0]))
        setting = Setting(problem, norm, Gaussian(sigma), np.zeros(2), range(1))
        start = float(norm.dual(problem.gradient(np.zeros(2))))
        epsilon = min(start, setting.dual_deviation) * 10 ** rng.uniform(-1.5, -0.6)
        tuned = FORMS[form].tuned(setting, epsilon)
        bound = FORMS[form].bound(tuned, np.array([tuned.iterations]))[0]
        assert 0.1 * epsilon <= bound <= epsilon * (1 + 1e-9), f"bound {bound}, epsilon {epsilon}, {setting}"


@pytest.mark.parametrize("form", list(FORMS))
def test_the_prescribed_iterations_grow_at_the_stated_rate(form):
    problem = Separable(LogCosh(), np.array([0.5, 0.0]))
    setting = Setting(problem, L2((2,)), Gaussian(1.0), np.array([-0.5, 0.5]), range(1))
    assert arithmetic(FORMS[form], setting, lambda epsilon: 1.0) == pytest.approx(3.5, abs=2e-3)
