"""PISA's theorem: it is SGD with minibatches, iterate by iterate; partial rounds; hypotheses, tuning."""

from __future__ import annotations

import numpy as np
import pytest

from ntr import Case
from ntr.beyond.pisa import THEOREM
from ntr.case import Setting
from ntr.methods import PISA, SGDM
from ntr.norms import L2
from ntr.theorem import UnmetHypotheses
from problems import Gaussian, LogCosh, Quadratic, Separable
from tests.ntr.methods.runs import assert_same, draws, run

BOWL = Quadratic(np.diag([2.0, 1.0]), [1.0, -1.0])


def case(method=None, problem=BOWL) -> Case:
    """From 0."""
    return Case(problem, Gaussian(0.5), method or PISA((2,), 3.0, 3.0, 2), np.zeros(2), 10, range(2))


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_with_curvature_equal_to_the_penalty_it_is_sgd(workers: int) -> None:
    noise = draws((4,), 10 * workers)
    x, iterates = np.ones(4), []
    for batch in noise.reshape(10, workers, 4):
        iterates += [x] * (workers - 1)
        x = x - (x + batch).mean(axis=0) / 3.0
        iterates.append(x)
    assert_same(run(PISA((4,), 3.0, 3.0, workers), np.ones(4), noise), iterates)


def test_a_partial_round_counts_as_whole() -> None:
    """Workers 4: at K = 5 there are two rounds, and the sum is at most that of 8 steps."""
    experiment = case(PISA((2,), 3.0, 3.0, 4))
    five, eight = THEOREM.bound(experiment, np.array([5.0, 8.0]))
    np.testing.assert_allclose(five, eight * 8 / 5)
    gap, left = float(BOWL.value(np.zeros(2))), 1 - 2 / 6
    np.testing.assert_allclose(eight, (3 * gap / 2 + 2 * 0.25 / (2 * 3 * 4)) / left)


@pytest.mark.parametrize(
    ("experiment", "message"),
    [
        (case(SGDM((2,), 0.1)), "the method must be PISA, got SGDM"),
        (case(PISA((2,), 3.0, 2.0)), "curvature must equal the penalty 3.0, got 2.0"),
        (case(PISA((2,), 3.0, 3.0, ridge=0.1)), "ridge and local_ridge must be 0, got 0.1 and 0.0"),
        (case(PISA((2,), 1.0, 1.0)), "penalty must be more than L/2 = 1, got 1.0"),
        (case(PISA((2,), lambda k: 3.0, 3.0)), "penalty and curvature must be constant"),
    ],
)
def test_hypotheses(experiment, message) -> None:
    with pytest.raises(UnmetHypotheses, match=message):
        THEOREM.require(experiment)


@pytest.mark.parametrize("sigma", [0.0, 1.0])
def test_tuned_parameters_give_epsilon(sigma: float) -> None:
    setting = Setting(Separable(LogCosh(), [4.0, 1.0]), L2((2,)), Gaussian(sigma), np.zeros(2), range(1))
    tuned = THEOREM.tuned(setting, 0.1)
    assert THEOREM.violated(tuned) == []
    assert 0.04 < THEOREM.bound(tuned, np.array([float(tuned.iterations)]))[0] <= 0.1
    assert THEOREM.maximum is not None
    np.testing.assert_allclose(THEOREM.maximum(tuned, np.array([1.0])), 2.0)
    assert np.isinf(THEOREM.maximum(case(), np.array([1.0]))).all()
