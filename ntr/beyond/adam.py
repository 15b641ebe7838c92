"""Adam without momentum (RMSProp with bias correction) on smooth problems, without noise.

f is L-smooth in the Euclidean norm and bounded below, every |entry of grad f| <= G, R = 0, momentum alpha = 1 (the
source's beta_1 = 0), no decay, constant eta < 2 epsilon/L; any weights gamma_k of the squares:

    (1/K) sum_{k<K} ||grad f(x_k)||_2^2 <= (G + epsilon) Delta_0/(eta (1 - L eta/(2 epsilon)) K)

Proof. x_{k+1} = x_k - eta g_k/(sqrt(v_{k+1}) + epsilon), entry by entry, g_k = grad f(x_k).
1. v_{k+1} is a weighted average of g_0^2, ..., g_k^2, so 0 <= sqrt(v_{k+1}) <= G: with w = 1/(sqrt(v_{k+1}) + epsilon),
   1/(G + epsilon) <= w_i <= 1/epsilon.
2. A2 gives f(x_{k+1}) <= f(x_k) - eta sum_i w_i g_i^2 + (L eta^2/2) sum_i w_i^2 g_i^2
   <= f(x_k) - eta (1 - L eta/(2 epsilon)) sum_i w_i g_i^2 <= f(x_k) - eta (1 - L eta/(2 epsilon)) ||g_k||_2^2/(G + epsilon).
3. Summed over k, f(x_K) >= inf f.
On a slope of G in every coordinate with L eta much smaller than epsilon every step is an equality.

Source: Zaheer, Reddi, Sachan, Kale, Kumar, Adaptive Methods for Nonconvex Optimization (2018), and De, Mukherjee, Ullah,
Convergence Guarantees for RMSProp and Adam (2018), which have this descent; the constants are worked out here.
With noise w depends on the gradient that it multiplies, and with momentum the direction is no longer the gradient: the
bounds of these papers for that have conditions or factors in 1/epsilon^2, of which no run could refute a half. Not stated.
Tuned: epsilon of the method = G and eta = G/L, so that the bound is 4 L Delta_0/K.
"""

from __future__ import annotations

from ntr import hypotheses
from ntr.case import Case, Setting
from ntr.descent import MEASURED, measured
from ntr.linalg import Array
from ntr.methods import Adam
from ntr.methods.state import fixed
from ntr.norms import L1, L2
from ntr.observables import gradient_norm
from ntr.theorem import Theorem
from ntr.trajectory import Observable, Point
from ntr.validation import positive

STEM = "adam"


def _violated(case: Case) -> list[str]:
    method = case.method
    lines = hypotheses.no_regularizer(case) + hypotheses.noiseless(case) + hypotheses.bounded_below(case)
    if not isinstance(method, Adam):
        return [*lines, f"the method must be Adam, got {type(method).__name__}"]
    if callable(method.radius):
        lines.append("radius must be constant, got a schedule")
    if method.momentum != 1:
        lines.append(f"momentum must be 1, got {method.momentum}")
    if method.weight_decay != 0:
        lines.append(f"weight_decay must be 0, got {method.weight_decay}")
    smoothness, slope = _constants(case.setting)
    if smoothness is None:
        lines.append("A2: no certified L in the Euclidean norm")
    elif not callable(method.radius) and method.radius * smoothness >= 2 * method.epsilon:
        lines.append(f"eta must be less than 2 epsilon/L = {2 * method.epsilon / smoothness:g}, got {method.radius}")
    if slope is None:
        lines.append("the entries of grad f must have a certified bound")
    return lines


def _constants(setting: Setting) -> tuple[float | None, float | None]:
    """L in the Euclidean norm, and G: the dual norm of l_1 is the largest entry. None where they are not certified."""
    shape = setting.problem.shape
    smoothness = setting.problem.constants(L2(shape)).L
    slope = setting.problem.constants(L1(shape)).gradient
    return None if smoothness is None else smoothness.value, None if slope is None else slope.value


def _known(setting: Setting) -> tuple[float, float]:
    smoothness, slope = _constants(setting)
    if smoothness is None or slope is None:
        raise ValueError(
            f"{type(setting.problem).__name__} has no certified L or no bound of the entries of its gradient"
        )
    return smoothness, slope


def _record(case: Case) -> dict[str, Observable]:
    return {MEASURED: squared_gradient(case)}


def squared_gradient(case: Case) -> Observable:
    """The mean of ||grad f(x_k)||_2^2 over k < K."""
    norm = gradient_norm(L2(case.problem.shape), "mean")

    def function(point: Point) -> Array:
        return norm.function(point) ** 2

    return Observable(function, "mean")


def _terms(case: Case, iterations: Array) -> dict[str, Array | float]:
    method, (smoothness, slope) = case.method, _known(case.setting)
    assert isinstance(method, Adam)
    eta = fixed(method.radius, "radius")
    left = 1 - smoothness * eta / (2 * method.epsilon)
    return {"descent": (slope + method.epsilon) * case.setting.initial_gap / (eta * left * iterations)}


def _tuned(setting: Setting, epsilon: float) -> Case:
    """epsilon of the method = G, eta = G/L, K = 4 L Delta_0/eps."""
    epsilon, (smoothness, slope) = positive(epsilon, "epsilon"), _known(setting)
    method = Adam(setting.problem.shape, slope / smoothness, momentum=1.0, epsilon=slope)
    return setting.case(method, 4 * smoothness * setting.initial_gap / epsilon)


THEOREM = Theorem(
    stem=STEM,
    form="without_momentum",
    statement="(1/K) sum_{k<K} ||grad f(x_k)||_2^2 <= (G + epsilon) Delta_0/(eta (1 - L eta/(2 epsilon)) K)"
    "   (ntr/beyond/adam.py; Zaheer et al. 2018)",
    kind="upper",
    rate=(1.0, 0),
    violated=_violated,
    record=_record,
    measured=measured,
    terms=_terms,
    tuned=_tuned,
)
STATEMENTS = (THEOREM,)
