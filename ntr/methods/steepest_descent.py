"""Steepest descent in a norm, with momentum. In the spectral norm it is PolarGrad, in the Euclidean norm SGD."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from ntr import validation
from ntr.linalg import Array, expand
from ntr.methods.state import State, at, require_zero
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero


@dataclass(frozen=True)
class SteepestDescent:
    """The step that minimizes <m, d> + ||d||^2/(2 eta); m_0 = g_0 and lmo as in `TrustRegion`:

        m_{k+1} = (1 - alpha) m_k + alpha g_k,      x_{k+1} = (1 - beta) x_k + eta ||m_{k+1}||_* lmo(m_{k+1})

    The trust-region method without its normalization: the step is proportional to the dual norm of the momentum, and
    that of `Clipped` with gamma = eta and no clipping. Source: Bernstein and Newhouse, Old Optimizer, New Norm (2024);
    with the spectral norm, Lau, Long and Su, PolarGrad (2025), "momentum first", and optax's muon with `adaptive=True`.

    Parameters
    ----------
    norm : Norm
    radius : float or callable
        eta > 0, a step size, or a schedule k -> eta. For an L-smooth f and exact gradients, f decreases for eta < 2/L.
    momentum : float or callable
        alpha in (0, 1]: the weight of the new gradient.
    weight_decay : float or callable
        beta in [0, 1]: the factor itself.
    """

    norm: Norm
    radius: float | Callable[[int], float]
    momentum: float | Callable[[int], float] = 1.0
    weight_decay: float | Callable[[int], float] = 0.0

    composite: ClassVar[bool] = False

    def __post_init__(self) -> None:
        validation.norm(self.norm)
        for name, check in (
            ("radius", validation.positive),
            ("momentum", validation.momentum),
            ("weight_decay", validation.weight_decay),
        ):
            object.__setattr__(self, name, validation.schedule(getattr(self, name), check, name))

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step, m_0 = g_0."""
        return State(k=0, x=x0, m=g0, query=x0, subgradient=None)

    def step(self, state: State, g: Array, regularizer: Regularizer = Zero()) -> State:  # noqa: B008 - a constant
        """x_k -> x_{k+1}; at k = 0 it receives g_0 again (shared sample)."""
        require_zero(regularizer, self)
        m = state.m + at(self.momentum, state.k, validation.momentum, "momentum") * (g - state.m)
        length = at(self.radius, state.k, validation.positive, "radius") * self.norm.dual(m)
        decay = at(self.weight_decay, state.k, validation.weight_decay, "weight_decay")
        x = (1 - decay) * state.x + expand(length, len(self.norm.shape)) * self.norm.lmo(m)
        return State(k=state.k + 1, x=x, m=m, query=x, subgradient=None)
