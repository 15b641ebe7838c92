"""What the constants of a problem need to know about a norm: whether it is Euclidean, and suprema over its ball."""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms.families import entrywise, schatten


def is_euclidean(norm: Norm) -> bool:
    """Whether `norm` is known to be the Euclidean norm of the entries."""
    return entrywise(norm) == 2 or schatten(norm) == 2


def weighted_power(weights: Array, p: float, power: float) -> float:
    """sup sum_i w_i |h_i|^power over ||h||_p <= 1, for w >= 0: max w if p <= power, else ||w||_{p/(p - power)}.

    Hoelder with the exponents p/power and p/(p - power), which is attained; for p <= power, |h_i|^power <= |h_i|^p.
    """
    largest = float(weights.max(initial=0.0))
    if largest == 0 or p <= power:
        return largest
    q = 1.0 if np.isinf(p) else p / (p - power)
    return largest * float(np.sum((weights / largest) ** q) ** (1 / q))


def coordinate_duals(norm: Norm) -> Array:
    """||e_i||_*, shape of a point: |x_i| <= ||e_i||_* ||x||, with equality somewhere."""
    if entrywise(norm) is not None or schatten(norm) is not None:
        return np.ones(norm.shape)
    size = int(np.prod(norm.shape))
    return norm.dual(np.eye(size).reshape(size, *norm.shape)).reshape(norm.shape)


def spread_dual(bounds: Array, norm: Norm) -> tuple[float, bool]:
    """sup ||g||_* over |g_i| <= b_i, as (upper bound, whether it is exact).

    An entrywise dual norm is monotone in |g_i|, so g = b is the worst. Otherwise ||g||_* <= rho ||b||_2 and
    ||g||_* <= sum_i b_i ||e_i||_*; the smaller one is exact where b itself reaches it.
    """
    attained = float(norm.dual(bounds))
    if entrywise(norm) is not None:
        return attained, True
    upper = min(norm.rho * float(np.linalg.norm(bounds)), float(np.sum(bounds * coordinate_duals(norm))))
    return upper, attained >= upper * (1 - 1e-12)


def sign_maximum(matrix: Array) -> tuple[float, bool]:
    """max s' M s over signs s for a symmetric positive semidefinite M, as (upper bound, whether it is exact).

    By enumeration for d <= 14. Beyond, sum |M_ij|, which is exact if signs s with s_i s_j M_ij >= 0 exist (found by
    walking through the graph of the non-zero entries), or d times the largest eigenvalue if that is smaller.
    """
    size = len(matrix)
    total = float(np.abs(matrix).sum())
    signs = np.zeros(size)
    for root in range(size):
        if signs[root] == 0:
            signs[root] = 1.0
            queue = [root]
            while queue:
                i = queue.pop()
                for j in np.flatnonzero((matrix[i] != 0) & (signs == 0)):
                    signs[j] = signs[i] * np.sign(matrix[i, j])
                    queue.append(int(j))
    if np.all(signs[:, None] * signs * matrix >= 0):
        return total, True
    if size <= 14:
        codes = np.arange(2 ** (size - 1))[:, None] >> np.arange(size) & 1  # s and -s give the same: s_d = 1
        vertices = 1.0 - 2.0 * codes
        return float(np.einsum("ni,ij,nj->n", vertices, matrix, vertices, optimize=True).max()), True
    return min(total, size * float(np.linalg.eigvalsh(matrix)[-1])), False
