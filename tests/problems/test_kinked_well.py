"""The kinked well: F is star-convex, f is not."""

from __future__ import annotations

import numpy as np
import pytest

from ntr import Case, TrustRegion, simulate
from ntr.conformance import check_problem
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp
from ntr.regularizer import Regularizer
from ntr.regularizers import Box, L1Penalty, Sum, Zero
from problems import Gaussian, KinkedWell

REGULARIZERS = [Zero(), L1Penalty(0.5), L1Penalty(0.7), Box(-0.5, 1.5), Sum(L1Penalty(0.5), Box(-2.0, 1.5))]
ROOM = [(1.0, 0.5), (1.0, 2.0), (0.6, 1.0), (0.6, 0.5 / 0.6)]


@pytest.mark.parametrize("regularizer", REGULARIZERS, ids=repr)
@pytest.mark.parametrize("norm", [L1(3), L2(3), LInf(3), Lp(3, 3.0)], ids=repr)
def test_conformance(norm: Norm, regularizer: Regularizer) -> None:
    check_problem(KinkedWell(3, regularizer=regularizer), norm)


@pytest.mark.parametrize(("center", "tilt"), ROOM)
def test_only_the_objective_is_star_convex(center: float, tilt: float) -> None:
    """F((1-l) x + l u) <= (1-l) F(x) + l F(u) on a grid of x and l; for f it fails, by far, and only left of the kink."""
    problem = KinkedWell(1, center, tilt, regularizer=L1Penalty(tilt))
    u = np.array([center])
    x, share = np.linspace(-30, 5, 7001)[:, None, None], np.linspace(0, 1, 201)[:, None]

    def slack(function) -> np.ndarray:
        y = (1 - share) * x + share * u
        return (1 - share[:, 0]) * function(x) + share[:, 0] * function(u) - function(y)

    assert slack(problem.objective).min() >= -1e-13, slack(problem.objective).min()
    worst = slack(problem.value).min(axis=1)
    assert worst.min() < -0.3, worst.min()
    assert x[worst < -1e-12].max() < center - 1, x[worst < -1e-12].max()


@pytest.mark.parametrize(("center", "tilt"), ROOM)
def test_infimum_of_f(center: float, tilt: float) -> None:
    problem = KinkedWell(1, center, tilt)
    grid = problem.value(np.linspace(-100, 100, 2000001)[:, None])
    assert grid.min() == pytest.approx(problem.infimum_f, abs=1e-8)
    assert grid.min() >= problem.infimum_f - 1e-14


def test_nothing_is_claimed_with_another_regularizer() -> None:
    for regularizer in (Zero(), L1Penalty(0.6), Box(-1.0, 2.0), Sum(L1Penalty(0.5), Box(-2.0, 0.9))):
        constants = KinkedWell(2, regularizer=regularizer).constants(L2(2))
        assert constants.star_convex is None, regularizer
        assert constants.minimizer is None, regularizer


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((0,), "size"), ((1, 1.5), "center must lie"), ((1, 0.5, 0.9), "tilt must be at least"), ((1, -1.0), "center")],
)
def test_bad_input(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        KinkedWell(*arguments)


@pytest.mark.parametrize("center", [1.0, 0.6])
def test_both_engines_agree(center: float) -> None:
    problem = KinkedWell(3, center, 1.0, regularizer=L1Penalty(1.0))
    case = Case(problem, Gaussian(1.0), TrustRegion(LInf(3), 0.1, 0.3, 0.02), np.array([-3.0, 0.0, 2.0]), 40, 5)
    numpy, machine = (simulate(case, engine=engine) for engine in ("numpy", "compiled"))
    np.testing.assert_allclose(machine.final, numpy.final, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(machine.series["objective"], numpy.series["objective"], rtol=1e-12)
