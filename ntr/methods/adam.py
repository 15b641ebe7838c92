"""Adam, and AdamW with its decoupled decay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from ntr import validation
from ntr.linalg import Array, expand
from ntr.methods.state import State, at, require_zero
from ntr.norm import Norm
from ntr.norms import LInf
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero


@dataclass(frozen=True)
class Adam:
    """Adam in the form of weighted averages, m_0 = g_0 and v_0 = g_0^2, entry by entry:

        a_{k+1} = (1 - alpha) a_k + alpha, a_0 = 0,     m_{k+1} = m_k + (alpha/a_{k+1}) (g_k - m_k)
        b_{k+1} = (1 - gamma) b_k + gamma, b_0 = 0,     v_{k+1} = v_k + (gamma/b_{k+1}) (g_k^2 - v_k)
        x_{k+1} = (1 - beta) x_k - eta m_{k+1}/(sqrt(v_{k+1}) + epsilon)

    a_k = 1 - (1 - alpha)^k for a constant alpha, so that m and v are the bias-corrected moments of the source: the shared
    start m_0 = g_0 of this project and Adam's start at 0 with bias correction are the same here. 1 - alpha is its
    beta_1 = .9, 1 - gamma its beta_2 = .999. Source: Kingma and Ba, Adam (2015); decay: Loshchilov and Hutter, Decoupled
    Weight Decay Regularization (2019), with its factor times the learning rate as beta.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point.
    radius : float or callable
        eta > 0, or a schedule k -> eta.
    momentum : float or callable
        alpha in (0, 1]: the weight of the new gradient.
    second_momentum : float or callable
        gamma in (0, 1]: the weight of the new square.
    epsilon : float
        > 0.
    weight_decay : float or callable
        beta in [0, 1]: the factor itself.

    Notes
    -----
    `State.extra` is (v, a, b); a and b have the shape (seeds,).
    """

    shape: tuple[int, ...]
    radius: float | Callable[[int], float]
    momentum: float | Callable[[int], float] = 0.1
    second_momentum: float | Callable[[int], float] = 0.001
    epsilon: float = 1e-8
    weight_decay: float | Callable[[int], float] = 0.0

    composite: ClassVar[bool] = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        object.__setattr__(self, "epsilon", validation.positive(self.epsilon, "epsilon"))
        for name, check in (
            ("radius", validation.positive),
            ("momentum", validation.momentum),
            ("second_momentum", validation.momentum),
            ("weight_decay", validation.weight_decay),
        ):
            object.__setattr__(self, name, validation.schedule(getattr(self, name), check, name))

    @cached_property
    def norm(self) -> Norm:
        """l_inf: for constant gradients Adam is signSGD, but for epsilon."""
        return LInf(self.shape)

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step; g_0 has no weight yet (a_0 = b_0 = 0)."""
        none = np.zeros(x0.shape[: x0.ndim - len(self.shape)])
        return State(k=0, x=x0, m=g0, query=x0, subgradient=None, extra=(g0 * g0, none, none))

    def step(self, state: State, g: Array, regularizer: Regularizer = Zero()) -> State:  # noqa: B008 - a constant
        """x_k -> x_{k+1}; at k = 0 it receives g_0 again."""
        require_zero(regularizer, self)
        k, ndim = state.k, len(self.shape)
        v, a, b = state.extra
        alpha = at(self.momentum, k, validation.momentum, "momentum")
        gamma = at(self.second_momentum, k, validation.momentum, "second_momentum")
        a, b = a + alpha * (1 - a), b + gamma * (1 - b)
        m = state.m + expand(alpha / a, ndim) * (g - state.m)
        v = v + expand(gamma / b, ndim) * (g * g - v)
        decay = at(self.weight_decay, k, validation.weight_decay, "weight_decay")
        x = (1 - decay) * state.x
        x = x - at(self.radius, k, validation.positive, "radius") * m / (np.sqrt(v) + self.epsilon)
        return State(k=k + 1, x=x, m=m, query=x, subgradient=None, extra=(v, a, b))
