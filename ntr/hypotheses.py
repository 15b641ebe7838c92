"""Hypotheses that theorems ask of a case. Each returns the lines that do not hold or are not certified."""

from __future__ import annotations

import numpy as np

from ntr.case import Case
from ntr.methods import TrustRegion
from ntr.regularizers import Zero


def algorithm(case: Case, *, decay: bool, extrapolate: bool, exact: bool = True) -> list[str]:
    """The method is the trust-region method, with constant parameters, with or without decay and extrapolation.

    `exact`: its linear minimization oracle must be the exact one.
    """
    method = case.method
    if not isinstance(method, TrustRegion):
        return [f"the method must be TrustRegion, got {type(method).__name__}"]
    lines = [
        f"{name} must be constant, got a schedule"
        for name in ("radius", "momentum", "weight_decay")
        if callable(getattr(method, name))
    ]
    if not callable(method.weight_decay) and (method.weight_decay > 0) != decay:
        lines.append(f"weight_decay must be {'positive' if decay else '0'}, got {method.weight_decay}")
    if method.extrapolate != extrapolate:
        lines.append(f"extrapolate must be {extrapolate}")
    if exact and method.lmo is not None:
        lines.append(f"the linear minimization oracle must be exact, got {method.lmo!r}")
    return lines


def smooth(case: Case) -> list[str]:
    """A2: L is certified in the norm of the method, on the whole space or on the ball of weight decay."""
    setting = case.setting
    known = setting.constants.L is not None or (setting.region is not None and setting.region.L is not None)
    return [] if known else [f"A2: no certified L in {case.method.norm!r}"]


def bounded_below(case: Case) -> list[str]:
    """inf F has a certified finite lower end."""
    lower = case.setting.constants.infimum[0]
    return [] if np.isfinite(lower) else [f"inf F must have a certified finite lower end, got {lower}"]


def no_regularizer(case: Case) -> list[str]:
    """R = 0."""
    regularizer = case.problem.regularizer
    return [] if isinstance(regularizer, Zero) else [f"R must be Zero(), got {regularizer!r}"]


def noiseless(case: Case) -> list[str]:
    """sigma = 0."""
    return [] if case.setting.sigma == 0 else [f"sigma must be 0, got {case.setting.sigma:g}"]


def second_smooth(case: Case) -> list[str]:
    """A4: H is certified in the norm of the method, on the whole space, as extrapolated points may lie anywhere."""
    return [] if case.setting.constants.H is not None else [f"A4: no certified H in {case.method.norm!r}"]


def starts_in_ball(case: Case) -> list[str]:
    """||x_0|| <= D = eta/beta, which makes ||x_k|| <= D for all k (theory.md Lemma 2c)."""
    radius = case.setting.domain_radius
    if radius is None:
        return ["D = eta/beta needs a constant radius and a constant positive weight_decay"]
    size = float(case.method.norm(case.x0))
    return [f"||x_0|| must be at most D = {radius:g}, got {size:g}"] if size > radius * (1 + 1e-12) else []


def constant_gradient(case: Case) -> list[str]:
    """grad f is the same everywhere: H = 0 makes the hessian constant, and it is 0 along every coordinate."""
    problem, H = case.problem, case.setting.constants.H
    size = case.x0.size
    around = case.x0 + np.eye(size).reshape(size, *problem.shape)
    same = bool((problem.gradient(around) == problem.gradient(case.x0)).all())
    return [] if H is not None and H.value == 0 and same else ["grad f must be constant (certified by H = 0)"]
