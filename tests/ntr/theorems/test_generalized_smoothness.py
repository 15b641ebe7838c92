"""T10: hypotheses, forms, tuning, the certified maximum."""

from __future__ import annotations

import cvxpy as cp
import numpy as np
import pytest

from ntr.case import Case, Setting
from ntr.lmos import Perturbed
from ntr.maxima import mean_generalized_gradient
from ntr.methods import Clipped, OrthogonalSGDM, SmoothClipped, TrustRegion
from ntr.norms import L1, L2, CvxNorm, LInf
from ntr.regularizers import L1Penalty
from ntr.simulate import simulate
from ntr.theorem import UnmetHypotheses
from ntr.theorems import nonconvex_momentum
from ntr.theorems.generalized_smoothness import STATEMENTS, THEOREM
from problems import Cosh, Gaussian, Linear, LogCosh, Separable
from proofs_checks.check import arithmetic

FORMS = {theorem.form: theorem for theorem in STATEMENTS}
COUNTS = np.array([1, 2, 3, 10, 100, 1000, 10000])
NORM = L2((3,))
COSH = Separable(Cosh(3.0), np.ones(3))
L0, L1_ = COSH.generalized_smoothness(NORM)


def case(method, sigma: float = 0.0, problem=COSH, iterations: int = 10000) -> Case:
    return Case(problem, Gaussian(sigma), method, np.zeros(3), iterations, range(4))


def test_the_first_statement_is_the_theorem():
    assert THEOREM is STATEMENTS[0]


@pytest.mark.parametrize("momentum", [1.0, 0.3, 0.01])
def test_without_l1_and_clipping_it_is_t2(momentum):
    t2 = next(theorem for theorem in nonconvex_momentum.STATEMENTS if theorem.form == "zero")
    soft = Separable(LogCosh(), np.ones(3))
    experiment = case(TrustRegion(NORM, 0.01, momentum), 1.0, soft)
    expected = t2.bound(experiment, COUNTS)
    np.testing.assert_allclose(FORMS["stochastic"].bound(experiment, COUNTS), expected, rtol=1e-12)
    unclipped = case(Clipped(NORM, 0.01, np.inf, momentum), 1.0, soft)
    np.testing.assert_allclose(FORMS["stochastic"].bound(unclipped, COUNTS), expected, rtol=1e-12)
    clipped = case(Clipped(NORM, 0.01, 0.5, momentum), 1.0, soft)
    np.testing.assert_allclose(FORMS["stochastic"].bound(clipped, COUNTS), expected + 0.01 / 2, rtol=1e-12)


def test_the_deterministic_bounds_solve_their_equations():
    gamma, eta = 0.7 / L0, 0.5 / L1_
    clipping = case(Clipped(NORM, eta, gamma))
    e, gap = FORMS["clipping"].bound(clipping, COUNTS), clipping.setting.initial_gap
    share = 1 - (L0 * gamma + L1_ * eta) / 2
    np.testing.assert_allclose(COUNTS * share * np.minimum(eta * e, gamma * e**2), gap, rtol=1e-12)
    assert e[0] > eta / gamma > e[-1], "both branches"
    smooth = case(SmoothClipped(NORM, L0, L1_))
    e = FORMS["smooth"].bound(smooth, COUNTS)
    np.testing.assert_allclose(COUNTS * e**2 / (2 * (L0 + L1_ * e)), gap, rtol=1e-12)


@pytest.mark.parametrize(
    ("experiment", "form", "message"),
    [
        (case(TrustRegion(NORM, 0.1)), "clipping", "the method must be Clipped"),
        (case(Clipped(NORM, 0.1, 0.1), 1.0), "clipping", "sigma must be 0"),
        (case(Clipped(NORM, 0.1, 0.1, 0.5)), "clipping", "momentum must be 1"),
        (case(Clipped(NORM, lambda k: 0.1, 0.1)), "clipping", "radius must be constant, got a schedule"),
        (case(Clipped(NORM, 0.1, 0.1, lambda k: 0.5)), "stochastic", "momentum must be constant, got a schedule"),
        (case(Clipped(NORM, 1.01 / L1_, 0.1)), "clipping", "eta must be at most 1/L_1"),
        (case(Clipped(NORM, 0.1, 2 / L0)), "clipping", r"L_0 gamma \+ L_1 eta must be less than 2"),
        (case(Clipped(NORM, 0.1, np.inf)), "clipping", "must be less than 2"),
        (case(Clipped(NORM, 0.1, 0.1)), "smooth", "the method must be SmoothClipped"),
        (case(SmoothClipped(NORM, 0.9 * L0, L1_)), "smooth", "the L_0 of the method must be at least"),
        (case(SmoothClipped(NORM, L0, 0.9 * L1_)), "smooth", "the L_1 of the method must be at least"),
        (case(OrthogonalSGDM(NORM, 0.1)), "stochastic", "the method must be TrustRegion"),
        (case(TrustRegion(NORM, 0.1, 0.5, 0.1)), "stochastic", "weight_decay must be 0"),
        (case(TrustRegion(NORM, 0.1, lmo=Perturbed(0.1, 1.0))), "stochastic", "must be exact"),
        (case(TrustRegion(NORM, 1.01 / L1_)), "stochastic", "eta must be at most 1/L_1"),
        (case(TrustRegion(NORM, 0.1, 0.1)), "stochastic", "q = L_1 eta .* must be less than 1"),
        (case(TrustRegion(NORM, 0.1), problem=Linear(np.ones(3))), "stochastic", "inf F must have a certified finite"),
        (
            case(TrustRegion(NORM, 0.1), problem=Separable(Cosh(3.0), np.ones(3), regularizer=L1Penalty(1.0))),
            "stochastic",
            r"R must be Zero\(\)",
        ),
    ],
)
def test_unmet_hypotheses_raise_with_the_list(experiment, form, message):
    with pytest.raises(UnmetHypotheses, match=message):
        FORMS[form].require(experiment)


def random_setting(rng, sigma: float) -> tuple[Setting, float]:
    norm = [L1((2,)), L2((2,)), LInf((2,))][rng.integers(3)]
    problem = Separable(Cosh(10 ** rng.uniform(-1, 1)) if rng.uniform() < 0.7 else LogCosh(), np.zeros(2))
    setting = Setting(problem, norm, Gaussian(sigma), 10 ** rng.uniform(-1, 1, size=2), range(1))
    return setting, setting.initial_gap**0.5 * 10 ** rng.uniform(-2, -0.5)


@pytest.mark.parametrize("form", ["stochastic", "clipping", "smooth"])
def test_tuned_parameters_give_epsilon_for_random_constants(form):
    rng = np.random.default_rng(2)
    for _ in range(200):
        setting, epsilon = random_setting(rng, 10 ** rng.uniform(-2, 1) if form == "stochastic" else 0.0)
        tuned = FORMS[form].tuned(setting, epsilon)
        FORMS[form].require(tuned)
        bound = FORMS[form].bound(tuned, np.array([tuned.iterations]))[0]
        assert 0.05 * epsilon <= bound <= epsilon * (1 + 1e-9), f"bound {bound}, epsilon {epsilon}, {setting}"


@pytest.mark.parametrize("form", ["stochastic", "clipping", "smooth"])
def test_the_prescribed_iterations_grow_at_the_stated_rate(form):
    setting, _ = random_setting(np.random.default_rng(0), 1.0 if form == "stochastic" else 0.0)
    assert arithmetic(FORMS[form], setting, lambda epsilon: 1.0) == pytest.approx(FORMS[form].rate[0], abs=2e-2)


def test_a_setting_without_constants_is_refused():
    setting = Setting(Linear(np.zeros(2), curvature=1.0), L2((2,)), Gaussian(0.0), np.zeros(2), range(1))
    assert setting.generalized_smoothness == (1.0, 0.0)
    with pytest.raises(ValueError, match="epsilon must be positive"):
        FORMS["smooth"].tuned(setting, 0.0)


def test_the_maximum_is_the_recursion():
    """u_{k+1} = u_k + (L_0 + L_1 u_k) eta, averaged, against the closed form; and no path exceeds it."""
    problem = Separable(Cosh(12.0), np.array([1.0, -1.0, 0.5]))
    method = TrustRegion(NORM, 0.02, 0.5)
    experiment = Case(problem, Gaussian(20.0), method, np.zeros(3), 100, range(64))
    u = [float(NORM.dual(problem.gradient(np.zeros(3))))]
    for _ in range(99):
        u.append(u[-1] + (L0 + L1_ * u[-1]) * 0.02)
    means = np.cumsum(u) / np.arange(1, 101)
    counts = np.array([1.0, 2.0, 10.0, 100.0])
    maximum = mean_generalized_gradient(experiment, counts)
    np.testing.assert_allclose(maximum, means[counts.astype(int) - 1], rtol=1e-10)
    run = simulate(experiment, checkpoints=[1, 2, 10, 100], record=THEOREM.record(experiment))
    assert (run.series["measured"] <= maximum[:, None] * (1 + 1e-12)).all()
    far = mean_generalized_gradient(experiment, np.array([1e7]))
    assert far == pytest.approx(np.sinh(12.0) * np.sqrt(3)), (
        "the supremum of the gradient, where the recursion overflows"
    )


def test_a_norm_without_generalized_constants_uses_l():
    norm = CvxNorm((3,), lambda x: 2 * cp.norm1(x))
    problem = Separable(Cosh(1.0), np.ones(3))
    experiment = Case(problem, Gaussian(0.0), TrustRegion(norm, 0.01), np.zeros(3), 5, range(1))
    assert experiment.setting.generalized_smoothness == (experiment.setting.smoothness, 0.0)
    assert not THEOREM.violated(experiment)
