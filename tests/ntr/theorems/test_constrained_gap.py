"""T7: hypotheses, forms, tuning, and the gap itself."""

from __future__ import annotations

import cvxpy as cp
import numpy as np
import pytest

from ntr.case import Case, Setting
from ntr.methods import OrthogonalSGDM, TrustRegion
from ntr.methods.state import State
from ntr.norms import L1, L2, LInf, Nuclear, Spectral
from ntr.observables import frank_wolfe_gap
from ntr.regularizers import Box, L1Penalty, Zero
from ntr.theorem import UnmetHypotheses
from ntr.theorems.constrained_gap import STATEMENTS, THEOREM
from ntr.trajectory import Point
from problems import Gaussian, Huber, Linear, LogCosh, Quadratic, Saturating, Separable
from proofs_checks.catalogue import extrapolated
from proofs_checks.check import arithmetic
from proofs_checks.constrained_gap import cases

FORMS = {theorem.form: theorem for theorem in STATEMENTS}


def case(momentum: float = 0.1, decay: float = 0.02, iterations: int = 100, **changes) -> Case:
    problem = changes.get("problem", Separable(Saturating(), np.array([0.5, 0.0])))
    method = changes.get("method", TrustRegion(L2((2,)), 2 * decay, momentum, decay, changes.get("extrapolate", False)))
    x0 = changes.get("x0", np.array([-1.0, 1.0]))
    return Case(problem, Gaussian(1.0), method, x0, iterations, range(4))


def test_the_first_statement_is_the_theorem():
    assert THEOREM is STATEMENTS[0]


@pytest.mark.parametrize("momentum", [1.0, 0.5, 0.02, 0.01])
def test_the_sharp_form_refines_the_paper_form(momentum):
    experiment = case(momentum)
    counts = np.array([1, 2, 3, 10, 100, 1000])
    sharp, paper = FORMS["sharp"].bound(experiment, counts), FORMS["simple"].bound(experiment, counts)
    assert (sharp <= paper * (1 + 1e-12)).all(), f"{sharp} {paper}"


@pytest.mark.parametrize("form", ["sharp", "extrapolated"])
@pytest.mark.parametrize("momentum", [1.0, 0.3, 0.02])
def test_the_bound_is_the_sum_of_the_steps_or_above_it(form, momentum):
    """beta sum gap <= Delta_0 + sum_k eta (E||e_k|| + E||ebar_k||) + 2 L eta^2, with the exact s_k and tau_k of theory.md."""
    a, b, eta = momentum, 0.02, 0.04
    experiment = case(a, b, extrapolate=form == "extrapolated")
    constants = experiment.setting.constants
    start = float(experiment.problem.objective(experiment.x0))
    per_error = constants.L.value * 2 * eta * (1 - a) / a if form == "sharp" else (
        (1 - a) * constants.H.value * (2 * eta) ** 2 / (2 * a**2)
    )  # fmt: skip

    def s(k: int) -> float:
        return np.sqrt(a / (2 - a) + 2 * (1 - a) / (2 - a) * (1 - a) ** (2 * k))

    total = start
    for k in range(100):
        drift = per_error * (1 - (1 - a) ** k)
        noise = s(k) + ((1 - a) * s(k - 1) if k else 0.0)
        total += eta * (noise + 2 * drift) + 2 * constants.L.value * eta**2
        bound = FORMS[form].bound(experiment, np.array([k + 1]))[0]
        assert total / (b * (k + 1)) <= bound * (1 + 1e-12), f"K = {k + 1}: {total / (b * (k + 1))}, bound {bound}"
    assert bound <= 1.2 * total / (b * 100), "the closed form is close to the sum"


@pytest.mark.parametrize(
    ("changes", "form", "message"),
    [
        ({"method": TrustRegion(L2((2,)), 0.1, 0.5)}, "simple", "weight_decay must be positive"),
        ({"method": OrthogonalSGDM(L2((2,)), 0.1)}, "simple", "method must be TrustRegion"),
        ({"x0": np.array([5.0, 0.0])}, "sharp", r"\|\|x_0\|\| must be at most D"),
        ({"extrapolate": True}, "sharp", "extrapolate must be False"),
        ({}, "extrapolated", "extrapolate must be True"),
        ({"problem": Separable(Huber(1.0, 1.0), np.zeros(2)), "extrapolate": True}, "extrapolated", "A4: no certified H"),
    ],
)  # fmt: skip
def test_unmet_hypotheses_raise_with_the_list(changes, form, message):
    with pytest.raises(UnmetHypotheses, match=message):
        FORMS[form].require(case(**changes))


def test_neither_star_convexity_nor_a_minimizer_is_asked_for():
    assert case().setting.region.comparator is None
    assert FORMS["sharp"].violated(case()) == []
    assert FORMS["sharp"].violated(case(problem=Linear(np.ones(2)))) == []


@pytest.mark.parametrize("form", list(FORMS))
def test_tuned_parameters_give_epsilon_for_random_constants(form):
    rng = np.random.default_rng(3)
    for _ in range(200):
        curvature, slope, domain, sigma = 10 ** rng.uniform(-1, 1, size=4)
        norm = LInf((2,)) if rng.uniform() < 0.5 else L2((2,))
        if form == "extrapolated":
            problem = Separable(LogCosh(), 0.3 * domain * np.array([1.0, -1.0]))
        else:
            problem = Separable(Huber(curvature, slope), 0.3 * domain * np.array([1.0, -1.0]))
        x0 = np.array([-0.7, 0.7]) * domain
        setting = Setting(problem, norm, Gaussian(sigma), x0, range(1), domain_radius=domain)
        start = float(problem.objective(x0))
        epsilon = min(start, setting.smoothness * domain**2) * 10 ** rng.uniform(-1.5, -0.6)
        tuned = FORMS[form].tuned(setting, epsilon)
        bound = FORMS[form].bound(tuned, np.array([tuned.iterations]))[0]
        assert tuned.method.domain_radius == pytest.approx(domain, rel=1e-12)
        assert 0.1 * epsilon <= bound <= epsilon * (1 + 1e-9), f"bound {bound}, epsilon {epsilon}, {setting}"


@pytest.mark.parametrize(("form", "rate"), [("simple", 4.0), ("sharp", 4.0), ("extrapolated", 3.5)])
def test_the_prescribed_iterations_grow_at_the_stated_rate(form, rate):
    problem, x0 = Separable(Saturating(), np.array([0.5, 0.0])), np.array([-0.5, 0.5])
    setting = Setting(problem, L2((2,)), Gaussian(1.0), x0, range(1), domain_radius=1.0)
    exponent = arithmetic(FORMS[form], setting, lambda epsilon: 1.0)
    assert exponent == pytest.approx(rate, abs=1e-3)
    assert FORMS[form].rate == (rate, 0)


def test_tuning_refuses_what_it_cannot_do():
    setting = Setting(Quadratic(np.eye(2)), L2((2,)), Gaussian(1.0), np.ones(2), range(1))
    with pytest.raises(ValueError, match="needs the domain_radius"):
        THEOREM.tuned(setting, 0.1)
    bounded = Setting(Quadratic(np.eye(2)), L2((2,)), Gaussian(0.0), np.ones(2) / 2, range(1), domain_radius=1.0)
    with pytest.raises(ValueError, match="epsilon is too large: it prescribes eta"):
        THEOREM.tuned(bounded, 100.0)
    no_h = Setting(Separable(Huber(1.0, 1.0), np.zeros(2)), L2((2,)), Gaussian(1.0), np.ones(2) / 2, range(1),
                   domain_radius=1.0)  # fmt: skip
    with pytest.raises(ValueError, match="no certified H"):
        FORMS["extrapolated"].tuned(no_h, 0.1)


@pytest.mark.parametrize("regularizer", [Zero(), L1Penalty(0.4), Box(-0.2, 0.5)], ids=lambda r: type(r).__name__)
@pytest.mark.parametrize("norm", [L1((4,)), L2((4,)), LInf((4,)), Spectral((2, 2)), Nuclear((2, 2))], ids=repr)
def test_the_gap_is_what_cvxpy_finds(norm, regularizer):
    rng = np.random.default_rng(7)
    problem = Separable(Saturating(), rng.normal(size=norm.shape), regularizer=regularizer)
    x = 0.1 * rng.normal(size=(2, *norm.shape))
    gradient, radius = problem.gradient(x), 0.7
    gap = frank_wolfe_gap(problem, norm, radius, "last").function(Point(0, State(0, x, x, x, None), gradient))
    for i in range(2):
        s = cp.Variable(norm.shape)
        size, constraints = norm.cvx(s)
        value, domain = regularizer.cvx(s)
        objective = cp.sum(cp.multiply(gradient[i], s)) + value
        least = cp.Problem(cp.Minimize(objective), [size <= radius, *constraints, *domain]).solve(solver="CLARABEL")
        expected = np.sum(gradient[i] * x[i]) + float(regularizer(x[i])) - least
        assert gap[i] == pytest.approx(expected, abs=2e-6), f"slice {i}"


def test_the_gap_vanishes_at_the_constrained_minimizer_and_nowhere_near():
    problem, norm = Quadratic(np.eye(2), np.array([2.0, 0.0])), L2((2,))
    points = np.array([[1.0, 0.0], [1.0, 1e-3], [0.9, 0.0]])
    observable = frank_wolfe_gap(problem, norm, 1.0, "last")
    gap = observable.function(Point(0, State(0, points, points, points, None), problem.gradient(points)))
    assert gap[0] == pytest.approx(0.0, abs=1e-15)
    assert (gap[1:] > 1e-7).all(), gap


@pytest.mark.parametrize("norm", [L1((3,)), L2((3,)), LInf((3,))], ids=repr)
def test_the_maximum_is_never_exceeded(norm):
    rng = np.random.default_rng(5)
    problem = Separable(LogCosh(), rng.normal(size=3), regularizer=L1Penalty(0.3))
    experiment = Case(problem, Gaussian(1.0), TrustRegion(norm, 0.2, 0.5, 0.1), np.zeros(3), 5, range(1))
    x = rng.normal(size=(2000, 3))
    x = 2.0 * x / norm(x)[:, None]
    gap = frank_wolfe_gap(problem, norm, 2.0, "last").function(Point(0, State(0, x, x, x, None), problem.gradient(x)))
    maximum = THEOREM.maximum(experiment, np.array([5.0]))[0]
    assert 0.2 * maximum < gap.max() <= maximum, (gap.max(), maximum)


def test_the_two_layer_network_is_not_vacuous():
    """Its constants hold on the ball only; a method that stays at x_0, where all signs are wrong, breaks both bounds."""
    ((_, network),) = [item for item in cases() if item.problem == "two-layer network"]
    problem, norm, x0 = network.problem, network.method.norm, network.x0
    assert problem.constants(norm).L is None
    split = problem.hidden * problem.features.shape[1]
    margins = problem.labels * (np.tanh(problem.features @ x0[:split].reshape(problem.hidden, -1).T) @ x0[split:])
    assert (margins < 0).all(), margins
    gradient = problem.gradient(x0)
    start = gradient @ x0 + network.setting.domain_radius * norm.dual(gradient)
    for form in ("simple", "sharp"):
        assert FORMS[form].violated(network) == []
        bound = FORMS[form].bound(network, np.array([network.iterations]))
        assert bound < 0.75 * start, (form, bound, start)
    assert any("no certified H" in line for line in FORMS["extrapolated"].violated(extrapolated(network)))
