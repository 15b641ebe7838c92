"""JAX in float64: one seed as a loop over iterations, `vmap` over seeds, compiled by XLA.

`lax.scan` without outputs is this `fori_loop`, which needs no new program for another number of iterations.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from benchmarks.work import MOMENTUM, RADIUS, Peer, Record, Run, Work


def prepare(work: Work, iterations: int, threads: int) -> Run:
    """XLA takes the threads that the process may use."""
    program, keys = compiled(work)
    return lambda: Record(*(np.asarray(series) for series in program(keys, np.int32(iterations))))


@functools.cache
def compiled(work: Work) -> tuple[Any, Any]:
    """(keys, iterations) -> record, and the keys: the same for any number of threads."""
    import jax
    import jax.numpy as jnp

    with jax.enable_x64(True):
        center = jnp.asarray(work.center())
        scale = work.sigma / np.sqrt(work.size)
        draw = jax.random.normal if work.noise == "gaussian" else jax.random.rademacher

        def step(k: Any, carry: Any) -> Any:
            x, m, total, _, key = carry
            t = x - center
            q = 1 / (1 + t * t)
            value, g = (t * t * q).sum(), 2 * t * q * q
            if work.geometry == "l2":
                total += jnp.sqrt((g * g).sum())
            elif work.geometry == "linf":
                total += jnp.abs(g).sum()
            else:
                total += jnp.linalg.svd(g, compute_uv=False).sum()
            g += scale * draw(jax.random.fold_in(key, k), work.shape, jnp.float64)
            m = jnp.where(k == 0, g, m + MOMENTUM * (g - m))
            if work.geometry == "l2":
                x -= RADIUS / jnp.sqrt((m * m).sum()) * m
            elif work.geometry == "linf":
                x -= RADIUS * jnp.sign(m)
            else:
                u, _, vh = jnp.linalg.svd(m, full_matrices=False)
                x -= RADIUS * (u @ vh)
            return x, m, total, value, key

        def one(key: Any, iterations: Any) -> Any:
            zero = jnp.zeros(work.shape)
            start = (zero, zero, jnp.float64(0), jnp.float64(0), key)
            _, _, total, value, _ = jax.lax.fori_loop(np.int32(0), iterations, step, start)
            return value, total / iterations

        keys = jax.random.split(jax.random.key(0), work.seeds)
        program = jax.jit(jax.vmap(one, in_axes=(0, None))).lower(keys, np.int32(1)).compile()
    return program, keys


PEER = Peer("JAX vmap + scan", prepare, requires="jax")
