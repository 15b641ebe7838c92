"""What every bound without weight decay is made of, and the records that they share (theory.md sections 2, 3 and 6)."""

from __future__ import annotations

from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import parameters
from ntr.observables import gradient_norm, stationarity, trust_region_gap
from ntr.trajectory import Observable, Trajectory

MEASURED = "measured"


def descent(case: Case, iterations: Array) -> Array:
    """Delta_0/(eta K)."""
    return case.setting.initial_gap / (parameters(case.method).radius * iterations)


def floor(case: Case) -> float:
    """L eta."""
    return case.setting.smoothness * parameters(case.method).radius


def second_floor(case: Case) -> float:
    """H eta^2."""
    return case.setting.second_smoothness * parameters(case.method).radius ** 2


def record_stationarity(case: Case) -> dict[str, Observable]:
    """The mean of ||grad f(x_k) + r_k||_* over k = 1..K."""
    return {MEASURED: stationarity(case.method.norm, "mean")}


def record_gap(case: Case) -> dict[str, Observable]:
    """The mean of g_eta(x_k) over k < K."""
    return {MEASURED: trust_region_gap(case.problem, case.method.norm, parameters(case.method).radius, "mean")}


def record_gradient(case: Case) -> dict[str, Observable]:
    """The mean of ||grad f(x_k)||_* over k < K."""
    return {MEASURED: gradient_norm(case.method.norm, "mean")}


def measured(case: Case, trajectory: Trajectory) -> Array:
    """What one of the records above recorded."""
    return trajectory.series[MEASURED]
