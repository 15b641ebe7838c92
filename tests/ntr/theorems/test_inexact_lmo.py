"""T8: hypotheses, forms, tuning."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ntr.case import Case, Setting
from ntr.lmos import NewtonSchulz, OneSided, Perturbed, PolarExpress
from ntr.maxima import mean_gradient
from ntr.methods import Clipped, TrustRegion
from ntr.norms import L2, LInf, Spectral
from ntr.regularizers import L1Penalty
from ntr.simulate import simulate
from ntr.theorem import UnmetHypotheses
from ntr.theorems import nonconvex_extrapolation, nonconvex_momentum, star_convex_decay
from ntr.theorems.inexact_lmo import STATEMENTS, THEOREM
from problems import Gaussian, Huber, Linear, LogCosh, Quadratic, Separable
from proofs_checks.check import arithmetic

FORMS = {theorem.form: theorem for theorem in STATEMENTS}
COUNTS = np.array([1, 2, 3, 10, 100, 1000, 10000])
LOSSLESS = Perturbed(0.0, 1.0)


def form(module, name):
    return next(theorem for theorem in module.STATEMENTS if theorem.form == name)


def case(
    momentum: float = 0.1, lmo=None, decay: float = 0.0, extrapolate: bool = False, radius: float = 0.01, **changes
):
    problem = changes.get("problem", Separable(LogCosh(), np.full(3, 0.1)))
    method = changes.get("method", TrustRegion(L2((3,)), radius, momentum, decay, extrapolate, lmo))
    return Case(problem, Gaussian(1.0), method, np.zeros(3), 10000, range(4))


def test_the_first_statement_is_the_theorem():
    assert THEOREM is STATEMENTS[0]


@pytest.mark.parametrize("momentum", [1.0, 0.5, 0.01])
@pytest.mark.parametrize(
    ("name", "exact", "options"),
    [
        ("zero", form(nonconvex_momentum, "zero"), {}),
        ("replaced", form(nonconvex_momentum, "zero"), {}),
        ("extrapolation", form(nonconvex_extrapolation, "zero"), {"extrapolate": True}),
        ("decay", form(star_convex_decay, "sharp"), {"decay": 0.02}),
    ],
)
def test_the_exact_oracle_gives_the_exact_theorem(name, exact, options, momentum):
    experiment = case(momentum, None, **options)
    expected = exact.bound(experiment, COUNTS)
    np.testing.assert_allclose(FORMS[name].bound(experiment, COUNTS), expected, rtol=1e-12)
    lossless = case(momentum, LOSSLESS, **options)
    np.testing.assert_allclose(FORMS[name].bound(lossless, COUNTS), expected, rtol=1e-9)


@pytest.mark.parametrize("momentum", [1.0, 0.5, 0.01])
@pytest.mark.parametrize("name", ["zero", "replaced", "extrapolation", "decay"])
def test_short_steps_are_the_exact_theorem_with_a_shorter_radius(name, momentum):
    """d = (1-delta) lmo(m), tau = 1 - delta, is the exact method with the radius (1-delta) eta, and so is the bound."""
    options = {"decay": 0.02} if name == "decay" else {"extrapolate": True} if name == "extrapolation" else {}
    short = case(momentum, Perturbed(0.4, 0.6), radius=0.01, **options)
    exact = case(momentum, None, radius=0.006, **options)
    np.testing.assert_allclose(FORMS[name].bound(short, COUNTS), FORMS[name].bound(exact, COUNTS), rtol=1e-9)
    assert short.setting.domain_radius == pytest.approx(exact.setting.domain_radius)


@pytest.mark.parametrize("lmo", [Perturbed(0.3, 1.2), OneSided(0.0, 2.0), Perturbed(0.2, 0.9)], ids=repr)
@pytest.mark.parametrize("momentum", [1.0, 0.5, 0.01])
def test_the_replaced_form_is_the_weaker_one(momentum, lmo):
    experiment = case(momentum, lmo)
    late = COUNTS[COUNTS * momentum >= 1]
    assert (FORMS["zero"].bound(experiment, late) <= FORMS["replaced"].bound(experiment, late) * (1 + 1e-12)).all()


def test_a_worse_oracle_has_a_larger_bound():
    for name, options in (("zero", {}), ("extrapolation", {"extrapolate": True}), ("decay", {"decay": 0.02})):
        bounds = [FORMS[name].bound(case(0.1, lmo, **options), COUNTS)
                  for lmo in (None, Perturbed(0.2, 1.0), Perturbed(0.2, 1.5))]  # fmt: skip
        assert (bounds[1] < bounds[2]).all(), name
        if name != "decay":  # there delta is paid for by the hypothesis on the minimizer, not by the bound
            assert (bounds[0] <= bounds[1] * (1 + 1e-9)).all(), name


@pytest.mark.parametrize(
    ("changes", "name", "message"),
    [
        ({"decay": 0.1}, "zero", "weight_decay must be 0"),
        ({"extrapolate": True}, "zero", "extrapolate must be False"),
        ({}, "extrapolation", "extrapolate must be True"),
        ({}, "decay", "weight_decay must be positive"),
        ({"method": Clipped(L2((3,)), 0.1, 1.0)}, "zero", "the method must be TrustRegion"),
        ({"problem": Linear(np.ones(3))}, "zero", "inf F must have a certified finite lower end"),
        ({"problem": Separable(LogCosh(), np.ones(3), regularizer=L1Penalty(1.0))}, "zero", r"R must be Zero\(\)"),
        ({"problem": Separable(Huber(1.0, 1.0), np.ones(3)), "extrapolate": True}, "extrapolation", "no certified H"),
        # D = 1: the minimizer has length .85, inside tau D = 1.2, but outside (1 - delta) D = .7
        (
            {"decay": 0.01, "lmo": Perturbed(0.3, 1.2), "problem": Separable(LogCosh(), np.full(3, 0.49))},
            "decay",
            "A5: no",
        ),
    ],
)
def test_unmet_hypotheses_raise_with_the_list(changes, name, message):
    with pytest.raises(UnmetHypotheses, match=message):
        FORMS[name].require(case(**changes))


def test_the_minimizer_may_lie_just_within_what_the_oracle_reaches():
    FORMS["decay"].require(case(0.1, Perturbed(0.3, 1.2), decay=0.01, problem=Separable(LogCosh(), np.full(3, 0.4))))
    FORMS["decay"].require(case(0.1, None, decay=0.01, problem=Separable(LogCosh(), np.full(3, 0.49))))


def random_setting(rng, decay: bool = False) -> tuple[Setting, float]:
    curvature, slope, start, sigma = 10 ** rng.uniform(-2, 2, size=4)
    lmo = Perturbed(delta := rng.uniform(0, 0.8), 1 - delta + rng.uniform(0, 2), along=None)
    norm = LInf((2,)) if rng.uniform() < 0.5 else L2((2,))
    if decay:
        problem, noise = Quadratic(curvature * np.eye(2)), Gaussian(curvature * start * min(1.0, sigma))
        setting = Setting(problem, norm, noise, np.array([start, 0.0]), range(1),
                          domain_radius=start * rng.uniform(1, 3), lmo=lmo)  # fmt: skip
        return setting, curvature * start**2 * 10 ** rng.uniform(-2, -0.5)
    problem = Separable(LogCosh(curvature, slope), np.zeros(2))
    setting = Setting(problem, norm, Gaussian(sigma), np.array([start, 0.0]), range(1), lmo=lmo)
    return setting, (setting.initial_gap * curvature) ** 0.5 * 10 ** rng.uniform(-2, -0.5)


@pytest.mark.parametrize("name", ["zero", "replaced", "extrapolation", "decay"])
def test_tuned_parameters_give_epsilon_for_random_constants(name):
    rng = np.random.default_rng(2)
    for _ in range(200):
        setting, epsilon = random_setting(rng, decay=name == "decay")
        tuned = FORMS[name].tuned(setting, epsilon)
        FORMS[name].require(tuned)
        assert tuned.method.lmo == setting.lmo
        bound = FORMS[name].bound(tuned, np.array([tuned.iterations]))[0]
        assert 0.05 * epsilon <= bound <= epsilon * (1 + 1e-9), f"bound {bound}, epsilon {epsilon}, {setting}"


@pytest.mark.parametrize("name", ["zero", "replaced", "extrapolation"])
def test_the_prescribed_iterations_grow_at_the_stated_rate(name):
    setting, _ = random_setting(np.random.default_rng(0))
    setting = replace(setting, noise=Gaussian(1.0))
    assert arithmetic(FORMS[name], setting, lambda epsilon: 1.0) == pytest.approx(FORMS[name].rate[0], abs=1e-2)


def test_the_maximum_allows_for_long_steps():
    """A path that walks uphill on x^2/2 by steps of tau eta: the mean of ||grad f|| is exactly the maximum."""
    lmo = Perturbed(0.0, 2.0, along=2.0)
    experiment = Case(Quadratic(np.eye(1)), Gaussian(0.0), TrustRegion(L2(1), 0.1, lmo=lmo), np.ones(1), 5, range(1))
    walk = 1 + 0.2 * np.arange(5)
    assert mean_gradient(experiment, np.array([5.0]))[0] == pytest.approx(walk.mean())


@pytest.mark.parametrize("lmo", [NewtonSchulz(), PolarExpress()], ids=repr)
def test_the_bound_holds_on_a_run_with_a_certified_oracle(lmo):
    problem = Separable(LogCosh(), np.array([[1.0, -0.5, 0.2], [0.3, 0.8, -1.0]]))
    method = TrustRegion(Spectral((2, 3)), 0.02, 1.0, lmo=lmo)
    experiment = Case(problem, Gaussian(0.0), method, np.zeros((2, 3)), 300, range(1))
    run = simulate(experiment, record=THEOREM.record(experiment))
    bound, measured = THEOREM.bound(experiment, run.iterations), THEOREM.measured(experiment, run)[:, 0]
    assert (measured <= bound).all(), (measured, bound)
