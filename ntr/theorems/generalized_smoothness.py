"""T10: (L_0, L_1)-smooth problems and clipping, R = 0. Source: theory.md section 11.

||grad f(x) - grad f(y)||_* <= (L_0 + L_1 ||grad f(x)||_*) ||x - y|| for ||x - y|| <= 1/L_1: the curvature may grow with
the gradient, as it does for cosh, whose L on the whole space is infinite. L_1 = 0 is A2.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ntr import hypotheses
from ntr.case import Case, Setting
from ntr.descent import MEASURED, measured, record_gradient
from ntr.linalg import Array
from ntr.maxima import mean_generalized_gradient
from ntr.methods import Clipped, SmoothClipped, parameters
from ntr.methods.state import fixed
from ntr.momentum_error import mean_combined_noise, mean_drift, momentum_for
from ntr.observables import gradient_norm
from ntr.theorem import Theorem
from ntr.trajectory import Observable
from ntr.validation import positive

STEM = "generalized_smoothness"


class _Step(NamedTuple):
    """t_k = min(eta, gamma ||m_{k+1}||_*), and alpha."""

    radius: float
    gamma: float
    momentum: float


def _step(case: Case) -> _Step:
    """Of `Clipped`, and of Algorithm 1, whose gamma is inf."""
    method = case.method
    if isinstance(method, Clipped):
        values = (fixed(getattr(method, name), name) for name in _Step._fields)
        return _Step(*values)
    radius, momentum, _ = parameters(method)
    return _Step(radius, np.inf, momentum)


def _schedules(method: Clipped) -> list[str]:
    return [f"{name} must be constant, got a schedule" for name in _Step._fields if callable(getattr(method, name))]


def _pair(setting: Setting) -> tuple[float, float]:
    """(L_0, L_1), L_0 > 0; `ValueError` where none is certified."""
    lines = _smooth(setting)
    pair = setting.generalized_smoothness
    if lines or pair is None:
        raise ValueError("; ".join(lines))
    return pair


def _smooth(setting: Setting) -> list[str]:
    pair = setting.generalized_smoothness
    if pair is None:
        return [f"no certified (L_0, L_1) in {setting.norm!r}"]
    return [] if pair[0] > 0 else [f"L_0 must be positive, got {pair[0]}"]


def _common(case: Case) -> list[str]:
    return _smooth(case.setting) + hypotheses.bounded_below(case) + hypotheses.no_regularizer(case)


def _violated_clipping(case: Case) -> list[str]:
    method, lines = case.method, _common(case) + hypotheses.noiseless(case)
    if not isinstance(method, Clipped):
        return [*lines, f"the method must be Clipped, got {type(method).__name__}"]
    lines += _schedules(method)
    if method.momentum != 1:
        lines.append(f"momentum must be 1, got {method.momentum}")
    if not lines:
        step, (constant, linear) = _step(case), _pair(case.setting)
        if linear * step.radius > 1 + 1e-12:
            lines.append(f"eta must be at most 1/L_1 = {1 / linear:g}, got {step.radius}")
        share = constant * step.gamma + linear * step.radius
        if share >= 2:
            lines.append(f"L_0 gamma + L_1 eta must be less than 2, got {share:g}")
    return lines


def _violated_smooth(case: Case) -> list[str]:
    method, lines = case.method, _common(case) + hypotheses.noiseless(case)
    if not isinstance(method, SmoothClipped):
        return [*lines, f"the method must be SmoothClipped, got {type(method).__name__}"]
    if not lines:
        for name, used, least in zip(
            ("L_0", "L_1"), (method.constant, method.linear), _pair(case.setting), strict=True
        ):
            if used < least * (1 - 1e-12):
                lines.append(f"the {name} of the method must be at least the certified {least:g}, got {used}")
    return lines


def _violated_stochastic(case: Case) -> list[str]:
    method, lines = case.method, _common(case)
    if isinstance(method, Clipped):
        lines += _schedules(method)
    else:
        lines += hypotheses.algorithm(case, decay=False, extrapolate=False)
    if not lines:
        linear = _pair(case.setting)[1]
        if linear * _step(case).radius > 1 + 1e-12:
            lines.append(f"eta must be at most 1/L_1 = {1 / linear:g}, got {_step(case).radius}")
        if _share(case) >= 1:
            lines.append(f"q = L_1 eta (2/alpha - 3/2) must be less than 1, got {_share(case):g}")
    return lines


def _share(case: Case) -> float:
    """q = L_1 eta (2/alpha - 3/2)."""
    step = _step(case)
    return _pair(case.setting)[1] * step.radius * (2 / step.momentum - 1.5)


def _record_min(case: Case) -> dict[str, Observable]:
    return {MEASURED: gradient_norm(case.method.norm, "min")}


def _terms_clipping(case: Case, iterations: Array) -> dict[str, Array | float]:
    """The e with c K min(eta e, gamma e^2) = Delta_0, c = 1 - (L_0 gamma + L_1 eta)/2.

    f(x_{k+1}) <= f(x_k) - t ||G||(1 - (L_0 + L_1||G||) t/(2||G||)) <= f(x_k) - c t||G||, as t <= gamma||G|| and t <= eta.
    """
    (constant, linear), step = _pair(case.setting), _step(case)
    left = 1 - (constant * step.gamma + linear * step.radius) / 2
    spent = case.setting.initial_gap / (left * iterations)
    short = spent <= step.radius**2 / step.gamma
    return {"descent": np.where(short, np.sqrt(spent / step.gamma), spent / step.radius)}


def _terms_smooth(case: Case, iterations: Array) -> dict[str, Array | float]:
    """The e with K e^2/(2(L_0 + L_1 e)) = Delta_0: L_1 s + sqrt(L_1^2 s^2 + 2 L_0 s) with s = Delta_0/K."""
    method = case.method
    assert isinstance(method, SmoothClipped)
    spent = case.setting.initial_gap / iterations
    linear = method.linear * spent
    return {"descent": linear + np.sqrt(linear**2 + 2 * method.constant * spent)}


def _terms_stochastic(case: Case, iterations: Array) -> dict[str, Array | float]:
    setting, (radius, gamma, a), left = case.setting, _step(case), 1 - _share(case)
    constant = _pair(setting)[0]
    return {
        "descent": setting.initial_gap / (radius * iterations) / left,
        "noise": setting.dual_deviation * mean_combined_noise(a, iterations) / left,
        "curvature": constant * radius / 2 / left,
        "drift": 2 * constant * radius * (1 - a) / a * mean_drift(a, iterations) / left,
        "clipping": radius / (4 * gamma) / left,
    }


def _tuned_clipping(setting: Setting, epsilon: float) -> Case:
    """gamma = 1/(2 L_0), eta = 1/(2 L_1) (eps/(2 L_0) for L_1 = 0), K = max{4 L_0 Delta_0/eps^2, 4 L_1 Delta_0/eps}."""
    epsilon, (constant, linear) = positive(epsilon, "epsilon"), _pair(setting)
    radius = 1 / (2 * linear) if linear > 0 else epsilon / (2 * constant)
    gap = setting.initial_gap
    steps = max(4 * constant * gap / epsilon**2, 4 * linear * gap / epsilon)
    return setting.case(Clipped(setting.norm, radius, 1 / (2 * constant)), steps)


def _tuned_smooth(setting: Setting, epsilon: float) -> Case:
    """K = 2 L_0 Delta_0/eps^2 + 2 L_1 Delta_0/eps."""
    epsilon, (constant, linear) = positive(epsilon, "epsilon"), _pair(setting)
    steps = 2 * setting.initial_gap * (constant / epsilon**2 + linear / epsilon)
    return setting.case(SmoothClipped(setting.norm, constant, linear), steps)


def _tuned_stochastic(setting: Setting, epsilon: float) -> Case:
    """a = 1 - sqrt(1 - eps^2/(16 rho^2 sigma^2)) or 1, eta = min{a/(4 L_1), 7 a eps/(128 L_0)}, gamma = 1/L_0,
    K = max{64 Delta_0/(7 eta eps), 64 rho sigma/(a eps)}.

    Then 1 - q >= 1/2, and the terms before the division by it are at most eps (7/64 + 1/4 + 1/32 + 7/64) <= eps/2:
    descent, noise, initial noise, and L_0 eta (2/a - 3/2 + 1/4) with the clipping term, a <= 1.
    """
    epsilon, (constant, linear), noise = positive(epsilon, "epsilon"), _pair(setting), setting.dual_deviation
    a = momentum_for(epsilon / 4, noise)
    radius = 7 * a * epsilon / (128 * constant)
    if linear > 0:
        radius = min(radius, a / (4 * linear))
    steps = max(64 * setting.initial_gap / (7 * radius * epsilon), 64 * noise / (a * epsilon))
    return setting.case(Clipped(setting.norm, radius, 1 / constant, a), steps)


_STOCHASTIC = Theorem(
    stem=STEM,
    form="stochastic",
    statement="(1-q)(1/K) sum_{k<K} E||grad f(x_k)||_* <= Delta_0/(eta K) + eta/(4 gamma) + L_0 eta/2"
    " + 2 L_0 eta ((1-alpha)/alpha) mean tau_k + rho sigma mean c_k, q = L_1 eta (2/alpha - 3/2)   (theory.md T10-stoch)",
    kind="upper",
    rate=(4.0, 0),
    violated=_violated_stochastic,
    record=record_gradient,
    measured=measured,
    terms=_terms_stochastic,
    maximum=mean_generalized_gradient,
    tuned=_tuned_stochastic,
)
_CLIPPING = replace(
    _STOCHASTIC,
    form="clipping",
    statement="e = min_{k<K} ||grad f(x_k)||_* has K (1 - (L_0 gamma + L_1 eta)/2) min(eta e, gamma e^2) <= Delta_0"
    "   (theory.md T10-det)",
    rate=(2.0, 0),
    violated=_violated_clipping,
    record=_record_min,
    terms=_terms_clipping,
    maximum=None,
    tuned=_tuned_clipping,
)
_SMOOTH = replace(
    _CLIPPING,
    form="smooth",
    statement="t_k = ||g||_*/(L_0 + L_1||g||_*): e = min_{k<K} ||grad f(x_k)||_* has K e^2/(2(L_0 + L_1 e)) <= Delta_0"
    "   (theory.md T10-det)",
    violated=_violated_smooth,
    terms=_terms_smooth,
    tuned=_tuned_smooth,
)
STATEMENTS = (_STOCHASTIC, _CLIPPING, _SMOOTH)
THEOREM = STATEMENTS[0]
