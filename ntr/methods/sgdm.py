"""SGD with momentum, Polyak's or Nesterov's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from ntr import validation
from ntr.linalg import Array
from ntr.methods.state import State, at, require_zero
from ntr.norm import Norm
from ntr.norms import L2
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero


@dataclass(frozen=True)
class SGDM:
    """SGD with momentum; m_0 = g_0:

        m_{k+1} = (1 - alpha) m_k + alpha g_k
        x_{k+1} = (1 - beta) x_k - eta u_k,     u_k = m_{k+1}, or (1 - alpha) m_{k+1} + alpha g_k (Nesterov)

    torch and optax (`trace`) have the buffer B = m/alpha and the learning rate eta alpha instead: the same iterates but
    for the start, where their B is g_0 and not g_0/alpha. Source: Sutskever, Martens, Dahl, Hinton, On the importance of
    initialization and momentum in deep learning (2013).

    Parameters
    ----------
    shape : tuple of int
        Shape of a point.
    radius : float or callable
        eta > 0, the step size, or a schedule k -> eta.
    momentum : float or callable
        alpha in (0, 1]: the weight of the new gradient.
    weight_decay : float or callable
        beta in [0, 1]: the factor itself (decoupled).
    nesterov : bool
    """

    shape: tuple[int, ...]
    radius: float | Callable[[int], float]
    momentum: float | Callable[[int], float] = 1.0
    weight_decay: float | Callable[[int], float] = 0.0
    nesterov: bool = False

    composite: ClassVar[bool] = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        for name, check in (
            ("radius", validation.positive),
            ("momentum", validation.momentum),
            ("weight_decay", validation.weight_decay),
        ):
            object.__setattr__(self, name, validation.schedule(getattr(self, name), check, name))

    @cached_property
    def norm(self) -> Norm:
        """The Euclidean norm, in which -m is the direction of steepest descent."""
        return L2(self.shape)

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step, m_0 = g_0."""
        return State(k=0, x=x0, m=g0, query=x0, subgradient=None)

    def step(self, state: State, g: Array, regularizer: Regularizer = Zero()) -> State:  # noqa: B008 - a constant
        """x_k -> x_{k+1}; at k = 0 it receives g_0 again (shared sample)."""
        require_zero(regularizer, self)
        alpha = at(self.momentum, state.k, validation.momentum, "momentum")
        m = state.m + alpha * (g - state.m)
        u = m + alpha * (g - m) if self.nesterov else m
        decay = at(self.weight_decay, state.k, validation.weight_decay, "weight_decay")
        x = (1 - decay) * state.x - at(self.radius, state.k, validation.positive, "radius") * u
        return State(k=state.k + 1, x=x, m=m, query=x, subgradient=None)
