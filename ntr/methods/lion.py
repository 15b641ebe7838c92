"""Lion: two weights, one for the direction of the step and one for the memory. In any norm; l_inf is Lion itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from ntr import validation
from ntr.linalg import Array
from ntr.methods.state import State, at
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero
from ntr.step import trust_region_step


@dataclass(frozen=True)
class Lion:
    """Lion, with its sign replaced by the step of the norm; m_0 = g_0:

        c_k     = (1 - gamma) m_k + gamma g_k
        x_{k+1} = argmin {<c_k, x> + R(x) : ||x - (1 - beta) x_k|| <= eta}
        m_{k+1} = (1 - alpha) m_k + alpha g_k

    With l_inf and R = 0 it is Lion, x_{k+1} = (1 - beta) x_k - eta sign(c_k), where 1 - gamma is its beta_1 = .9 and
    1 - alpha its beta_2 = .99. With gamma = 1 - (1 - alpha)^2 it is Nesterov's momentum, and with gamma = alpha the
    trust-region method. Source: Chen et al., Symbolic Discovery of Optimization Algorithms (2023); other norms: Chen,
    Liu, Liang and Liu, Lion Secretly Solves Constrained Optimization (2023).

    Parameters
    ----------
    norm : Norm
    radius : float or callable
        eta > 0, or a schedule k -> eta.
    momentum : float or callable
        alpha in (0, 1]: the weight of the new gradient in the memory.
    interpolation : float or callable
        gamma in (0, 1]: the weight of the new gradient in the direction.
    weight_decay : float or callable
        beta in [0, 1]: the factor itself.
    """

    norm: Norm
    radius: float | Callable[[int], float]
    momentum: float | Callable[[int], float] = 0.01
    interpolation: float | Callable[[int], float] = 0.1
    weight_decay: float | Callable[[int], float] = 0.0

    composite: ClassVar[bool] = True

    def __post_init__(self) -> None:
        validation.norm(self.norm)
        for name, check in (
            ("radius", validation.positive),
            ("momentum", validation.momentum),
            ("interpolation", validation.momentum),
            ("weight_decay", validation.weight_decay),
        ):
            object.__setattr__(self, name, validation.schedule(getattr(self, name), check, name))

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step, m_0 = g_0. As released it is 0, which gives the same first direction."""
        return State(k=0, x=x0, m=g0, query=x0, subgradient=None)

    def step(self, state: State, g: Array, regularizer: Regularizer = Zero()) -> State:  # noqa: B008 - a constant
        """x_k -> x_{k+1}; at k = 0 it receives g_0 again (shared sample). The subgradient belongs to c_k."""
        k, difference = state.k, g - state.m
        direction = state.m + at(self.interpolation, k, validation.momentum, "interpolation") * difference
        m = state.m + at(self.momentum, k, validation.momentum, "momentum") * difference
        center = (1 - at(self.weight_decay, k, validation.weight_decay, "weight_decay")) * state.x
        radius = at(self.radius, k, validation.positive, "radius")
        x, subgradient = trust_region_step(self.norm, regularizer, direction, center, radius)
        return State(k=k + 1, x=x, m=m, query=x, subgradient=subgradient)
