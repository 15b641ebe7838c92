"""AdaGrad with a step size for each coordinate."""

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
from ntr.norms import LInf
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero


@dataclass(frozen=True)
class AdaGrad:
    """Diagonal AdaGrad, entry by entry:

        s_{k+1} = s_k + g_k^2,  s_0 = initial,      x_{k+1} = x_k - eta g_k/(delta + sqrt(s_{k+1})),    0/0 = 0

    Source: Duchi, Hazan, Singer, Adaptive Subgradient Methods (2011), where `initial` is 0. torch has delta = 1e-10;
    optax has delta = 0 and `initial` = .1 + 1e-7 (its two parameters act as one where s > 0).

    Parameters
    ----------
    shape : tuple of int
        Shape of a point.
    radius : float or callable
        eta > 0, or a schedule k -> eta.
    initial : float
        s_0 >= 0.
    delta : float
        >= 0.

    Notes
    -----
    `State.m` is the last gradient; `State.extra` is (s,).
    """

    shape: tuple[int, ...]
    radius: float | Callable[[int], float]
    initial: float = 0.0
    delta: float = 0.0

    composite: ClassVar[bool] = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        object.__setattr__(self, "radius", validation.schedule(self.radius, validation.positive, "radius"))
        object.__setattr__(self, "initial", validation.nonnegative(self.initial, "initial"))
        object.__setattr__(self, "delta", validation.nonnegative(self.delta, "delta"))

    @cached_property
    def norm(self) -> Norm:
        """l_inf: with `initial` = 0 no coordinate of the first step is longer than eta, and each is, where g_0 is not 0."""
        return LInf(self.shape)

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step: g_0 is not yet part of s."""
        return State(k=0, x=x0, m=g0, query=x0, subgradient=None, extra=(np.full(x0.shape, self.initial),))

    def step(self, state: State, g: Array, regularizer: Regularizer = Zero()) -> State:  # noqa: B008 - a constant
        """x_k -> x_{k+1}; at k = 0 it receives g_0 again."""
        require_zero(regularizer, self)
        sums = state.extra[0] + g * g
        scale = self.delta + np.sqrt(sums)
        # where the scale is 0 so are all gradients so far, or their squares are below the smallest number: no step
        direction = np.where(scale == 0, 0.0, g / np.where(scale == 0, 1.0, scale))
        x = state.x - at(self.radius, state.k, validation.positive, "radius") * direction
        return State(k=state.k + 1, x=x, m=g, query=x, subgradient=None, extra=(sums,))
