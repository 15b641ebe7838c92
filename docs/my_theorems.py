"""Two theorems about steepest descent in any norm, x_{k+1} = x_k - eta ||G_k||_* lmo-direction, G_k = grad f(x_k).

Where f is L-smooth and eta < 2/L, a step lowers f by at least eta (1 - L eta/2) ||G_k||_*^2. DESCENT says what follows from
it; FALSE forgets the curvature, and takes eta ||G_k||_*^2 for granted.
"""

from dataclasses import replace

from ntr import hypotheses
from ntr.methods import SteepestDescent
from ntr.theorem import Theorem
from ntr.trajectory import Observable
from ntr.validation import positive


def violated(case):
    """The hypotheses that do not hold or are not certified, a line each: steepest descent, eta < 2/L, no noise, R = 0."""
    method = case.method
    if not isinstance(method, SteepestDescent):
        return [f"the method must be SteepestDescent, got {type(method).__name__}"]
    if callable(method.radius) or method.momentum != 1 or method.weight_decay != 0:
        return [f"radius must be constant, momentum 1 and weight_decay 0, got {method!r}"]
    ask = (hypotheses.noiseless, hypotheses.no_regularizer, hypotheses.bounded_below, hypotheses.smooth)
    lines = [line for hypothesis in ask for line in hypothesis(case)]
    if not lines and method.radius * case.setting.smoothness >= 2:
        lines.append(f"eta must be less than 2/L = {2 / case.setting.smoothness:g}, got {method.radius:g}")
    return lines


def record(case):
    """The mean of ||grad f(x_k)||_*^2 over k = 0..K-1."""
    norm = case.method.norm
    return {"square": Observable(lambda point: norm.dual(point.gradient) ** 2, "mean")}


def measured(case, trajectory):
    """What is bounded: (checkpoints, seeds)."""
    return trajectory.series["square"]


def terms(case, iterations):
    """Delta_0/(eta (1 - L eta/2) K) for K in `iterations`, shape (C,)."""
    eta, L = case.method.radius, case.setting.smoothness
    return {"descent": case.setting.initial_gap / (eta * (1 - L * eta / 2) * iterations)}


def tuned(setting, epsilon):
    """eta = 1/L, K = 2 L Delta_0/eps."""
    L = setting.smoothness
    return setting.case(
        SteepestDescent(setting.norm, 1 / L), 2 * L * setting.initial_gap / positive(epsilon, "epsilon")
    )


def false_terms(case, iterations):
    """Delta_0/(eta K): the curvature is forgotten."""
    return {"descent": case.setting.initial_gap / (case.method.radius * iterations)}


def false_tuned(setting, epsilon):
    """eta = 1/L, K = L Delta_0/eps."""
    L = setting.smoothness
    return setting.case(SteepestDescent(setting.norm, 1 / L), L * setting.initial_gap / positive(epsilon, "epsilon"))


DESCENT = Theorem(
    stem="steepest_descent",
    form="mean",
    statement="(1/K) sum_{k<K} ||grad f(x_k)||_*^2 <= Delta_0/(eta (1 - L eta/2) K)",
    kind="upper",
    rate=(1.0, 0),
    violated=violated,
    record=record,
    measured=measured,
    terms=terms,
    tuned=tuned,
)
FALSE = replace(
    DESCENT,
    form="false",
    statement="(1/K) sum_{k<K} ||grad f(x_k)||_*^2 <= Delta_0/(eta K)",
    terms=false_terms,
    tuned=false_tuned,
)
