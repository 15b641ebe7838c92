"""The l_p norms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import NormKernel
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms.l1 import L1
from ntr.norms.l2 import L2
from ntr.norms.linf import LInf
from ntr.norms.powers import dual_exponent, lp_embedding, power_cvx, power_lmo, power_norm


@dataclass(frozen=True)
class Lp(Norm):
    """||x||_p = (sum_i |x_i|^p)^(1/p), 1 <= p <= inf; its dual is ||g||_q with 1/p + 1/q = 1.

    lmo(g)_i = -sign(g_i) (|g_i| / ||g||_q)^(q-1), with q - 1 = 1/(p - 1); at p = 1 and p = inf as in `L1` and `LInf`.

    Parameters
    ----------
    shape : tuple of int
        Shape of a point; any number of axes, the norm is entrywise.
    p : float
        The exponent, in [1, inf].
    """

    shape: tuple[int, ...]
    p: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", validation.shape(self.shape))
        object.__setattr__(self, "p", validation.exponent(self.p))

    def __call__(self, x: Array) -> Array:
        return power_norm(validation.point(x, self.shape, "x"), self.p, len(self.shape))

    def dual(self, g: Array) -> Array:
        return power_norm(validation.point(g, self.shape, "g"), dual_exponent(self.p), len(self.shape))

    def lmo(self, g: Array) -> Array:
        return power_lmo(validation.point(g, self.shape, "g"), self.p, len(self.shape))

    def embedding(self, p: float) -> Bound:
        return lp_embedding(self.p, p, self.shape)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        return power_cvx(cp.vec(x, order="C"), self.p), []

    def kernel(self) -> NormKernel:
        """Powers are slow: the exponents 1, 2 and inf use the kernels of `L1`, `L2` and `LInf`."""
        if self.p == 1:
            return L1(self.shape).kernel()
        if self.p == 2:
            return L2(self.shape).kernel()
        if self.p == np.inf:
            return LInf(self.shape).kernel()
        params = np.array([self.p, dual_exponent(self.p), 1 / (self.p - 1)])
        return NormKernel(lp_dual, lp_step, params, work_rows=2 + int(np.prod(self.shape)))


# Kernels: see ntr.engine.kernels. Parameters: p, q, q - 1.


def lp_dual(g: Any, params: Any, work: Any, out: Any) -> None:
    """out <- ||g||_q, by powers of |g| / max|g|."""
    size, lanes = g.shape
    most = work[0]
    most[:] = 0.0
    for i in range(size):
        for j in range(lanes):
            a = abs(g[i, j])
            most[j] = a if (a > most[j] or a != a) else most[j]
    out[:] = 0.0
    for i in range(size):
        for j in range(lanes):
            out[j] += (abs(g[i, j]) / most[j]) ** params[1] if most[j] != 0.0 else 0.0
    for j in range(lanes):
        out[j] = most[j] * out[j] ** (1.0 / params[1])


def lp_step(m: Any, params: Any, keep: Any, eta: Any, work: Any, x: Any) -> None:
    """x <- keep x + eta u with u as in `power_lmo`; the rows of work: max|m|, the length, then w."""
    size, lanes = m.shape
    most, length, w = work[0], work[1], work[2:]
    most[:] = 0.0
    length[:] = 0.0
    for i in range(size):
        for j in range(lanes):
            a = abs(m[i, j])
            most[j] = a if (a > most[j] or a != a) else most[j]
    for i in range(size):
        for j in range(lanes):
            t = abs(m[i, j]) / most[j] if most[j] != 0.0 else 0.0
            w[i, j] = t ** params[2]
            length[j] += w[i, j] * t
    for j in range(lanes):
        length[j] = eta / length[j] ** (1.0 / params[0]) if most[j] != 0.0 else 0.0
    for i in range(size):
        for j in range(lanes):
            u = length[j] * w[i, j]
            x[i, j] = keep * x[i, j] - (u if m[i, j] >= 0.0 else -u)
