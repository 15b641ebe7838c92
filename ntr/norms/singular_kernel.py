"""The kernel of norms that are functions of the singular values: see `ntr.engine.kernels`.

u = U diag(w) V^T with w the maximizer of sum w_i s_i for the values s of m. One kernel for all of them, because the
decomposition takes seconds to compile.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.jacobi import compose, decompose
from ntr.engine.kernels import MaximizerKernel, helper

LARGEST = 24  # smaller sides above it: LAPACK, in the NumPy engine, is as fast

POWER, TOP_OR_ALL, TOP = 0, 1, 2  # what w is; the exponent p or the number k goes with it


def singular_kernel(shape: tuple[int, int], kind: int, parameter: float) -> MaximizerKernel | None:
    """POWER: the maximizer over ||w||_p <= 1; TOP_OR_ALL: e_1, or all 1/k, of `KyFan`; TOP: k ones, of `KyFanDual`."""
    if min(shape) > LARGEST:
        return None
    return MaximizerKernel(singular_maximizer, params=np.array([*shape, kind, parameter], dtype=np.float64))


@helper
def power_weights(s: Any, lane: Any, p: Any, w: Any) -> None:
    """w <- the maximizer over ||w||_p <= 1, as in `ntr.norms.powers.power_lmo`; p > 1."""
    largest, length = s[:, lane].max(), 0.0
    for i in range(s.shape[0]):
        t = s[i, lane] / largest if largest > 0.0 else 0.0
        w[i, lane] = t ** (1.0 / (p - 1.0))
        length += w[i, lane] * t
    for i in range(s.shape[0]):
        w[i, lane] = w[i, lane] / length ** (1.0 / p) if largest > 0.0 else 0.0


@helper
def top_weights(s: Any, lane: Any, k: Any, w: Any) -> None:
    """w <- 1 at the k largest values, of equal ones the first, as far as these are positive; 0 elsewhere."""
    for i in range(s.shape[0]):
        before = 0
        for j in range(s.shape[0]):
            if s[j, lane] > s[i, lane] or (s[j, lane] == s[i, lane] and j < i):
                before += 1
        w[i, lane] = 1.0 if before < k and s[i, lane] > 0.0 else 0.0


@helper
def enlarged(m: Any) -> Any:
    """m itself, or, if a lane is so small that its singular values would lose digits, m with such lanes times 2^600."""
    small = False
    for lane in range(m.shape[1]):
        most = np.abs(m[:, lane]).max()
        small = small or 0.0 < most < 1e-290
    if not small:
        return m
    large = m.copy()
    for lane in range(m.shape[1]):
        if np.abs(m[:, lane]).max() < 1e-290:
            for i in range(m.shape[0]):
                large[i, lane] *= 2.0**600
    return large


def singular_maximizer(m: Any, params: Any, u: Any) -> None:
    """params = [rows, columns, kind, p or k]."""
    rows, columns, kind, parameter = int(params[0]), int(params[1]), int(params[2]), params[3]
    q, lanes = min(rows, columns), m.shape[1]
    left, s, right, w = np.empty_like(m), np.empty((q, lanes)), np.empty((q * q, lanes)), np.empty((q, lanes))
    decompose(enlarged(m), rows, columns, left, s, right)
    for lane in range(lanes):
        if kind == TOP_OR_ALL and s[:, lane].max() < s[:, lane].sum() / parameter:
            for i in range(q):
                w[i, lane] = 1.0 / parameter if s[i, lane] > 0.0 else 0.0
        elif kind == POWER and parameter > 1.0:
            power_weights(s, lane, parameter, w)
        else:
            top_weights(s, lane, parameter if kind == TOP else 1.0, w)
    compose(left, w, right, rows, columns, u)
