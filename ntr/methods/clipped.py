"""The trust-region method with a step that shortens near stationary points: clipping in any norm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ntr import validation
from ntr.linalg import Array, expand
from ntr.methods.state import State, at, require_zero
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero
from ntr.validation import momentum, positive, positive_or_infinite, schedule


@dataclass(frozen=True)
class Clipped:
    """Gradient clipping in any norm, with momentum; m_0 = g_0 and lmo as in `TrustRegion`:

        m_{k+1} = (1 - alpha) m_k + alpha g_k
        x_{k+1} = x_k + t_k lmo(m_{k+1}),      t_k = min(eta, gamma ||m_{k+1}||_*)

    gamma -> inf is Algorithm 1; eta -> inf is steepest descent in the norm. Source: theory.md section 11.

    Parameters
    ----------
    norm : Norm
    radius : float or callable
        eta > 0, or a schedule k -> eta.
    gamma : float or callable
        In (0, inf], or a schedule of k.
    momentum : float or callable
        alpha in (0, 1]: the weight of the new gradient.
    """

    norm: Norm
    radius: float | Callable[[int], float]
    gamma: float | Callable[[int], float]
    momentum: float | Callable[[int], float] = 1.0

    composite: ClassVar[bool] = False

    def __post_init__(self) -> None:
        validation.norm(self.norm)
        object.__setattr__(self, "radius", schedule(self.radius, positive, "radius"))
        object.__setattr__(self, "gamma", schedule(self.gamma, positive_or_infinite, "gamma"))
        object.__setattr__(self, "momentum", schedule(self.momentum, momentum, "momentum"))

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step, m_0 = g_0."""
        return State(k=0, x=x0, m=g0, query=x0, subgradient=None)

    def step(self, state: State, g: Array, regularizer: Regularizer = Zero()) -> State:  # noqa: B008 - a constant
        """x_k -> x_{k+1}; at k = 0 it receives g_0 again (shared sample)."""
        require_zero(regularizer, self)
        k = state.k
        m = state.m + at(self.momentum, k, momentum, "momentum") * (g - state.m)
        dual = self.norm.dual(m)
        # at m = 0 the length does not matter, as lmo(0) = 0; inf * 0 would be NaN
        gamma = at(self.gamma, k, positive_or_infinite, "gamma")
        length = np.minimum(at(self.radius, k, positive, "radius"), gamma * np.where(dual > 0, dual, 1.0))
        x = state.x + expand(length, len(self.norm.shape)) * self.norm.lmo(m)
        return State(k=k + 1, x=x, m=m, query=x, subgradient=None)
