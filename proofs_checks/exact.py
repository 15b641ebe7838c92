"""Instances on which what a theorem bounds is known exactly: how tight the theorems are at best. Source: theory.md.

Every instance gives its case, the exact expectation of the measured quantity after K iterations, and so the ratio of it to
the bound. `EUCLIDEAN_WORST` holds worst cases over all functions, found by `proofs_checks.pep`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import cvxpy as cp
import numpy as np

from ntr import validation
from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.norms import L2, LInf
from ntr.regularizers import Box, CvxRegularizer
from ntr.theorem import Theorem
from ntr.theorems import (
    constrained_gap,
    nonconvex_deterministic,
    nonconvex_momentum,
    star_convex_clipping,
    star_convex_decay,
)
from problems import Huber, Linear, Quadratic, Rademacher, Separable, TwoPoint
from proofs_checks.tight_cases import NOISELESS, SEEDS

# The largest min_{1<=k<=N} ||grad f(x_k)||_2 of normalized gradient descent over all f with f(x_0) - inf f = 5 L eta^2, in
# units of L eta, N = 1..10 (T1, R = 0). N <= 7: the root of phi(e) + (N-1) h(e) + e^2/2 = 5; beyond: `pep.worst_gradient`.
EUCLIDEAN_WORST = (2.46410, 1.93709, 1.58690, 1.35059, 1.18607, 1.06975, 1.00000, 0.95240, 0.89428, 0.84821)
EUCLIDEAN_GAP = 5.0  # Delta_0/(L eta^2) of this table


@dataclass(frozen=True, eq=False)
class Exact:
    """An instance whose measured quantity is known.

    Attributes
    ----------
    name : str
    theorem : Theorem
    case : Case
    measured : float
        E[measured] after K iterations, exact up to what `source` says.
    source : str
        Where the value comes from.
    """

    name: str
    theorem: Theorem
    case: Case
    measured: float
    source: str

    @property
    def ratio(self) -> float:
        """measured/bound after K iterations; 1 would be an equality."""
        return self.measured / float(self.theorem.bound(self.case, np.array([self.case.iterations]))[0])


def known() -> list[Exact]:
    """All instances, at parameters where their ratios are within 2 % of 1."""
    return [
        composite_two_cycle(0.001),
        two_cycle(),
        coin(),
        coin_decay(),
        coin_gap(),
        reversed_box(),
    ]


def composite_two_cycle(shrink: float, iterations: int = 60) -> Exact:
    """T1, paper form: the factor 3/2 of L eta is exact, as `shrink` -> 0 and K grows (theory.md section 2).

    l_inf on R^2, f = L x_2^2/2, R = c |(1-e) x_1 + x_2| with c a little above L (1-e) eta/2, from (eta/2, -(1-e) eta/2):
    the iterates alternate between +-x_0. x_2 moves by (1-e) eta < eta, so the second coordinate of m + r is 0, and r is unique:
    -L x_2 (1-e, 1). The residual is L eta (1-e)(1 + (1-e)/2) at every k.

    Parameters
    ----------
    shrink : float
        e in (0, 1).
    iterations : int
        K; every step is solved by CVXPY.
    """
    e = validation.positive(shrink, "shrink")
    if e >= 1:
        raise ValueError(f"shrink must lie in (0, 1), got {shrink!r}")
    radius, kept = 0.1, 1 - e
    penalty = CvxRegularizer((2,), functools.partial(_kink, weight=1.01 * kept * radius / 2, slope=kept))
    problem = Quadratic(np.diag([0.0, 1.0]), regularizer=penalty)
    x0 = radius / 2 * np.array([1.0, -kept])
    case = Case(problem, NOISELESS, TrustRegion(LInf((2,)), radius), x0, iterations, range(1))
    return Exact(
        f"l_inf two-cycle, e = {e:g}",
        _form(nonconvex_deterministic.STATEMENTS, "paper"),
        case,
        radius * kept * (1 + kept / 2),
        "theory.md section 2, by hand",
    )


def _kink(x: Any, weight: float, slope: float) -> Any:
    """c |(1-e) x_1 + x_2|."""
    return weight * cp.abs(slope * x[0] + x[1])


def two_cycle(iterations: int = 1000) -> Exact:
    """T1, R = 0: the floor L eta/2 is exact: x^2/2 from eta/2 alternates (theory.md section 2)."""
    case = Case(Quadratic(np.eye(1)), NOISELESS, TrustRegion(L2((1,)), 0.1), np.array([0.05]), iterations, range(1))
    return Exact("two-cycle", _form(nonconvex_deterministic.STATEMENTS, "zero"), case, 0.05, "theory.md section 2")


def coin(size: int = 1, iterations: int = 10**6, excess: float = 1e-3) -> Exact:
    """T2, R = 0, momentum 1: the noise term rho sigma is exact (theory.md section 3).

    A slope g in every coordinate and signs a little larger, (1 + excess) g: the sign of m is a coin, and the walk stays on
    the slope: E||grad f||_* = d g. It starts 7 standard deviations, eta sqrt(K), above its end, which it reaches with
    probability below 1e-11.

    Parameters
    ----------
    size : int
        d, in l_inf.
    iterations : int
        K; the descent term is 7/sqrt(K) of the measured.
    excess : float
        Positive: a momentum of exactly 0 would stop the walk.
    """
    slope, radius, curvature = 0.1, 0.01, 1e-3
    problem = Separable(Huber(curvature, slope), np.zeros(size))
    x0 = np.full(size, slope / curvature + 7 * radius * np.sqrt(iterations))
    noise = Rademacher((1 + excess) * slope * float(np.sqrt(size)))
    case = Case(problem, noise, TrustRegion(LInf((size,)), radius), x0, iterations, range(SEEDS))
    theorem = _form(nonconvex_momentum.STATEMENTS, "zero")
    return Exact(f"slope and coin, d = {size}", theorem, case, size * slope, "theory.md section 3, up to 1e-11")


def _coin_on_ball(size: int, iterations: int, excess: float, decay: float) -> tuple[Case, float]:
    """A linear function, minimizer -D, D = 1, from 0; and d g D = E F(x_k) - F* = E gap_D(x_k): E x_k stays 0."""
    slope = 0.1
    problem = Linear(np.full(size, slope), curvature=1e-4 * slope)
    noise = Rademacher((1 + excess) * slope * float(np.sqrt(size)))
    method = TrustRegion(LInf((size,)), decay, 1.0, decay)
    return Case(problem, noise, method, np.zeros(size), iterations, range(SEEDS)), size * slope


def coin_decay(size: int = 1, iterations: int = 1000, excess: float = 1e-3) -> Exact:
    """T4, momentum 1: the noise term D rho sigma is exact (theory.md section 5). Parameters as in `coin`."""
    case, measured = _coin_on_ball(size, iterations, excess, 0.01)
    theorem = _form(star_convex_decay.STATEMENTS, "sharp")
    return Exact(f"linear and coin, decay, d = {size}", theorem, case, measured, "theory.md section 5")


def coin_gap(size: int = 1, iterations: int = 10**5, excess: float = 1e-3) -> Exact:
    """T7, momentum 1: the noise term D rho sigma is exact (theory.md section 8). Parameters as in `coin`."""
    case, measured = _coin_on_ball(size, iterations, excess, 0.01)
    theorem = _form(constrained_gap.STATEMENTS, "sharp")
    return Exact(f"linear and coin, Frank-Wolfe gap, d = {size}", theorem, case, measured, "theory.md section 8")


def reversed_box(radius: float = 2e-4, share: float = 0.505, iterations: int = 10**5, excess: float = 1e-3) -> Exact:
    """T3, momentum 1: the noise term D rho sigma is exact as share -> 1/2, eta -> 0 (theory.md section 4).

    A slope g on [-1, 1], whose sign the noise reverses with probability p > 1/2: from 1, the iterates make a walk that is
    reflected there. E F(x_K) - F* = g (2 - E[1 - x_K]), by the distribution of the walk, step by step.

    Parameters
    ----------
    radius : float
        eta; 1/eta should be an integer, so that the walk stays on a grid.
    share : float
        p in (1/2, 1).
    iterations : int
        K.
    excess : float
        As in `coin`.
    """
    slope = 0.1
    validation.positive(radius, "radius")
    if not 0.5 < share < 1:
        raise ValueError(f"share must lie in (1/2, 1), got {share!r}")
    ratio = share / (1 - share)
    noise = TwoPoint((1 + excess) * slope * float(np.sqrt(ratio)), (ratio - 1) / float(np.sqrt(ratio)), np.ones(1))
    problem = Linear(np.full(1, slope), curvature=1e-4 * slope, regularizer=Box(-1.0, 1.0))
    case = Case(problem, noise, TrustRegion(LInf((1,)), radius), np.ones(1), iterations, range(SEEDS))
    walk = reflected_walk(round(2 / radius) + 1, share, iterations)
    away = radius * float(np.arange(len(walk)) @ walk)
    theorem = _form(star_convex_clipping.STATEMENTS, "sharp")
    name = f"linear and reversed sign on a box, p = {share:g}"
    return Exact(name, theorem, case, slope * (2 - away), "theory.md section 4; distribution of the walk")


def reflected_walk(cells: int, share: float, iterations: int) -> Array:
    """The distribution of a walk on 0, 1, ..., cells - 1 from 0, after that many steps; shape (at most cells,).

    It moves towards 0 with probability `share` > 1/2, else away, and stays where an end stops it. Cells that it reaches with
    probability below e^-60 are left out: from 0 it is never farther than the stationary walk, of ratio (1 - share)/share.
    """
    width = min(cells, int(np.ceil(60 / np.log(share / (1 - share)))) + 2)
    now = np.zeros(width)
    now[0] = 1.0
    for _ in range(iterations):
        after = np.empty(width)
        after[:-1] = share * now[1:]
        after[-1] = (1 - share) * now[-1]
        after[0] += share * now[0]
        after[1:] += (1 - share) * now[:-1]
        now = after
    return now


def euclidean_table() -> list[tuple[int, float, float, float]]:
    """N, and in units of L eta the exact worst case of min_{1<=k<=N}, the bound of T1 and that of T1-R0, Delta_0 = 5 L eta^2."""
    rows = []
    for count, exact in enumerate(EUCLIDEAN_WORST, start=1):
        descent = EUCLIDEAN_GAP / count
        rows.append((count, exact, descent + 1.5, descent + 0.5 + 1 / count))
    return rows


def _form(statements: tuple[Theorem, ...], form: str) -> Theorem:
    return next(theorem for theorem in statements if theorem.form == form)
