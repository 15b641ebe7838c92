"""verify: true statements stand, false ones fall, and nothing vacuous passes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ntr.case import Case
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from ntr.theorem import UnmetHypotheses
from ntr.theorems.nonconvex_deterministic import STATEMENTS as T1
from ntr.theorems.nonconvex_momentum import STATEMENTS as T2
from ntr.theorems.star_convex_decay import STATEMENTS as T4
from problems import Gaussian, Linear, LogCosh, Quadratic, Rademacher, Separable
from proofs_checks.verify import verify

ZERO = next(theorem for theorem in T2 if theorem.form == "zero")
ZERO_T1 = next(theorem for theorem in T1 if theorem.form == "zero")
SHARP_T4 = next(theorem for theorem in T4 if theorem.form == "sharp")
TWO_CYCLE = Case(Quadratic(np.eye(1)), Gaussian(0.0), TrustRegion(L2((1,)), 0.1), np.array([0.05]), 1000, range(1))


def noise_free_terms(case, iterations):
    """T2 without its noise term: false."""
    return {name: term for name, term in ZERO.terms(case, iterations).items() if name != "noise"}


def halved_curvature(case, iterations):
    """T1 with L halved in the curvature term: false, the two-cycle attains L eta/2."""
    terms = dict(ZERO_T1.terms(case, iterations))
    return {**terms, "curvature": terms["curvature"] / 2}


def without_rho(case, iterations):
    """T4 with the noise term without rho: false."""
    terms = dict(SHARP_T4.terms(case, iterations))
    return {**terms, "noise": terms["noise"] / case.method.norm.rho, "initial noise": 0.0}


def tight_noise(slope: float = 1.0) -> Case:
    """A linear function and signs a little larger than its slope, momentum 1: E Phi is near D rho sigma (T4, section 5)."""
    size = 4
    problem = Linear(np.full(size, slope), curvature=1e-3)
    noise = Rademacher(1.001 * slope * np.sqrt(size))
    method = TrustRegion(LInf((size,)), 0.01, 1.0, 0.01)
    return Case(problem, noise, method, np.zeros(size), 1000, range(4))


def test_a_tight_deterministic_statement_is_verified_and_its_half_refuted():
    verdict = verify(ZERO_T1, TWO_CYCLE)
    assert verdict.status == "verified"
    assert verdict.basis == "deterministic"
    assert verdict.measured[-1] / verdict.bound[-1] > 0.97
    assert verify(replace(ZERO_T1, terms=halved_curvature), TWO_CYCLE).status == "refuted"


def test_a_tight_noise_term_is_not_refuted_and_without_rho_it_is():
    case = tight_noise()
    true = verify(SHARP_T4, case, checkpoints=[1000], most=1024)
    assert true.status != "refuted"
    assert true.measured[-1] / true.bound[-1] > 0.9, true
    assert verify(replace(SHARP_T4, terms=without_rho), case, checkpoints=[1000]).status == "refuted"


def test_dropping_the_noise_term_is_refuted():
    problem = Separable(LogCosh(), np.zeros(4))
    case = Case(problem, Rademacher(4.0), TrustRegion(LInf((4,)), 0.02, 1.0), np.zeros(4), 3000, range(4))
    assert verify(ZERO, case).status == "verified"
    assert verify(replace(ZERO, terms=noise_free_terms), case).status == "refuted"


def test_without_a_certified_maximum_it_is_inconclusive():
    case = Case(Separable(LogCosh(), np.ones(2)), Gaussian(0.1), TrustRegion(L2((2,)), 0.1, 0.5), np.zeros(2), 50, 4)
    verdict = verify(replace(ZERO, maximum=None), case, most=64)
    assert verdict.status == "inconclusive"
    assert verdict.basis == "asymptotic"
    assert verdict.seeds == 64
    assert np.isfinite(verdict.upper).all()  # Student's limit, shown and never promoted


def test_a_vacuous_tuned_run_raises():
    case = Case(Quadratic(np.eye(1)), Gaussian(0.0), TrustRegion(L2((1,)), 0.01), np.ones(1), 10, 1)
    with pytest.raises(ValueError, match="this tuned run is vacuous"):
        verify(ZERO_T1, case, target=0.5)


def test_a_method_that_moves_too_little_fails_its_tuned_run():
    setting = Case(Quadratic(np.eye(1)), Gaussian(0.0), TrustRegion(L2((1,)), 0.01), np.ones(1), 10, 1).setting
    tuned = ZERO_T1.tuned(setting, 0.1)
    assert verify(ZERO_T1, tuned, target=0.1).status == "verified"
    slow = replace(tuned, method=TrustRegion(L2((1,)), tuned.method.radius / 20))
    assert verify(ZERO_T1, slow, target=0.1).status == "refuted"


def test_unmet_hypotheses_raise_before_any_work():
    case = Case(Quadratic(np.eye(1)), Rademacher(1.0), TrustRegion(L2((1,)), 0.01, 0.5), np.ones(1), 10, 1)
    with pytest.raises(UnmetHypotheses, match=r"momentum must be 1.*sigma must be 0"):
        verify(ZERO_T1, case)
