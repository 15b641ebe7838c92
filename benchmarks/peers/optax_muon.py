"""optax's muon on JAX in float64: five Newton-Schulz steps instead of the polar factor, and nothing is recorded."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from benchmarks.work import MOMENTUM, RADIUS, Peer, Run, Work


def prepare(work: Work, iterations: int, threads: int) -> Run:
    """XLA takes the threads that the process may use."""
    program, keys = compiled(work)

    def run() -> None:
        program(keys, np.int32(iterations)).block_until_ready()

    return run


@functools.cache
def compiled(work: Work) -> tuple[Any, Any]:
    """(keys, iterations) -> x, and the keys: the same for any number of threads."""
    import jax
    import jax.numpy as jnp
    import optax

    with jax.enable_x64(True):
        center, scale = jnp.asarray(work.center()), work.sigma / np.sqrt(work.size)
        muon = optax.contrib.muon(RADIUS, beta=1 - MOMENTUM, nesterov=False)

        def step(k: Any, carry: Any) -> Any:
            x, state, key = carry
            t = x - center
            q = 1 / (1 + t * t)
            noise = jax.random.normal(jax.random.fold_in(key, k), work.shape, jnp.float64)
            updates, state = muon.update({"x": 2 * t * q * q + scale * noise}, state, {"x": x})
            return x + updates["x"], state, key

        def one(key: Any, iterations: Any) -> Any:
            x = jnp.zeros(work.shape)
            return jax.lax.fori_loop(np.int32(0), iterations, step, (x, muon.init({"x": x}), key))[0]

        keys = jax.random.split(jax.random.key(0), work.seeds)
        program = jax.jit(jax.vmap(one, in_axes=(0, None))).lower(keys, np.int32(1)).compile()
    return program, keys


PEER = Peer("optax muon", prepare, geometries=("spectral",), requires="optax", exact=False, noises=("gaussian",))
