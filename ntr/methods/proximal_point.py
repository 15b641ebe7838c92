"""The stochastic proximal point method: the sampled function is minimized, not only its linear part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from ntr import validation
from ntr.linalg import Array
from ntr.methods.state import State, at, require_zero
from ntr.noise import AdditiveNoise, Noise
from ntr.norm import Norm
from ntr.norms import L2
from ntr.problem import Problem
from ntr.proximal import moduli, proximal_point
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero


@dataclass(frozen=True)
class StochasticProximalPoint:
    """x_{k+1} = argmin_y f_k(y) + ||y - x_k||_2^2/(2 gamma), f_k(y) = f(y) + <g_k - grad f(x_k), y>.

    f_k is the sampled function of additive noise: g_k = grad f_k(x_k). So x_{k+1} = prox_{gamma f}(x_k - gamma n_k) with
    n_k = g_k - grad f(x_k); as x_{k+1} = x_k - gamma grad f_k(x_{k+1}), it is SGD with an implicit gradient. The proximal
    point is exact (`ntr.proximal.proximal_point`). Source: Bertsekas, Incremental Proximal Methods (2011); Asi and Duchi,
    Stochastic (Approximate) Proximal Point Methods (2019).

    Parameters
    ----------
    problem : Problem
        What f is; it must be the problem of the case. Closed forms: import `problems`.
    radius : float or callable
        gamma > 0, or a schedule k -> gamma; less than 1/L_2 where f is not known to be convex.

    Raises
    ------
    ValueError
        If f is not known to be convex and gamma is too large (for a schedule, at the step), or L_2 is unknown.

    Notes
    -----
    `State.m` is the last gradient g_k. Minibatches have other functions f_k, which a gradient does not reveal: `Case`
    refuses them.
    """

    problem: Problem
    radius: float | Callable[[int], float]

    composite: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not isinstance(self.problem, Problem):
            raise TypeError(f"problem must be a Problem, got {self.problem!r}")
        object.__setattr__(self, "radius", validation.schedule(self.radius, validation.positive, "radius"))
        if not callable(self.radius):
            moduli(self.problem, self.radius)

    @cached_property
    def norm(self) -> Norm:
        """The Euclidean norm, in which the proximal term is measured."""
        return L2(self.problem.shape)

    def require(self, problem: Problem, noise: Noise) -> None:
        """`ValueError` for a case whose sampled functions are not those that the method minimizes."""
        if problem is not self.problem:
            raise ValueError(f"the method is for the problem {self.problem!r}, the case has {problem!r}")
        if not isinstance(noise, AdditiveNoise):
            raise ValueError(f"StochasticProximalPoint needs additive noise, got {noise!r}")

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step."""
        return State(k=0, x=x0, m=g0, query=x0, subgradient=None)

    def step(self, state: State, g: Array, regularizer: Regularizer = Zero()) -> State:  # noqa: B008 - a constant
        """x_k -> x_{k+1}; at k = 0 it receives g_0 again."""
        require_zero(regularizer, self)
        gamma = at(self.radius, state.k, validation.positive, "radius")
        if callable(self.radius):
            moduli(self.problem, gamma)
        noise = g - self.problem.gradient(state.x)
        x = proximal_point(self.problem, state.x - gamma * noise, gamma)
        return State(k=state.k + 1, x=x, m=g, query=x, subgradient=None)
