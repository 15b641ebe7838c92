"""The trust-region method with the step that (L_0, L_1)-smoothness asks for: smooth clipping in any norm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ntr import validation
from ntr.linalg import Array, expand
from ntr.methods.state import State, require_zero
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero
from ntr.validation import nonnegative, positive


@dataclass(frozen=True)
class SmoothClipped:
    """x_{k+1} = x_k + t_k lmo(g_k), t_k = ||g_k||_*/(L_0 + L_1 ||g_k||_*): no momentum, no radius to choose.

    t_k < 1/L_1, and t_k minimizes the bound -t ||g||_* + (L_0 + L_1 ||g||_*) t^2/2 of f(x_{k+1}) - f(x_k) for exact
    gradients. L_1 = 0 is steepest descent in the norm. Source: theory.md section 11.

    Parameters
    ----------
    norm : Norm
    constant : float
        L_0 > 0.
    linear : float
        L_1 >= 0.
    """

    norm: Norm
    constant: float
    linear: float

    composite: ClassVar[bool] = False

    def __post_init__(self) -> None:
        validation.norm(self.norm)
        object.__setattr__(self, "constant", positive(self.constant, "constant"))
        object.__setattr__(self, "linear", nonnegative(self.linear, "linear"))

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step; m is the last gradient."""
        return State(k=0, x=x0, m=g0, query=x0, subgradient=None)

    def step(self, state: State, g: Array, regularizer: Regularizer = Zero()) -> State:  # noqa: B008 - a constant
        """x_k -> x_{k+1}."""
        require_zero(regularizer, self)
        dual = self.norm.dual(g)
        length = dual / (self.constant + self.linear * dual)
        x = state.x + expand(length, len(self.norm.shape)) * self.norm.lmo(g)
        return State(k=state.k + 1, x=x, m=g, query=x, subgradient=None)
