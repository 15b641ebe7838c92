"""The quantities that the theorems bound, as observables."""

from __future__ import annotations

from typing import Literal

import numpy as np

from ntr.inexact_lmo import InexactLMO
from ntr.linalg import Array, inner
from ntr.norm import Norm
from ntr.problem import Problem
from ntr.regularizers import Zero
from ntr.step import trust_region_step
from ntr.trajectory import Observable, Point

Reduction = Literal["last", "mean", "min"]


def gradient_norm(norm: Norm, reduce: Reduction, first: int = 0) -> Observable:
    """||grad f(x_k)||_*."""

    def function(point: Point) -> Array:
        return norm.dual(point.gradient)

    return Observable(function, reduce, first, kernel="gradient_norm")


def objective(problem: Problem) -> Observable:
    """F(x_k), at the checkpoints."""

    def function(point: Point) -> Array:
        return problem.objective(point.state.x)

    return Observable(function, "last", kernel="objective")


def stationarity(norm: Norm, reduce: Reduction) -> Observable:
    """||grad f(x_k) + r_k||_*, k = 1..K, with the subgradient r_k of the step that led to x_k (theory.md Lemma 2b)."""

    def function(point: Point) -> Array:
        if point.state.subgradient is None:
            raise ValueError(f"the step that led to x_{point.k} has no certified subgradient")
        return norm.dual(point.gradient + point.state.subgradient)

    return Observable(function, reduce, first=1, kernel="stationarity")


def trust_region_gap(problem: Problem, norm: Norm, radius: float, reduce: Reduction) -> Observable:
    """g_eta(x_k) = (1/eta) max {<grad f(x), x - s> + R(x) - R(s) : ||s - x|| <= eta} (theory.md section 0)."""
    ndim = len(problem.shape)

    def function(point: Point) -> Array:
        x, gradient = point.state.x, point.gradient
        s = trust_region_step(norm, problem.regularizer, gradient, x, radius).x
        decrease = problem.regularizer(x, ndim) - problem.regularizer(s, ndim)
        return np.asarray((inner(gradient, x - s, ndim) + decrease) / radius)

    return Observable(function, reduce, kernel="trust_region_gap", radius=radius)


def frank_wolfe_gap(problem: Problem, norm: Norm, radius: float, reduce: Reduction) -> Observable:
    """gap_D(x_k) = max {<grad f(x), x - s> + R(x) - R(s) : ||s|| <= D}, D = `radius` (theory.md section 0).

    For R = 0 it is <grad f(x), x> + D ||grad f(x)||_*, otherwise s is a trust-region step from 0. x itself is among the s,
    so the maximum is at least 0, and what rounding or a solver leaves below is 0.
    """
    ndim = len(problem.shape)

    def function(point: Point) -> Array:
        x, gradient = point.state.x, point.gradient
        if isinstance(problem.regularizer, Zero):
            gap = inner(gradient, x, ndim) + radius * norm.dual(gradient)
        else:
            s = trust_region_step(norm, problem.regularizer, gradient, np.zeros_like(x), radius).x
            gap = inner(gradient, x - s, ndim) + problem.regularizer(x, ndim) - problem.regularizer(s, ndim)
        return np.maximum(gap, 0.0)

    return Observable(function, reduce, kernel="frank_wolfe_gap", radius=radius)


def lmo_closeness(lmo: InexactLMO, norm: Norm) -> Observable:
    """min over k of -<m_k, d_k>/||m_k||_*, k = 1..K, where d_k is the direction of an inexact oracle: 1 - delta."""

    def function(point: Point) -> Array:
        return lmo.attained(norm, point.state.m)[0]

    return Observable(function, "min", first=1)


def lmo_length(lmo: InexactLMO, norm: Norm) -> Observable:
    """min over k of -||d_k||, k = 1..K: -tau (see `lmo_closeness`)."""

    def function(point: Point) -> Array:
        return -lmo.attained(norm, point.state.m)[1]

    return Observable(function, "min", first=1)


def momentum_error(norm: Norm) -> Observable:
    """||m_k - grad f(x_k)||_*, at the checkpoints: the error of the momentum that led to x_k (theory.md Lemma 3)."""

    def function(point: Point) -> Array:
        return norm.dual(point.state.m - point.gradient)

    return Observable(function, "last", kernel="momentum_error")
