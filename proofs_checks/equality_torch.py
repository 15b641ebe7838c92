"""The methods as torch and pytorch_optimizer have them, in double precision; see `equality_references` for the arguments.

torch is not among the project's extras, because resolvers would fetch a CUDA build: ``pip install torch==2.13.0`` and
``pip install pytorch_optimizer`` install what is compared here. Buffers start at 0 or at g_0; as in `equality_optax`, they
are set, or the first gradient is divided, so that m_1 = g_0. The decay factor is learning rate times `weight_decay` there.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import numpy as np

from ntr.linalg import Array
from proofs_checks.equality_references import DECAY, MU, RADIUS, eta, polar


def torch() -> Any:
    """The module; ImportError where it is not installed."""
    return importlib.import_module("torch")


def pytorch_optimizer() -> Any:
    """The module; ImportError where it is not installed."""
    return importlib.import_module("pytorch_optimizer")


def follow(
    make: Callable[[Any], Any],
    x0: Array,
    noise: Array,
    *,
    decay: float = 0.0,
    first: float = 1.0,
    scale: float = 1.0,
    buffer: float | None = None,
) -> Array:
    """Iterates with learning rate scale eta_k; g_0 is multiplied by `first`; a momentum buffer may start at buffer g_0."""
    library = torch()
    p = library.nn.Parameter(library.tensor(np.array(x0)))
    optimizer = make([p])
    if buffer is not None:
        optimizer.state[p]["momentum_buffer"] = buffer * (p.detach() + library.tensor(np.array(noise[0])))
    iterates = []
    for k, n in enumerate(noise):
        for group in optimizer.param_groups:
            group["lr"], group["weight_decay"] = scale * eta(k), decay / (scale * eta(k))
        p.grad = (p.detach() + library.tensor(np.array(n))) * (first if k == 0 else 1.0)
        optimizer.step()
        iterates.append(p.detach().numpy().copy())
    return np.array(iterates)


def muon(x0: Array, noise: Array) -> Array:
    """`torch.optim.Muon`, whose Newton-Schulz steps are in bfloat16 whatever the type of the parameter."""
    return follow(lambda p: torch().optim.Muon(p, momentum=MU), x0, noise, decay=DECAY, buffer=1.0)


def muon_with_polar_factor(x0: Array, noise: Array) -> Array:
    """The same with its Newton-Schulz replaced by the polar factor: its momentum, scale and decay."""

    def exact(g: Any, *_: Any) -> Any:
        return torch().tensor(polar(g.numpy()))

    with patch("torch.optim._muon._zeropower_via_newtonschulz", exact):
        return muon(x0, noise)


def rms_muon_with_polar_factor(x0: Array, noise: Array) -> Array:
    """The same with `adjust_lr_fn="match_rms_adamw"` and without Nesterov."""

    def exact(g: Any, *_: Any) -> Any:
        return torch().tensor(polar(g.numpy()))

    def make(p: Any) -> Any:
        return torch().optim.Muon(p, momentum=MU, nesterov=False, adjust_lr_fn="match_rms_adamw")

    with patch("torch.optim._muon._zeropower_via_newtonschulz", exact):
        return follow(make, x0, noise, decay=DECAY, buffer=1.0)


def sgdm(x0: Array, noise: Array) -> Array:
    """`torch.optim.SGD`, whose buffer is m/(1 - MU)."""
    return follow(lambda p: torch().optim.SGD(p, momentum=MU), x0, noise, scale=1 - MU, buffer=1 / (1 - MU))


def sgdm_nesterov(x0: Array, noise: Array) -> Array:
    """`torch.optim.SGD` with Nesterov's momentum."""
    return follow(
        lambda p: torch().optim.SGD(p, momentum=MU, nesterov=True), x0, noise, scale=1 - MU, buffer=1 / (1 - MU)
    )


def adam(x0: Array, noise: Array) -> Array:
    """`torch.optim.AdamW`."""
    return follow(lambda p: torch().optim.AdamW(p), x0, noise, decay=DECAY)


def adagrad(x0: Array, noise: Array) -> Array:
    """`torch.optim.Adagrad` from .1."""
    return follow(lambda p: torch().optim.Adagrad(p, initial_accumulator_value=0.1, eps=0.0), x0, noise)


def lion(x0: Array, noise: Array) -> Array:
    """`pytorch_optimizer.Lion`; g_0 is divided by 1 - MU, which leaves the first sign as it is."""
    return follow(lambda p: pytorch_optimizer().Lion(p, betas=(0.9, MU)), x0, noise, decay=DECAY, first=1 / (1 - MU))


def sign_sgd(x0: Array, noise: Array) -> Array:
    """`pytorch_optimizer.SignSGD`."""
    return follow(lambda p: pytorch_optimizer().SignSGD(p, momentum=MU), x0, noise, decay=DECAY, first=1 / (1 - MU))


def uscg(x0: Array, noise: Array) -> Array:
    """`pytorch_optimizer.SCION`, unconstrained, "Sign"."""
    return _scion(x0, noise, "SIGN", constraint=False)


def scg(x0: Array, noise: Array) -> Array:
    """`pytorch_optimizer.SCION`, constrained, "Col"; 1e-8 stands in its denominators."""
    return _scion(x0, noise, "COL", constraint=True)


def row_uscg(x0: Array, noise: Array) -> Array:
    """`pytorch_optimizer.SCION`, unconstrained, "Row"; 1e-8 stands in its denominators."""
    return _scion(x0, noise, "ROW", constraint=False)


def _scion(x0: Array, noise: Array, name: str, constraint: bool) -> Array:
    scion = importlib.import_module("pytorch_optimizer.optimizer.scion")

    def make(p: Any) -> Any:
        kind = getattr(scion.LMONorm, name)
        return scion.SCION(p, momentum=1 - MU, constraint=constraint, norm_type=kind, scale=RADIUS)

    return follow(make, x0, noise, first=1 / (1 - MU))
