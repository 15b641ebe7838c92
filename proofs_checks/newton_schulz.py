"""How far Newton-Schulz and Polar Express are from the polar factor, by condition number, and what T8 says of it.

For g = U S V' an oracle returns -U p(S/||g||_2) V' with an odd polynomial p. Its error in the spectral norm is
max |p(s_i/||s||_2) - 1|, whatever U and V; (delta, tau) of T8 are certified from p alone, for every matrix. Muon's
quintic (K. Jordan et al., 2024) grows fast near 0 and does not converge to 1; the others do. Source: theory.md section 9.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ntr.case import Case
from ntr.inexact_lmo import Accuracy, InexactLMO, certified_accuracy
from ntr.linalg import Array
from ntr.lmos import CUBIC, MUON, QUINTIC, NewtonSchulz, PolarExpress
from ntr.lmos.odd_polynomials import Quintic
from ntr.methods import TrustRegion
from ntr.norms import Spectral
from ntr.theorems.inexact_lmo import THEOREM
from problems import Gaussian, Saturating, Separable
from proofs_checks.catalogue import descending, random_numbers
from proofs_checks.explanation import Finding, by_theorem, exactly
from proofs_checks.inexact_lmo import measured_accuracy, spoilt
from proofs_checks.verify import verify

NORM = Spectral((8, 6))
RANK = 6
CONDITIONS = 10.0 ** np.arange(0, 8.5, 0.5)
ROUNDING = 1e-12  # of products of matrices of this size
FLOOR = 0.05  # an error that an oracle that does not converge keeps


class Oracle(NamedTuple):
    """An oracle and the polynomials it is made of; None and none for the exact one."""

    name: str
    lmo: InexactLMO | None
    polynomials: tuple[Quintic, ...]

    def direction(self, g: Array) -> Array:
        """What the method takes in place of argmin <g, u> over ||u|| <= 1."""
        return NORM.lmo(g) if self.lmo is None else self.lmo.direction(NORM, g)

    def scalar(self, s: Array) -> Array:
        """p(s)."""
        for a, b, c in self.polynomials:
            s = s * (a + s * s * (b + c * s * s))
        return s


def newton(name: str, coefficients: Quintic, steps: int) -> Oracle:
    """Newton-Schulz with these coefficients."""
    return Oracle(name, NewtonSchulz(coefficients, steps), (coefficients,) * steps)


EXPRESS = PolarExpress(5)
ORACLES = (
    newton("Muon's quintic, 5 steps", MUON, 5),
    newton("converging quintic, 5 steps", QUINTIC, 5),
    newton("cubic, 5 steps", CUBIC, 5),
    Oracle("Polar Express, 5 steps", EXPRESS, EXPRESS.polynomials),
)
EXACT = Oracle("exact polar factor", None, ())


def singular_values(condition: float) -> Array:
    """From 1 to 1/condition, in geometric progression."""
    return np.geomspace(1.0, 1 / condition, RANK)


def matrix(condition: float) -> tuple[Array, Array]:
    """A matrix with these singular values, and its polar factor U V'; U and V are fixed."""
    random = np.random.default_rng(8)
    left = np.linalg.qr(random.normal(size=(8, RANK)))[0]
    right = np.linalg.qr(random.normal(size=(RANK, RANK)))[0]
    return (left * singular_values(condition)) @ right.T, left @ right.T


def error(oracle: Oracle, condition: float) -> float:
    """||-d - U V'|| in the spectral norm."""
    g, polar = matrix(condition)
    return float(NORM(-oracle.direction(g) - polar))


def predicted(oracle: Oracle, condition: float) -> float:
    """max |p(s_i/||s||_2) - 1|."""
    s = singular_values(condition)
    return float(np.abs(oracle.scalar(s / np.sqrt(np.sum(s * s))) - 1).max())


def accuracy(oracle: Oracle, condition: float) -> Accuracy:
    """(delta, tau) attained on the matrix with this condition number."""
    assert oracle.lmo is not None
    return oracle.lmo.measured(NORM, matrix(condition)[0][None])


def within(oracle: Oracle, certified: Accuracy) -> list[Finding]:
    """The claims that these (delta, tau) hold for every matrix of `CONDITIONS`."""
    found = [accuracy(oracle, condition) for condition in CONDITIONS]
    return [
        exactly(f"{oracle.name}: largest delta over condition numbers <= certified", max(a.delta for a in found),
                most=certified.delta),
        exactly(f"{oracle.name}: largest tau over condition numbers <= certified", max(a.tau for a in found),
                most=certified.tau),
    ]  # fmt: skip


def run_case(oracle: Oracle, iterations: int = 150) -> Case:
    """The same descent on matrices with this oracle."""
    problem = Separable(Saturating(), random_numbers(5, 4))
    case = descending(problem, Spectral((5, 4)), Gaussian(0.5), 0.3, iterations)
    return case if oracle.lmo is None else spoilt(case, oracle.lmo)


def findings(level: float) -> list[Finding]:
    """Errors against the polynomial, certificates, the longest direction, (no) convergence, and T8 on a run."""
    found = []
    for oracle in ORACLES:
        assert oracle.lmo is not None
        certified = oracle.lmo.certified(NORM)
        apart = max(abs(error(oracle, c) - predicted(oracle, c)) for c in CONDITIONS)
        found.append(exactly(f"{oracle.name}: the error is max |p(s_i) - 1|: largest deviation", apart, most=ROUNDING))
        found += within(oracle, certified)
        top = float(oracle.scalar(np.linspace(0, 1, 200_001)).max())
        found.append(exactly(f"{oracle.name}: largest p(s) of a grid / certified tau", top / certified.tau, 0.999, 1.0))
    off = max(error(EXACT, c) / (c * np.finfo(float).eps) for c in CONDITIONS)
    found.append(exactly("exact polar factor: error/(condition number * 2^-52)", float(off), most=100.0))
    for steps in (5, 20):
        worst = min(error(newton("", MUON, steps), c) for c in CONDITIONS)
        found.append(exactly(f"Muon's quintic does not converge: least error after {steps} steps", worst, least=FLOOR))
    found.append(exactly("the converging quintic does: error after 12 steps, condition number 100",
                         error(newton("", QUINTIC, 12), 100.0), most=1e-10))  # fmt: skip
    for oracle in (ORACLES[0], ORACLES[3]):
        case = run_case(oracle)
        assert isinstance(case.method, TrustRegion)
        claimed, seen = certified_accuracy(oracle.lmo, case.method.norm), measured_accuracy(case)
        found.append(exactly(f"{oracle.name}: delta over a run <= certified", seen.delta, most=claimed.delta))
        verdict = verify(THEOREM, case, level=level, verify_level=level)
        found.append(by_theorem(f"{oracle.name}: (mean E||grad f(x_k)||_*)/(bound of T8) <= 1", verdict))
    return found
