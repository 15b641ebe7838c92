"""Which methods are compared with what: one entry for each, with the parameters that its reference has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr.linalg import Array
from ntr.methods import (
    NSISA,
    PISA,
    SGDM,
    AdaGrad,
    Adam,
    Clipped,
    Lion,
    Method,
    OrthogonalSGDM,
    ReleasedMuon,
    SmoothClipped,
    SteepestDescent,
    StochasticProximalPoint,
    muon,
    newton_schulz_muon,
    nigt,
    normalized_sgd,
    polar_grad,
    scg,
    sign_sgd,
    uscg,
)
from ntr.methods.released_muon import match_rms_adamw
from ntr.norms import L2, LInf, Spectral
from ntr.norms.peer_scalings import scion_column, scion_row, scion_sign
from problems import MatrixQuadratic
from proofs_checks import equality_optax as optax
from proofs_checks import equality_references as references
from proofs_checks import equality_torch as torch
from proofs_checks.equality_references import DECAY, MU, RADIUS, eta

ROUNDING = 2e-14  # 20 steps of order 1, each entry a sum of a few products
ALPHA = 1 - MU
SHAPE = (4, 3)

INSTALL = {
    "optax": "make setup-test",
    "jax": "make setup-test",
    "torch": "pip install torch==2.13.0",
    "pytorch_optimizer": "pip install pytorch_optimizer",
}


@dataclass(frozen=True)
class Party:
    """Other people's implementation of a method.

    Attributes
    ----------
    what, package : str
        The name of the implementation, and of the package that has it.
    iterates : callable
        (x_0, noise) -> iterates.
    method : Method
        What it must equal.
    allowed : float
        The deviation that is expected.
    remark : str
        Why, where it is not rounding.
    """

    what: str
    package: str
    iterates: Callable[[Array, Array], Array]
    method: Method
    allowed: float = ROUNDING
    remark: str = ""


@dataclass(frozen=True)
class Entry:
    """One method: its name, formula, class or preset, an instance, the reference with the same parameters, and others'."""

    name: str
    formula: str
    maker: Callable[..., Any]
    method: Method
    reference: Callable[[Array, Array], Array]
    parties: tuple[Party, ...] = ()


def _entry(
    maker: Callable[..., Any],
    formula: str,
    method: Method,
    reference: Callable[[Array, Array], Array],
    *parties: Party,
    name: str = "",
) -> Entry:
    return Entry(name or maker.__name__, formula, maker, method, reference, parties)


_EPSILON = (1e-7, "1e-8 stands in its denominators")
_MUON = muon(SHAPE, eta, ALPHA, DECAY)
_NEWTON_SCHULZ = newton_schulz_muon(SHAPE, eta, ALPHA)
_RELEASED = ReleasedMuon(SHAPE, eta, ALPHA, DECAY)
_POLAR_GRAD = polar_grad(SHAPE, eta, ALPHA)
_NORMALIZED = normalized_sgd(SHAPE, eta, ALPHA)
_SIGN = sign_sgd(SHAPE, eta, ALPHA, DECAY)
_USCG = uscg(scion_sign(SHAPE), eta, RADIUS, ALPHA)
_ROW_USCG = uscg(scion_row(SHAPE), eta, RADIUS, ALPHA)
_SCG = scg(scion_column(SHAPE), eta, RADIUS, ALPHA)
_LION = Lion(LInf(SHAPE), eta, ALPHA, weight_decay=DECAY)  # its own .01 is too slow to be seen in so few signs
_SGDM = SGDM(SHAPE, eta, ALPHA)
_NESTEROV = SGDM(SHAPE, eta, ALPHA, nesterov=True)
_ADAGRAD = AdaGrad(SHAPE, eta, initial=0.1)
_ADAM = Adam(SHAPE, eta, weight_decay=DECAY)

ENTRIES = (
    _entry(
        muon,
        "m <- (1-a) m + a g;  x <- (1-b) x - eta U V',  m = U S V'",
        _MUON,
        references.muon,
        Party("scale_by_muon, convergent coefficients", "optax", optax.muon, _MUON),
    ),
    _entry(
        newton_schulz_muon,
        "m <- (1-a) m + a g;  x <- (1-b) x - eta NS(m)",
        _NEWTON_SCHULZ,
        references.newton_schulz_muon,
        Party("scale_by_muon, not Nesterov", "optax", optax.newton_schulz_muon, _NEWTON_SCHULZ),
    ),
    _entry(
        ReleasedMuon,
        "m <- (1-a) m + a g;  u = (1-a) m + a g;  x <- (1-b) x - eta scale NS(u)",
        _RELEASED,
        references.released_muon,
        Party("scale_by_muon, late", "optax", optax.released_muon, _RELEASED),
        Party("muon, transposed", "optax", optax.full_muon, ReleasedMuon(SHAPE, eta, ALPHA, DECAY, nesterov=False)),
        Party(
            "muon, consistent_rms",
            "optax",
            optax.consistent_rms_muon,
            ReleasedMuon(SHAPE, eta, ALPHA, DECAY, nesterov=False, scale=match_rms_adamw),
        ),
        Party("Muon", "torch", torch.muon, _RELEASED, 0.1, "its Newton-Schulz steps are in bfloat16"),
        Party(
            "Muon, polar factor in place of Newton-Schulz",
            "torch",
            torch.muon_with_polar_factor,
            ReleasedMuon(SHAPE, eta, ALPHA, DECAY, lmo=None),
        ),
        Party(
            "Muon, the same, match_rms_adamw, not Nesterov",
            "torch",
            torch.rms_muon_with_polar_factor,
            ReleasedMuon(SHAPE, eta, ALPHA, DECAY, nesterov=False, scale=match_rms_adamw, lmo=None),
        ),
    ),
    _entry(
        OrthogonalSGDM,
        "m <- (1-a) m + a D(g);  x <- x - eta m,  D(g) = -lmo(g)",
        OrthogonalSGDM(Spectral(SHAPE), eta, ALPHA),
        references.orthogonal_sgdm,
    ),
    _entry(
        normalized_sgd,
        "m <- (1-a) m + a g;  x <- (1-b) x - eta m/||m||_2",
        _NORMALIZED,
        references.normalized_sgd,
        Party("ema, normalize_by_update_norm", "optax", optax.normalized_sgd, _NORMALIZED),
    ),
    _entry(
        sign_sgd,
        "m <- (1-a) m + a g;  x <- (1-b) x - eta sign(m)",
        _SIGN,
        references.sign_sgd,
        Party("ema, scale_by_sign", "optax", optax.sign_sgd, _SIGN),
        Party("SignSGD", "pytorch_optimizer", torch.sign_sgd, _SIGN),
    ),
    _entry(
        sign_sgd,
        "x <- x - eta sign(g)",
        sign_sgd(SHAPE, eta),
        references.sign_sgd_plain,
        name="sign_sgd, a = 1",
    ),
    _entry(
        uscg,
        "m <- (1-a) m + a g;  x <- x + step radius lmo(m)",
        _USCG,
        references.uscg,
        Party("SCION, Sign", "pytorch_optimizer", torch.uscg, _USCG),
        Party("SCION, Row", "pytorch_optimizer", torch.row_uscg, _ROW_USCG, *_EPSILON),
    ),
    _entry(
        scg,
        "m <- (1-a) m + a g;  x <- (1-step) x + step radius lmo(m)",
        _SCG,
        references.scg,
        Party("SCION, Col, constrained", "pytorch_optimizer", torch.scg, _SCG, *_EPSILON),
    ),
    _entry(
        nigt,
        "m <- (1-a) m + a g(x + (1-a)/a (x - x_previous));  x <- x - eta m/||m||_2",
        nigt(SHAPE, eta, ALPHA),
        references.nigt,
    ),
    _entry(
        Clipped,
        "m <- (1-a) m + a g;  x <- x + min(eta, gamma ||m||_*) lmo(m)",
        Clipped(L2(SHAPE), 0.1, 0.05, ALPHA),
        references.clipped,
    ),
    _entry(
        SmoothClipped,
        "x <- x + ||g||_*/(L_0 + L_1 ||g||_*) lmo(g)",
        SmoothClipped(LInf(SHAPE), 30.0, 2.0),
        references.smooth_clipped,
    ),
    _entry(
        SteepestDescent,
        "m <- (1-a) m + a g;  x <- (1-b) x + eta ||m||_* lmo(m)",
        SteepestDescent(LInf(SHAPE), eta, ALPHA, DECAY),
        references.steepest_descent,
    ),
    _entry(
        polar_grad,
        "m <- (1-a) m + a g;  x <- (1-b) x - eta (sum S) U V',  m = U S V'",
        _POLAR_GRAD,
        references.polar_grad,
        Party("scale_by_muon, adaptive", "optax", optax.polar_grad, _POLAR_GRAD),
    ),
    _entry(
        Lion,
        "c = (1-gamma) m + gamma g;  x <- (1-b) x + eta lmo(c);  m <- (1-a) m + a g",
        _LION,
        references.lion,
        Party("scale_by_lion", "optax", optax.lion, _LION),
        Party("Lion", "pytorch_optimizer", torch.lion, _LION),
    ),
    _entry(
        SGDM,
        "m <- (1-a) m + a g;  x <- (1-b) x - eta m",
        _SGDM,
        references.sgdm,
        Party("trace", "optax", optax.sgdm, _SGDM),
        Party("SGD", "torch", torch.sgdm, _SGDM),
    ),
    _entry(
        SGDM,
        "m <- (1-a) m + a g;  x <- (1-b) x - eta ((1-a) m + a g)",
        _NESTEROV,
        references.sgdm_nesterov,
        Party("trace, Nesterov", "optax", optax.sgdm_nesterov, _NESTEROV),
        Party("SGD, Nesterov", "torch", torch.sgdm_nesterov, _NESTEROV),
        name="SGDM, Nesterov",
    ),
    _entry(
        AdaGrad,
        "s <- s + g^2;  x <- x - eta g/(delta + sqrt(s))",
        _ADAGRAD,
        references.adagrad,
        Party("scale_by_rss", "optax", optax.adagrad, _ADAGRAD),
        Party("Adagrad", "torch", torch.adagrad, _ADAGRAD),
    ),
    _entry(
        Adam,
        "m, v: bias-corrected averages of g, g^2;  x <- (1-b) x - eta m/(sqrt(v) + eps)",
        _ADAM,
        references.adam,
        Party("scale_by_adam", "optax", optax.adam, _ADAM),
        Party("AdamW", "torch", torch.adam, _ADAM),
    ),
    _entry(
        StochasticProximalPoint,
        "x <- argmin_y f_k(y) + ||y - x||_2^2/(2 eta)",
        StochasticProximalPoint(MatrixQuadratic(np.eye(SHAPE[0]), np.eye(SHAPE[1])), eta),
        references.proximal_point,
    ),
    _entry(
        PISA,
        "w_i <- w - (g_i + pi_i + mu w)/(sigma + rho);  pi_i <- pi_i + sigma (w_i - w);  "
        "w <- mean of (sigma w_i + pi_i)/(sigma + lambda)",
        PISA(SHAPE, 5.0, 3.0, workers=2, ridge=0.1, local_ridge=0.2),
        references.pisa,
    ),
    _entry(
        NSISA,
        "PISA with b_i <- (1-a) b_i + g_i;  D_i = NS(g_i + (1-a) b_i) + pi_i + mu w;  "
        "w_i <- w - D_i/(sigma + rho (|D_i| + eps))",
        NSISA(SHAPE, 5.0, 3.0, workers=2, ridge=0.1, local_ridge=0.2, momentum=ALPHA),
        references.nsisa,
    ),
)
