"""The steps are those of the engine; branches hold the true step; the conditional mean of the error is what is claimed."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.case import Case
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from ntr.regularizers import Box
from ntr.simulate import simulate
from problems import LogCosh, Separable, TwoPoint
from proofs_checks import lemma_cases
from proofs_checks.support import law
from proofs_checks.transitions import branches, expected_error, longest_step, transitions

CASES = {named.problem + " " + type(named.case.method.norm).__name__: named.case for named in lemma_cases.every()}


@pytest.mark.parametrize("name", CASES)
def test_the_last_iterate_is_that_of_the_engine(name):
    case = CASES[name]
    last = list(transitions(case))[-1]
    assert last.k == case.iterations - 1
    np.testing.assert_array_equal(last.after.x, simulate(case, engine="numpy").final)
    np.testing.assert_array_equal(last.following, case.problem.gradient(last.after.x))


@pytest.mark.parametrize("extrapolate", [False, True])
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_branches_hold_the_step_that_was_taken_and_their_mean_error_is_the_formula(extrapolate, decay):
    problem = Separable(LogCosh(), np.array([1.0, -0.5]), regularizer=Box(-2.0, 2.0))
    noise = TwoPoint(1.0, 2.0, np.array([1.0, 2.0]))
    method = TrustRegion(LInf((2,)), 0.2, 0.3, decay, extrapolate)
    case = Case(problem, noise, method, np.zeros(2), 5, range(3))
    found = law(noise, (2,))
    assert found is not None
    for transition in transitions(case):
        branched = branches(case, transition)
        assert branched.after.x.shape == (6, 2)
        after = branched.after.x.reshape(2, 3, 2)
        taken = np.abs(after - transition.after.x).max(axis=2).min(axis=0)
        np.testing.assert_allclose(taken, 0, atol=1e-14)
        mean = np.einsum("j,jsi->si", found.probabilities, branched.error.reshape(2, 3, 2))
        np.testing.assert_allclose(mean, expected_error(case, branched)[:3], atol=1e-14)
        np.testing.assert_array_equal(expected_error(case, branched)[:3], expected_error(case, branched)[3:])


def test_longest_step_of_lemma_2c():
    problem = Separable(LogCosh(), np.zeros(2))

    def longest(decay: float, start: float) -> float:
        method = TrustRegion(L2((2,)), 0.2, 1.0, decay)
        return longest_step(Case(problem, lemma_cases.NOISELESS, method, np.array([start, 0.0]), 1, range(1)))

    assert longest(0.0, 5.0) == 0.2
    assert longest(0.1, 1.0) == 0.4
    assert longest(0.1, 2.0) == 0.4
    assert longest(0.1, 4.0) == pytest.approx(0.2 * (1 + 4.0 * 0.1 / 0.2))
