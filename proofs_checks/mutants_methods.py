"""Mutants of the family `methods`: a trust-region method that does not do what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ntr.linalg import Array
from ntr.methods import State, TrustRegion, parameters
from ntr.norms import L2
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero
from ntr.step import trust_region_step
from proofs_checks import mutants_problems as problems
from proofs_checks.check import Check
from proofs_checks.mutant import Mutant
from proofs_checks.mutants_mistaken import Mistaken, Start, Step, claimed

DELAY = 10


@dataclass(frozen=True)
class Replacing:
    """A check whose method makes the mistake; None for a method that has no occasion to."""

    step: Step
    occasion: Callable[[TrustRegion, Regularizer], bool]
    start: Start = TrustRegion.start

    def __call__(self, check: Check) -> Check | None:
        """The check of the theorem that believes the claim."""
        case, method = check.case, check.case.method
        if not isinstance(method, TrustRegion) or method.lmo is not None:
            return None
        if not self.occasion(method, case.problem.regularizer):
            return None
        wrong = replace(case, method=Mistaken(method, self.step, self.start))
        return replace(check, theorem=claimed(check.theorem), case=wrong)


def always(method: TrustRegion, regularizer: Regularizer) -> bool:
    """Every method."""
    return True


def remembers(method: TrustRegion, regularizer: Regularizer) -> bool:
    """alpha < 1."""
    return parameters(method).momentum < 1


def decays(method: TrustRegion, regularizer: Regularizer) -> bool:
    """beta > 0."""
    return parameters(method).weight_decay > 0


def extrapolates(method: TrustRegion, regularizer: Regularizer) -> bool:
    """Extrapolation, alpha < 1."""
    return method.extrapolate and remembers(method, regularizer)


def free(method: TrustRegion, regularizer: Regularizer) -> bool:
    """R = 0."""
    return isinstance(regularizer, Zero)


def other_geometry(method: TrustRegion, regularizer: Regularizer) -> bool:
    """A norm other than l_2, in more than one dimension."""
    return not isinstance(method.norm, L2) and int(np.prod(method.norm.shape)) > 1


def twice_the_radius(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """eta is doubled."""
    return replace(method, radius=2 * parameters(method).radius).step(state, g, regularizer)


def without_normalization(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """x_{k+1} = (1 - beta) x_k - eta m_{k+1}: the LMO is forgotten."""
    radius, a, decay = parameters(method)
    m = state.m + a * (g - state.m)
    return _moved(method, state, (1 - decay) * state.x - radius * m, m)


def euclidean(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """The LMO is that of l_2."""
    return replace(method, norm=L2(method.norm.shape)).step(state, g, regularizer)


def average_of_directions(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """The momentum is taken after the LMO: m averages -lmo(g), and x moves by eta m. With R, its step is made with this m."""
    radius, a, decay = parameters(method)
    m = state.m + a * (-method.norm.lmo(g) - state.m)
    center = (1 - decay) * state.x
    if isinstance(regularizer, Zero):
        return _moved(method, state, center - radius * m, m)
    x, subgradient = trust_region_step(method.norm, regularizer, m, center, radius)
    return _moved(method, state, x, m, subgradient)


def start_of_directions(method: TrustRegion, x0: Array, g0: Array) -> State:
    """m_0 = -lmo(g_0)."""
    return method.start(x0, -method.norm.lmo(g0))


def exchanged_weights(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """alpha is taken for the weight of the old momentum."""
    return replace(method, momentum=1 - parameters(method).momentum).step(state, g, regularizer)


def stale(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """Gradients are used `DELAY` steps late."""
    waiting = (*state.extra, g)
    return method.step(state, waiting[0], regularizer)._replace(extra=waiting[1:])


def start_stale(method: TrustRegion, x0: Array, g0: Array) -> State:
    """With g_0 for the gradients before."""
    return method.start(x0, g0)._replace(extra=(g0,) * DELAY)


def honest(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """The right step, after a wrong start."""
    return method.step(state, g, regularizer)


def start_at_zero(method: TrustRegion, x0: Array, g0: Array) -> State:
    """m_0 = 0."""
    return method.start(x0, np.zeros_like(g0))


def without_decay(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """The center of the ball is not shrunk."""
    return replace(method, weight_decay=0.0).step(state, g, regularizer)


def decay_inside(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """x_{k+1} = (1 - beta) (the step from x_k): the step is shrunk too."""
    following = without_decay(method, state, g, regularizer)
    x = (1 - parameters(method).weight_decay) * following.x
    return _moved(method, state, x, following.m, following.subgradient)


def coupled_decay(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """beta x/eta is added to the gradient, as a penalty, and no center is shrunk."""
    radius, _, decay = parameters(method)
    return without_decay(method, state, g + decay / radius * state.query, regularizer)


def weaker_decay(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """The factor is 1 - eta beta, of those who take beta for the coefficient of decay."""
    radius, _, decay = parameters(method)
    return replace(method, weight_decay=radius * decay).step(state, g, regularizer)


def without_extrapolation(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """The gradient is taken at x_k."""
    return replace(method, extrapolate=False).step(state, g, regularizer)


def backwards(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """The query is x_k - ((1-alpha)/alpha)(x_k - x_{k-1})."""
    a = parameters(method).momentum
    return _query(method, state, g, regularizer, -(1 - a) / a)


def half_as_far(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """The query goes half as far."""
    a = parameters(method).momentum
    return _query(method, state, g, regularizer, (1 - a) / (2 * a))


def one_step_ahead(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """The query is x_k + (1 - alpha)(x_k - x_{k-1}), as Nesterov's."""
    return _query(method, state, g, regularizer, 1 - parameters(method).momentum)


def twice_as_far(method: TrustRegion, state: State, g: Array, regularizer: Regularizer) -> State:
    """The query goes twice as far."""
    a = parameters(method).momentum
    return _query(method, state, g, regularizer, 2 * (1 - a) / a)


def _query(method: TrustRegion, state: State, g: Array, regularizer: Regularizer, ahead: float) -> State:
    following = method.step(state, g, regularizer)
    return following._replace(query=following.x + ahead * (following.x - state.x))


def _moved(method: TrustRegion, state: State, x: Array, m: Array, subgradient: Array | None = None) -> State:
    a = parameters(method).momentum
    query = x + (1 - a) / a * (x - state.x) if method.extrapolate else x
    return State(k=state.k + 1, x=x, m=m, query=query, subgradient=subgradient)


NOISY = (
    "nonconvex_momentum",
    "star_convex_clipping",
    "star_convex_decay",
    "nonconvex_extrapolation",
    "star_convex_extrapolation",
    "constrained_gap",
    "inexact_lmo",
    "generalized_smoothness",
    "dual_noise",
)
EVERY = ("nonconvex_deterministic", *NOISY)
SMOOTH = tuple(stem for stem in EVERY if stem != "star_convex_clipping")
COMPOSITE = ("star_convex_clipping", "star_convex_decay", "star_convex_extrapolation", "constrained_gap")
DECAY = ("star_convex_decay", "star_convex_extrapolation", "constrained_gap", "inexact_lmo")
AHEAD = ("nonconvex_extrapolation", "star_convex_extrapolation", "constrained_gap", "inexact_lmo")
EXTRAPOLATED = (*problems.CURVATURE, *problems.DRIFT)


def mutants() -> list[Mutant]:
    """All of the family."""
    cycles, descent, ahead = (*problems.CURVATURE, "quadratic, first step"), problems.DESCENT, EXTRAPOLATED
    table: list[tuple[str, Replacing, tuple[str, ...], tuple[str, ...]]] = [
        ("twice the radius", Replacing(twice_the_radius, always), EVERY, cycles),
        ("no normalization: x - eta m", Replacing(without_normalization, free), SMOOTH, descent),
        ("the LMO of l_2", Replacing(euclidean, other_geometry), EVERY, descent),
        (
            "momentum after the LMO",
            Replacing(average_of_directions, remembers, start_of_directions),
            NOISY,
            problems.MEDIAN,
        ),
        ("alpha and 1 - alpha exchanged", Replacing(exchanged_weights, remembers), NOISY, problems.MEDIAN),
        ("gradients ten steps late", Replacing(stale, always, start_stale), EVERY, cycles),
        (
            "m_0 = 0",
            Replacing(honest, remembers, start_at_zero),
            (*COMPOSITE, "dual_noise"),
            ("linear, turned by R", "linear"),
        ),
        ("center not shrunk", Replacing(without_decay, decays), DECAY, problems.WALK),
        ("decay inside: (1 - beta)(x + eta d)", Replacing(decay_inside, decays), DECAY, problems.WALK[::-1]),
        ("decay added to the gradient", Replacing(coupled_decay, decays), DECAY, problems.WALK[::-1]),
        ("decay by eta beta", Replacing(weaker_decay, decays), DECAY, problems.WALK),
        ("no extrapolation", Replacing(without_extrapolation, extrapolates), AHEAD, ahead),
        ("extrapolation backwards", Replacing(backwards, extrapolates), AHEAD, ahead),
        ("extrapolation half as far", Replacing(half_as_far, extrapolates), AHEAD, ahead),
        ("extrapolation twice as far", Replacing(twice_as_far, extrapolates), AHEAD, ahead),
        ("extrapolation by 1 - alpha", Replacing(one_step_ahead, extrapolates), AHEAD, ahead),
    ]
    return [
        Mutant("methods", stem, mistake, plant, hints, harmless=HARMLESS.get((stem, mistake)))
        for mistake, plant, stems, hints in table
        for stem in stems
    ]


HARMLESS: dict[tuple[str, str], str] = {}
