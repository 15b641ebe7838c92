"""Planted bugs of the same kind in several norms of the catalogue: {kind: [(mutant, the check that must name it)]}."""

from __future__ import annotations

import cvxpy as cp
import numpy as np

from ntr import norms as N  # noqa: N812  # short in the table below
from ntr.bound import Bound
from ntr.linalg import expand, flat
from ntr.norm import Norm
from ntr.norms.examples import one_norm_and_twice_maximum
from tests.ntr.conformance.norm_mutants import Mutant, newton_schulz

V, M = (5,), (3, 4)
WEIGHTED = N.WeightedLp(V, 3.0, [1.0, 0.5, 2.0, 3.0, 0.1])
ELLIPSE = N.Mahalanobis((3,), np.diag([1.0, 2.0, 5.0]) + 0.5)
GROUP = N.Group(V, [0, 1, 0, 1, 2], 3.0, 1.5)
SORTED = N.SortedL1(V, [3.0, 2.0, 1.0, 1.0, 0.0])
PERMUTED = N.SortedL1Dual(V, [3.0, 2.0, 1.0, 1.0, 0.0])
LAYERS = N.Blocks((N.Spectral((2, 3)), N.LInf((3,))), (1.0, 0.5))
SUM, MAX = N.Sum((N.L1(V), N.L2(V))), N.Max((N.L2(V), N.Scaled(N.L1(V), 0.6)))
HULL = N.InfimalConvolution((N.L2(V), N.Scaled(N.LInf(V), 1.5)))
USER = N.CvxNorm((4,), one_norm_and_twice_maximum)
SKEW = N.Composition(N.L1((3,)), np.eye(3) + np.triu(np.full((3, 3), 0.7), 1))
MIXED, RMS, FAN = N.MixedLpq(M, 1.5, 3.0), N.RMSToRMS(M), N.KyFan(M, 2)

coin = np.random.default_rng(1)


def each(check, bases, **members):
    """The same bug in every one of the norms."""
    return [(Mutant(base, **members), check) for base in bases]


def single(base, x):
    return np.asarray(x).astype(np.float32).astype(np.float64)


def jitter(base, g):
    """Ties go where the last bits of a random factor send them."""
    return base.lmo(g * (1 + 1e-15 * coin.normal(size=np.shape(g))))


def epsilon(base, g):
    """What a normalization by ||g|| + 1e-30 does to an LMO that is right otherwise."""
    size = base.dual(g)
    return base.lmo(g) * expand(size / (size + 1e-30), len(base.shape))


def spoils(method):
    """Calls the method of that name and then overwrites its argument."""

    def overwriting(base, x):
        result = getattr(base, method)(x)
        np.negative(x, out=x)
        return result

    return overwriting


def coupled(method):
    """Works with the argument in units of the largest entry of the whole batch: right to rounding, one entry at a time."""

    def scaling(base, x):
        unit = 3 * (np.abs(x).max() or 1.0)
        return getattr(base, method)(x / unit) * unit

    return scaling


def clean(base, x):
    return np.nan_to_num(x)


def memory_order(base, g):
    """Reads the entries as they lie in memory: no longer those of the point where the array is not in C order."""
    return base.lmo(g.ravel("K").reshape(g.shape))


def plain_powers(p):
    """The l_p norm without a scaling: overflows at 1e150."""

    def value(base, x):
        with np.errstate(over="ignore"):
            return np.power(np.power(np.abs(flat(np.asarray(x), len(base.shape))), p).sum(axis=-1), 1 / p)

    return value


def gram_polar(base, g):
    """The polar factor from the eigenvalues of G^T G, with half of the digits."""
    values, vectors = np.linalg.eigh(np.swapaxes(g, -1, -2) @ g)
    root = np.where(values > 1e-14 * values[..., -1:], 1 / np.sqrt(np.maximum(values, 1e-300)), 0.0)
    return -(g @ (vectors * root[..., None, :]) @ np.swapaxes(vectors, -1, -2))


def polar_of_zero(base, g):
    """U V^T of the zero matrix is the identity, if one takes what the SVD returns."""
    u, _, vh = np.linalg.svd(g, full_matrices=False)
    return -u @ vh


def vertex_at_zero(base, g):
    u = base.lmo(g)
    zero = ~flat(np.asarray(g), len(base.shape)).any(axis=-1)
    flat(u, len(base.shape))[zero, 0] = -1.0
    return np.where(expand(zero, len(base.shape)), np.ones(base.shape), u)


def all_of_a_tie(base, g):
    """-sign(g) wherever |g| is at least its k-th largest: more than k entries at ties."""
    size = np.abs(g)
    return np.sign(-np.asarray(g)) * (size >= np.sort(size, axis=-1)[..., -base.k, None])


def all_of_a_column(base, g):
    """-sign(g_ij) at every largest entry of column j, not at the first alone."""
    return np.sign(-np.asarray(g)) * (np.abs(g) == np.abs(g).max(axis=-2, keepdims=True))


def default_marked_exact(base, p):
    return Bound(Norm.embedding(base, p).value, True)


def loose(base, p):
    return Bound(1.05 * base.embedding(p).value, True)


def short(base, p):
    return Bound(0.9 * base.embedding(p).value, base.embedding(p).exact)


KINDS = {
    "flipped sign": each(
        "sign of the LMO", (N.Spectral(M), N.KSupport(V, 2), LAYERS, SUM), lmo_=lambda n, g: -n.lmo(g)
    ),
    "wrong dual exponent": [
        (Mutant(N.Schatten(M, 3.0), dual_=lambda n, g: n(g)), "dual against CVXPY"),
        (Mutant(WEIGHTED, dual_=lambda n, g: N.WeightedLp(V, 3.0, 1 / np.array(n.weights))(g)), "dual against CVXPY"),
        (Mutant(GROUP, dual_=lambda n, g: N.Group(V, n.groups, 1.5, 1.5)(g)), "dual against CVXPY"),
        (Mutant(MIXED, dual_=lambda n, g: N.MixedLpq(M, 3.0, 3.0)(g)), "dual against CVXPY"),
        (Mutant(MIXED, lmo_=lambda n, g: N.MixedLpq(M, 3.0, 1.5).lmo(g)), "duality"),
    ],
    "dual a little small": each(
        "Cauchy-Schwarz", (N.Spectral(M), N.TopK(V, 2), WEIGHTED), dual_=lambda n, g: (1 - 1e-9) * n.dual(g)
    ),
    "off-by-one k": [
        (Mutant(N.TopK(V, 2), dual_=lambda n, g: N.TopK(V, 3).dual(g)), "dual against CVXPY"),
        (Mutant(N.TopK(V, 2), value=lambda n, x: N.TopK(V, 3)(x)), "CVXPY value"),
        (Mutant(N.TopKDual(V, 2), lmo_=lambda n, g: N.TopKDual(V, 3).lmo(g)), "feasibility"),
        (Mutant(N.KSupport(V, 3), lmo_=lambda n, g: N.KSupport(V, 2).lmo(g)), "duality"),
        (Mutant(N.KSupport(V, 2), lmo_=lambda n, g: N.KSupport(V, 3).lmo(g)), "feasibility"),
        (Mutant(N.TopKL2(V, 2), cvx_=lambda n, x: N.TopKL2(V, 3).cvx(x)), "CVXPY value"),
        (Mutant(FAN, dual_=lambda n, g: N.KyFan(M, 3).dual(g)), "dual against CVXPY"),
        (Mutant(FAN, embedding_=lambda n, p: N.KyFanDual(M, 3).embedding(p)), "embedding"),
        (Mutant(N.KyFanDual(M, 2), lmo_=lambda n, g: N.KyFanDual(M, 1).lmo(g)), "duality"),
    ],
    ".9 rho": each("embedding", (N.Spectral(M), FAN, PERMUTED, LAYERS, ELLIPSE, HULL), embedding_=short),
    "loose rho marked exact": [
        *each("embedding", (N.Spectral(M), N.Lp(V, 3.0), USER, SUM, MIXED), embedding_=default_marked_exact),
        *each("embedding", (N.L1(V), RMS, LAYERS), embedding_=loose),
    ],
    "embedding of the dual": [
        (Mutant(N.L1(V), embedding_=lambda n, p: N.LInf(V).embedding(p)), "embedding"),
        (Mutant(N.Nuclear(M), embedding_=lambda n, p: N.Spectral(M).embedding(p)), "embedding"),
        (Mutant(N.TopKDual(V, 1), embedding_=lambda n, p: N.TopK(V, 1).embedding(p)), "embedding"),
    ],
    "approximate polar factor": [
        (Mutant(RMS, lmo_=lambda n, g: newton_schulz(n, g) / n.factor), "duality"),
        (Mutant(N.KyFanDual(M, 3), lmo_=newton_schulz), "duality"),
        (Mutant(N.Spectral((4, 3)), lmo_=gram_polar), "duality"),
        (Mutant(N.Schatten((4, 3), np.inf), lmo_=gram_polar), "duality"),
    ],
    "unbatched code": [
        (Mutant(N.L2(V), value=lambda n, x: np.linalg.norm(x)), "shapes"),
        (Mutant(N.Spectral(M), value=lambda n, x: np.linalg.norm(np.reshape(x, (-1, 4)), 2)), "shapes"),
        (Mutant(N.LInf(V), dual_=lambda n, g: np.abs(g).sum()), "shapes"),
        (Mutant(N.L1(V), lmo_=lambda n, g: np.stack([n.lmo(one) for one in np.atleast_2d(g)])), "shapes"),
    ],
    "batch seen by its slices": [
        *each("batch equals slices", (N.L2((9,)), N.Lp(V, 3.0), FAN), value=coupled("__call__")),
        *each("batch equals slices", (N.L2((9,)), WEIGHTED, N.Nuclear(M)), dual_=coupled("dual")),
        (Mutant(MIXED, lmo_=lambda n, g: n.lmo(g / (3 * (np.abs(g).max() or 1.0)))), "batch equals slices"),
    ],
    "float32 inside": [
        *each("double precision", (N.Spectral(M), SORTED, LAYERS), value=lambda n, x: n(single(n, x))),
        *each("double precision", (N.Nuclear(M), N.KSupport(V, 2)), dual_=lambda n, g: n.dual(single(n, g))),
        *each("duality", (RMS, WEIGHTED, N.MaxRow(M)), lmo_=lambda n, g: single(n, n.lmo(g))),
    ],
    "ties broken by chance": each(
        "determinism", (N.L1(V), N.TopKDual(V, 2), PERMUTED, N.OneToOne(M), N.Nuclear(M)), lmo_=jitter
    ),
    "all coordinates of a tie": [
        (Mutant(N.TopKDual(V, 2), lmo_=all_of_a_tie), "ties"),
        (Mutant(N.OneToOne(M), lmo_=all_of_a_column), "ties"),
    ],
    "value with noise in its last bits": each(
        "determinism", (N.L2(V), N.Spectral(M), GROUP), value=lambda n, x: n(x) * (1 + 1e-15 * coin.normal())
    ),
    "fixed epsilon in a normalization": each("scales", (N.MaxColumn(M), N.Spectral(M), GROUP, RMS), lmo_=epsilon),
    "wrong CVXPY expression": [
        (Mutant(N.TopK(V, 2), cvx_=lambda n, x: (cp.sum_largest(x, 2), [])), "CVXPY value"),
        (Mutant(N.MaxRow((3, 3)), cvx_=lambda n, x: N.MaxColumn((3, 3)).cvx(x)), "CVXPY value"),
        (Mutant(FAN, cvx_=lambda n, x: (cp.normNuc(x), [])), "CVXPY value"),
        (Mutant(ELLIPSE, cvx_=lambda n, x: (cp.quad_form(x, np.array(n.matrix)), [])), "CVXPY value"),
        (Mutant(SKEW, cvx_=lambda n, x: (cp.norm1(n.matrix.T @ x), [])), "CVXPY value"),
        (Mutant(LAYERS, cvx_=lambda n, x: (n.cvx(x)[0], n.cvx(x)[1][:1])), "CVXPY value"),
        (Mutant(N.L2(V), cvx_=lambda n, x: (cp.sqrt(cp.sum_squares(x)), [])), "CVXPY value"),
        (Mutant(SORTED, cvx_=lambda n, x: (cp.norm1(cp.multiply(np.array(n.weights), x)), [])), "CVXPY value"),
    ],
    "argument overwritten": [
        *each("arguments unchanged", (N.Spectral(M), SUM), value=spoils("__call__")),
        *each("arguments unchanged", (LAYERS, N.L2(V)), dual_=spoils("dual")),
        *each("arguments unchanged", (N.KSupport(V, 2), N.MaxEntry(M)), lmo_=spoils("lmo")),
    ],
    "not homogeneous": [
        *each("homogeneity", (N.Spectral(M), N.TopK(V, 2)), value=lambda n, x: np.log1p(n(x))),
        *each("homogeneity", (N.L1(V), RMS), dual_=lambda n, g: n.dual(g) + 1e-8 * n.dual(g) ** 2),
    ],
    "no triangle inequality": [
        (Mutant(N.L1(V), value=lambda n, x: np.minimum(n(x), 2 * N.LInf(V)(x))), "triangle inequality"),
        (Mutant(N.Nuclear(M), value=lambda n, x: np.minimum(n(x), 1.2 * N.L2(M)(x))), "triangle inequality"),
        (Mutant(N.Lp(V, 1.0), value=plain_powers(0.9)), "triangle inequality"),
    ],
    "not symmetric": [
        (Mutant(N.LInf(V), value=lambda n, x: np.maximum(np.max(x, axis=-1), 0.5 * n(x))), "symmetry"),
        (Mutant(N.L1(V), dual_=lambda n, g: np.maximum(np.max(g, axis=-1), -0.9 * np.min(g, axis=-1))), "symmetry"),
    ],
    "seminorm": [
        (Mutant(N.Spectral(M), value=lambda n, x: N.Spectral((3, 3))(np.asarray(x)[..., 1:])), "positivity"),
        (Mutant(N.LInf(V), value=lambda n, x: n(x - np.mean(x, axis=-1, keepdims=True))), "positivity"),
    ],
    "LMO outside the ball": each(
        "feasibility", (N.Spectral(M), N.TopK(V, 2), HULL, ELLIPSE), lmo_=lambda n, g: (1 + 1e-6) * n.lmo(g)
    ),
    "LMO inside the ball": each("duality", (N.MaxRow(M), PERMUTED, MAX), lmo_=lambda n, g: (1 - 1e-6) * n.lmo(g)),
    "wrong at zero": [
        (Mutant(N.Spectral(M), lmo_=polar_of_zero), "zero"),
        *each("zero", (N.L1(V), N.OneToOne(M), SORTED), lmo_=vertex_at_zero),
        *each("zero", (GROUP, N.Nuclear(M)), dual_=lambda n, g: n.dual(g) + 1e-300),
    ],
    "NaN swallowed": [
        *each("NaN", (N.L1(V), N.Spectral(M), SUM), value=lambda n, x: n(clean(n, x))),
        *each("NaN", (N.LInf(V), FAN), dual_=lambda n, g: n.dual(clean(n, g))),
        *each("NaN", (N.L1(V), N.MaxColumn(M), LAYERS), lmo_=lambda n, g: n.lmo(clean(n, g))),
        (Mutant(N.LInf(V), value=lambda n, x: np.fmax.reduce(np.abs(x), axis=-1)), "NaN"),
    ],
    "wrong shape or type": [
        *each("shapes", (N.Spectral(M), SORTED), value=lambda n, x: n(x)[..., None]),
        *each("shapes", (N.MaxEntry(M), N.Nuclear(M)), lmo_=lambda n, g: flat(n.lmo(g), 2)),
        *each("shapes", (N.LInf(V), N.MaxEntry(M)), lmo_=lambda n, g: n.lmo(g).astype(np.int64)),
        *each("shapes", (WEIGHTED, RMS), dual_=lambda n, g: n.dual(g).astype(np.float32)),
    ],
    "any shape taken": [
        (Mutant(N.LInf(V), dual_=lambda n, g: np.abs(g).sum(axis=-1)), "bad input"),
        (Mutant(N.Spectral(M), value=lambda n, x: np.linalg.norm(x, 2, axis=(-2, -1))), "bad input"),
    ],
    "memory read as it lies": each("memory layout", (N.L2(V), N.MaxEntry(M), SORTED), lmo_=memory_order),
    "powers without a scaling": [
        (Mutant(N.Lp(V, 3.0), value=plain_powers(3.0)), "scales"),
        (Mutant(N.Lp(M, 1.5), dual_=plain_powers(3.0)), "scales"),
    ],
    "inverse forgotten": [
        (Mutant(ELLIPSE, dual_=lambda n, g: n(g)), "dual against CVXPY"),
        (Mutant(WEIGHTED, lmo_=lambda n, g: N.Lp(V, 3.0).lmo(g)), "feasibility"),
        (Mutant(SKEW, dual_=lambda n, g: N.LInf((3,))(np.asarray(g) @ n.matrix)), "dual against CVXPY"),
        (Mutant(RMS, lmo_=lambda n, g: N.Spectral(M).lmo(g) * n.factor), "feasibility"),
        (Mutant(LAYERS, dual_=lambda n, g: N.Blocks(n.norms, (1.0, 2.0)).dual(g)), "dual against CVXPY"),
    ],
    "dual of a combination": [
        (Mutant(SUM, dual_=lambda n, g: sum(norm.dual(g) for norm in n.norms)), "dual against CVXPY"),
        (Mutant(MAX, dual_=lambda n, g: np.max([norm.dual(g) for norm in n.norms], axis=0)), "dual against CVXPY"),
        (Mutant(HULL, dual_=lambda n, g: np.min([norm.dual(g) for norm in n.norms], axis=0)), "dual against CVXPY"),
        (Mutant(HULL, value=lambda n, x: np.min([norm(x) for norm in n.norms], axis=0)), "triangle inequality"),
    ],
}
