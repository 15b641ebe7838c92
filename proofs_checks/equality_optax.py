"""The methods as optax has them, in double precision; see `equality_references` for the arguments.

optax starts with buffers of 0, `ntr` with m_0 = g_0. Where a buffer only averages, it is set to g_0 before the first step,
or the first gradient is divided by the weight of the new one: both give m_1 = g_0. Learning rate and decay are applied
outside, x <- (1 - decay) x - eta_k u.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from ntr.linalg import Array
from proofs_checks.equality_references import DECAY, MU, eta

LATE = 10**6  # steps after which bias corrections are 1 to the last bit

EXACT = {"ns_coeffs": (1.5, -0.5, 0.0), "ns_steps": 20, "preconditioning": "spectral", "eps": 0.0}


def follow(
    transform: Any,
    x0: Array,
    noise: Array,
    *,
    decay: float = 0.0,
    first: float = 1.0,
    seed: Callable[[Any, Any], Any] | None = None,
    scale: float = 1.0,
) -> Array:
    """Iterates of x <- (1 - decay) x - scale eta_k u; g_0 is multiplied by `first`, `seed` changes the first state."""
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    x = jax.numpy.asarray(x0)
    state = transform.init(x)
    if seed is not None:
        state = seed(state, x + noise[0])
    update = jax.jit(transform.update)  # compiled once: its loops would be compiled again at every step
    iterates = []
    for k, n in enumerate(noise):
        u, state = update((x + n) * (first if k == 0 else 1.0), state, x)
        x = (1 - decay) * x - scale * eta(k) * u
        iterates.append(np.asarray(x))
    return np.array(iterates)


def optax() -> Any:
    """The module; ImportError where it is not installed."""
    return importlib.import_module("optax")


def _late(state: Any, g: Any) -> Any:
    """mu = g_0, and so many steps ago that no bias is corrected."""
    return state._replace(mu=g, count=state.count + LATE)


def muon(x0: Array, noise: Array) -> Array:
    """`contrib.scale_by_muon` with convergent coefficients: the polar factor."""
    transform = optax().contrib.scale_by_muon(beta=MU, nesterov=False, **EXACT)
    return follow(transform, x0, noise, decay=DECAY, seed=_late)


def newton_schulz_muon(x0: Array, noise: Array) -> Array:
    """The same with its default coefficients."""
    transform = optax().contrib.scale_by_muon(beta=MU, nesterov=False, eps=0.0)
    return follow(transform, x0, noise, seed=_late)


def released_muon(x0: Array, noise: Array) -> Array:
    """The same with Nesterov's momentum; its scale for the shape, which is turned round, is left out: see `full_muon`."""
    factor = max(1.0, x0.shape[0] / x0.shape[1]) ** 0.5
    transform = optax().contrib.scale_by_muon(beta=MU, eps=0.0)
    return follow(transform, x0, noise, decay=DECAY, seed=_late, scale=factor)


def full_muon(x0: Array, noise: Array) -> Array:
    """The whole `contrib.muon`, scale and sign included, of the transposed matrix, without Nesterov."""
    transform = optax().contrib.muon(1.0, beta=MU, nesterov=False, eps=0.0)
    turned = follow(transform, x0.T, np.swapaxes(noise, 1, 2), decay=DECAY, first=1 / (1 - MU), scale=-1.0)
    return np.swapaxes(turned, 1, 2)


def consistent_rms_muon(x0: Array, noise: Array) -> Array:
    """The whole `contrib.muon` with `consistent_rms=0.2`."""
    transform = optax().contrib.muon(1.0, beta=MU, nesterov=False, eps=0.0, consistent_rms=0.2)
    return follow(transform, x0, noise, decay=DECAY, first=1 / (1 - MU), scale=-1.0)


def polar_grad(x0: Array, noise: Array) -> Array:
    """`scale_by_muon` with `adaptive=True`: times <m, U V'>."""
    transform = optax().contrib.scale_by_muon(beta=MU, nesterov=False, adaptive=True, **EXACT)
    return follow(transform, x0, noise, seed=_late)


def sign_sgd(x0: Array, noise: Array) -> Array:
    """`ema` without bias correction, then `scale_by_sign`."""
    transform = optax().chain(optax().ema(MU, debias=False), optax().scale_by_sign())
    return follow(transform, x0, noise, decay=DECAY, first=1 / (1 - MU))


def normalized_sgd(x0: Array, noise: Array) -> Array:
    """`ema` without bias correction, then `normalize_by_update_norm`."""
    transform = optax().chain(optax().ema(MU, debias=False), optax().normalize_by_update_norm(eps=0.0))
    return follow(transform, x0, noise, first=1 / (1 - MU))


def lion(x0: Array, noise: Array) -> Array:
    """`scale_by_lion`."""
    return follow(optax().scale_by_lion(0.9, MU), x0, noise, decay=DECAY, seed=lambda state, g: state._replace(mu=g))


def _trace(x0: Array, noise: Array, nesterov: bool) -> Array:
    """`trace`, whose buffer is m/(1 - MU)."""
    return follow(
        optax().trace(MU, nesterov=nesterov),
        x0,
        noise,
        seed=lambda state, g: state._replace(trace=g / (1 - MU)),
        scale=1 - MU,
    )


def sgdm(x0: Array, noise: Array) -> Array:
    """`trace`."""
    return _trace(x0, noise, nesterov=False)


def sgdm_nesterov(x0: Array, noise: Array) -> Array:
    """`trace` with Nesterov's momentum."""
    return _trace(x0, noise, nesterov=True)


def adam(x0: Array, noise: Array) -> Array:
    """`scale_by_adam`, from its own start."""
    return follow(optax().scale_by_adam(), x0, noise, decay=DECAY)


def adagrad(x0: Array, noise: Array) -> Array:
    """`scale_by_rss` with its default .1, and without its epsilon."""
    return follow(optax().scale_by_rss(0.1, eps=0.0), x0, noise)
