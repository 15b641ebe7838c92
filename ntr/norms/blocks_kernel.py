"""The kernel of norms that are made of blocks: each block by the kernel of its own norm. See `ntr.engine.kernels`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from ntr.engine.addresses import address, call_maximizer, call_step
from ntr.engine.kernels import MAXIMIZER, STEP, MaximizerKernel
from ntr.linalg import Array
from ntr.norm import Norm


def blocks_kernel(norms: Sequence[Norm], radii: Sequence[float], outer: float) -> MaximizerKernel | None:
    """For |(||x_b||_b / c_b)_b| with |.| = l_p, p = `outer`: 1, 2 or inf. None if a block has no kernel."""
    kernels = [norm.kernel() for norm in norms]
    if any(kernel is None for kernel in kernels):
        return None
    sizes = [math.prod(norm.shape) for norm in norms]
    params = partial(_params, kernels, sizes, radii, outer)
    if any(isinstance(kernel, MaximizerKernel) and kernel.careful is not None for kernel in kernels):
        return MaximizerKernel(
            blocks_maximizer, blocks_maximizer, params(), careful_params=partial(params, careful=True)
        )
    return MaximizerKernel(blocks_maximizer, params=params())


def _params(kernels: Any, sizes: Sequence[int], radii: Sequence[float], outer: float, careful: bool = False) -> Array:
    heads, tail = [], []
    start, first = 0, 2 + 7 * len(kernels)
    for kernel, size, radius in zip(kernels, sizes, radii, strict=True):
        if isinstance(kernel, MaximizerKernel):
            used = kernel.with_care() if careful else kernel
            at, rows = address(used.maximizer, MAXIMIZER), -1
        else:
            used, at, rows = kernel, address(kernel.step, STEP), kernel.work_rows
        params = np.asarray(used.params, dtype=np.float64).ravel()
        heads.append([start, start + size, radius * kernel.scale, at, rows, first, first + len(params)])
        tail.append(params)
        start, first = start + size, first + len(params)
    return np.concatenate([[len(kernels), outer], np.ravel(heads), *tail])


def blocks_maximizer(m: Any, params: Any, u: Any) -> None:
    """u_b <- c_b t_b times the maximizer of block b, t that of |.| at the c_b ||m_b||_b*.

    params = [B, p, for every block [start, stop, c_b, address, rows of scratch or -1 for a maximizer, first and last of its
    parameters], these parameters].
    """
    count, outer, lanes = int(params[0]), params[1], m.shape[1]
    duals = np.zeros((count, lanes))
    for b in range(count):
        head = params[2 + 7 * b : 9 + 7 * b]
        start, stop, rows = int(head[0]), int(head[1]), int(head[4])
        own, target = params[int(head[5]) : int(head[6])], u[start:stop]
        if rows < 0:
            call_maximizer(head[3], m[start:stop], own, target)
        else:
            target[:] = 0.0
            call_step(head[3], m[start:stop], own, 0.0, -1.0, np.empty((max(rows, 1), lanes)), target)
        for i in range(start, stop):
            for lane in range(lanes):
                u[i, lane] *= head[2]
                duals[b, lane] += m[i, lane] * u[i, lane]
    if outer == np.inf:
        return
    for lane in range(lanes):
        most, first, squares = 0.0, 0, 0.0
        for b in range(count):
            d = duals[b, lane]
            if d > most or d != d:
                most, first = d, b
        for b in range(count):
            share = duals[b, lane] / most if most != 0.0 else 0.0
            squares += share * share
        for b in range(count):
            share = duals[b, lane] / most if most != 0.0 else 0.0
            t = share / np.sqrt(squares) if outer == 2.0 and squares != 0.0 else (1.0 if b == first else share * 0.0)
            head = params[2 + 7 * b : 9 + 7 * b]
            for i in range(int(head[0]), int(head[1])):
                u[i, lane] *= t
