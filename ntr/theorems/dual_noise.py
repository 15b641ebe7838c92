"""T9: the noise measured in the dual norm, where structure makes it smaller than rho sigma. Source: theory.md section 10.

Three forms are T2's gap form, for R = 0 that of the gradient, with another level in place of rho sigma: those of
`ntr.noise.DualNoise`. The last is an equality: the momentum error of Gaussian noise where the gradient is constant.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntr import hypotheses
from ntr.bound import Bound
from ntr.case import Case, Setting
from ntr.descent import MEASURED, descent, floor, measured, record_gap, record_gradient
from ntr.linalg import Array
from ntr.maxima import mean_trust_region_gap
from ntr.methods import TrustRegion, parameters
from ntr.momentum_error import mean_combined_noise, mean_drift, momentum_for, noise_scale
from ntr.noise import DualNoise
from ntr.observables import momentum_error
from ntr.regularizers import Zero
from ntr.theorem import Theorem
from ntr.trajectory import Observable
from ntr.validation import positive

STEM = "dual_noise"


def levels(setting: Setting) -> DualNoise:
    """What the noise certifies of itself in the dual norm; all None where it says nothing."""
    return setting.noise.in_norm(setting.problem, setting.norm) or DualNoise()


def _value(level: Bound | None) -> float:
    if level is None:
        raise ValueError("the noise certifies no such level in this norm (see Noise.in_norm)")
    return level.value


def _unmet(case: Case, level: Bound | None, what: str) -> list[str]:
    """The hypotheses of T2, and that the level is certified."""
    lines = hypotheses.algorithm(case, decay=False, extrapolate=False)
    lines += hypotheses.smooth(case) + hypotheses.bounded_below(case)
    return lines + _certified(case, level, what)


def _certified(case: Case, level: Bound | None, what: str) -> list[str]:
    return [] if level is not None else [f"no certified {what} of {case.noise!r} in {case.method.norm!r}"]


def _violated_weighted(case: Case) -> list[str]:
    return _unmet(case, levels(case.setting).weighted, "rho_M sigma_M")


def _violated_type_two(case: Case) -> list[str]:
    return _unmet(case, levels(case.setting).type_two, "T sigma_*")


def _violated_gaussian(case: Case) -> list[str]:
    return _unmet(case, levels(case.setting).gaussian, "Gaussian mean gamma")


def _violated_error(case: Case) -> list[str]:
    """The step is of no concern; the gradient must be constant and gamma exact."""
    gamma = levels(case.setting).gaussian
    lines = hypotheses.algorithm(case, decay=False, extrapolate=False) + hypotheses.constant_gradient(case)
    return lines + _certified(case, gamma if gamma is None or gamma.exact else None, "exact Gaussian mean gamma")


def _record(case: Case) -> dict[str, Observable]:
    """The mean of g_eta(x_k) over k < K, which is ||grad f(x_k)||_* for R = 0."""
    return record_gradient(case) if isinstance(case.problem.regularizer, Zero) else record_gap(case)


def _record_error(case: Case) -> dict[str, Observable]:
    return {MEASURED: momentum_error(case.method.norm)}


def _terms(case: Case, iterations: Array, level: Bound | None) -> dict[str, Array | float]:
    """Those of T2-gap with a level in place of rho sigma."""
    a = parameters(case.method).momentum
    return {
        "descent": descent(case, iterations),
        "noise": _value(level) * mean_combined_noise(a, iterations),
        "curvature": 0.5 * floor(case),
        "drift": 2 * (1 - a) / a * floor(case) * mean_drift(a, iterations),
    }


def _terms_weighted(case: Case, iterations: Array) -> dict[str, Array | float]:
    return _terms(case, iterations, levels(case.setting).weighted)


def _terms_type_two(case: Case, iterations: Array) -> dict[str, Array | float]:
    return _terms(case, iterations, levels(case.setting).type_two)


def _terms_gaussian(case: Case, iterations: Array) -> dict[str, Array | float]:
    return _terms(case, iterations, levels(case.setting).gaussian)


def _terms_error(case: Case, iterations: Array) -> dict[str, Array | float]:
    """gamma s_{K-1}: m_K is the momentum of the step x_{K-1} -> x_K."""
    a = parameters(case.method).momentum
    return {"noise": _value(levels(case.setting).gaussian) * noise_scale(a, iterations - 1)}


def _largest_error(case: Case, iterations: Array) -> Array:
    """sup ||n||_*: the error is a convex combination of the noises."""
    largest = levels(case.setting).largest
    return np.full(iterations.shape, np.inf if largest is None else largest.value)


def _tuned(setting: Setting, epsilon: float, level: Bound | None) -> Case:
    """As T2-gap: level sqrt(a(2-a)) <= eps/2, eta = 7 a eps/(64 L), K = max{2048 L Delta_0/(49 a eps^2), 32 level/(a eps)}."""
    epsilon, noise = positive(epsilon, "epsilon"), _value(level)
    a = momentum_for(epsilon / 2, noise)
    radius = 7 * a * epsilon / (64 * setting.smoothness)
    steps = 2048 * setting.smoothness * setting.initial_gap / (49 * a * epsilon**2)
    return setting.case(TrustRegion(setting.norm, radius, a), max(steps, 32 * noise / (a * epsilon)))


def _tuned_weighted(setting: Setting, epsilon: float) -> Case:
    return _tuned(setting, epsilon, levels(setting).weighted)


def _tuned_type_two(setting: Setting, epsilon: float) -> Case:
    return _tuned(setting, epsilon, levels(setting).type_two)


def _tuned_gaussian(setting: Setting, epsilon: float) -> Case:
    return _tuned(setting, epsilon, levels(setting).gaussian)


_GAP = "(1/K) sum_{k<K} E g_eta(x_k) <= Delta_0/(eta K) + L eta/2 + 2 L eta ((1-alpha)/alpha) mean tau_k + LEVEL mean c_k, "
_WEIGHTED = Theorem(
    stem=STEM,
    form="weighted",
    statement=_GAP.replace("LEVEL", "rho_M sigma_M")
    + "rho_M^2 = sup <y, M y> over ||y|| <= 1, E_k <n, M^-1 n> <= sigma_M^2   (theory.md T9 (a))",
    kind="upper",
    rate=(4.0, 0),
    violated=_violated_weighted,
    record=_record,
    measured=measured,
    terms=_terms_weighted,
    maximum=mean_trust_region_gap,
    tuned=_tuned_weighted,
)
_TYPE_TWO = replace(
    _WEIGHTED,
    form="type_two",
    statement=_GAP.replace("LEVEL", "T sigma_*")
    + "E_k||n||_*^2 <= sigma_*^2, E||sum d_j||_*^2 <= T^2 sum E||d_j||_*^2 (T: quoted)   (theory.md T9 (b))",
    violated=_violated_type_two,
    terms=_terms_type_two,
    tuned=_tuned_type_two,
)
_GAUSSIAN = replace(
    _WEIGHTED,
    form="gaussian",
    statement=_GAP.replace("LEVEL", "gamma") + "gamma = E||Z||_*, n_k = Z_k Gaussian, independent   (theory.md T9 (c))",
    violated=_violated_gaussian,
    terms=_terms_gaussian,
    tuned=_tuned_gaussian,
)
_ERROR = Theorem(
    stem=STEM,
    form="error",
    statement="grad f constant, n_k = Z_k Gaussian, independent: E||m_K - grad f||_* = gamma s_{K-1},"
    " gamma = E||Z||_*, s_k^2 = alpha/(2-alpha) + (2(1-alpha)/(2-alpha)) (1-alpha)^(2k)   (theory.md T9 (c))",
    kind="tight",
    rate=(4.0, 0),
    violated=_violated_error,
    record=_record_error,
    measured=measured,
    terms=_terms_error,
    maximum=_largest_error,
)
STATEMENTS = (_WEIGHTED, _TYPE_TWO, _GAUSSIAN, _ERROR)
THEOREM = STATEMENTS[0]
