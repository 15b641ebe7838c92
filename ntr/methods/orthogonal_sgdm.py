"""Orthogonal-SGDM: momentum after the linear minimization oracle. The baseline that the paper compares Muon with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from ntr import validation
from ntr.linalg import Array
from ntr.methods.state import State, at, require_zero
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero
from ntr.validation import momentum, positive, schedule


@dataclass(frozen=True)
class OrthogonalSGDM:
    """Orthogonal-SGDM, in any norm.

    With D(g) = -lmo(g) (the polar factor for the spectral norm, the sign for l_inf) and m_0 = D(g_0):

        m_{k+1} = (1 - alpha) m_k + alpha D(g_k),      x_{k+1} = x_k - eta m_{k+1}

    Its limit as eta -> 0 is the ||.||_*-median of the gradients, not their mean, whatever alpha (theory.md section 12).
    Source: Tuddenham, Pruegel-Bennett, Hare, "Orthogonalising gradients to speed up neural network optimisation"
    (2022), whose buffer B = m/alpha and learning rate eta * alpha give the same iterates.

    Parameters
    ----------
    norm : Norm
    radius : float or callable
        eta > 0, or a schedule k -> eta.
    momentum : float or callable
        alpha in (0, 1]: the weight of the new direction.
    """

    norm: Norm
    radius: float | Callable[[int], float]
    momentum: float | Callable[[int], float] = 1.0

    composite: ClassVar[bool] = False

    def __post_init__(self) -> None:
        validation.norm(self.norm)
        object.__setattr__(self, "radius", schedule(self.radius, positive, "radius"))
        object.__setattr__(self, "momentum", schedule(self.momentum, momentum, "momentum"))

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step, m_0 = D(g_0)."""
        return State(k=0, x=x0, m=-self.norm.lmo(g0), query=x0, subgradient=None)

    def step(self, state: State, g: Array, regularizer: Regularizer = Zero()) -> State:  # noqa: B008 - a constant
        """x_k -> x_{k+1}."""
        require_zero(regularizer, self)
        alpha = at(self.momentum, state.k, momentum, "momentum")
        m = state.m + alpha * (-self.norm.lmo(g) - state.m)
        x = state.x - at(self.radius, state.k, positive, "radius") * m
        return State(k=state.k + 1, x=x, m=m, query=x, subgradient=None)
