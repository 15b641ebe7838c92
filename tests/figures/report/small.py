"""A small run with everything in it: verified, refuted and failed checks, exponents, lemmas, claims, an explanation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.norms import L1, LInf
from ntr.theorem import Theorem
from ntr.theorems.nonconvex_deterministic import THEOREM
from problems import Gaussian, Saturating, Separable
from proofs_checks import claims, explanation, lemma_descent
from proofs_checks.check import Check, RateCheck, run_check, run_rate_check
from proofs_checks.claims import run_claim
from proofs_checks.lemma import checks_on, run_lemma
from proofs_checks.run import Results

HOSTILE = "<script>alert(1)</script>&\"'"
STEM = "nonconvex_deterministic"
LEVEL = 1e-5


def case(norm: type[L1 | LInf], iterations: int = 40) -> Case:
    """A few steps without noise."""
    problem = Separable(Saturating(), np.array([0.5, -1.0, 2.0]))
    return Case(problem, Gaussian(0.0), TrustRegion(norm((3,)), 0.1), np.zeros(3), iterations, 1)


def hundredth(given: Case, iterations: Array) -> dict[str, Array | float]:
    """A hundredth of the bound: false."""
    return {name: np.asarray(term) / 100 for name, term in THEOREM.terms(given, iterations).items()}


def findings(level: float) -> list[explanation.Finding]:
    """One claim that holds."""
    return [explanation.exactly(f"1 + 1 = 2, at level {level:g}", 2.0, 2.0, 2.0)]


def checks() -> list[Check]:
    """Two that are verified, one that is refuted, one that fails before it begins."""
    false: Theorem = replace(THEOREM, form="false", terms=hundredth)
    broken: Theorem = replace(THEOREM, form="broken", violated=lambda given: [f"no {given.iterations}"])
    named = ((THEOREM, "b, second", L1), (THEOREM, HOSTILE, LInf), (false, "a, first", L1), (broken, "c", LInf))
    return [Check(theorem, name, case(norm)) for theorem, name, norm in named]


def results() -> Results:
    """The run."""
    explained = explanation.run_explanation(explanation.Explanation("sums", findings), LEVEL)
    lemmas = checks_on(lemma_descent.LEMMAS, [("one", case(L1, 5)), ("two", case(LInf, 5))])
    rate = RateCheck(THEOREM, "slope", lambda epsilon: case(LInf).setting, None, (0.2, 0.1, 0.05), 1, hard=False)
    return Results(
        [run_check(check, LEVEL) for check in checks()],
        [run_rate_check(rate)],
        [run_lemma(check) for check in lemmas],
        [run_claim(claim, 3) for claim in claims.CLAIMS[:4]],
        [explained],
    )
