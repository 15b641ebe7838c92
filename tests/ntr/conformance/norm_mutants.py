"""Norms with planted bugs: each is another kind of mistake, with the check that must name it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cvxpy as cp
import numpy as np

from ntr.bound import Bound
from ntr.engine.kernels import NormKernel
from ntr.linalg import expand, flat
from ntr.norm import Norm
from ntr.norms import L1, L2, CvxNorm, LInf, Lp, Nuclear, Spectral


@dataclass(frozen=True)
class Mutant(Norm):
    """A right norm of which one member is replaced; each replacement takes (base, argument)."""

    base: Norm
    value: Callable[..., Any] = lambda base, x: base(x)
    dual_: Callable[..., Any] = lambda base, g: base.dual(g)
    lmo_: Callable[..., Any] = lambda base, g: base.lmo(g)
    embedding_: Callable[..., Any] = lambda base, p: base.embedding(p)
    cvx_: Callable[..., Any] = lambda base, x: base.cvx(x)
    kernel_: Callable[..., Any] = lambda base: base.kernel()

    @property
    def shape(self):
        return self.base.shape

    @property
    def tolerance(self):
        return self.base.tolerance

    def __call__(self, x):
        return self.value(self.base, x)

    def dual(self, g):
        return self.dual_(self.base, g)

    def lmo(self, g):
        return self.lmo_(self.base, g)

    def embedding(self, p):
        return self.embedding_(self.base, p)

    def cvx(self, x):
        return self.cvx_(self.base, x)

    def kernel(self):
        return self.kernel_(self.base)


def newton_schulz(base, g):
    x = g / expand(np.maximum(L2(base.shape)(g), 1e-300), 2)
    for _ in range(5):
        gram = x @ np.swapaxes(x, -1, -2)
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return -x


def half_norm(base, x):
    return np.sqrt(np.abs(flat(x, len(base.shape)))).sum(axis=-1) ** 2


def asymmetric(base, x):
    return np.maximum(x, -2 * x).sum(axis=-1)


def naive_powers(base, x):
    """The cubes overflow at 1e150 and underflow at 1e-150 (squares would just do)."""
    with np.errstate(over="ignore"):
        return np.cbrt((np.abs(x) ** 3).sum(axis=-1))


def fixed_epsilon(base, g):
    return -g / expand(base(g) + 1e-30, 1)


def forgets_last(base, x):
    return np.abs(np.asarray(x)[..., :-1]).sum(axis=-1)


def single_precision(base, x):
    return base(np.asarray(x).astype(np.float32).astype(np.float64))


def single_precision_lmo(base, g):
    return base.lmo(g).astype(np.float32).astype(np.float64)


def centred_on_the_batch(base, g):
    """Normalises by the largest entry of the batch: right to rounding, and different bits in every batch."""
    largest = np.abs(g).max() or 1.0
    return base.dual(g / (3 * largest)) * (3 * largest)


def first_of_the_batch(base, g):
    """Broadcasts the LMO of the first slice."""
    return np.broadcast_to(base.lmo(g if g.ndim == 1 else g.reshape(-1, *base.shape)[0]), g.shape).copy()


def in_place(base, g):
    result = base.lmo(g)
    g *= 2.0
    return result


coin = np.random.default_rng(0)


def random_tie(base, g):
    """A permuted argmax: any of the largest coordinates."""
    order = coin.permutation(base.shape[0])
    return base.lmo(np.asarray(g)[..., order])[..., np.argsort(order)]


last = {"g": 0}


def tie_by_history(base, g):
    """The tie goes to the first coordinate after an even number of calls, to the last one after an odd number."""
    last["g"] += 1
    return base.lmo(g) if last["g"] % 2 else base.lmo(g[..., ::-1])[..., ::-1]


def all_largest(base, g):
    """-sign(g) at every coordinate of the largest magnitude: right where there is one, outside the ball at ties."""
    g = np.asarray(g)
    return np.sign(-g) * (np.abs(g) == np.abs(g).max(axis=-1, keepdims=True))


def needs_contiguous(base, g):
    if not g.flags.c_contiguous:
        raise BufferError("ndarray is not C-contiguous")
    return base.lmo(g)


def nonzero_at_zero(base, g):
    u = base.lmo(g)
    u[~np.asarray(g).any(axis=-1), 0] = -1.0
    return u


def zero_over_zero(base, g):
    with np.errstate(invalid="ignore"):
        return -g / expand(base(g), 1)


def keeps_axes(base, x):
    return base(x)[..., None]


def accepts_all(base, x):
    return np.abs(x).sum(axis=-1)


def small_kernel(base):
    return NormKernel(base.kernel().dual, LInf(base.shape).kernel().step)


def silent_kernel(base):
    def dual(g, params, work, out):
        out[:] = np.nan_to_num(np.abs(g)).sum(axis=0)

    return NormKernel(dual, base.kernel().step)


V, E, M = (4,), (9,), (3, 3)
PLANTED = {
    "flipped sign of the LMO": (Mutant(L2(V), lmo_=lambda n, g: -n.lmo(g)), "sign of the LMO"),
    "LMO scaled by .999": (Mutant(L2(V), lmo_=lambda n, g: 0.999 * n.lmo(g)), "duality"),
    "LMO scaled by 1.001": (Mutant(L2(V), lmo_=lambda n, g: 1.001 * n.lmo(g)), "feasibility"),
    "LMO on the sphere of l_inf": (Mutant(L2(V), lmo_=lambda n, g: LInf(V).lmo(g)), "feasibility"),
    "LMO of l_1, inside the ball": (Mutant(L2(V), lmo_=lambda n, g: L1(V).lmo(g)), "duality"),
    "LMO without the exponent": (Mutant(Lp(V, 3.0), lmo_=lambda n, g: -g / expand(n(g), 1)), "duality"),
    "approximate polar factor": (Mutant(Spectral(M), lmo_=newton_schulz), "duality"),
    "transposed LMO": (Mutant(Spectral(M), lmo_=lambda n, g: n.lmo(np.swapaxes(g, -1, -2))), "duality"),
    "polar factor over the rank": (Mutant(Nuclear(M), lmo_=lambda n, g: Spectral(M).lmo(g) / 3), "duality"),
    "dual is the norm": (Mutant(L1(V), dual_=lambda n, g: n(g)), "dual against CVXPY"),
    "dual exponent off": (Mutant(Lp(V, 3.0), dual_=lambda n, g: Lp(V, 1.51)(g)), "dual against CVXPY"),
    "dual a little small": (Mutant(L2(V), dual_=lambda n, g: n.dual(g) * (1 - 1e-6)), "Cauchy-Schwarz"),
    "dual and LMO of another norm": (
        Mutant(L2(V), dual_=lambda n, g: LInf(V).dual(g), lmo_=lambda n, g: LInf(V).lmo(g)),
        "dual against CVXPY",
    ),
    "rho .9": (Mutant(LInf(V), embedding_=lambda n, p: Bound(0.9 * n.embedding(p).value, p != 2)), "embedding"),
    "rho .9 not exact": (
        Mutant(LInf(V), embedding_=lambda n, p: Bound(0.9 * n.embedding(p).value, False)),
        "embedding",
    ),
    "rho 1.1 marked exact": (
        Mutant(LInf(V), embedding_=lambda n, p: Bound(1.1 * n.embedding(p).value, True)),
        "embedding",
    ),
    "rho of the vector of a matrix": (Mutant(Spectral(M), embedding_=lambda n, p: LInf(M).embedding(p)), "embedding"),
    "embedding(3) is embedding(2)": (Mutant(LInf(V), embedding_=lambda n, p: n.embedding(2)), "embedding"),
    "embedding(3) is cubed": (
        Mutant(LInf(V), embedding_=lambda n, p: Bound(n.embedding(p).value ** (p if p == 3 else 1), True)),
        "embedding",
    ),
    "quasi-norm": (Mutant(L1(V), value=half_norm), "triangle inequality"),
    "gauge that is not symmetric": (Mutant(L1(V), value=asymmetric), "symmetry"),
    "squared norm": (Mutant(L2(V), value=lambda n, x: n(x) ** 2), "homogeneity"),
    "seminorm": (Mutant(L1(V), value=forgets_last), "positivity"),
    "dual that is not symmetric": (Mutant(LInf(V), dual_=asymmetric), "symmetry"),
    "overflow and underflow": (Mutant(Lp(V, 3.0), value=naive_powers), "scales"),
    "fixed epsilon in a normalisation": (Mutant(L2(V), lmo_=fixed_epsilon), "scales"),
    "float32 in the norm": (Mutant(L2(V), value=single_precision), "double precision"),
    "float32 in the LMO": (Mutant(L2(V), lmo_=single_precision_lmo), "duality"),
    "float32 result": (Mutant(L2(V), value=lambda n, x: n(x).astype(np.float32)), "shapes"),
    "result with an extra axis": (Mutant(L2(V), value=keeps_axes), "shapes"),
    "batch-dependent scaling": (Mutant(L2(E), dual_=centred_on_the_batch), "batch equals slices"),
    "the first slice for all": (Mutant(L2(V), lmo_=first_of_the_batch), "batch equals slices"),
    "changes its argument": (Mutant(L2(V), lmo_=in_place), "arguments unchanged"),
    "returns its argument": (Mutant(LInf(V), lmo_=lambda n, g: np.sign(-g, out=g)), "arguments unchanged"),
    "random ties": (Mutant(L1(V), lmo_=random_tie), "determinism"),
    "ties by history": (Mutant(L1(V), lmo_=tie_by_history), "determinism"),
    "all coordinates of a tie": (Mutant(L1(V), lmo_=all_largest), "ties"),
    "needs contiguous input": (Mutant(L2(V), lmo_=needs_contiguous), "memory layout"),
    "LMO of zero is a vertex": (Mutant(L1(V), lmo_=nonzero_at_zero), "zero"),
    "LMO of zero is NaN": (Mutant(L2(V), lmo_=zero_over_zero), "zero"),
    "norm of zero": (Mutant(L2(V), value=lambda n, x: np.maximum(n(x), 1e-300)), "zero"),
    "any shape": (Mutant(L1(V), value=accepts_all), "bad input"),
    "NaN taken for 0": (Mutant(LInf(V), value=lambda n, x: n(np.nan_to_num(x))), "NaN"),
    "wrong error": (Mutant(L1(V), value=lambda n, x: n(x) if x.shape[-1] == 4 else 1 / 0), "bad input"),
    "another CVXPY expression": (Mutant(L1(V), cvx_=lambda n, x: (cp.norm_inf(x), [])), "CVXPY value"),
    "CVXPY expression without a factor": (
        Mutant(CvxNorm(V, lambda x: 2 * cp.norm1(x)), cvx_=lambda n, x: (cp.norm1(x), [])),
        "CVXPY value",
    ),
    "CVXPY constraint too many": (Mutant(L1(V), cvx_=lambda n, x: (cp.norm1(x), [x >= 0])), "CVXPY value"),
    "CVXPY norm of another kind": (Mutant(L2(M), cvx_=lambda n, x: (cp.norm(x, 2), [])), "CVXPY value"),
    "kernel of another norm": (Mutant(L2(V), kernel_=small_kernel), "kernel"),
    "kernel that hides NaN": (Mutant(LInf(V), kernel_=silent_kernel), "kernel"),
}
