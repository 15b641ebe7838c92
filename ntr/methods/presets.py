"""Muon, normalized SGD and signSGD are one method in three norms (the paper, section 2): presets of `TrustRegion`.

PolarGrad, the same without the normalization, is one of `SteepestDescent`.
"""

from __future__ import annotations

from collections.abc import Callable

from ntr.lmos import MUON, NewtonSchulz
from ntr.methods.steepest_descent import SteepestDescent
from ntr.methods.trust_region import TrustRegion
from ntr.norms import L2, LInf, Spectral


def muon(
    shape: tuple[int, int],
    radius: float | Callable[[int], float],
    momentum: float | Callable[[int], float] = 1.0,
    weight_decay: float | Callable[[int], float] = 0.0,
) -> TrustRegion:
    """Muon with the exact polar factor: x <- (1 - beta) x - eta U V' with m = U S V', the spectral norm."""
    return TrustRegion(Spectral(shape), radius, momentum, weight_decay)


def newton_schulz_muon(
    shape: tuple[int, int],
    radius: float | Callable[[int], float],
    momentum: float | Callable[[int], float] = 1.0,
    weight_decay: float | Callable[[int], float] = 0.0,
    steps: int = 5,
) -> TrustRegion:
    """Muon as it is run in practice: `muon` with `steps` Newton-Schulz steps of Muon's quintic for the polar factor."""
    return TrustRegion(Spectral(shape), radius, momentum, weight_decay, lmo=NewtonSchulz(MUON, steps))


def normalized_sgd(
    shape: tuple[int, ...],
    radius: float | Callable[[int], float],
    momentum: float | Callable[[int], float] = 1.0,
    weight_decay: float | Callable[[int], float] = 0.0,
) -> TrustRegion:
    """Normalized SGD with momentum: x <- (1 - beta) x - eta m/||m||_2, the Euclidean norm."""
    return TrustRegion(L2(shape), radius, momentum, weight_decay)


def sign_sgd(
    shape: tuple[int, ...],
    radius: float | Callable[[int], float],
    momentum: float | Callable[[int], float] = 1.0,
    weight_decay: float | Callable[[int], float] = 0.0,
) -> TrustRegion:
    """signSGD with momentum: x <- (1 - beta) x - eta sign(m), the l_inf norm."""
    return TrustRegion(LInf(shape), radius, momentum, weight_decay)


def polar_grad(
    shape: tuple[int, int],
    radius: float | Callable[[int], float],
    momentum: float | Callable[[int], float] = 1.0,
    weight_decay: float | Callable[[int], float] = 0.0,
) -> SteepestDescent:
    """PolarGrad, momentum first: x <- (1 - beta) x - eta (sum_i s_i) U V' with m = U S V'; steepest descent, spectral norm.

    Source: Lau, Long and Su, PolarGrad (2025).
    """
    return SteepestDescent(Spectral(shape), radius, momentum, weight_decay)
