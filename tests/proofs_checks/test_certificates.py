"""Problems that are certified less than could be known of them, or that reach what is certified."""

import numpy as np
import pytest

from ntr.conformance import check_problem
from ntr.norms import L2, LInf
from problems import Linear, Quadratic
from proofs_checks.cautious import Cautious
from proofs_checks.doubling import CORNER, SLOPE, Doubling


def test_both_are_problems():
    check_problem(Doubling(), L2((1,)))
    check_problem(Cautious(Quadratic(np.eye(2)), 0.1), LInf((2,)))


def test_a_cautious_problem_knows_less_and_is_the_same():
    exact = Linear(np.array([0.3, -0.1]))
    cautious, norm, x = Cautious(exact, 0.01), LInf((2,)), np.array([[1.0, 2.0]])
    assert cautious.value(x) == exact.value(x)
    assert cautious.region(norm, 2.0).infimum == pytest.approx((-0.81, -0.8))
    assert cautious.constants(norm).minimizer is None
    with pytest.raises(ValueError, match="slack must be positive"):
        Cautious(exact, 0.0)


def test_the_doubling_slope_reaches_its_generalized_smoothness_and_no_more():
    problem, norm = Doubling(), L2((1,))
    constant, linear = problem.generalized_smoothness(norm)
    x = np.linspace(-3, 3, 601)[:, None, None]
    y = x + np.linspace(-1, 1, 201)[None, :, None]
    slope = np.abs(problem.gradient(x))[..., 0]
    share = np.abs(problem.gradient(y) - problem.gradient(x))[..., 0] / np.maximum(np.abs(y - x)[..., 0], 1e-300)
    ratio = share / (constant + linear * slope)
    assert 0.999 < ratio.max() < 1 + 1e-9
    corner = np.array([[CORNER]])
    assert problem.value(corner)[0] == pytest.approx(1.0)
    assert problem.gradient(corner)[0, 0] == pytest.approx(SLOPE)
