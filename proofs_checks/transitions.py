"""The steps of a run, one after the other, with all that a step of a proof speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ntr import hypotheses
from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import TrustRegion, parameters
from ntr.methods.state import State
from ntr.noise import Key
from proofs_checks.support import law


class Transition(NamedTuple):
    """The step x_k -> x_{k+1} of a batch.

    Attributes
    ----------
    k : int
    before : State
        x_k, m_k and where the gradient of this step is taken.
    after : State
        x_{k+1}, m_{k+1} and the subgradient r_{k+1}.
    gradient, following : Array
        The true gradients grad f(x_k) and grad f(x_{k+1}).
    """

    k: int
    before: State
    after: State
    gradient: Array
    following: Array

    @property
    def error(self) -> Array:
        """e_k = m_{k+1} - grad f(x_k), the error of the momentum at the moment of use."""
        return self.after.m - self.gradient

    @property
    def move(self) -> Array:
        """x_{k+1} - x_k."""
        return self.after.x - self.before.x


def transitions(case: Case) -> Iterator[Transition]:
    """The steps of a case, the same as those of `ntr.simulate` in the NumPy engine."""
    problem, method = case.problem, case.method
    seeds = np.arange(case.seeds.start, case.seeds.stop, dtype=np.uint64)
    x0 = np.array(np.broadcast_to(case.x0, (len(seeds), *problem.shape)))
    gradient = problem.gradient(x0)
    g = case.noise.gradient(problem, x0, Key(case.root_seed, seeds, 0), gradient)
    state = method.start(x0, g)
    for k in range(case.iterations):
        if k > 0:  # at k = 0 the method receives g_0 again
            exact = gradient if state.query is state.x else None
            g = case.noise.gradient(problem, state.query, Key(case.root_seed, seeds, k), exact)
        after = method.step(state, g, problem.regularizer)
        following = problem.gradient(after.x)
        yield Transition(k, state, after, gradient, following)
        state, gradient = after, following


def branches(case: Case, transition: Transition) -> Transition:
    """The same step with every value of its sample: a batch of J x seeds, atoms first, in the order of `law`.

    At k = 0 the sample is also that of m_0. The subgradient of the step before is not kept.
    """
    found = law(case.noise, case.problem.shape)
    if found is None:
        raise ValueError(f"noise must take few values, got {case.noise!r}")
    count, seeds = len(found.atoms), len(transition.gradient)
    x, m, query, gradient = (
        np.tile(value, (count,) + (1,) * (value.ndim - 1))
        for value in (transition.before.x, transition.before.m, transition.before.query, transition.gradient)
    )
    g = case.problem.gradient(query) + np.repeat(found.atoms, seeds, axis=0)
    before = case.method.start(x, g) if transition.k == 0 else State(transition.k, x, m, query, None)
    after = case.method.step(before, g, case.problem.regularizer)
    return Transition(transition.k, before, after, gradient, case.problem.gradient(after.x))


def expected_error(case: Case, transition: Transition) -> Array:
    """ebar_k = E_k e_k = (1-a) m_k + a grad f(query_k) - grad f(x_k), and 0 at k = 0 with the shared sample."""
    if transition.k == 0:
        return np.zeros_like(transition.gradient)
    a, before = parameters(case.method).momentum, transition.before
    return (1 - a) * before.m + a * case.problem.gradient(before.query) - transition.gradient


def center(case: Case, transition: Transition) -> Array:
    """The center of the ball of the step, (1-b) x_k."""
    return (1 - parameters(case.method).weight_decay) * transition.before.x


def longest_step(case: Case) -> float:
    """kappa tau eta, an upper bound of ||x_{k+1} - x_k|| (theory.md Lemma 2c): kappa = 1 + max(1, b||x_0||/(tau eta)).

    kappa = 1 without decay; tau = 1 for the exact oracle.
    """
    radius, _, decay = parameters(case.method)
    assert isinstance(case.method, TrustRegion)
    length = case.method.accuracy.tau * radius
    return length if decay == 0 else length + max(length, decay * float(case.method.norm(case.x0)))


def constant(case: Case, exact: bool = True) -> list[str]:
    """The method is a trust-region method with constant parameters, and, with `exact`, the exact oracle."""
    method = case.method
    if not isinstance(method, TrustRegion):
        return [f"the method must be TrustRegion, got {type(method).__name__}"]
    decay = callable(method.weight_decay) or method.weight_decay > 0
    return hypotheses.algorithm(case, decay=decay, extrapolate=method.extrapolate, exact=exact)


def smooth(case: Case, exact: bool = True) -> list[str]:
    """`constant`, a certified L, and with decay ||x_0|| <= D: then L holds between all iterates."""
    lines = constant(case, exact)
    if lines:
        return lines
    decay = parameters(case.method).weight_decay > 0
    return hypotheses.smooth(case) + (hypotheses.starts_in_ball(case) if decay else [])
