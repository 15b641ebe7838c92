"""T9: hypotheses, forms, tuning, and the equality."""

from __future__ import annotations

import cvxpy as cp
import numpy as np
import pytest

from ntr.case import Case, Setting
from ntr.methods import TrustRegion
from ntr.norms import L1, L2, CvxNorm, LInf, Spectral
from ntr.observables import momentum_error
from ntr.simulate import simulate
from ntr.theorem import UnmetHypotheses
from ntr.theorems.dual_noise import STATEMENTS, THEOREM
from ntr.theorems.nonconvex_momentum import STATEMENTS as T2
from problems import (
    DiagonalGaussian,
    Gaussian,
    Huber,
    Linear,
    LogCosh,
    Quadratic,
    Rademacher,
    Separable,
    Softmax,
    StudentT,
    TwoPoint,
)
from problems.minibatch import Minibatch
from proofs_checks.check import arithmetic

FORMS = {theorem.form: theorem for theorem in STATEMENTS}
TUNED = [theorem.form for theorem in STATEMENTS if theorem.tuned is not None]
ZERO = next(theorem for theorem in T2 if theorem.form == "zero")
COUNTS = np.array([1, 2, 3, 10, 100, 1000])


def case(noise=None, norm=None, momentum: float = 0.1, **changes) -> Case:
    problem = changes.get("problem", Separable(LogCosh(), np.ones(4)))
    norm = L2(problem.shape) if norm is None else norm
    method = changes.get("method", TrustRegion(norm, 0.01, momentum))
    return Case(problem, noise or Gaussian(1.0), method, np.zeros(problem.shape), 100, range(4))


def test_the_first_statement_is_the_theorem():
    assert THEOREM is STATEMENTS[0]


@pytest.mark.parametrize("momentum", [1.0, 0.3, 0.01])
def test_isotropic_noise_gives_t2_back(momentum):
    """M = 1 is the best for equal variances: rho sigma; in l_2 so is T = 1. gamma is smaller."""
    for norm in (L1((4,)), L2((4,)), LInf((4,))):
        experiment = case(Rademacher(1.0), norm, momentum)
        np.testing.assert_allclose(
            FORMS["weighted"].bound(experiment, COUNTS), ZERO.bound(experiment, COUNTS), rtol=1e-12
        )
    experiment = case(Gaussian(1.0), L2((4,)), momentum)
    usual = ZERO.bound(experiment, COUNTS)
    np.testing.assert_allclose(FORMS["type_two"].bound(experiment, COUNTS), usual, rtol=1e-12)
    assert (FORMS["gaussian"].bound(experiment, COUNTS) < usual).all()


@pytest.mark.parametrize(
    ("noise", "norm", "ratio"),
    [
        (TwoPoint(1.0, 3.0, [0.0, 1.0, 0.0, 0.0]), LInf((4,)), 2.0),
        (DiagonalGaussian([0.0, 1.0, 0.0, 0.0]), LInf((4,)), 2.0),
        (TwoPoint(1.0, 0.0, np.ones((3, 3))), Spectral((3, 3)), np.sqrt(3)),
        (DiagonalGaussian(np.eye(1, 3) * np.ones((3, 1))), Spectral((3, 3)), np.sqrt(3)),
    ],
)
def test_structured_noise_loses_rho(noise, norm, ratio):
    """Noise of rank one: the noise term is smaller by rho."""
    experiment = case(noise, norm, problem=Separable(LogCosh(), np.ones(norm.shape)))
    ours, usual = (theorem.terms(experiment, COUNTS)["noise"] for theorem in (FORMS["weighted"], ZERO))
    np.testing.assert_allclose(usual / ours, ratio, rtol=1e-12)
    assert FORMS["weighted"].terms(experiment, COUNTS)["drift"] == pytest.approx(
        ZERO.terms(experiment, COUNTS)["drift"]
    )


USER = CvxNorm((4,), lambda x: cp.norm1(x) + cp.norm_inf(x))


@pytest.mark.parametrize(
    ("form", "changes", "message"),
    [
        ("weighted", {"method": TrustRegion(L2((4,)), 0.1, 0.5, 0.1)}, "weight_decay must be 0"),
        ("weighted", {"problem": Linear(np.ones(4))}, "inf F must have a certified finite lower end"),
        ("type_two", {"norm": USER}, r"no certified T sigma_\*"),
        ("gaussian", {"noise": Rademacher(1.0)}, "no certified Gaussian mean gamma"),
        ("gaussian", {"noise": StudentT(1.0, 5.0)}, "no certified Gaussian mean gamma"),
        ("error", {}, "grad f must be constant"),
        ("error", {"problem": Quadratic(np.eye(4))}, "grad f must be constant"),
        ("error", {"problem": Separable(Huber(1.0, 1.0), np.full(4, 9.0))}, "grad f must be constant"),
        ("error", {"problem": Linear(np.ones((3, 3))), "norm": Spectral((3, 3))}, "no certified exact Gaussian mean gamma"),
    ],
)  # fmt: skip
def test_unmet_hypotheses_raise_with_the_list(form, changes, message):
    with pytest.raises(UnmetHypotheses, match=message):
        FORMS[form].require(case(**changes))


def test_noise_that_says_nothing_is_refused():
    problem = Softmax(np.eye(3), np.arange(3))
    with pytest.raises(UnmetHypotheses, match="no certified rho_M sigma_M"):
        THEOREM.require(case(Minibatch(2), problem=problem))
    with pytest.raises(ValueError, match="certifies no such level"):
        THEOREM.bound(case(Minibatch(2), problem=problem), COUNTS)


@pytest.mark.parametrize("form", TUNED)
def test_tuned_parameters_give_epsilon_for_random_constants(form):
    rng = np.random.default_rng(2)
    for _ in range(100):
        curvature, slope, start, sigma = 10 ** rng.uniform(-2, 2, size=4)
        norm = [L1((2,)), L2((2,)), LInf((2,))][rng.integers(3)]
        problem = Separable(Huber(curvature, slope), np.zeros(2))
        noise = DiagonalGaussian(sigma * rng.uniform(size=2))
        setting = Setting(problem, norm, noise, np.array([start, 0.0]), range(1))
        epsilon = (setting.initial_gap * curvature) ** 0.5 * 10 ** rng.uniform(-2, -0.5)
        tuned = FORMS[form].tuned(setting, epsilon)
        bound = FORMS[form].bound(tuned, np.array([tuned.iterations]))[0]
        assert 0.1 * epsilon <= bound <= epsilon * (1 + 1e-9), f"bound {bound}, epsilon {epsilon}, {setting}"


@pytest.mark.parametrize("form", TUNED)
def test_the_prescribed_iterations_grow_at_the_stated_rate(form):
    setting = Setting(Separable(LogCosh(), np.zeros(2)), L2((2,)), Gaussian(1.0), np.ones(2), range(1))
    assert arithmetic(FORMS[form], setting, lambda epsilon: 1.0) == pytest.approx(4.0, abs=1e-3)


@pytest.mark.parametrize("momentum", [1.0, 0.5, 0.1])
def test_the_error_is_what_the_recursion_gives(momentum):
    """The bound is gamma times the root of the sum of squared weights, which the recursion itself makes."""
    experiment = case(Gaussian(1.0), LInf((4,)), momentum, problem=Linear(np.ones(4)))
    gamma = np.sqrt(2 / np.pi) * 2
    weights = np.array([1.0])
    for k in range(1, 8):
        assert FORMS["error"].bound(experiment, np.array([k]))[0] == pytest.approx(gamma * np.linalg.norm(weights))
        weights = np.append((1 - momentum) * weights, momentum)


def test_the_measured_error_is_that_of_the_momentum():
    experiment = case(Gaussian(1.0), L1((4,)), 0.3, problem=Linear(np.ones(4)))
    record = FORMS["error"].record(experiment)
    run = simulate(experiment, checkpoints=[1, 3], record=record)
    zero = case(Gaussian(0.0), L1((4,)), 0.3, problem=Linear(np.ones(4)))
    quiet = simulate(zero, checkpoints=[1, 3], record={"error": momentum_error(L1((4,)))})
    assert (FORMS["error"].measured(experiment, run) > 0).all()
    assert (quiet.series["error"] <= 1e-15).all()
