"""The instances of statistics.md section 2: their constants in closed form, and that a scaled one is the same experiment."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from ntr.case import Setting
from ntr.methods import parameters
from ntr.norms import L2, LInf
from ntr.observables import frank_wolfe_gap
from ntr.regularizers import Box
from ntr.simulate import simulate
from ntr.theorem import Theorem
from problems import Linear, Rademacher
from proofs_checks import instances, instances_gap, instances_star_convex


def statement(stem: str, form: str) -> Theorem:
    statements = importlib.import_module(f"ntr.theorems.{stem}").STATEMENTS
    return next(theorem for theorem in statements if theorem.form == form)


@pytest.mark.parametrize(
    ("setting", "smoothness", "second", "sigma", "gap"),
    [
        (instances.slope(0.1), 1.0, None, 1.0, 1.0),
        (instances.log_cosh(0.1), 1.0, 4 / 3**1.5, 1.0, 1.0),
        (instances.saturating(0.1), 2.0, 4.6685592843, 2.0, 0.5),
        (instances_star_convex.softslope(0.1), math.sqrt(0.2 * 3**1.5 / 4), 1.0, 1.0, 1.0),
        (instances.interior(0.1), 1.0, None, 1.0, 0.4 * 1.5 - 0.08),
        (instances.quadratic(0.1), 1.0, 0.0, 1.0, 1.125),
        (instances.star_exponential(0.1), 2.0, 3.0, 2.0, 1.5 * (1 - math.exp(-1.5))),
        (instances_star_convex.soft_interior(0.1), math.sqrt(0.4 * 3**1.5 / 4), 1.0, 1.0, 0.44714),
        (instances_star_convex.rippled_quadratic(0.1), 1.001, 1.0, 1.0, 1.125),
        (instances_star_convex.quadratic_in_box(0.1), 1.0, 0.0, 1.0, 0.5),
        (instances_star_convex.star_exponential_in_box(0.1), 2.0, 3.0, 2.0, 1 - math.exp(-1)),
        (instances_gap.log_cosh(0.1), 1.0, 4 / 3**1.5, 1.0, 0.8555),
        (instances_gap.saturating(0.1), 2.0, 4.6685592843, 2.0, 2.25 / 3.25),
    ],
)
def test_constants(setting: Setting, smoothness: float, second: float | None, sigma: float, gap: float) -> None:
    assert setting.smoothness == pytest.approx(smoothness, rel=1e-12)
    bound = setting.constants.H
    assert bound is None if second is None else bound is not None and bound.value == pytest.approx(second, rel=1e-9)
    assert setting.sigma == sigma
    assert setting.initial_gap == pytest.approx(gap, rel=1e-4)
    if setting.domain_radius is not None:  # the minimizer lies inside the ball, the start at its end
        region = setting.region
        assert region is not None
        assert region.infimum[0] == pytest.approx(setting.constants.infimum[0], abs=1e-12)
        assert setting.norm(setting.x0) == setting.domain_radius == 1


def test_power_tail_is_one_function_for_every_epsilon() -> None:
    first, last = (instances.power_tail_noiseless(epsilon) for epsilon in (0.06, 0.003))
    t = np.linspace(-3, 3, 7)[:, None]
    assert np.array_equal(first.problem.value(t), last.problem.value(t))
    assert first.smoothness == 0.25
    for setting, epsilon in ((first, 0.06), (last, 0.003)):
        assert 0 <= setting.x0[0] - 1 <= 4 * epsilon
        assert setting.initial_gap == pytest.approx(float((1 + setting.x0[0] ** 2) ** -0.125), rel=1e-12)
    assert abs(last.problem.gradient(last.x0)[0]) == pytest.approx(0.115, abs=1e-3)


@pytest.mark.parametrize(
    ("stem", "setting", "epsilon", "iterations"),
    [  # K at the first epsilon of the tables of statistics.md, where they give all digits
        ("nonconvex_momentum", instances.slope, 0.5, 5265),
        ("star_convex_clipping", instances_star_convex.edge_of_box, 0.8, 6863),
        ("star_convex_extrapolation", instances_star_convex.soft_edge_fixed, 0.25, 5001),
    ],
)
def test_prescribed_iterations_of_the_tables(
    stem: str, setting: Callable[[float], Setting], epsilon: float, iterations: int
) -> None:
    theorem = statement(stem, "zero" if stem.startswith("nonconvex") else "sharp")
    assert theorem.tuned is not None
    assert theorem.tuned(setting(epsilon), epsilon).iterations == pytest.approx(iterations, rel=3e-4)


@pytest.mark.parametrize(
    ("stem", "form", "ball", "box"),
    [
        ("nonconvex_momentum", "zero", False, False),
        ("nonconvex_extrapolation", "zero", False, False),
        ("star_convex_clipping", "sharp", False, True),
        ("star_convex_decay", "sharp", True, False),
        ("star_convex_extrapolation", "sharp", True, False),
        ("constrained_gap", "sharp", True, False),
    ],
)
def test_twice_the_function_under_twice_the_noise_at_twice_epsilon(stem: str, form: str, ball: bool, box: bool) -> None:
    """The same eta, alpha, K and iterates: so a table of f/2 is measured on f."""
    theorem = statement(stem, form)
    assert theorem.tuned is not None
    cases = []
    for scale in (1.0, 2.0):
        if form == "zero":  # a linear function has no infimum
            curved = instances.log_cosh(0.5).problem
            problem = replace(curved, scalar=replace(curved.scalar, curvature=scale, slope=scale))
        elif box:
            problem = Linear(np.array([0.5 * scale]), curvature=scale, regularizer=Box(-1.0, 1.0))
        else:
            problem = Linear(np.array([0.5 * scale]), curvature=scale)
        norm = LInf((1,)) if box else L2((1,))
        setting = Setting(problem, norm, Rademacher(scale), np.ones(1), range(2), domain_radius=1.0 if ball else None)
        cases.append(theorem.tuned(setting, 0.5 * scale))
    one, two = cases
    assert one.iterations == two.iterations
    assert parameters(one.method) == pytest.approx(parameters(two.method), rel=1e-14)
    final = [simulate(replace(case, iterations=50), engine="numpy").final for case in cases]
    np.testing.assert_allclose(final[0], final[1], rtol=1e-12)


@pytest.mark.parametrize(
    ("setting", "epsilon", "gap"),
    [
        (instances.edge_fixed, 0.25, 1.0),
        (instances_gap.log_cosh, 0.25, 2 * math.tanh(1.5)),
        (instances_gap.saturating, 0.3, 6 / 3.25**2),
    ],
)
def test_gap_at_the_start(setting: Callable[[float], Setting], epsilon: float, gap: float) -> None:
    """Above the largest epsilon of the grid."""
    theorem = statement("constrained_gap", "sharp")
    assert theorem.tuned is not None
    case = replace(theorem.tuned(setting(epsilon), epsilon), iterations=1)
    record = {"gap": frank_wolfe_gap(case.problem, case.method.norm, 1.0, "mean")}
    assert simulate(case, record=record, engine="numpy").series["gap"][0, 0] == pytest.approx(gap, rel=1e-12)
    assert epsilon < gap
