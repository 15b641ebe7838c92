"""The only loop over iterations of the compiled engine, composed of the kernels of norm, problem, noise and regularizer.

It receives its kernels as first-class functions, so it is compiled once. Every lane computes what it would compute alone,
in the same order: neither the number of lanes nor the way the iterations are cut into chunks changes a bit of the result.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from ntr.engine.kernels import (
    ASIDE,
    COMPOSITE,
    DUAL,
    GRADIENT,
    MAXIMIZER,
    NOISE,
    PENALTY,
    SPOIL,
    STEP,
    block,
    helper,
    lanes,
    params,
    words,
)

# Rows of the statistics of a block. F and ||grad f||_* at x_k, sum and minimum of the norm over k = 0..K-1, and over
# k = 1..K; ||grad f + r||_* at x_k, its sum and minimum over k = 1..K; a gap at x_k, its sum and minimum over k = 0..K-1;
# ||m_k - grad f||_*. The last seven are there where they are asked for.
VALUE, NORM, SUM, LEAST, SUM_AFTER, LEAST_AFTER = range(6)
SLOPE, SLOPE_SUM, SLOPE_LEAST, GAP, GAP_SUM, GAP_LEAST, ERROR = range(6, 13)
ROWS = 13

# The steps: Algorithms 1 to 3 without a regularizer, and with one; lengths min(eta, gamma ||m||_*), and
# ||g||_*/(eta + gamma ||g||_*); an inexact oracle, and one that spoils the exact one; SGD with momentum, where gamma is the
# share of the last gradient, and the same with the oracle's direction in place of the gradient.
PLAIN, COMPOSED, CLIPPED, SMOOTH, INEXACT, SPOILT, LINEAR, ORTHOGONAL = range(8)

# The gaps: none; <g, x> + D ||g||_* (Frank-Wolfe's without a regularizer); with one, Frank-Wolfe's, and the trust region's.
NO_GAP, LINEAR_GAP, DOMAIN_GAP, LOCAL_GAP = range(4)


@helper
def dual_norm(
    dual: Any, maximizer: Any, maximizes: Any, norm: Any, scale: Any, g: Any, work: Any, u: Any, out: Any
) -> None:
    """out <- ||g||_*; where the norm has a maximizer, u <- that of g."""
    if maximizes:
        maximizer(g, norm, u)
        inner(u, g, out)
    else:
        dual(g, norm, work, out)
    for lane in range(out.shape[0]):
        out[lane] *= scale


@helper
def oracle(step: Any, maximizer: Any, maximizes: Any, norm: Any, m: Any, work: Any, u: Any) -> None:
    """u <- argmax <m, u> over the unit ball of the kernel."""
    if maximizes:
        maximizer(m, norm, u)
    else:
        u[:] = 0.0
        step(m, norm, 0.0, -1.0, work, u)


@helper
def inner(x: Any, y: Any, out: Any) -> None:
    """out <- <x, y>."""
    out[:] = 0.0
    for i in range(x.shape[0]):
        for lane in range(x.shape[1]):
            out[lane] += x[i, lane] * y[i, lane]


@helper
def combined(x: Any, a: Any, y: Any, out: Any) -> None:
    """out <- x + a y."""
    for i in range(x.shape[0]):
        for lane in range(x.shape[1]):
            out[i, lane] = x[i, lane] + a * y[i, lane]


@helper
def accumulated(value: Any, total: Any, least: Any) -> None:
    """One more value in its sum and its minimum."""
    for lane in range(value.shape[0]):
        total[lane] += value[lane]
        least[lane] = min(least[lane], value[lane])


@helper
def composite_gap(
    composite: Any,
    penalty: Any,
    terms: Any,
    kind: Any,
    radius: Any,
    g: Any,
    x: Any,
    s: Any,
    r: Any,
    spare: Any,
    out: Any,
) -> None:
    """out <- max <g, x - s> + R(x) - R(s) over ||s|| <= radius, at least 0; or over ||s - x|| <= radius, over the radius."""
    local = kind == LOCAL_GAP
    combined(x, 0.0 if local else -1.0, x, s)
    composite(g, terms, 1.0, radius, s, r)
    penalty(s, terms, spare)
    penalty(x, terms, out)
    for lane in range(out.shape[0]):
        out[lane] -= spare[lane]
    combined(x, -1.0, s, r)
    inner(g, r, spare)
    for lane in range(out.shape[0]):
        gap = spare[lane] + out[lane]
        out[lane] = gap / radius if local else (0.0 if gap < 0.0 else gap)


def advance(
    noise: Any, gradient: Any, dual: Any, step: Any, composite: Any, penalty: Any, direction: Any,
    aside: Any, spoil: Any, length: Any, longest: Any, maximizer: Any,
    root: Any, seeds: Any, first: Any, stops: Any, alpha: Any, eta: Any, decay: Any, gamma: Any,
    scale: Any, lengths: Any, radius: Any, kind: Any, gaps: Any,
    extrapolate: Any, maximizes: Any, lengthens: Any, average: Any, slopes: Any, errors: Any,
    noise_params: Any, problem_params: Any, norm_params: Any, terms: Any, length_params: Any,
    x: Any, m: Any, g: Any, query: Any, u: Any, r: Any, s: Any, work: Any, statistics: Any, series: Any,
) -> None:  # fmt: skip
    """Iterations first .. first + len(eta) - 1; `alpha` has one entry more, for the query of the last step.

    `stops` are the checkpoints in (first, first + len(eta)]; series[c] receives the statistics at stops[c]. Sums and
    minima over k are kept where `average` asks for them. r is the subgradient of the step that led to x. `terms` are the
    parameters of the regularizer, or of the inexact oracle. `length`, `longest`, `lengths`, `lengthens` and
    `length_params` are to the dual norm what `dual`, `maximizer`, `scale`, `maximizes` and `norm_params` are to the norm.
    """
    size, width = x.shape
    value, norm, slope, gap = statistics[VALUE], statistics[NORM], statistics[SLOPE], statistics[GAP]
    spare = np.empty(width)
    stop = 0
    for n in range(eta.shape[0] + 1):
        k = first + n
        at_stop = stop < stops.shape[0] and stops[stop] == k
        last = n == eta.shape[0]
        if last and not at_stop:
            break
        if at_stop or average or not extrapolate:
            gradient(x, problem_params, work, g, value)
        if at_stop or average:
            dual_norm(dual, maximizer, maximizes, norm_params, scale, g, work, u, norm)
            if slopes and k > 0:
                combined(g, 1.0, r, s)
                dual_norm(dual, maximizer, maximizes, norm_params, scale, s, work, u, slope)
            if gaps == LINEAR_GAP:
                inner(g, x, gap)
                for lane in range(width):
                    linear = gap[lane] + radius * norm[lane]
                    gap[lane] = 0.0 if linear < 0.0 else linear
            elif gaps != NO_GAP:
                composite_gap(composite, penalty, terms, gaps, radius, g, x, s, u, spare, gap)
        if at_stop:
            if errors:
                combined(m, -1.0, g, s)
                dual_norm(dual, maximizer, maximizes, norm_params, scale, s, work, u, statistics[ERROR])
            if kind == COMPOSED:
                penalty(x, terms, spare)
                for lane in range(width):
                    value[lane] += spare[lane]
            for row in range(statistics.shape[0]):
                for lane in range(width):
                    series[stop, row, lane] = statistics[row, lane]
            # x_k counts for 1..k here, and is added to the statistics in the next iteration
            accumulated(norm, series[stop, SUM_AFTER], series[stop, LEAST_AFTER])
            if slopes:
                accumulated(slope, series[stop, SLOPE_SUM], series[stop, SLOPE_LEAST])
            stop += 1
        if last:
            break
        if average:
            accumulated(norm, statistics[SUM], statistics[LEAST])
            if k > 0:
                accumulated(norm, statistics[SUM_AFTER], statistics[LEAST_AFTER])
            if slopes and k > 0:
                accumulated(slope, statistics[SLOPE_SUM], statistics[SLOPE_LEAST])
            if gaps != NO_GAP:
                accumulated(gap, statistics[GAP_SUM], statistics[GAP_LEAST])
        if extrapolate:
            gradient(query, problem_params, work, g, value)
            noise(root, seeds, k, noise_params, problem_params, query, g)
        else:
            noise(root, seeds, k, noise_params, problem_params, x, g)
        if kind == ORTHOGONAL:
            oracle(step, maximizer, maximizes, norm_params, g, work, u)
            for i in range(size):
                for lane in range(width):
                    g[i, lane] = scale * u[i, lane]
        a = alpha[n]
        if k == 0:
            for i in range(size):
                for lane in range(width):
                    m[i, lane] = g[i, lane]  # m_0 = g_0, the shared sample
        else:
            for i in range(size):
                for lane in range(width):
                    m[i, lane] = m[i, lane] + a * (g[i, lane] - m[i, lane])
        if extrapolate:
            for i in range(size):
                for lane in range(width):
                    query[i, lane] = x[i, lane]
        if kind == COMPOSED:
            composite(m, terms, 1.0 - decay[n], eta[n], x, r)
        elif kind == PLAIN and not maximizes:
            step(m, norm_params, 1.0 - decay[n], scale * eta[n], work, x)
        else:  # u, and in `spare` how far along it
            spare[:] = scale * eta[n] if kind == PLAIN else eta[n]
            if kind == PLAIN:
                maximizer(m, norm_params, u)
            elif kind == INEXACT:
                direction(m, terms, u)
            elif kind in (LINEAR, ORTHOGONAL):
                combined(g, -1.0, m, u)
                combined(m, gamma[n], u, u)
            else:
                dual_norm(dual, maximizer, maximizes, norm_params, scale, m, work, u, spare)
                if not maximizes:
                    oracle(step, maximizer, maximizes, norm_params, m, work, u)
                if kind == SPOILT:
                    for i in range(size):
                        for lane in range(width):
                            u[i, lane] *= scale
                    aside(m, u, spare, terms, s)
                    dual_norm(length, longest, lengthens, length_params, lengths, s, work, r, spare)
                    spoil(s, spare, terms, u)
                    spare[:] = eta[n]
                else:
                    for lane in range(width):
                        d = spare[lane]
                        if kind == SMOOTH:
                            spare[lane] = scale * (d / (eta[n] + gamma[n] * d))
                        else:  # at m = 0 the length does not matter; inf * 0 would be NaN
                            spare[lane] = scale * min(eta[n], gamma[n] * (d if d > 0.0 else 1.0))
            for i in range(size):
                for lane in range(width):
                    x[i, lane] = (1.0 - decay[n]) * x[i, lane] - spare[lane] * u[i, lane]
        if extrapolate:
            ahead = (1.0 - alpha[n + 1]) / alpha[n + 1]
            for i in range(size):
                for lane in range(width):
                    query[i, lane] = x[i, lane] + ahead * (x[i, lane] - query[i, lane])


FUNCTIONS = (
    NOISE, GRADIENT, DUAL, STEP, COMPOSITE, PENALTY, MAXIMIZER, ASIDE, SPOIL, DUAL, MAXIMIZER, MAXIMIZER
)  # fmt: skip
ADVANCE = types.void(
    *(types.FunctionType(kind) for kind in FUNCTIONS),
    types.uint64, words, types.int64, types.int64[::1],
    lanes, lanes, lanes, lanes, types.float64, types.float64, types.float64, types.int64, types.int64,
    types.boolean, types.boolean, types.boolean, types.boolean, types.boolean, types.boolean,
    params, params, params, params, params,
    block, block, block, block, block, block, block, block, block, types.float64[:, :, ::1],
)  # fmt: skip
