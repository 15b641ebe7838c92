"""PISA: stochastic ADMM for consensus, whose subproblems are solved by one linearized step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from ntr import validation
from ntr.linalg import Array
from ntr.methods.state import State, at, require_zero
from ntr.norm import Norm
from ntr.norms import L2
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero


@dataclass(frozen=True)
class PISA:
    """Preconditioned inexact stochastic ADMM with the identity as preconditioner, N workers of equal weight.

    In a round every worker i draws a gradient g_i at w, and

        w_i <- w - (g_i + pi_i + mu w)/(sigma + rho),      pi_i <- pi_i + sigma (w_i - w)
        w   <- (1/N) sum_i (sigma w_i + pi_i)/(sigma + lambda)           once all have answered

    from w = x_0 and pi_i = 0. The iterate x is w. A step brings one gradient, so a round takes N steps, in which x stands
    still: an iteration costs what it costs in every other method. All workers have the same f; their draws are
    independent. Source: Zhou et al., Preconditioned Inexact Stochastic ADMM for Deep Models (arXiv 2502.10784), Q_i = I.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point.
    penalty : float or callable
        sigma > 0 of the augmented Lagrangian, or a schedule of k.
    curvature : float or callable
        rho > 0 of the linearized subproblem, or a schedule of k.
    workers : int
        N >= 1.
    ridge : float
        lambda >= 0: the server adds lambda ||w||_2^2/2.
    local_ridge : float
        mu >= 0: every worker adds mu ||w||_2^2/2.

    Notes
    -----
    `State.m` is the gradient of the worker that answered last; `State.extra` is what `no_answers` describes.
    """

    shape: tuple[int, ...]
    penalty: float | Callable[[int], float]
    curvature: float | Callable[[int], float]
    workers: int = 1
    ridge: float = 0.0
    local_ridge: float = 0.0

    composite: ClassVar[bool] = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        object.__setattr__(self, "workers", validation.integer(self.workers, "workers", least=1))
        for name in ("penalty", "curvature"):
            object.__setattr__(self, name, validation.schedule(getattr(self, name), validation.positive, name))
        for name in ("ridge", "local_ridge"):
            object.__setattr__(self, name, validation.nonnegative(getattr(self, name), name))

    @cached_property
    def norm(self) -> Norm:
        """The Euclidean norm, in which both penalties are measured."""
        return L2(self.shape)

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step."""
        return State(k=0, x=x0, m=g0, query=x0, subgradient=None, extra=no_answers(x0, self.workers))

    def step(self, state: State, g: Array, regularizer: Regularizer = Zero()) -> State:  # noqa: B008 - a constant
        """One worker answers; x moves when it was the last one. At k = 0 it receives g_0 again."""
        require_zero(regularizer, self)
        sigma = at(self.penalty, state.k, validation.positive, "penalty")
        rho = at(self.curvature, state.k, validation.positive, "curvature")
        direction = g + state.extra[1][:, state.k % self.workers] + self.local_ridge * state.x
        x, extra = answer(state, -direction / (sigma + rho), sigma, self.workers, self.ridge)
        return State(k=state.k + 1, x=x, m=g, query=x, subgradient=None, extra=extra)


def no_answers(x0: Array, workers: int) -> tuple[Array, Array]:
    """The memory of a round before its first answer: (sum of sigma w_i + pi_i so far, all pi_i of shape (seeds, N, *shape))."""
    return np.zeros(x0.shape), np.zeros((x0.shape[0], workers, *x0.shape[1:]))


def answer(state: State, move: Array, penalty: float, workers: int, ridge: float) -> tuple[Array, tuple[Array, Array]]:
    """x and the memory after worker k mod N answered with w_i = w + move; the last one ends the round."""
    total, multipliers = state.extra[:2]
    worker = state.k % workers
    multiplier = multipliers[:, worker] + penalty * move
    multipliers = multipliers.copy()
    multipliers[:, worker] = multiplier
    total = total + (penalty * (state.x + move) + multiplier)
    if worker < workers - 1:
        return state.x, (total, multipliers)
    return total / (workers * (penalty + ridge)), (np.zeros(total.shape), multipliers)
