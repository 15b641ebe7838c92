"""Newton-Schulz iterations: the polar factor by one odd polynomial, applied again and again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ntr import validation
from ntr.engine.kernels import DirectionKernel
from ntr.inexact_lmo import Accuracy, InexactLMO
from ntr.linalg import Array
from ntr.lmos.odd_polynomials import Quintic, certificate, polar_direction
from ntr.lmos.quintic_kernel import quintic_kernel
from ntr.norm import Norm

MUON: Quintic = (3.4445, -4.775, 2.0315)  # K. Jordan et al., Muon (2024): fast growth near 0, no convergence to 1
QUINTIC: Quintic = (15 / 8, -10 / 8, 3 / 8)  # q(1) = 1, q'(1) = q''(1) = 0: convergence of order 3
CUBIC: Quintic = (1.5, -0.5, 0.0)  # q(1) = 1, q'(1) = 0: convergence of order 2


@dataclass(frozen=True)
class NewtonSchulz(InexactLMO):
    """d = -U p(S/||g||_2) V' for g = U S V', p = q o ... o q with q(s) = a s + b s^3 + c s^5, in the spectral norm.

    Parameters
    ----------
    coefficients : (float, float, float)
        (a, b, c): MUON (the default), QUINTIC, CUBIC, or others.
    steps : int
        How many times q is applied, >= 1.

    Notes
    -----
    p does not depend on the size of g, and d(0) = 0. Certificate: `ntr.lmos.odd_polynomials.certificate`.
    """

    coefficients: Quintic = MUON
    steps: int = 5

    def __post_init__(self) -> None:
        values: Any = self.coefficients
        if not isinstance(values, tuple | list) or len(values) != 3:
            raise ValueError(f"coefficients must be three numbers (a, b, c), got {values!r}")
        object.__setattr__(self, "coefficients", tuple(validation.finite(v, "coefficients") for v in values))
        object.__setattr__(self, "steps", validation.integer(self.steps, "steps", least=1))

    def direction(self, norm: Norm, g: Array) -> Array:
        """-U p(S/||g||_2) V'."""
        return polar_direction(validation.point(g, norm.shape, "g"), (self.coefficients,) * self.steps)

    def kernel(self, norm: Norm) -> DirectionKernel:
        """`ntr.lmos.quintic_kernel`."""
        return quintic_kernel(norm, (self.coefficients,) * self.steps)

    def certified(self, norm: Norm) -> Accuracy:
        """(delta, tau) for every matrix of this shape."""
        return _certified(self, norm)


@cache
def _certified(lmo: NewtonSchulz, norm: Norm) -> Accuracy:
    return certificate((lmo.coefficients,) * lmo.steps, norm)
