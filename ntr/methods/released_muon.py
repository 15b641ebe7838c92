"""Muon as it is released: Newton-Schulz steps, Nesterov's momentum, a scale for the shape, decoupled decay."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

import numpy as np

from ntr import validation
from ntr.inexact_lmo import Accuracy, InexactLMO, certified_accuracy
from ntr.linalg import Array
from ntr.lmos import NewtonSchulz
from ntr.methods.state import State, at, require_zero
from ntr.norm import Norm
from ntr.norms import Scaled, Spectral
from ntr.regularizer import Regularizer
from ntr.regularizers import Zero


def original(shape: tuple[int, int]) -> float:
    """sqrt(max(1, rows/columns)), Muon's own, `adjust_lr_fn="original"` in torch; optax, with inputs in the rows, turns it."""
    return math.sqrt(max(1.0, shape[0] / shape[1]))


def match_rms_adamw(shape: tuple[int, int]) -> float:
    """.2 sqrt(max(rows, columns)), so that an entry moves as far as AdamW's: Liu et al., Muon is Scalable (2025)."""
    return 0.2 * math.sqrt(max(shape))


def unclamped(shape: tuple[int, int]) -> float:
    """sqrt(rows/columns): the RMS-to-RMS operator norm, as in Scion and modula, without the maximum of `original`."""
    return math.sqrt(shape[0] / shape[1])


def unscaled(shape: tuple[int, int]) -> float:
    """1: the spectral norm."""
    return 1.0


@dataclass(frozen=True)
class ReleasedMuon:
    """Muon as in its release and in torch; m_0 = g_0 and d an approximate oracle of the spectral norm:

        m_{k+1} = (1 - alpha) m_k + alpha g_k
        u_k     = (1 - alpha) m_{k+1} + alpha g_k (Nesterov) or m_{k+1}
        x_{k+1} = (1 - beta) x_k + eta scale(shape) d(u_k)

    Without Nesterov, without scale and with `lmo=None` it is `muon`. Source: K. Jordan et al., Muon (2024); 1 - alpha is
    its momentum .95, eta its learning rate (.02 there, 1e-3 in torch), beta its learning rate times weight decay.

    Parameters
    ----------
    shape : (int, int)
        Shape of a matrix, (out, in) of a linear layer as in torch.
    radius : float or callable
        eta > 0, or a schedule k -> eta.
    momentum : float or callable
        alpha in (0, 1]: the weight of the new gradient.
    weight_decay : float or callable
        beta in [0, 1]: the factor itself.
    nesterov : bool
    scale : callable
        shape -> a positive number: `original`, `match_rms_adamw`, `unclamped`, `unscaled`, or your own.
    lmo : InexactLMO or None
        d; None is the exact polar factor.

    Notes
    -----
    The release and torch start with m = 0: their u_0 is a positive multiple of g_0, so the first direction is the same,
    but to have m_1 = g_0 there, its first gradient must be g_0/alpha. optax divides m and g by *different* bias
    corrections in its Nesterov form: another direction, until (1 - alpha)^k has died out.
    """

    shape: tuple[int, int]
    radius: float | Callable[[int], float]
    momentum: float | Callable[[int], float] = 0.05
    weight_decay: float | Callable[[int], float] = 0.0
    nesterov: bool = True
    scale: Callable[[tuple[int, int]], float] = original
    lmo: InexactLMO | None = field(default=NewtonSchulz())

    composite: ClassVar[bool] = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape, ndim=2))
        for name, check in (
            ("radius", validation.positive),
            ("momentum", validation.momentum),
            ("weight_decay", validation.weight_decay),
        ):
            object.__setattr__(self, name, validation.schedule(getattr(self, name), check, name))
        if not isinstance(self.lmo, InexactLMO | None):
            raise TypeError(f"lmo must be an InexactLMO or None, got {self.lmo!r}")
        if not callable(self.scale):
            raise TypeError(f"scale must be a function of a shape, got {self.scale!r}")
        validation.positive(self.scale(self.shape), f"scale({self.shape})")

    @cached_property
    def norm(self) -> Norm:
        """||X||_op/scale: its unit ball times eta is where the steps lie, but for the error of d."""
        return Scaled(Spectral(self.shape), 1 / self.scale(self.shape))

    @property
    def accuracy(self) -> Accuracy:
        """The certified (delta, tau) of d; (0, 1) for the exact polar factor. `ValueError` where none is certified."""
        return certified_accuracy(self.lmo, Spectral(self.shape))

    def start(self, x0: Array, g0: Array) -> State:
        """The state before the first step, m_0 = g_0."""
        return State(k=0, x=x0, m=g0, query=x0, subgradient=None)

    def step(self, state: State, g: Array, regularizer: Regularizer = Zero()) -> State:  # noqa: B008 - a constant
        """x_k -> x_{k+1}; at k = 0 it receives g_0 again (shared sample)."""
        require_zero(regularizer, self)
        k, spectral = state.k, Spectral(self.shape)
        alpha = at(self.momentum, k, validation.momentum, "momentum")
        m = state.m + alpha * (g - state.m)
        u = m + alpha * (g - m) if self.nesterov else m
        direction = spectral.lmo(u) if self.lmo is None else self.lmo.direction(spectral, u)
        decay = at(self.weight_decay, k, validation.weight_decay, "weight_decay")
        length = at(self.radius, k, validation.positive, "radius") * self.scale(self.shape)
        x = np.asarray((1 - decay) * state.x + length * direction)
        return State(k=k + 1, x=x, m=m, query=x, subgradient=None)
