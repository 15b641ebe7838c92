"""NSISA: PISA with Newton-Schulz orthogonalized momentum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

import numpy as np

from ntr import validation
from ntr.inexact_lmo import InexactLMO
from ntr.linalg import Array
from ntr.lmos import NewtonSchulz
from ntr.methods.pisa import answer, no_answers
from ntr.methods.released_muon import original
from ntr.methods.state import State, at, require_zero
from ntr.norm import Norm
from ntr.norms import Spectral
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero


@dataclass(frozen=True)
class NSISA:
    """Inexact stochastic ADMM whose workers orthogonalize their momentum. In a round every worker i draws g_i at w, and

        b_i  <- (1 - alpha) b_i + g_i
        u_i  =  -sqrt(max(1, m/n)) d(g_i + (1 - alpha) b_i)                  d the oracle of the spectral norm
        w_i  <- w - D_i/(sigma + rho (|D_i| + epsilon)),                     D_i = u_i + pi_i + mu w, entry by entry
        pi_i <- pi_i + sigma (w_i - w)
        w    <- (1/N) sum_i (sigma w_i + pi_i)/(sigma + lambda)              once all have answered

    from w = x_0, b_i = pi_i = 0; rounds, steps and workers as in `PISA`. 1 - alpha is the source's beta, and b is not
    damped: the oracle does not see its size. Source: as `PISA`, the variant NSISA.

    Parameters
    ----------
    shape : (int, int)
        Shape (m, n) of a matrix.
    penalty, curvature, workers, ridge, local_ridge
        sigma, rho, N, lambda and mu as in `PISA`.
    momentum : float or callable
        alpha in (0, 1].
    epsilon : float
        >= 0.
    lmo : InexactLMO or None
        d; None is the exact polar factor.

    Notes
    -----
    `State.m` is the b_i of the worker that answered last; `State.extra` is that of `PISA`, then all b_i, of shape
    (seeds, N, m, n).
    """

    shape: tuple[int, int]
    penalty: float | Callable[[int], float]
    curvature: float | Callable[[int], float]
    workers: int = 1
    ridge: float = 0.0
    local_ridge: float = 0.0
    momentum: float | Callable[[int], float] = 0.1
    epsilon: float = 1e-8
    lmo: InexactLMO | None = field(default=NewtonSchulz())

    composite: ClassVar[bool] = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))
        object.__setattr__(self, "workers", validation.integer(self.workers, "workers", least=1))
        for name in ("penalty", "curvature"):
            object.__setattr__(self, name, validation.schedule(getattr(self, name), validation.positive, name))
        for name in ("ridge", "local_ridge", "epsilon"):
            object.__setattr__(self, name, validation.nonnegative(getattr(self, name), name))
        object.__setattr__(self, "momentum", validation.schedule(self.momentum, validation.momentum, "momentum"))
        if not isinstance(self.lmo, InexactLMO | None):
            raise TypeError(f"lmo must be an InexactLMO or None, got {self.lmo!r}")

    @cached_property
    def norm(self) -> Norm:
        """The spectral norm."""
        return Spectral(self.shape)

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step."""
        total, multipliers = no_answers(x0, self.workers)
        extra = (total, multipliers, np.zeros(multipliers.shape))
        return State(k=0, x=x0, m=g0, query=x0, subgradient=None, extra=extra)

    def step(self, state: State, g: Array, regularizer: Regularizer = Zero()) -> State:  # noqa: B008 - a constant
        """One worker answers; x moves when it was the last one. At k = 0 it receives g_0 again."""
        require_zero(regularizer, self)
        worker, buffers = state.k % self.workers, state.extra[2]
        sigma = at(self.penalty, state.k, validation.positive, "penalty")
        rho = at(self.curvature, state.k, validation.positive, "curvature")
        kept = 1 - at(self.momentum, state.k, validation.momentum, "momentum")
        b = kept * buffers[:, worker] + g
        looking_ahead = g + kept * b
        d = self.norm.lmo(looking_ahead) if self.lmo is None else self.lmo.direction(self.norm, looking_ahead)
        direction = -original(self.shape) * d + state.extra[1][:, worker] + self.local_ridge * state.x
        move = -direction / (sigma + rho * (np.abs(direction) + self.epsilon))
        x, (total, multipliers) = answer(state, move, sigma, self.workers, self.ridge)
        buffers = buffers.copy()
        buffers[:, worker] = b
        return State(k=state.k + 1, x=x, m=b, query=x, subgradient=None, extra=(total, multipliers, buffers))
