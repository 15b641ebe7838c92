"""The compiled twin of `odd_polynomials.polar_direction`, one matrix per lane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ntr.engine.groups import sides
from ntr.engine.kernels import DirectionKernel
from ntr.lmos.odd_polynomials import Quintic
from ntr.norm import Norm


def quintic_kernel(norm: Norm, polynomials: Sequence[Quintic]) -> DirectionKernel:
    """For matrices of the shape of the norm."""
    return DirectionKernel(quintic_direction, np.array([*norm.shape, *np.ravel(polynomials)], dtype=np.float64))


# Kernel: see ntr.engine.kernels; params = [rows, columns, a_1, b_1, c_1, a_2, ...].


def quintic_direction(m: Any, params: Any, u: Any) -> None:
    """u <- U p(S/||m||_2) V', p = q_n o ... o q_1; 0 at m = 0."""
    p, q, down, across = sides(int(params[0]), int(params[1]))
    lanes = m.shape[1]
    x, y = np.empty((p, q, lanes)), np.empty((p, q, lanes))
    gram, factor = np.empty((q, q, lanes)), np.empty((q, q, lanes))
    top, length = np.zeros(lanes), np.zeros(lanes)
    for i in range(p * q):
        for lane in range(lanes):
            top[lane] = max(top[lane], abs(m[i, lane]))
    for lane in range(lanes):
        top[lane] = top[lane] if top[lane] > 0.0 else 1.0
    for i in range(p):
        for j in range(q):
            for lane in range(lanes):
                x[i, j, lane] = m[i * down + j * across, lane] / top[lane]
                length[lane] += x[i, j, lane] * x[i, j, lane]
    for lane in range(lanes):
        length[lane] = np.sqrt(length[lane]) if length[lane] > 0.0 else 1.0
    for i in range(p):
        for j in range(q):
            for lane in range(lanes):
                x[i, j, lane] /= length[lane]
    for n in range(2, params.shape[0], 3):
        a, b, c = params[n], params[n + 1], params[n + 2]
        for j in range(q):
            for k in range(j + 1):
                gram[j, k] = 0.0
                for i in range(p):
                    for lane in range(lanes):
                        gram[j, k, lane] += x[i, j, lane] * x[i, k, lane]
                gram[k, j] = gram[j, k]
        for j in range(q):
            for k in range(q):
                factor[j, k] = 0.0
                for i in range(q):
                    for lane in range(lanes):
                        factor[j, k, lane] += gram[j, i, lane] * gram[i, k, lane]
                for lane in range(lanes):
                    factor[j, k, lane] = b * gram[j, k, lane] + c * factor[j, k, lane]
        for i in range(p):
            for j in range(q):
                for lane in range(lanes):
                    y[i, j, lane] = a * x[i, j, lane]
                for k in range(q):
                    for lane in range(lanes):
                        y[i, j, lane] += x[i, k, lane] * factor[k, j, lane]
        x, y = y, x
    for i in range(p):
        for j in range(q):
            for lane in range(lanes):
                u[i * down + j * across, lane] = x[i, j, lane]
